"""Conclusions as the pyvis ``Network`` that analysts know: actors as nodes, everything between two actors as one edge.

pyvis is reached here only. Its own template is unsafe and not offline; ``render`` draws what stands here with ours.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from graph.networks import pairs
from graph.records import Conclusions, Event

from .layout import layout

SHAPES = {
    "person": "dot", "state": "square", "organisation": "diamond", "armed-group": "triangle", "group": "hexagon",
    "place": "triangleDown",
}  # fmt: skip
COLOURS = {  # after Okabe and Ito (2008): told apart by colour-blind readers too
    "person": "#0072b2", "state": "#d55e00", "organisation": "#009e73", "armed-group": "#8a3ffc", "group": "#b58900",
    "place": "#56b4e9",
}  # fmt: skip
MANY = 6  # an event that would join more pairs than this gets a knot of its own
MAPPED = 3000  # actors that get a place; the others are placed beside their neighbours when they are called
LINE, LETTER = 17, 7.6
OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "hideEdgesOnDrag": False, "multiselect": False, "navigationButtons": False},
    "edges": {"smooth": False},
    "groups": {
        **{kind: {"shape": SHAPES[kind], "color": COLOURS[kind]} for kind in SHAPES},
        "event": {"shape": "dot", "color": "#888888"},
    },
}


class _Ids(list[str]):
    """Node ids in order that also know quickly what they hold; pyvis asks for each edge."""

    def __init__(self) -> None:
        super().__init__()
        self._held: set[str] = set()

    def append(self, ident: str) -> None:
        super().append(ident)
        self._held.add(ident)

    def __contains__(self, ident: object) -> bool:
        return ident in self._held


def to_pyvis(conclusions: Conclusions) -> Any:
    """A ``pyvis.network.Network``; edges hold the numbers of their events: ``forth``, ``back``, ``both``, ``where``.

    ``where`` joins whoever acts to the place of the event. An event of many participants is a node of the group
    ``event``. Nodes have a place (``x``, ``y``) unless the graph is very large.
    """
    from pyvis.network import Network

    joined = _joined(conclusions.events)
    knots = {e.id: e for e in conclusions.events if len(pairs(e)) > MANY}
    taking = _taking(conclusions.events)
    shown = [a for a in conclusions.actors if taking[a.id]]
    places = _places([*(a.id for a in shown), *knots], joined, taking, {a.id: a.name for a in shown})
    network = Network(directed=True)
    network.node_ids = _Ids()
    network.set_options(json.dumps(OPTIONS))
    for actor in shown:
        size = node_size(taking[actor.id])
        network.add_node(
            actor.id, actor.name, SHAPES[actor.kind], group=actor.kind, size=size, **places.get(actor.id, {})
        )
    for event in knots.values():
        network.add_node(event.id, event.label, "dot", group="event", size=5, **places.get(event.id, {}))
    for (left, right), ways in joined.items():
        network.add_edge(left, right, **ways)
    return network


def node_size(events: int) -> int:
    """How large an actor of so many events is drawn."""
    return min(34, 9 + round(3.2 * math.sqrt(events)))


def _joined(events: Sequence[Event]) -> dict[tuple[str, str], dict[str, list[int]]]:
    """What stands between each two: numbers of events by way."""
    found: dict[tuple[str, str], dict[str, list[int]]] = {}

    def join(a: str, b: str, way: str, number: int) -> None:
        if a == b:
            return
        if a > b:
            a, b, way = b, a, {"forth": "back", "back": "forth"}.get(way, way)
        numbers = found.setdefault((a, b), {}).setdefault(way, [])
        if not numbers or numbers[-1] != number:
            numbers.append(number)

    for number, event in enumerate(events):
        told = pairs(event)
        if len(told) > MANY:
            for a in event.source:
                join(a, event.id, "forth" if event.target else "both", number)
            for a in event.target:
                join(a, event.id, "back" if event.source else "both", number)
            for a in event.place:
                join(a, event.id, "where" if event.source or event.target else "both", number)
            continue
        for a, b, symmetric in told:
            join(a, b, "both" if symmetric else "forth", number)
        met = {frozenset((a, b)) for a, b, _ in told}
        for place in event.place:
            for a in event.source or event.target:
                if frozenset((a, place)) not in met:
                    join(a, place, "where", number)
    return dict(sorted(found.items()))


def _taking(events: Sequence[Event]) -> dict[str, int]:
    """In how many events each takes part."""
    count: dict[str, int] = defaultdict(int)
    for event in events:
        for ident in {*event.source, *event.target, *event.place}:
            count[ident] += 1
    return count


def _places(
    ids: Sequence[str],
    joined: Mapping[tuple[str, str], Mapping[str, Sequence[int]]],
    taking: Mapping[str, int],
    names: Mapping[str, str],
) -> dict[str, dict[str, int]]:
    """Where the busiest stand, by id."""
    kept = sorted(sorted(ids), key=lambda i: -taking.get(i, 1))[:MAPPED]
    number = {ident: n for n, ident in enumerate(kept)}
    ties = [
        (number[a], number[b], sum(len(v) * (0.3 if way == "where" else 1.0) for way, v in ways.items()))
        for (a, b), ways in joined.items()
        if a in number and b in number
    ]
    boxes = [_box(names.get(i, ""), taking.get(i, 1)) for i in kept]
    return {i: {"x": x, "y": y} for i, (x, y) in zip(kept, layout(len(kept), ties, boxes).tolist(), strict=True)}


def _box(name: str, events: int) -> tuple[float, float]:
    """Width and height of a node with its name below it, in lines of some eighteen letters."""
    size = node_size(events)
    lines = max(1, -(-len(name) // 18))
    return max(2.0 * size, LETTER * min(len(name), 19)) + 14.0, 2.0 * size + LINE * lines + 12.0
