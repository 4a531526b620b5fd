"""What is one event across articles: local events of one type are joined inside blocks.

Planned, held and denied are claims about one event as long as the times are compatible; two events that one
article tells apart, or that happened on different days, stay apart. Every joining is a Decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .alike import Scene
from .columns import NEVER, Columns, Flags, Ints, columns
from .decided import Held, decision
from .local import Local
from .pairs import pairs
from .records import Decision
from .telling import Rarity
from .weigh import Weighed, together, weigh

ONE_ARTICLE, OTHER_DAYS, BY_HAND, OTHER_SIDES = 1, 2, 3, 4
AGAINST = {
    ONE_ARTICLE: "one article tells them apart", OTHER_DAYS: "their days differ", BY_HAND: "an analyst keeps them apart",
    OTHER_SIDES: "most who tell of them name others",
}  # fmt: skip
CORE = 3  # whoever is in one of so many tellings of an event belongs to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Which rows are one event: ``root`` is the first row of each row's event. ``taken`` are the links in the order in
    which they were decided, each with what spoke against it (0 for nothing)."""

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


def merge_columns(
    table: Columns, *, together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()
) -> Merged:
    """The same on columns: surest links first, where nothing speaks against them.

    The outcome depends on the rows alone, not on the order of blocks or pairs.
    """
    return decide(table, _weighed(table), together=together, apart=apart)


def decide(
    table: Columns, weighed: Weighed, *, together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()
) -> Merged:
    """Which of the weighed pairs are joined. Rows that no chain of sure pairs connects decide nothing for each other."""
    order = np.lexsort((weighed.right, weighed.left, -weighed.score, ~weighed.sure))
    groups = Groups(table, apart)
    for left, right in together:
        groups.unite(groups.root(left), groups.root(right))
    sure = weighed.sure[order]
    lefts, rights = weighed.left[order].tolist(), weighed.right[order].tolist()
    taken, against = [], []
    for place, (link, joins) in enumerate(zip(order.tolist(), sure.tolist(), strict=True)):
        left, right = groups.root(lefts[place]), groups.root(rights[place])
        if left == right:
            continue
        why = groups.against(left, right)
        taken.append(link)
        against.append(why)
        if joins and not why:
            groups.unite(left, right)
    return Merged(root=groups.roots(), weighed=weighed, taken=np.array(taken, np.int64), against=np.array(against, np.int64))


def _weighed(table: Columns) -> Weighed:
    none, rarity = np.zeros(0, np.int64), Rarity.of(table.words)
    found = (weigh(table, left, right, rarity) for left, right in pairs(table))
    return together([weigh(table, none, none, rarity), *found])


class Days:
    """For every group the days on which all of some of its rows agree."""

    def __init__(self, table: Columns, counts: Flags) -> None:
        self.first: list[int] = np.where(counts, table.first, 0).tolist()
        self.last: list[int] = np.where(counts, table.last, NEVER).tolist()

    def agree(self, left: int, right: int) -> bool:
        """Whether two groups leave a day for both."""
        return max(self.first[left], self.first[right]) <= min(self.last[left], self.last[right])

    def unite(self, left: int, right: int) -> None:
        """The days of both; where a hand joins what days keep apart, those of the earlier."""
        if self.agree(left, right):
            self.first[left] = max(self.first[left], self.first[right])
            self.last[left] = min(self.last[left], self.last[right])


class Sides:
    """For every group who takes part, states standing for their people, bodies and places: one telling that names
    many does not make one event of two that others tell apart."""

    def __init__(self, table: Columns) -> None:
        parties = table.parties
        code = np.where(parties.state >= 0, parties.state, parties.anchor + int(parties.state.max(initial=0)) + 1)
        roles = [table.roles[r] for r in ("source", "target")]
        self.roles: list[tuple[list[int], list[int]]] = [(r.starts.tolist(), code[r.items].tolist()) for r in roles]
        self.counts: dict[int, dict[int, int]] = {}
        self.size: dict[int, int] = {}
        self.cores: dict[int, frozenset[int]] = {}

    def agree(self, left: int, right: int) -> bool:
        """Whether most of the fewer who belong to one group belong to the other; who is silent agrees, and two single
        tellings have been weighed before."""
        if left not in self.counts and right not in self.counts:
            return True
        ours, theirs = self._core(left), self._core(right)
        return not ours or not theirs or 2 * len(ours & theirs) > min(len(ours), len(theirs))

    def _row(self, row: int) -> frozenset[int]:
        (a, ours), (b, theirs) = self.roles
        return frozenset(ours[a[row] : a[row + 1]] + theirs[b[row] : b[row + 1]])

    def _core(self, root: int) -> frozenset[int]:
        if root not in self.counts:
            return self._row(root)
        core = self.cores.get(root)
        if core is None:
            least = self.size[root] / CORE
            core = self.cores[root] = frozenset(c for c, n in self.counts[root].items() if n >= least)
        return core

    def unite(self, left: int, right: int) -> None:
        """Count the tellings of both."""
        ours, theirs = (self.counts.pop(x) if x in self.counts else dict.fromkeys(self._row(x), 1) for x in (left, right))
        few, many = (ours, theirs) if len(ours) < len(theirs) else (theirs, ours)
        for who, times in few.items():
            many[who] = many.get(who, 0) + times
        self.counts[left] = many
        self.size[left] = self.size.pop(left, 1) + self.size.pop(right, 1)
        self.cores.pop(left, None)
        self.cores.pop(right, None)


class Groups:
    """Rows joined so far. The first row of a group stands for it, and knows its articles and the days on which all
    its texts agree. Once something is put off, the days that were planned bind nobody."""

    def __init__(self, table: Columns, apart: Sequence[tuple[int, int]]) -> None:
        self.parent = list(range(len(table)))
        self.article: list[int] = table.article.tolist()
        told = table.told & (table.first != NEVER)
        firm = told & ~table.plan
        self.days = [Days(table, told), Days(table, firm)]
        self.off: list[bool] = table.off.tolist()
        self.sides = Sides(table)
        self.articles: dict[int, set[int]] = {}
        self.enemies: dict[int, set[int]] = defaultdict(set)
        for left, right in apart:
            self.enemies[left].add(right)
            self.enemies[right].add(left)

    def root(self, row: int) -> int:
        """The row that stands for a row's group."""
        parent = self.parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def against(self, left: int, right: int) -> int:
        """What forbids joining two groups, 0 for nothing."""
        if self.enemies and (self._hostile(left, right) or self._hostile(right, left)):
            return BY_HAND
        ours, theirs = self.articles.get(left), self.articles.get(right)
        if ours is None:
            shared = self.article[left] == self.article[right] if theirs is None else self.article[left] in theirs
        else:
            shared = self.article[right] in ours if theirs is None else not ours.isdisjoint(theirs)
        if shared:
            return ONE_ARTICLE
        days = self.days[self.off[left] or self.off[right]]
        if not days.agree(left, right):
            return OTHER_DAYS
        return 0 if self.sides.agree(left, right) else OTHER_SIDES

    def _hostile(self, left: int, right: int) -> bool:
        return any(self.root(enemy) == right for enemy in self.enemies.get(left, ()))

    def unite(self, left: int, right: int) -> None:
        """Make one group of two."""
        if left == right:
            return
        left, right = min(left, right), max(left, right)
        self.parent[right] = left
        ours = self.articles.pop(left, None) or {self.article[left]}
        theirs = self.articles.pop(right, None) or {self.article[right]}
        few, many = sorted((ours, theirs), key=len)
        many |= few
        self.articles[left] = many
        for days in self.days:
            days.unite(left, right)
        self.sides.unite(left, right)
        self.off[left] = self.off[left] or self.off[right]
        if enemies := self.enemies.pop(right, None):
            self.enemies[left] |= enemies

    def roots(self) -> Ints:
        """The first row of every row's group."""
        return np.array([self.root(n) for n in range(len(self.parent))], np.int64)

