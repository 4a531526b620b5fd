"""What of actors and articles matters when events are held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .local import Local

SURE, UNSURE = 0.75, 0.5
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
    """What comparing needs to know beside the two events. ``known`` are the anchors of those named in several articles."""

    parties: Mapping[str, Party]
    symmetric: frozenset[str]
    copies: Mapping[str, str]
    copied: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    def known_of(self, local: Local) -> tuple[str, ...]:
        """The anchors of those who take part in an event and are named elsewhere too: known people, not descriptions."""
        found = dict.fromkeys(self.parties[a].anchor for a in (*local.source, *local.target))
        return tuple(a for a in found if a in self.known)

    def around(self, local: Local) -> tuple[str, ...]:
        """The anchors of everyone in an event or named in its sentences."""
        everyone = (*local.source, *local.target, *local.place, *local.near)
        return tuple(dict.fromkeys(self.parties[a].anchor for a in everyone))

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
