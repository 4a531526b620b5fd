"""Ways from one actor to another through events in the order of time.

After Holme and Saramäki (2012): a path respects time where no event on it need be over before the one that leads to
it began. Events known only by their news count at the day of the paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from .records import Event

Meeting = tuple[date, date, set[str], Event]  # first and last day it may have been, who acts in it, what it is


@dataclass(frozen=True, slots=True)
class Step:
    """By an event from one actor to the next; ``day`` is the earliest day on which the way can have come so far."""

    event: str
    start: str
    end: str
    day: date


def met(event: Event, start: str, end: str) -> set[str]:
    """Who can pass something on at an event: those who act in it. A place passes nothing on, but may be an end."""
    return {*event.source, *event.target, *({start, end} & set(event.place))}


def reach(event: Event) -> tuple[date, date] | None:
    """The days between which an event may have been, as far as both are known."""
    if event.when is None:
        return None
    known = [d for d in (*event.when.begin, *event.when.end) if d]
    if not known:
        return None
    if event.when.basis == "document":
        return max(known), max(known)
    return event.when.begin[0] or min(known), event.when.end[1] or max(known)


def paths(
    events: Sequence[Event], start: str, end: str, *, max_wait: int | None, max_steps: int, limit: int
) -> list[tuple[Step, ...]]:
    """The time-respecting ways, soonest and shortest first.

    Args:
        max_wait: days between the arrival at an actor and the next event, at most.
        max_steps: events on a way, at most.
        limit: so many ways are looked at, at most.
    """
    around: dict[str, list[Meeting]] = defaultdict(list)
    for event in events:
        if (days := reach(event)) is not None and len(there := met(event, start, end)) > 1:
            for actor in there:
                around[actor].append((*days, there, event))
    for own in around.values():
        own.sort(key=lambda m: (m[0], m[1], m[3].id))
    wait = timedelta.max if max_wait is None else timedelta(days=max_wait)
    near = _hops(around, end, max_steps)
    found = list(islice(_walk(around, near, (), start, end, wait, max_steps), limit))
    return sorted(found, key=lambda p: (p[-1].day, len(p), [s.event for s in p]))


def _hops(around: Mapping[str, Sequence[Meeting]], end: str, most: int) -> dict[str, int]:
    """How many events lead from an actor to the end, whatever their time: nothing further away is worth a walk."""
    hops, edge = {end: 0}, {end}
    for step in range(1, most + 1):
        edge = {a for actor in edge for _, _, there, _ in around.get(actor, ()) for a in there} - set(hops)
        hops.update(dict.fromkeys(edge, step))
    return hops


def _walk(
    around: Mapping[str, Sequence[Meeting]],
    near: Mapping[str, int],
    way: tuple[Step, ...],
    here: str,
    end: str,
    wait: timedelta,
    left: int,
) -> Iterator[tuple[Step, ...]]:
    """Ways that go on from an actor, depth first; an actor or an event is met once."""
    been = {s.start for s in way} | {here}
    used = {s.event for s in way}
    arrived = way[-1].day if way else None
    for first, last, there, event in around.get(here, ()):
        if event.id in used or (arrived and (last < arrived or first - arrived > wait)):
            continue
        day = max(first, arrived) if arrived else first
        others = sorted(there - been)
        if end in others:
            yield (*way, Step(event.id, here, end, day))
        elif left > 1:
            for other in (o for o in others if near.get(o, left) < left):
                yield from _walk(around, near, (*way, Step(event.id, here, other, day)), other, end, wait, left - 1)
