"""How sure it is that pairs of local events are one event: participants, time, place and words, each with its say.

The pairs are weighed together, column by column; ``Weighed.why`` tells the reasons of one of them in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .alike import SPEECH, SURE, UNSURE
from .columns import EVE, KINDS, NEVER, Columns, Flags, Ints, Lists, Parties
from .local import APIECE
from .telling import TOLD, Rarity, common, enough, named

Floats = npt.NDArray[np.float64]
CHUNK = 400_000
COPY, SAYING, EVENT, TELLING = 1, 2, 3, 4
NAMED = {"agreement": 0.24}  # what it weighs that two events are called alike; treaties go by their names
OTHERS = 0.7  # the most that a pair is worth where known people take part and none of them in both
RECURS, TOPIC = 0.25, 0.15  # words in common below which undated news of two days is of two events, all and of the topic
_STATE, _PLACE = KINDS.index("state"), KINDS.index("place")
_MEMBERS = (KINDS.index("person"), KINDS.index("organisation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Pairs that may be one event, with what was weighed. ``apart`` counts days between the news, -1 where a text told
    the times of both, -2 where a day is unknown."""

    left: Ints
    right: Ints
    score: Floats
    rule: npt.NDArray[np.int8]
    agreed: Floats
    words: Floats
    apart: Ints
    narrow: Flags
    called: Flags
    named: npt.NDArray[np.int8]

    @property
    def sure(self) -> Flags:
        """Which are sure enough to be joined."""
        found: Flags = self.score >= SURE
        return found

    def why(self, n: int) -> str:
        """The reasons of one pair."""
        if self.rule[n] == COPY:
            return "the same sentence in copies of one text"
        if self.rule[n] == SAYING:
            return f"same speaker and day; {self.words[n]:.0%} of the words"
        apart = int(self.apart[n])
        if self.rule[n] == TELLING:
            return f"{TOLD[int(self.named[n])]}; {self.words[n]:.0%} of the words, rare ones before others"
        when = {-1: "the same day" if self.narrow[n] else "the same time", -2: "a day unknown"}.get(apart, f"news {apart} days apart")
        named = "; called alike" if self.called[n] else ""
        return f"{self.agreed[n]:.1f} participants agree; {when}; {self.words[n]:.0%} of the words{named}"


def weigh(columns: Columns, left: Ints, right: Ints, rarity: Rarity | None = None) -> Weighed:
    """The pairs of one type that may be one event, UNSURE at least."""
    rarity = rarity or Rarity.of(columns.words)
    parts = [_weigh(columns, left[a : a + CHUNK], right[a : a + CHUNK], rarity) for a in range(0, len(left), CHUNK)]
    return together(parts) if parts else _weigh(columns, left, right, rarity)


def together(parts: list[Weighed]) -> Weighed:
    """Several as one."""
    return Weighed(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Weighed.__slots__})


def _weigh(columns: Columns, left: Ints, right: Ints, rarity: Rarity) -> Weighed:
    kind = columns.types[columns.type[left[0]]] if len(left) else ""
    meeting = _meet(columns, left, right)
    left, right = left[meeting], right[meeting]
    fits = _fits(columns, kind, left, right)
    agreeing = np.all([share >= 0.5 for share, _ in fits.values()], axis=0)
    copies = (columns.copy[left] == columns.copy[right]) & columns.copied[left]
    how = named(columns, left, right, apiece=kind in APIECE)
    some = np.flatnonzero(agreeing | copies | (how > 0))
    left, right, agreeing, copies, how = left[some], right[some], agreeing[some], copies[some], how[some]
    agreed = np.sum([count[some] for _, count in fits.values()], axis=0)
    sizes = columns.words.sizes
    fewest = np.minimum(sizes[left], sizes[right])
    words = shared(columns.words, left, right) / np.maximum(4, fewest)
    copied = copies & (words >= 0.8)
    copied[copied] = shared(columns.triggers, left[copied], right[copied]) > 0
    day, apart, narrow = _same_time(columns, left, right)
    called = _called(columns, left, right)
    if kind == "statement":
        value = _same_saying(columns, left, right, agreed, words, fewest)
    else:
        value = 0.2 + 0.25 * np.minimum(agreed, 2.0) + day + 0.3 * words + NAMED.get(kind, 0.15) * called - 0.06 * _silent(columns, kind, left, right)
        value[(agreed < 1) & (words < 0.5)] = 0.0
        if kind in SPEECH:
            value[(words < 0.2) & (agreed < 2)] = 0.0
        value = np.where((day == 0) & (words < 0.3), np.minimum(value, 0.65), value)
        value = np.where(_recurs(columns, left, right, apart, words, called, value), np.minimum(value, 0.7), value)
    later = _later(columns, left, right)
    value = np.where(agreeing & ~later, value, 0.0)
    rule = np.full(len(left), SAYING if kind == "statement" else EVENT, np.int8)
    telling, alike = _told_alike(columns, kind, left, right, how, later, value, rarity)
    better = telling > value
    value, rule, words = np.where(better, telling, value), np.where(better, TELLING, rule), np.where(better, alike, words)
    value = np.minimum(np.where(copied, 0.95, value), 0.99).round(4)
    rule = np.where(copied, COPY, rule).astype(np.int8)
    value = np.where(how == 0, np.minimum(value, OTHERS), value)
    keep = value >= UNSURE
    return Weighed(
        left=left[keep], right=right[keep], score=value[keep], rule=rule[keep], agreed=agreed[keep], words=words[keep],
        apart=apart[keep], narrow=narrow[keep], called=called[keep] > 0, named=how[keep],
    )  # fmt: skip


def _told_alike(
    columns: Columns, kind: str, left: Ints, right: Ints, how: npt.NDArray[np.int8], later: Flags, value: Floats, rarity: Rarity
) -> tuple[Floats, Floats]:
    """What the sentences say, where the roles are not sure: who is named in both, and in which words."""
    sure, alike = np.zeros(len(left)), np.zeros(len(left))
    some = np.flatnonzero((how > 0) & (value < SURE))
    left, right = left[some], right[some]
    share = rarity.alike(columns.words, left, right)
    need = enough(how[some], later[some], spoken=kind in SPEECH)
    sure[some] = np.where(share >= need, SURE + 0.2 * np.minimum(1.0, (share - need) / (1 - np.minimum(need, 0.9))), np.maximum(0.0, SURE - 2 * (need - share)))
    alike[some] = share
    return sure, alike


def _meet(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether the windows share a day; the undated meet everything."""
    unknown = (columns.first[left] == NEVER) | (columns.first[right] == NEVER)
    found: Flags = unknown | ((columns.first[left] <= columns.last[right]) & (columns.first[right] <= columns.last[left]))
    return found


def _later(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether texts tell of days that follow each other, and of no day that is the same."""
    begin = columns.first + np.where(columns.told, EVE, 0)
    known = columns.told[left] & columns.told[right]
    found: Flags = known & ((begin[left] > columns.last[right]) | (begin[right] > columns.last[left]))
    return found


def _same_time(columns: Columns, left: Ints, right: Ints) -> tuple[Floats, Ints, Flags]:
    known = (columns.first[left] != NEVER) & (columns.first[right] != NEVER)
    told = columns.told[left] & columns.told[right]
    short = columns.last.astype(np.int64) - columns.first < 2 + EVE
    narrow = short[left] & short[right]
    news = columns.news
    apart = np.abs(news[left].astype(np.int64) - news[right])
    apart[(news[left] == NEVER) | (news[right] == NEVER)] = 99
    near = np.where(apart <= 1, 0.12, np.where(apart <= 3, 0.08, 0.04))
    day = np.where(known, np.where(told, np.where(narrow, 0.2, 0.15), near), 0.0)
    return day, np.where(known, np.where(told, -1, apart), -2), narrow


def _same_saying(columns: Columns, left: Ints, right: Ints, agreed: Floats, words: Floats, fewest: Ints) -> Floats:
    """Statements are many: one is another only by the same speaker, on the same day, in overlapping words."""
    news = columns.news
    near = (np.abs(news[left].astype(np.int64) - news[right]) <= 1) & (news[left] != NEVER)
    same = near & (agreed >= 0.9) & (words >= 0.5) & (fewest >= 4)
    return np.where(same, 0.5 + 0.45 * words, 0.0)


def _recurs(columns: Columns, left: Ints, right: Ints, apart: Ints, words: Floats, called: Floats, value: Floats) -> Flags:
    """The same guest on another day, as far as anyone says: undated news of two days in other words."""
    open_ = columns.plan | columns.off
    found: Flags = (apart >= 1) & (called == 0) & (value >= SURE) & ~open_[left] & ~open_[right]
    some = np.flatnonzero(found & (words >= RECURS))
    few = np.minimum(columns.topic.sizes[left[some]], columns.topic.sizes[right[some]])
    found[some] = shared(columns.topic, left[some], right[some]) / np.maximum(4, few) < TOPIC
    return found


def _called(columns: Columns, left: Ints, right: Ints) -> Floats:
    sizes = columns.called.sizes
    both = np.flatnonzero((sizes[left] > 0) & (sizes[right] > 0))
    out = np.zeros(len(left))
    out[both] = shared(columns.called, left[both], right[both]) / np.minimum(sizes[left[both]], sizes[right[both]])
    return out


def shared(lists: Lists, left: Ints, right: Ints) -> Ints:
    """How many items the lists of two rows have in common, pair by pair; no list holds an item twice."""
    return np.bincount(common(lists, lists, left, right)[0], minlength=len(left))


# Participants

def sides(columns: Columns, kind: str) -> Mapping[str, tuple[tuple[str, ...], bool]]:
    """The roles that are held against each other. Participants of a symmetric event may stand on either side; the host
    of a visit may be its place."""
    if kind in columns.symmetric:
        return {"participants": (("source", "target"), False), "place": (("place",), True)}
    if kind == "visit":
        return {"source": (("source",), False), "target": (("target", "place"), False)}
    return {"source": (("source",), False), "target": (("target",), False), "place": (("place",), True)}


def _fits(columns: Columns, kind: str, left: Ints, right: Ints) -> dict[str, tuple[Floats, Floats]]:
    """Role by role (share of the smaller side that the other holds, how many agree); (1, 0) where a side is silent."""
    found = {}
    for role, (names, is_place) in sides(columns, kind).items():
        share, count = role_fit([columns.roles[n] for n in names], columns.parties, left, right)
        if is_place:  # a place agrees with many, and differs as a hall differs from its city
            lenient = (share > 0) | (kind in columns.symmetric)
            share, count = np.where(lenient, np.maximum(share, 0.5), share), 0.7 * count
        found[role] = share, count
    return found


def role_fit(roles: list[Lists], parties: Parties, left: Ints, right: Ints) -> tuple[Floats, Floats]:
    """How far the participants of two rows may stand for each other in a role made of some lists."""
    lefts, rights = (np.sum([r.sizes[rows] for r in roles], axis=0) for rows in (left, right))
    share, count = np.ones(len(left)), np.zeros(len(left))
    both = np.flatnonzero((lefts > 0) & (rights > 0))
    if not len(both):
        return share, count
    swap = rights[both] < lefts[both]
    few, many = np.where(swap, right[both], left[both]), np.where(swap, left[both], right[both])
    few_of, few_who = _spread(roles, few)
    many_of, many_who = _spread(roles, many)
    begins = np.searchsorted(many_of, np.arange(len(both)))
    sizes = np.bincount(many_of, minlength=len(both))[few_of]
    member = np.repeat(np.arange(len(few_of)), sizes)
    inside = np.arange(len(member)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    others = many_who[begins[few_of][member] + inside]
    fit = same_party(parties, few_who[member], others)
    best = np.maximum.reduceat(fit, np.cumsum(sizes) - sizes)
    total = np.bincount(few_of, weights=best, minlength=len(both))
    share[both], count[both] = total / np.bincount(few_of, minlength=len(both)), total
    return share, count


def _spread(roles: list[Lists], rows: Ints) -> tuple[Ints, npt.NDArray[np.int32]]:
    found = [r.spread(rows) for r in roles]
    if len(found) == 1:
        return found[0]
    owner = np.concatenate([o for o, _ in found])
    order = np.argsort(owner, kind="stable")
    return owner[order], np.concatenate([i for _, i in found])[order]


def same_party(parties: Parties, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> Floats:
    """How far two actors may stand for each other: a city for its state, a state for its minister."""
    kind_a, kind_b = parties.kind[left], parties.kind[right]
    land = (parties.state[left] == parties.state[right]) & (parties.state[left] >= 0)
    has_state = (kind_a == _STATE) | (kind_b == _STATE)
    has_place = (kind_a == _PLACE) | (kind_b == _PLACE)
    member = np.isin(kind_a, _MEMBERS) | np.isin(kind_b, _MEMBERS)
    loose = np.where(has_state & has_place, 0.8, np.where(has_state & member, 0.5, 0.0))
    return np.where(left == right, 1.0, np.where(parties.key[left] == parties.key[right], 0.9, np.where(land, loose, 0.0)))


def _silent(columns: Columns, kind: str, left: Ints, right: Ints) -> Ints:
    """How many roles one of the two leaves open."""
    sizes = {role: columns.roles[role].sizes for role in ("source", "target")}
    if kind in columns.symmetric:
        few = sizes["source"] + sizes["target"] < 2
        return few[left].astype(np.int64) + few[right]
    found: Ints = np.sum([(s[left] > 0) != (s[right] > 0) for s in sizes.values()], axis=0)
    return found
