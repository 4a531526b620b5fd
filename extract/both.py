"""Whom "the two sides", "the two countries" and "the two ministers" mean: the two who last had to do with each other.

Such words name nobody of their own; an event of theirs is one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .actor_cluster import Cluster
from .scene import Event, Scene

Pair = tuple[int, int]
_PARTIES = frozenset({"state", "organisation", "armed-group"})


def resolve(scene: Scene) -> None:
    """Put the two who are meant in the place of words for both, in the roles of all events of an article."""
    if not any(c.both for c in scene.clusters):
        return
    told: list[Event] = []
    for event in scene.events:
        for role in ("source", "target", "place"):
            actors: list[int] = getattr(event, role)
            if any(scene.clusters[i].both for i in actors):
                setattr(event, role, list(dict.fromkeys(found for i in actors for found in _meant(scene, i, told))))
        event.target = [t for t in event.target if t not in event.source]
        told.append(event)


def _meant(scene: Scene, index: int, told: Sequence[Event]) -> Sequence[int]:
    """The actors that a cluster means: itself, or the two."""
    if not (want := scene.clusters[index].both):
        return (index,)
    for event in reversed(told):
        fitting = list(dict.fromkeys(_fitting(scene, [*event.source, *event.target], want)))
        if len(fitting) == 2:
            return fitting
    return _foremost(scene, want) or (index,)


def _fitting(scene: Scene, actors: Sequence[int], want: str) -> Iterator[int]:
    """Those of some actors that may be one of the two; for countries, the states of people."""
    for i in actors:
        cluster = scene.clusters[i]
        if cluster.both or cluster.plural:
            continue
        if want == "states" and cluster.kind == "person":
            yield from (n for n, c in enumerate(scene.clusters) if c.kind == "state" and cluster.state and _iso(c) == cluster.state)
        elif (want == "people" and cluster.kind == "person") or (want == "states" and cluster.kind == "state") or (want == "sides" and cluster.kind != "place"):
            yield i


def _iso(cluster: Cluster) -> str | None:
    return cluster.entry.state if cluster.entry is not None else cluster.state


def _foremost(scene: Scene, want: str) -> Pair | None:
    """The two of the kind that the article names most, where two stand out."""
    kinds = {"people": {"person"}, "states": {"state"}}.get(want, _PARTIES)
    found = sorted(((-len(c.spans), i) for i, c in enumerate(scene.clusters) if c.kind in kinds and not c.both and not c.plural))
    if len(found) < 2 or (len(found) > 2 and found[1][0] == found[2][0]):
        return None
    return found[0][1], found[1][1]
