"""What an article's own time expressions tell of the day it was written on: a clue each, with its reason.

A clue allows some stretches of days, or one weekday. Nothing is weighed here; ``written`` lays clues together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .anchor import Way
from .calendar import exact_day, month_days
from .letters import quote
from .records import TimeSpan
from .times_grammar import Fields

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEARS = range(1990, 2061)
_NEAR = timedelta(200)      # a weekday and a date without a year lie within so many days of the writing
STATED, PAST, FACT, OFFICE, PLANNED, SIDE, WEAK = range(7)
"""How far a clue is trusted, the best first; a later one that contradicts the earlier is passed over. A weak one counts
only where there is nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """Days on which the article may have been written, inclusive; None where the clue sets no limit there."""

    rank: int
    reason: str
    days: tuple[tuple[date | None, date | None], ...] = ()
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One expression as the clues need it: its letters, fields and meaning, where its sentence looks, whether it
    stands in the headline of another story, and whether «by» or «until» stands before it."""

    quote: str
    fields: Fields
    when: TimeSpan
    way: Way
    aside: bool = False
    limited: bool = False


def clues(told: Iterable[Told]) -> Iterator[Clue]:
    """The clues of some expressions, in their order."""
    for one in told:
        for clue in _of(one):
            if not one.aside:
                yield clue
            elif clue.weekday is None and ("to" in one.fields or clue.rank == STATED):
                yield Clue(rank=SIDE, reason=f"{clue.reason} (in a headline beside the article)", days=clue.days)


def _of(one: Told) -> Iterator[Clue]:
    fields, said = one.fields, quote(one.quote)
    if "from" in fields or "each" in fields:
        return
    if "shift" in fields:
        yield from _today(fields, said)
    elif "year" in fields and fields.get("unit") == "year" and "to" in fields:
        year = fields["year"] - fields["to"]
        yield Clue(rank=STATED, reason=f"{said}: the year of writing is {year}", days=((date(year, 1, 1), date(year, 12, 31)),))
    elif one.when.basis == "explicit":
        yield from _explicit(one, said)
    elif "month" in fields and "year_to" not in fields:
        yield from _month(fields, said)


def _today(fields: Fields, said: str) -> Iterator[Clue]:
    """«اليوم الاثنين», «أمس الأحد 27 يوليو»."""
    shift = fields["shift"]
    if (weekday := fields.get("weekday")) is not None:
        on = (weekday - shift) % 7
        yield Clue(rank=STATED, reason=f"{said}: written on a {WEEKDAYS[on]}", weekday=on)
    if "day" in fields and "month" in fields:
        calendar = fields.get("calendar", "gregorian")
        years = (fields["year"],) if "year" in fields else YEARS if calendar == "gregorian" else range(1410, 1483)
        days = [d - timedelta(shift) for y in years if (d := exact_day(y, fields["month"], fields["day"], calendar=calendar))]
        days = [d for d in days if weekday is None or (d + timedelta(shift)).weekday() == weekday] or days
        yield Clue(rank=STATED, reason=f"{said}: {'the day is named' if 'year' in fields else 'the day of the year is named'}", days=tuple((d, d) for d in days))


def _explicit(one: Told, said: str) -> Iterator[Clue]:
    """A date with its year: gone by, or still ahead. A year alone is weak, for papers name coming years without saying so."""
    first, last = one.when.begin[0], one.when.end[1]
    if one.limited or first is None or last is None or one.when.grain == "decade":
        return
    fine = one.when.grain in ("hour", "day", "week", "month")
    if one.way == "future":
        if fine:
            yield Clue(rank=PLANNED, reason=f"{said} is still ahead: written by {last}", days=((None, last),))
    else:
        rank = PAST if fine and one.way == "past" else WEAK
        yield Clue(rank=rank, reason=f"{said} has come: not written before {first}", days=((first, None),))


def _month(fields: Fields, said: str) -> Iterator[Clue]:
    """A weekday with a date, or a month that is past or to come, in years that nobody names."""
    if fields.get("calendar") == "hijri":
        return
    month = fields["month"]
    if "day" in fields and (weekday := fields.get("weekday")) is not None:
        days = [d for y in YEARS if (d := exact_day(y, month, fields["day"])) and d.weekday() == weekday]
        years = ", ".join(str(d.year) for d in days if 2000 <= d.year <= 2035)
        yield Clue(rank=STATED, reason=f"{said} is a {WEEKDAYS[weekday]} in {years}", days=tuple((d - _NEAR, d + _NEAR) for d in days))
    elif fields.get("to") in (-1, 1) and "day" not in fields:
        word = "gone by" if fields["to"] < 0 else "to come"
        yield Clue(rank=STATED, reason=f"{said}: the month is {word}, it is not the month of writing", days=tuple(_between(month)))


def _between(month: int) -> Iterator[tuple[date | None, date | None]]:
    """The stretches between one such month and the next, open at both far ends."""
    spans = [days for y in YEARS if (days := month_days(y, month))]
    yield None, spans[0][0] - timedelta(1)
    yield from ((a[1] + timedelta(1), b[0] - timedelta(1)) for a, b in pairwise(spans))
    yield spans[-1][1] + timedelta(1), None


def spoken_weekday(all_fields: Sequence[Fields]) -> int | None:
    """The weekday of writing, where every «اليوم الاثنين» and «أمس الأحد» agrees on one."""
    said = {(f["weekday"] - f["shift"]) % 7 for f in all_fields if "shift" in f and "weekday" in f}
    return said.pop() if len(said) == 1 else None
