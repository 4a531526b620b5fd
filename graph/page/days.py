"""Days and times as the page counts them: days since 1970-01-01, and the four bounds of a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from extract.records import TimeSpan
from graph.spans import best_estimate

EPOCH = date(1970, 1, 1).toordinal()


def day(value: date | None) -> int | None:
    """Days since 1970-01-01."""
    return value.toordinal() - EPOCH if value else None


def when(span: TimeSpan | None) -> list[Any] | None:
    """The four bounds, the unit named, how it is known, whether it recurs; None where nothing is known."""
    if span is None or not any((*span.begin, *span.end)):
        return None
    bounds = [day(d) for d in (*span.begin, *span.end)]
    return [*bounds, span.grain, span.basis, *([1] if span.recurring else [])]


def drawn_on(span: TimeSpan | None) -> int | None:
    """The one day on which the histogram counts an event."""
    if span is None:
        return None
    if span.basis == "document":
        return max((day(d) or 0 for d in (*span.begin, *span.end) if d), default=None)
    return day(best_estimate(span))
