"""Which mentions of an article tell one event.

Mentions of one type are joined by average-link agglomeration: the encoder's log odds that two triggers tell one
event, and what actors and dates say for or against it. Without an encoder actors and dates alone decide. A verb of saying is an
event of its own, unless one sentence has the same speaker say it again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoder
from .scene import Event, Scene
from .times import apart

KNOWN_THINGS = frozenset({"conference", "agreement"})
AGREE = 1.5    # what agreement of actors and dates adds to the log odds, and its want takes away
LEAST = -1.5    # mean log odds from which on two groups are one


def group(scene: Scene, events: Sequence[Event], encoder: Encoder | None) -> None:
    """Number the events: ``event.group`` is the same for mentions of one event. Groups are numbered by their first mention."""
    kinds = list(dict.fromkeys(e.frame.trigger.type for e in events))
    found: list[list[Event]] = []
    for kind in kinds:
        own = [e for e in events if e.frame.trigger.type == kind]
        if encoder is None or scene.encoding is None or kind == "statement":
            found += _ruled(own)
        else:
            triggers = [(e.sentence, e.frame.trigger.i, kind) for e in own]
            odds = encoder.same_events(scene.encoding, triggers).astype(np.float64)
            odds += AGREE * np.array([[1 if same(a, b) else -1 for b in own] for a in own])
            found += [[own[n] for n in members] for members in agglomerated(odds, LEAST)]
    place = {id(e): n for n, e in enumerate(events)}
    for number, members in enumerate(sorted(found, key=lambda g: min(place[id(e)] for e in g))):
        for event in members:
            event.group = number


def agglomerated(odds: NDArray[np.float64], least: float) -> list[list[int]]:
    """Groups of rows: the two whose mean link is strongest are joined, until none reaches ``least``; of equals the first.

    >>> agglomerated(np.array([[0.0, 2, -9], [2, 0, 1], [-9, 1, 0]]), 0.0)
    [[0, 1], [2]]
    """
    groups = [[n] for n in range(len(odds))]
    while len(groups) > 1:
        links = [(float(odds[np.ix_(groups[a], groups[b])].mean()), -a, -b) for b in range(1, len(groups)) for a in range(b)]
        best, a, b = max(links)
        if best < least:
            break
        groups[-a] += groups.pop(-b)
    return [sorted(g) for g in groups]


def _ruled(events: Sequence[Event]) -> list[list[Event]]:
    """Mentions of one type that share their actors and contradict each other in nothing."""
    groups: list[list[Event]] = []
    for event in events:
        home = next((g for g in groups if all(same(event, other) for other in g)), None)
        if home is None and event.frame.trigger.type in KNOWN_THINGS and event.frame.trigger.split.definite:
            home = next((g for g in reversed(groups) if any(_anaphor(event, other) for other in g)), None)
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    return groups


def _anaphor(event: Event, other: Event) -> bool:
    """Whether a definite noun ("the conference") speaks of one that the article told of before."""
    if event.frame.trigger.lemma.id != other.frame.trigger.lemma.id:
        return False
    dated = event.when is not None and other.when is not None and "cancelled" not in (event.status, other.status)
    return not (dated and event.when is not None and other.when is not None and apart(event.when, other.when))


def same(a: Event, b: Event) -> bool:
    """Whether two mentions of one type share an actor and contradict each other in nothing."""
    if a.frame.trigger.type == "statement":
        return a.sentence == b.sentence and bool(a.source) and a.source == b.source
    if a.when is not None and b.when is not None and apart(a.when, b.when):
        return False
    shared = set(a.source) & set(b.source)
    if a.source and b.source and not shared:
        return False
    if a.target and b.target and not set(a.target) & set(b.target):
        return False
    return bool(shared) or bool(set(a.target) & set(b.target))
