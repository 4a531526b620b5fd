"""How sure it is that two articles tell of one event: participants, time, place and words, each with its say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .local import Local
from .names import Score

SURE, UNSURE = 0.75, 0.55
SPEECH = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "support"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What of an actor matters when events are compared: ``key`` is shared by descriptions in the same words."""

    id: str
    kind: str
    state: str | None
    key: str

    @property
    def anchor(self) -> str:
        """What blocks are made by: a land for places and states, else the actor or its description."""
        return f"land:{self.state}" if self.kind in ("state", "place") and self.state else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What comparing needs to know beside the two events."""

    parties: Mapping[str, Party]
    symmetric: frozenset[str]
    copies: Mapping[str, str]
    copied: frozenset[str] = frozenset()

    def anchors(self, local: Local) -> tuple[str, ...]:
        """The anchors of everyone in an event, places last."""
        return tuple(dict.fromkeys(self.parties[a].anchor for a in (*local.source, *local.target, *local.place)))


def same_party(left: Party, right: Party) -> float:
    """How far two actors may stand for each other in a role: a city for its state, a state for its minister."""
    if left.id == right.id:
        return 1.0
    if left.key == right.key:
        return 0.9
    if not left.state or left.state != right.state:
        return 0.0
    kinds = {left.kind, right.kind}
    if kinds == {"state", "place"}:
        return 0.8
    return 0.5 if "state" in kinds and kinds & {"person", "organisation"} else 0.0


def role_fit(left: Collection[str], right: Collection[str], parties: Mapping[str, Party]) -> tuple[float, float] | None:
    """(share of the smaller side that the other holds, how many actors agree); None where one side is silent."""
    if not left or not right:
        return None
    few, many = sorted((left, right), key=len)
    best = [max(same_party(parties[a], parties[b]) for b in many) for a in few]
    return sum(best) / len(best), sum(best)


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """The share of the shorter sentence's words that stand in the other too."""
    return len(left & right) / max(4, min(len(left), len(right)))


def same_event(left: Local, right: Local, scene: Scene) -> Score:
    """How sure it is that two local events of one type are one."""
    if left.window and right.window and not left.window.meets(right.window):
        return Score(0.0, "other days")
    words = overlap(left.words, right.words)
    if (
        scene.copies.get(left.article) == scene.copies.get(right.article)
        and words >= 0.8
        and left.triggers & right.triggers
    ):
        return Score(0.95, "the same sentence in copies of one text")
    fits = _fits(left, right, scene)
    if any(share < 0.5 for share, _ in fits.values()):
        return Score(0.0, "other participants")
    agreed = sum(count for _, count in fits.values())
    if left.type == "statement":
        return _same_saying(left, right, agreed, words)
    silent = _silent(left, right, scene)
    day, day_why = _same_time(left, right)
    called = len(left.called & right.called) / max(1, min(len(left.called), len(right.called)))
    value = 0.2 + 0.25 * min(agreed, 2.0) + day + 0.3 * words + 0.15 * called - 0.06 * silent
    if agreed < 1 and words < 0.5:
        return Score(0.0, "nobody in common")
    if left.type in SPEECH and words < 0.2 and agreed < 2:
        return Score(0.0, "said of other things")
    if day == 0 and words < 0.3:
        value = min(value, 0.65)
    named = "; called alike" if called else ""
    why = f"{agreed:.1f} participants agree; {day_why}; {words:.0%} of the words{named}"
    return Score(min(round(value, 4), 0.99), why)


def _fits(left: Local, right: Local, scene: Scene) -> dict[str, tuple[float, float]]:
    """Role by role what agrees. Participants of a symmetric event may stand on either side; the host of a visit
    may be its place."""
    parties = scene.parties
    if left.type in scene.symmetric:
        pairs = {
            "participants": ((*left.source, *left.target), (*right.source, *right.target)),
            "place": (left.place, right.place),
        }
    elif left.type == "visit":
        pairs = {
            "source": (left.source, right.source),
            "target": ((*left.target, *left.place), (*right.target, *right.place)),
        }
    else:
        pairs = {r: (getattr(left, r), getattr(right, r)) for r in ("source", "target", "place")}
    found = {role: role_fit(a, b, parties) for role, (a, b) in pairs.items()}
    fits = {role: fit for role, fit in found.items() if fit is not None}
    if "place" in fits:  # a place agrees with many, and differs as a hall differs from its city
        share, count = fits["place"]
        fits["place"] = (max(share, 0.5) if share or left.type in scene.symmetric else share, 0.7 * count)
    return fits


def _silent(left: Local, right: Local, scene: Scene) -> int:
    """How many roles one of the two leaves open."""
    if left.type in scene.symmetric:
        return int(len({*left.source, *left.target}) < 2) + int(len({*right.source, *right.target}) < 2)
    return sum(bool(getattr(left, r)) != bool(getattr(right, r)) for r in ("source", "target"))


def _same_saying(left: Local, right: Local, agreed: float, words: float) -> Score:
    """Statements are many: one is another only by the same speaker, on the same day, in overlapping words."""
    near = left.told_on and right.told_on and abs((left.told_on - right.told_on).days) <= 1
    if agreed < 0.9 or not near or words < 0.5 or min(len(left.words), len(right.words)) < 4:
        return Score(0.0, "other words, day or speaker")
    return Score(round(0.5 + 0.45 * words, 4), f"same speaker and day; {words:.0%} of the words")


def _same_time(left: Local, right: Local) -> tuple[float, str]:
    a, b = left.window, right.window
    if a is None or b is None:
        return 0.0, "a day unknown"
    if a.told and b.told:
        return (0.2, "the same day") if a.days <= 2 and b.days <= 2 else (0.15, "the same time")
    apart = abs((left.told_on - right.told_on).days) if left.told_on and right.told_on else 99
    near = 0.12 if apart <= 1 else 0.08 if apart <= 3 else 0.04
    return near, f"news {apart} days apart" if apart < 99 else "compatible times"
