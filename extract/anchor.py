"""What time words are reckoned from: the day of writing, the time last named, and which way the sentence looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from .calendar import Calendar, Days
from .records import Basis, Grain, TimeSpan
from .times import within

Way = Literal["past", "future", ""]
_AGAINST = {"": (1, 2), "past": (1, 4), "future": (50, 1)}
"""How much a day gone by and a day to come count as further away than they are, by where the sentence looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """``today`` is the day of writing; ``previous`` the time last named; ``way`` where the verb looks; ``before``
    the folded words just before the expression."""

    today: date
    calendar: Calendar
    previous: TimeSpan | None = None
    way: Way = ""
    before: tuple[str, ...] = ()

    @property
    def last_named(self) -> date | None:
        """The day that «the next day» or «the same year» is counted from."""
        return None if self.previous is None else self.previous.begin[0] or self.previous.end[0]


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression means, and what there is to say about it."""

    when: TimeSpan
    notes: tuple[str, ...] = ()


def found_in(days: Days | None, grain: Grain, basis: Basis = "relative") -> Found | None:
    """Some time in some days; None for none."""
    return days and Found(replace(within(*days, grain), basis=basis))


def nearest(candidates: Iterable[Days], anchor: Anchor, *, to: int | None = None) -> Days | None:
    """The one of some possible days or months that is meant: last, next, this, or as the sentence looks.

    Args:
        to: -1 for the last before today, 1 for the next after it, 0 for that nearest to it, None where nothing says.
    """
    today = anchor.today
    found = sorted(candidates)
    if to is not None and to < 0:
        return _nth([c for c in found if c[1] < today], to)
    if to is not None and to > 0:
        return _nth([c for c in found if c[0] > today], to - 1)
    gone, ahead = (1, 1) if to == 0 else _AGAINST[anchor.way]
    return min(found, key=lambda c: (_distance(c, today, gone, ahead), c), default=None)


def _nth(found: list[Days], n: int) -> Days | None:
    return found[n] if -len(found) <= n < len(found) else None


def _distance(days: Days, today: date, gone: int, ahead: int) -> int:
    first, last = days
    return 0 if first <= today <= last else (today - last).days * gone if last < today else (first - today).days * ahead


def on_weekday(weekday: int, anchor: Anchor, *, to: int | None = None) -> date:
    """The day of the week that is meant; without a word or a verb to say so, the last one up to today."""
    today = anchor.today
    back = today - timedelta((today.weekday() - weekday) % 7)
    if to is None:
        return back if back == today or anchor.way != "future" else back + timedelta(7)
    if to == 0:
        return min((back, back + timedelta(7)), key=lambda d: (abs((d - today).days), d))
    if to > 0:
        return back + timedelta(7 * to)
    return back + timedelta(7 * (to + 1) - (7 if back == today else 0))
