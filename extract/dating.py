"""Give every event mention its time: its own, that of a mention of the same event, of the same occasion, or the document's.

Two mentions that are not sure enough to be one event for the graph may still be sure enough to share a day. Reported events do
not take the time of the saying. Where only the document's date is known, the basis says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from .language import Language
from .records import TimeSpan, Written
from .scene import Event, Scene
from .times import shifted, within
from .timing import Timing
from .when import Datable, When, bounds

_WEEK = 7
_OCCASIONS = frozenset({"visit", "meeting", "negotiation", "call", "conference", "agreement"})
_GOING_ON = frozenset({"assault", "aid", "cooperation", "support", "appeal", "coercion", "mobilization", "threat"})
ALIKE = 2.5    # from which log odds of the encoder on a mention shares the time of the one that is likeliest to tell its event
_LATER = 2      # sentences after a dated occasion in which two of its people still speak of it


class Dating:
    """Dates the events of a scene, sentence by sentence."""

    def __init__(self, language: Language, timing: Timing | None = None) -> None:
        self.timing = timing or Timing(language)
        self.when = When(language)

    def times(self, scene: Scene) -> list[tuple[Event, TimeSpan]]:
        """The events that a time of their own sentence dates, with that time."""
        out = []
        for view in scene.sentences:
            times = [t for t in scene.times if view.start <= t.start < view.end]
            if not times or not view.events:
                continue
            placed = self.when.placed(view.words, times)
            datables = [Datable(e.frame.trigger.i, e.frame.trigger.pos == "verb", e.score) for e in view.events]
            for n, t in sorted(self.when.attach(view.words, placed, datables).items()):
                event = view.events[n]
                out.append((event, self._turned(event, bounds(placed[t]), scene.written)))
        return out

    def _turned(self, event: Event, when: TimeSpan, written: Written) -> TimeSpan:
        """A weekday that no word turned either way lies ahead of the writing where the event is planned, and behind it
        where the event took place."""
        day = when.begin[0]
        if when.evidence is None or day is None or when.grain != "day" or not self.timing.is_bare_weekday(when.evidence.quote):
            return when
        if event.status == "planned" and written.earliest is not None and timedelta(0) < written.earliest - day < timedelta(_WEEK):
            return shifted(when, _WEEK)
        if event.status == "actual" and written.latest is not None and timedelta(0) < day - written.latest < timedelta(_WEEK):
            return shifted(when, -_WEEK)
        return when


def share(events: Iterable[Event], written: Written, *, asides: frozenset[int] = frozenset(), odds: NDArray[np.float64] | None = None) -> None:
    """Fill in times that a mention has from others: the same event, then the same occasion, then the document.

    Args:
        events: grouped already (``event.group``), in the order of the letters.
        asides: sentences that are headlines of other stories, which are not of the article's day.
        odds: the encoder's log odds that each two of the events are one, in their order.
    """
    kept = list(events)
    _same_event(kept)
    _same_occasion(kept)
    _same_event(kept)
    if odds is not None:
        _likeliest(kept, odds)
        _same_occasion(kept)
        _likeliest(kept, odds)
    _same_speaker(kept)
    for event in kept:
        if event.when is None and (written.earliest or written.latest):
            first: date | None = None if event.sentence in asides else written.earliest
            event.when = replace(within(first, written.latest), basis="document")


def _same_event(events: list[Event]) -> None:
    """Mentions of one event share its time, where exactly one is told.

    Of what goes on and on (fighting, aid, support) only the definite mentions of the same word do: two of them
    are more often two events of a war than one.
    """
    groups: dict[int, list[Event]] = {}
    for event in events:
        groups.setdefault(event.group, []).append(event)
    for group in groups.values():
        if (when := _only(e.when for e in group)) is not None:
            lemmas = {e.frame.trigger.lemma.id for e in group if e.when is not None}
            for event in group:
                trigger = event.frame.trigger
                if trigger.type not in _GOING_ON or (trigger.lemma.id in lemmas and trigger.split.definite):
                    event.when = event.when or when


def _likeliest(events: list[Event], odds: NDArray[np.float64]) -> None:
    """A mention without a time takes that of the dated mention of its type that is likeliest to tell the same event."""
    dated = [m for m, e in enumerate(events) if e.when is not None]
    for n, event in enumerate(events):
        type_ = event.frame.trigger.type
        if event.when is None and (others := [m for m in dated if events[m].frame.trigger.type == type_]):
            best = max(others, key=lambda m: (odds[n, m], -abs(n - m)))
            if odds[n, best] >= ALIKE:
                event.when = events[best].when


def _same_occasion(events: list[Event]) -> None:
    """Types of one occasion share a day within a sentence where they share an actor and a status, and with the next
    sentences where they share two: what was talked of on a dated visit was talked of that day."""
    found = []
    for event in events:
        if event.when is None and event.frame.trigger.type in _OCCASIONS:
            told = [e for e in events if e.when is not None and e.frame.trigger.type in _OCCASIONS and e.status == event.status]
            here = (e.when for e in told if e.sentence == event.sentence and _shared(e, event))
            before = (e.when for e in told if 0 < event.sentence - e.sentence <= _LATER and _shared(e, event) > 1)
            if (when := _only(here) or _only(before)) is not None:
                found.append((event, when))
    for event, when in found:
        event.when = when


def _shared(one: Event, other: Event) -> int:
    return len({*one.source, *one.target} & {*other.source, *other.target})


def _same_speaker(events: list[Event]) -> None:
    """Who said something on a day goes on saying it in the same and in the next sentence."""
    told: Event | None = None
    for event in events:
        if event.frame.trigger.type != "statement" or not event.source:
            continue
        if event.when is not None:
            told = event
        elif told is not None and event.status == "actual" and event.source[0] == told.source[0] and event.sentence - told.sentence <= 1:
            event.when = told.when


def _only(times: Iterable[TimeSpan | None]) -> TimeSpan | None:
    """The one time that all known ones agree on."""
    known = [t for t in times if t is not None]
    return known[0] if known and all((t.begin, t.end) == (known[0].begin, known[0].end) for t in known) else None
