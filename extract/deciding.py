"""Let the trained models decide: roles in two passes, certainty, and who says so."""

from __future__ import annotations

from collections.abc import Mapping

from .claim_features import speaker_candidates, speaker_features, status_features
from .linear import Linear
from .records import Status
from .role_features import Candidate, candidates, features, neighbours
from .scene import Event, Scene

Guess = dict[int, dict[str, float]]
SOURCE, TARGET, PLACE = 0.42, 0.38, 0.45


def guess_roles(scene: Scene, model: Linear, second: Linear | None = None) -> list[tuple[Event, list[Candidate], Guess]]:
    """For every event, who might fill a role and how probable each role is. ``second`` looks again, knowing the first guesses."""
    first: list[tuple[Event, list[Candidate], Guess]] = []
    seen: dict[int, dict[int, list[str]]] = {}
    for event in scene.events:
        found = candidates(scene, event)
        rows = {c.cluster: features(scene, event, c) for c in found}
        seen[id(event)] = rows
        first.append((event, found, {c: model.probabilities(row) for c, row in rows.items()}))
    if second is None:
        return first
    table = {id(e): g for e, _, g in first}
    return [
        (event, found, {c.cluster: second.probabilities([*seen[id(event)][c.cluster], *neighbours(scene, event, c, table)]) for c in found})
        for event, found, _ in first
    ]


def decide_roles(scene: Scene, model: Linear, second: Linear | None = None, *, symmetric: frozenset[str] = frozenset()) -> None:
    """Let the model say who fills the roles of every event."""
    for event, _, guess in guess_roles(scene, model, second):
        roles: dict[str, list[tuple[float, int]]] = {"source": [], "target": [], "place": []}
        for cluster, p in guess.items():
            best = max(("source", "target", "place"), key=lambda r: p.get(r, 0.0))
            if p.get(best, 0.0) >= {"source": SOURCE, "target": TARGET, "place": PLACE}[best]:
                roles[best].append((-p[best], cluster))
        event.source, event.target, event.place = ([c for _, c in sorted(roles[r])] for r in ("source", "target", "place"))
        if event.frame.trigger.type in symmetric:
            event.source, event.target = [*event.source, *event.target], []


def decide_status(scene: Scene, model: Linear) -> None:
    """Let the model say how certain every event is."""
    decided: list[tuple[Event, str]] = []
    for event in scene.events:
        p = model.probabilities(status_features(scene, event))
        decided.append((event, max(p, key=lambda s: (p[s], s))))
    for event, status in decided:
        if status != event.status:
            event.why_status = f"learnt; the rules say {event.status}, {event.why_status}"
            event.status = status_of(status)


def status_of(value: str) -> Status:
    """A status by its name."""
    return value  # type: ignore[return-value]  # the labels of the model are the six statuses


def decide_speakers(scene: Scene, model: Linear, *, threshold: float = 0.45) -> None:
    """Let the model say whose words every event is in."""
    decided: list[tuple[Event, int | None]] = []
    for event in scene.events:
        ranked = ((model.probabilities(speaker_features(scene, event, c))["yes"], -n, c) for n, c in enumerate(speaker_candidates(scene, event)))
        best = max(ranked, default=(0.0, 0, -1))
        decided.append((event, best[2] if best[0] >= threshold else None))
    for event, speaker in decided:
        if speaker != event.speaker:
            event.speaker, event.cue = speaker, None


Table = Mapping[int, Guess]
