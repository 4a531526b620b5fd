"""One day to draw an event at, from what is known of when it was."""

from __future__ import annotations

from datetime import date

from extract.records import TimeSpan


def best_estimate(when: TimeSpan) -> date | None:
    """The middle of what the bounds leave open for the beginning; the nearest known bound where one is open; None where all are."""
    early, late = when.begin
    if early is not None and late is not None:
        return early + (late - early) / 2
    return early or late or when.end[0] or when.end[1]
