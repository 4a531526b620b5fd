"""Parts of conclusions: events of a time, of someone, of a kind, with the claims, actors and articles they need."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from extract.letters import digits
from extract.records import KhabarError, TimeSpan

from .records import Claim, Conclusions, Event

Mode = Literal["certain", "possible"]
Day = str | date
_DAY = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")


def period(text: Day) -> tuple[date, date]:
    """First and last day of a year, a month or a day as people write them.

    >>> period("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    if isinstance(text, date):
        day = text.date() if isinstance(text, datetime) else text
        return day, day
    found = _DAY.fullmatch(digits(text).strip())
    try:
        if not found:
            raise ValueError("not a date")
        year, month, day_of = (int(p) if p else 0 for p in found.groups())
        first = date(year, month or 1, day_of or 1)
        return first, first if day_of else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError as error:
        raise KhabarError(
            f"{text!r}: {error}; write a year, a month or a day, such as 2024, 2024-05 or 2024-05-01"
        ) from error


def lies_in(when: TimeSpan | None, first: date, last: date, *, mode: Mode) -> bool:
    """Whether an event surely was, or may have been, on some day of first..last.

    An unknown bound leaves everything possible on its side. An event that only its document dates may have been
    on the document's day and surely was on none; an event without any time is in no window.
    """
    if when is None or not any((*when.begin, *when.end)):
        return False
    if when.basis == "document":
        day = max(d for d in (*when.begin, *when.end) if d)
        return mode == "possible" and first <= day <= last
    if mode == "certain":
        return _surely(when, first, last)
    began, ended = when.begin[0], when.end[1]
    return (began is None or began <= last) and (ended is None or ended >= first)


def _surely(when: TimeSpan, first: date, last: date) -> bool:
    """It began by ``last`` and ended from ``first`` on; or its whole span lies within."""
    (began, latest_begin), (earliest_end, ended) = when.begin, when.end
    inside = began is not None and ended is not None and first <= began and ended <= last
    across = latest_begin is not None and earliest_end is not None and latest_begin <= last and earliest_end >= first
    return inside or across


def keep(
    conclusions: Conclusions, events: Callable[[Event], bool], *, claims: Callable[[Claim], bool] = lambda claim: True
) -> Conclusions:
    """The conclusions about some events, by some claims; an event without a claim left falls away."""
    wanted = {e.id for e in conclusions.events if events(e)}
    said = tuple(c for c in conclusions.claims if c.event in wanted and claims(c))
    shown = {(c.event, e.article, e.mention) for c in said for e in c.evidence}
    statuses = {(c.event, c.status) for c in said}
    kept = {c.event for c in said}
    chosen = tuple(
        replace(
            e,
            evidence=tuple(x for x in e.evidence if (e.id, x.article, x.mention) in shown),
            statuses=tuple(s for s in e.statuses if (e.id, s) in statuses),
            part_of=e.part_of if e.part_of in kept else None,
        )
        for e in conclusions.events
        if e.id in kept
    )
    used = {a for e in chosen for a in (*e.source, *e.target, *e.place)}
    used |= {c.holder for c in said if c.holder_kind == "reported"} | {
        a for c in said for a in (*c.source, *c.target, *c.place)
    }
    articles = {e.article for c in said for e in c.evidence}
    return Conclusions(
        readings=tuple(r for r in conclusions.readings if r.article.id in articles),
        actors=tuple(
            replace(a, mentions=tuple(m for m in a.mentions if m.article in articles))
            for a in conclusions.actors
            if a.id in used
        ),
        events=chosen,
        claims=said,
        decisions=conclusions.decisions,
        copy_of={a: first for a, first in conclusions.copy_of.items() if a in articles},
        words=conclusions.words,
    )


def everyone(event: Event) -> set[str]:
    """All who take part in an event, its places included."""
    return {*event.source, *event.target, *event.place}


def around(conclusions: Conclusions, actor: str, *, hops: int) -> set[str]:
    """Ids of the events within so many steps of an actor; one hop is the events it takes part in."""
    reached, found = {actor}, set[str]()
    for _ in range(hops):
        new = {e.id for e in conclusions.events if e.id not in found and everyone(e) & reached}
        found |= new
        reached |= {a for e in conclusions.events if e.id in new for a in everyone(e)}
    return found


def people_of(conclusions: Conclusions, actor: str) -> Collection[str]:
    """An actor and, if it is a state, its people, bodies and places."""
    whole = conclusions.actor[actor]
    if whole.kind != "state" or not whole.state:
        return {actor}
    return {actor} | {a.id for a in conclusions.actors if a.state == whole.state and a.kind != "state"}
