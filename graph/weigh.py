"""How sure it is that pairs of local events are one event: participants, time, place and words, each with its say.

What speaks for and against is added up as log-odds (Fellegi and Sunter 1969); the weights are those of a logistic regression
over the pairs of ``data/gold`` (merging), to one decimal. Pairs are weighed together, column by column; ``Weighed.why`` tells
the reasons of one of them in words. Nothing beyond the two rows counts but how often words are told in all (``Rarity``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .alike import SURE, UNSURE
from .columns import EVE, KINDS, NEVER, Columns, Flags, Ints, Lists, Parties
from .local import DAYS, USUAL
from .telling import Rarity, common, covered

Floats = npt.NDArray[np.float64]
CHUNK = 400_000
COPY, SAYING, EVENT = 1, 2, 3
WEIGHTS: Mapping[str, float] = {
    "bias": 0.6, "words": 1.1, "shared": 0.4, "least": 1.5, "silent": 0.8, "rivals": -1.8, "elsewhere": -1.1, "called": 0.9,
    "trigger": 0.4, "gap": -0.4, "apart": -0.6, "daily": -1.3, "meeting": -0.4, "again": -0.5, "strangers": -1.0,
}  # fmt: skip
MOST = 0.985  # no pair is surer: from 0.988 on (log odds 4 x 1.1) one telling that names all could join two groups of three
MANY = 4  # named people and places in common beyond which more do not count
NEWS = 3  # how often news of a type doubles its distance within the days for which it is news
DAILY = frozenset({"visit", "meeting", "call"})  # of one host there are several a day
MEETING = frozenset({"meeting", "call"})
SAID, ONE = 0.15, 0.05  # words of the topic in common below which two sayings of a speaker, and two events that only one name connects, are two
COPIED = 0.95
TOLD, GUESSED, BEYOND, UNKNOWN = 1, 2, 3, 4
WHEN = {TOLD: "the texts agree on the time", GUESSED: "the news allows one time", BEYOND: "the times lie days apart", UNKNOWN: "a time unknown"}
_STATE, _PLACE = KINDS.index("state"), KINDS.index("place")
_MEMBERS = (KINDS.index("person"), KINDS.index("organisation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Pairs that may be one event, with what was weighed: ``words`` in common, how many are named in both (``shared``), the
    shares of known participants of the one that the other names (``least``, ``most``; -1 where one has none), how the
    times agree, and the days between the news (``apart``, -1 where one is unknown)."""

    left: Ints
    right: Ints
    score: Floats
    rule: npt.NDArray[np.int8]
    words: Floats
    shared: npt.NDArray[np.int8]
    least: Floats
    most: Floats
    time: npt.NDArray[np.int8]
    apart: Ints

    @property
    def sure(self) -> Flags:
        """Which are sure enough to be joined."""
        found: Flags = self.score >= SURE
        return found

    def why(self, n: int) -> str:
        """The reasons of one pair."""
        if self.rule[n] == COPY:
            return "the same sentence in copies of one text"
        told = [f"{self.shared[n]} named in both"]
        told.append("one names nobody known" if self.least[n] < 0 else f"{self.least[n]:.0%} and {self.most[n]:.0%} of those known are named in the other")
        told.append(WHEN[int(self.time[n])])
        told += [f"news {self.apart[n]} days apart"] if self.apart[n] >= 0 else []
        told.append(f"{self.words[n]:.0%} of the words, rare ones before others")
        return "; ".join(["same speaker", *told] if self.rule[n] == SAYING else told)


def weigh(columns: Columns, left: Ints, right: Ints, rarity: Rarity | None = None) -> Weighed:
    """The pairs of one type that may be one event, UNSURE at least."""
    rarity = rarity or Rarity.of(columns.words)
    parts = [_weigh(columns, left[a : a + CHUNK], right[a : a + CHUNK], rarity) for a in range(0, len(left), CHUNK)]
    return together(parts) if parts else _weigh(columns, left, right, rarity)


def together(parts: list[Weighed]) -> Weighed:
    """Several as one."""
    return Weighed(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Weighed.__slots__})


def odds(score: Floats) -> Floats:
    """Log-odds of probabilities."""
    found: Floats = np.log(score / (1 - score))
    return found


def _weigh(columns: Columns, left: Ints, right: Ints, rarity: Rarity) -> Weighed:
    kind = columns.types[columns.type[left[0]]] if len(left) else ""
    rule = np.full(len(left), EVENT, np.int8)
    words = rarity.alike(columns.words, left, right)
    shares = covered(columns, left, right)
    silent = (columns.known.sizes[left] == 0) | (columns.known.sizes[right] == 0)
    least, most = (np.where(silent, -1.0, f(*shares)) for f in (np.minimum, np.maximum))
    topic = rarity.alike(columns.topic, left, right)
    both = shared(columns.around, left, right)
    time = _times(columns, left, right)
    apart = _apart(columns, left, right)
    elsewhere = role_fit([columns.roles["place"]], columns.parties, left, right)[0] < 0.5
    seen: dict[str, Floats | Flags] = {
        "words": words, "shared": np.minimum(both, MANY), "least": np.maximum(least, 0), "silent": silent,
        "elsewhere": elsewhere, "gap": (time == BEYOND) & columns.told[left] & columns.told[right],
        "apart": _distance(columns, kind, left, right, apart, time), "rivals": ~silent & (most < 1), "strangers": ~silent & (most <= 0),
        "called": shared(columns.called, left, right) > 0, "trigger": shared(columns.triggers, left, right) > 0,
        "again": np.logical_and(kind in MEETING, (apart > 0) & (time != TOLD) & (topic < ONE)),
    }  # fmt: skip
    value = WEIGHTS["bias"] + sum(WEIGHTS[name] * value for name, value in seen.items())
    value += (kind in DAILY) * WEIGHTS["daily"] + (kind in MEETING) * WEIGHTS["meeting"]
    score = 1 / (1 + np.exp(-np.asarray(value, np.float64)))
    if kind == "statement":
        rule[:] = SAYING
        score[(role_fit([columns.roles["source"]], columns.parties, left, right)[1] < 0.9) | (apart > 1) | (topic < SAID)] = 0.0
    else:
        score = np.where((both < 2) & (topic < ONE), np.minimum(score, UNSURE), score)
    copied = _copied(columns, left, right)
    rule[copied] = COPY
    score = np.minimum(np.where(copied, np.maximum(score, COPIED), score), MOST).round(4)
    keep = score >= UNSURE
    return Weighed(
        left=left[keep], right=right[keep], score=score[keep], rule=rule[keep], words=words[keep], shared=np.minimum(both, 127)[keep].astype(np.int8),
        least=least[keep], most=most[keep], time=time[keep], apart=np.where(apart == NEVER, -1, apart)[keep],
    )  # fmt: skip


def _copied(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether one sentence is told with one trigger in copies of one text, whatever day each reckons from."""
    found: Flags = (columns.copy[left] == columns.copy[right]) & columns.copied[left]
    some = np.flatnonzero(found)
    few = np.minimum(columns.words.sizes[left[some]], columns.words.sizes[right[some]])
    words = shared(columns.words, left[some], right[some]) / np.maximum(4, few)
    found[some] = (words >= 0.8) & (shared(columns.triggers, left[some], right[some]) > 0)
    return found


def _times(columns: Columns, left: Ints, right: Ints) -> npt.NDArray[np.int8]:
    """How the windows agree."""
    first, last = columns.first.astype(np.int64), columns.last.astype(np.int64)
    unknown = (columns.first[left] == NEVER) | (columns.first[right] == NEVER)
    beyond = (first[left] > last[right]) | (first[right] > last[left])
    told = columns.told[left] & columns.told[right]
    return np.select([unknown, beyond, told], [UNKNOWN, BEYOND, TOLD], GUESSED).astype(np.int8)


def _apart(columns: Columns, left: Ints, right: Ints) -> Ints:
    """Days between the news, NEVER where one is unknown."""
    news = columns.news
    unknown = (news[left] == NEVER) | (news[right] == NEVER)
    found: Ints = np.where(unknown, int(NEVER), np.abs(news[left].astype(np.int64) - news[right]))
    return found


def _distance(columns: Columns, kind: str, left: Ints, right: Ints, apart: Ints, time: npt.NDArray[np.int8]) -> Floats:
    """How far the news are apart, in doublings of a share of the days for which such an event is news; what is planned or
    put off is news for longer. A day that both texts give bounds it."""
    back, ahead = DAYS.get(kind, USUAL)
    open_ = columns.plan | columns.off
    reach = np.where(open_[left] | open_[right], ahead, back)
    days = np.where(apart == NEVER, reach, apart)
    short = columns.last.astype(np.int64) - columns.first < 2 + EVE
    same = (time == TOLD) & short[left] & short[right]
    found: Floats = np.log2(1 + NEWS * np.where(same, np.minimum(days, reach), np.minimum(days, 60)) / reach)
    return found


def shared(lists: Lists, left: Ints, right: Ints) -> Ints:
    """How many items the lists of two rows have in common, pair by pair; no list holds an item twice."""
    return np.bincount(common(lists, lists, left, right)[0], minlength=len(left))


# Participants

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
