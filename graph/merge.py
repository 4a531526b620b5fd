"""What is one event across articles: local events of one type are joined inside blocks.

Planned, held and denied are claims about one event as long as the times are compatible; two events that one
article tells apart, or that happened on different days, stay apart. Every joining is a Decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice

from .alike import SURE, UNSURE, Scene, same_event
from .cluster import Conflict, Link, groups, join, link
from .local import Local
from .records import Decision
from .windows import consistent

NEIGHBOURS, ANCHORS = 40, 5


def merge(events: Sequence[Local], scene: Scene) -> tuple[list[tuple[Local, ...]], tuple[Decision, ...]]:
    """The clusters of local events, each in order of their news, and why they were joined."""
    by_id = {e.id: e for e in events}
    cluster, decisions = join(by_id, links(events, scene), about="event", by="merge", conflict=_conflict(by_id))
    found = [tuple(sorted((by_id[i] for i in group), key=lambda e: e.order)) for group in groups(cluster)]
    return sorted(found, key=lambda c: c[0].id), decisions


def links(events: Iterable[Local], scene: Scene) -> list[Link]:
    """Pairs that may be one event, each compared once."""
    found = []
    done: set[tuple[str, str]] = set()
    for left, right in _pairs(events, scene):
        pair = (left.id, right.id) if left.id < right.id else (right.id, left.id)
        if left.article == right.article or pair in done:
            continue
        done.add(pair)
        score = same_event(left, right, scene)
        if score.value >= UNSURE:
            found.append(link(left.id, right.id, score.value, score.why, sure=score.value >= SURE))
    return found


def _pairs(events: Iterable[Local], scene: Scene) -> Iterable[tuple[Local, Local]]:
    """Pairs worth comparing: those that share a block and stand near each other in time."""
    blocks: dict[tuple[str, ...], list[Local]] = defaultdict(list)
    alone: dict[str, bool] = {}
    for event in events:
        anchors = scene.anchors(event)
        alone[event.id] = len(anchors) < 2
        for block in _blocks(event, anchors, scene):
            blocks[block].append(event)
    for block, members in sorted(blocks.items()):
        for left, right in _near(members):
            if block[0] != "one" or alone[left.id] or alone[right.id]:
                yield left, right


def _blocks(event: Local, anchors: tuple[str, ...], scene: Scene) -> Iterable[tuple[str, ...]]:
    for pair in combinations(sorted(anchors[:ANCHORS]), 2):
        yield ("two", event.type, *pair)
    for anchor in anchors[:ANCHORS]:
        yield ("one", event.type, anchor)
    if scene.copies.get(event.article, event.article) in scene.copied:
        yield ("copy", event.type, scene.copies[event.article], *sorted(event.triggers)[:1])


def _near(members: list[Local]) -> Iterable[tuple[Local, Local]]:
    """Pairs of a block whose windows meet, each event with its next neighbours; the undated with some of all."""
    dated = sorted((m.window.first, m.order, m.window.last, m) for m in members if m.window)
    undated = sorted((m for m in members if not m.window), key=lambda m: m.order)
    for i, (_, _, last, left) in enumerate(dated):
        for first, _, _, right in islice(dated, i + 1, i + 1 + NEIGHBOURS):
            if first > last:
                break
            yield left, right
    for i, left in enumerate(undated):
        for right in islice(undated, i + 1, i + 1 + NEIGHBOURS):
            yield left, right
        for _, _, _, right in islice(dated, NEIGHBOURS):
            yield left, right


def _conflict(events: Mapping[str, Local]) -> Conflict:
    def conflict(left: frozenset[str], right: frozenset[str]) -> str | None:
        if {events[i].article for i in left} & {events[i].article for i in right}:
            return "one article tells them apart"
        windows = [w for i in left | right if (w := events[i].window) is not None]
        return None if consistent(windows) else "their days differ"

    return conflict
