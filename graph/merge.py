"""What is one event across articles: local events of one type are joined by average link, inside what sure links connect.

Planned, held and denied are claims about one event. Two groups become one while the mean evidence between all their
members is that of a sure link (UPGMA, after Sokal and Michener 1958); a pair that nobody weighed, or that is not even
unsure, counts as even odds, two events of one article as evidence against. So a single bold link does not join what the
others tell apart, and a wrong day or a missed name does not part what the others join. Every joining and every sure link
that did not join is a Decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations

import numpy as np

from .alike import SURE, Scene
from .columns import Columns, Flags, Ints, columns
from .decided import Held, decision
from .local import Local
from .pairs import pairs
from .records import Decision
from .telling import Rarity
from .weigh import Weighed, odds, together, weigh

FINE = 1000  # parts of a unit of log-odds, so that sums are exact whatever their order
LEAST = int(np.floor(FINE * np.log(SURE / (1 - SURE))))  # mean evidence from which on two groups are one
TOLD_APART = FINE // 2  # what it weighs that one text tells two events
AGREED = 2  # texts that tell two events, most of those that tell of either: from so many on they are not one
ONE_ARTICLE, ON_THE_WHOLE, BY_HAND = 1, 2, 3
AGAINST = {
    ONE_ARTICLE: "several texts tell them apart", ON_THE_WHOLE: "on the whole their tellings differ", BY_HAND: "an analyst keeps them apart",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Which rows are one event: ``root`` is the first row of each row's event. ``taken`` are the links that decided
    something, surest first, each with what spoke against it (0 for nothing)."""

    root: Ints
    weighed: Weighed
    taken: Ints
    against: Ints

    def decisions(self, ids: Sequence[str]) -> Iterator[Decision]:
        """Every joining and refusal, with its reasons."""
        w = self.weighed
        sure = w.sure
        for n, against in zip(self.taken.tolist(), self.against.tolist(), strict=True):
            left, right = sorted((ids[w.left[n]], ids[w.right[n]]))
            why = f"{w.why(n)}, but {AGAINST[against]}" if against else w.why(n)
            verdict = "different" if against else "same" if sure[n] else "unsure"
            yield Decision(about="event", left=left, right=right, verdict=verdict, score=float(w.score[n]), why=why, by="merge")  # type: ignore[arg-type]  # one of three words


def merge(events: Sequence[Local], scene: Scene, word: Held | None = None) -> tuple[list[tuple[Local, ...]], tuple[Decision, ...]]:
    """The clusters of local events, each in order of their news, and why they were joined; an analyst's word goes first."""
    ordered = sorted(events, key=lambda e: e.order)
    ids = [e.id for e in ordered]
    row = {ident: n for n, ident in enumerate(ids)}
    word = word or Held()
    found = merge_columns(
        columns(ordered, scene),
        together=[(row[a], row[b]) for a, b, _ in word.together],
        apart=[(row[a], row[b]) for a, b, _ in word.apart],
    )
    clusters: dict[int, list[Local]] = defaultdict(list)
    for event, root in zip(ordered, found.root.tolist(), strict=True):
        clusters[root].append(event)
    said = [decision(w, *sorted((a, b))) for a, b, w in (*word.together, *word.apart)]
    made = [tuple(members) for members in clusters.values()]
    return sorted(made, key=lambda c: c[0].id), (*said, *found.decisions(ids))


def parted(events: Iterable[Local]) -> Iterator[Decision]:
    """Calls that an article's reader took for one, and that were told apart guest by guest before anything was joined."""
    told: dict[tuple[str, str, str], list[Local]] = defaultdict(list)
    for each in events:
        for ident in dict.fromkeys(m.event for m in each.mentions):
            told[each.article, each.type, ident].append(each)
    for (_, kind, _), parts in told.items():
        for one, two in combinations(parts, 2):
            left, right = sorted((one.id, two.id))
            yield Decision(about="event", left=left, right=right, verdict="different", score=1.0, why=f"one {kind} in the text, but its host has another guest", by="merge")


def merge_columns(
    table: Columns, *, together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()
) -> Merged:
    """The same on columns.

    The outcome depends on the rows alone, not on the order of blocks or pairs.
    """
    return decide(table, _weighed(table), together=together, apart=apart)


def decide(
    table: Columns, weighed: Weighed, *, together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()
) -> Merged:
    """Which of the weighed pairs are joined. Rows that no chain of sure pairs connects decide nothing for each other."""
    order = np.lexsort((weighed.right, weighed.left, -weighed.score))
    left, right = weighed.left[order], weighed.right[order]
    value = np.round(FINE * odds(weighed.score[order])).astype(np.int64)
    within = components(len(table), left[value >= LEAST], right[value >= LEAST], together)
    inside = np.flatnonzero(within[left] == within[right])
    inside = inside[np.argsort(within[left[inside]], kind="stable")]
    ends = np.flatnonzero(np.diff(within[left[inside]], append=-1)) + 1
    groups = Groups(table, together, apart)
    joined = np.zeros(len(order), np.bool_)
    lefts, rights, values = left[inside].tolist(), right[inside].tolist(), value[inside].tolist()
    begin = 0
    for end in ends.tolist():
        groups.join(lefts[begin:end], rights[begin:end], values[begin:end])
        begin = end
    root = groups.roots()
    for place in groups.used:
        joined[inside[place]] = True
    return _told(table, weighed, order, joined, root, groups)


def components(count: int, left: Ints, right: Ints, together: Sequence[tuple[int, int]] = ()) -> Ints:
    """For every row the first row that sure links or an analyst connect it with."""
    label = np.arange(count)
    held = np.array([*together], np.int64).reshape(-1, 2)
    left, right = np.concatenate([left, held[:, 0]]), np.concatenate([right, held[:, 1]])
    while len(left):
        one, two = label[left], label[right]
        parted = one != two
        left, right, one, two = left[parted], right[parted], one[parted], two[parted]
        np.minimum.at(label, np.maximum(one, two), np.minimum(one, two))
        while (label[label] != label).any():
            label = label[label]
    return label


def _told(table: Columns, weighed: Weighed, order: Ints, joined: Flags, root: Ints, groups: Groups) -> Merged:
    """The links that joined, and those between two events with what kept them apart."""
    left, right = root[weighed.left[order]], root[weighed.right[order]]
    taken = np.flatnonzero(joined | (left != right))
    against = np.zeros(len(taken), np.int64)
    sure = weighed.sure[order[taken]]
    for n in np.flatnonzero(sure & ~joined[taken]).tolist():
        against[n] = groups.against(int(left[taken[n]]), int(right[taken[n]])) or ON_THE_WHOLE
    return Merged(root=root, weighed=weighed, taken=order[taken], against=against)


def _weighed(table: Columns) -> Weighed:
    none, rarity = np.zeros(0, np.int64), Rarity.of(table.words)
    found = (weigh(table, left, right, rarity) for left, right in pairs(table))
    return together([weigh(table, none, none, rarity), *found])


class Groups:
    """Rows joined so far. The first row of a group stands for it, and knows its texts; copies are one text."""

    def __init__(self, table: Columns, together: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]]) -> None:
        self.parent = list(range(len(table)))
        self.size: dict[int, int] = {}
        self.text: list[int] = table.copy.tolist()
        self.texts: dict[int, set[int]] = {}
        self.plans: dict[int, int] = dict.fromkeys(np.flatnonzero(table.plan & ~table.off).tolist(), 1)
        self.off: dict[int, int] = dict.fromkeys(np.flatnonzero(table.off).tolist(), 1)
        self.enemies: dict[int, set[int]] = defaultdict(set)
        self.used: list[int] = []
        self.seen = 0
        for left, right in apart:
            self.enemies[left].add(right)
            self.enemies[right].add(left)
        self.held = list(together)
        for left, right in together:
            self._unite(self.root(left), self.root(right))

    def root(self, row: int) -> int:
        """The row that stands for a row's group."""
        parent = self.parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def roots(self) -> Ints:
        """The first row of every row's group."""
        return np.array([self.root(n) for n in range(len(self.parent))], np.int64)

    def join(self, lefts: Sequence[int], rights: Sequence[int], values: Sequence[int]) -> None:
        """Join the rows of one component by its links, the surest first."""
        begin, self.seen = self.seen, self.seen + len(lefts)
        near: dict[int, dict[int, int]] = defaultdict(dict)
        best: dict[tuple[int, int], int] = {}
        for place, (a, b, value) in enumerate(zip(lefts, rights, values, strict=True)):
            one, two = sorted((self.root(a), self.root(b)))
            if one != two:
                near[one][two] = near[two][one] = near[one].get(two, 0) + value
                best.setdefault((one, two), begin + place)
        heap = [entry for one, others in near.items() for two in others if one < two for entry in self._entry(near, one, two)]
        heapify(heap)
        while heap:
            mean, one, two = heappop(heap)
            if two not in near.get(one, ()) or mean != -self._mean(near, one, two) or self.against(one, two):
                continue
            self._link(near, best, heap, one, two)

    def _link(
        self, near: dict[int, dict[int, int]], best: dict[tuple[int, int], int], heap: list[tuple[float, int, int]], one: int, two: int
    ) -> None:
        """Two groups of a component become one; the second is no more."""
        self.used.append(best[one, two])
        self._unite(one, two)
        del near[one][two]
        mine = near[one]
        for other, value in near.pop(two).items():
            if other == one:
                continue
            del near[other][two]
            mine[other] = near[other][one] = mine.get(other, 0) + value
            key, old = (min(one, other), max(one, other)), (min(two, other), max(two, other))
            best[key] = min(best.get(key, best[old]), best[old])
        for other in mine:
            for entry in self._entry(near, min(one, other), max(one, other)):
                heappush(heap, entry)

    def _entry(self, near: dict[int, dict[int, int]], one: int, two: int) -> list[tuple[float, int, int]]:
        mean = self._mean(near, one, two)
        return [(-mean, one, two)] if mean >= LEAST else []

    def _mean(self, near: dict[int, dict[int, int]], one: int, two: int) -> float:
        """The mean evidence between two groups."""
        ours, theirs = self.size.get(one, 1), self.size.get(two, 1)
        count = ours * theirs
        if one in self.off or two in self.off:  # what was planned before it was put off says nothing of when it took place
            plans = self.plans.get(one, 0), self.plans.get(two, 0)
            held = ours - plans[0] - self.off.get(one, 0), theirs - plans[1] - self.off.get(two, 0)
            count = max(1, count - plans[0] * held[1] - plans[1] * held[0])
        return (near[one][two] - TOLD_APART * self._shared(one, two)) / count

    def _shared(self, one: int, two: int) -> int:
        """How many texts tell of both."""
        ours, theirs = self.texts.get(one), self.texts.get(two)
        if ours is None:
            return int(self.text[one] == self.text[two] if theirs is None else self.text[one] in theirs)
        return int(self.text[two] in ours) if theirs is None else len(ours & theirs)

    def against(self, one: int, two: int) -> int:
        """What forbids that two groups are one, 0 for nothing."""
        if self.enemies and (self._hostile(one, two) or self._hostile(two, one)):
            return BY_HAND
        shared = self._shared(one, two)
        most = max(len(self.texts.get(x, ())) for x in (one, two))
        return ONE_ARTICLE if shared >= AGREED and 2 * shared > most else 0

    def _hostile(self, left: int, right: int) -> bool:
        return any(self.root(enemy) == right for enemy in self.enemies.get(left, ()))

    def _unite(self, left: int, right: int) -> None:
        if left == right:
            return
        left, right = min(left, right), max(left, right)
        self.parent[right] = left
        ours, theirs = (self.texts.pop(x, {self.text[x]}) for x in (left, right))
        self.texts[left] = ours | theirs
        self.size[left] = self.size.pop(left, 1) + self.size.pop(right, 1)
        for counts in (self.plans, self.off):
            if (more := counts.pop(right, 0)) > 0:
                counts[left] = counts.get(left, 0) + more
        if enemies := self.enemies.pop(right, None):
            self.enemies[left] |= enemies
