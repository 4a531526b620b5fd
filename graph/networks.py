"""The graph that networkx users know: actors as nodes, events as edges with their time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .records import Conclusions, Event
from .slices import everyone
from .tables import when_columns

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(conclusions: Conclusions) -> nx.MultiDiGraph[str]:
    """Actors joined by events, from source to target (to the place, where no target is told).

    Participants of one side only, such as those of a meeting, are joined pair by pair with ``symmetric`` true; an
    event with one actor alone is a loop. Edges carry event, type, label, status (commonest), outlets, score, the four
    bounds, start and end as ISO days; what is unknown is left out, so that every format can write it.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for actor in conclusions.actors:
        graph.add_node(
            actor.id,
            **_known({"label": actor.name, "kind": actor.kind, "wikidata": actor.wikidata, "state": actor.state}),
        )
    for event in conclusions.events:
        attributes = edge_attributes(event)
        for source, target, symmetric in pairs(event):
            graph.add_edge(source, target, key=event.id, **attributes, symmetric=symmetric)
    return graph


def pairs(event: Event) -> list[tuple[str, str, bool]]:
    """Whom an event joins: (from, to, whether it goes both ways)."""
    others = event.target or (event.place if len(event.source) < 2 else ())
    if event.source and others:
        return [(a, b, False) for a in event.source for b in others if a != b]
    alone = event.source or event.target or event.place
    if len(alone) == 1:
        return [(alone[0], alone[0], False)]
    return [(a, b, True) for i, a in enumerate(alone) for b in alone[i + 1 :]]


def edge_attributes(event: Event) -> dict[str, Any]:
    """What an edge says of its event."""
    when = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in when_columns(event.when).items()
    }
    status = event.statuses[0] if event.statuses else None
    score = max((e.score for e in event.evidence), default=None)
    said = {
        "event": event.id,
        "type": event.type,
        "label": event.label,
        "status": status,
        "outlets": event.outlets,
        "score": score,
    }
    return _known({**said, "participants": len(everyone(event)), **when})


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in attributes.items() if v is not None}
