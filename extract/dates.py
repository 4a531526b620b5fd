"""Days, months and years that are named: 28 أبريل 2024, 20 of this month, يونيو of last year, 26 شوال 1436.

What cannot be (31 February, year 5) and what disagrees (الموافق, a weekday that does not fit) keeps the bounds of
both readings and a note; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from .anchor import Anchor, Found, nearest
from .calendar import CalendarName, Days, exact_day, hijri_day, hijri_of, month_days, year_days
from .records import Basis, Grain, TimeSpan
from .times import hull, within
from .times_grammar import Fields

_HALF_YEAR = timedelta(200)     # a weekday that fits speaks for a year only so near
_GREGORIAN_YEARS = range(1700, 2200)
_LIKELY_YEARS = range(100, 2200)
_SECOND = "_2"


def named_date(fields: Fields, anchor: Anchor) -> Found | None:
    """A date with its other calendar («الموافق») and its weekday, where it has them."""
    found = plain_date(fields, anchor)
    if found is None:
        return None
    other = {key.removesuffix(_SECOND): value for key, value in fields.items() if key.endswith(_SECOND)}
    if "day" in other:
        found = _agree(found, plain_date(other, anchor), "the other calendar")
    if (weekday := fields.get("weekday")) is not None and found.when.grain == "day":
        found = _fits_weekday(found, weekday)
    return found


def _agree(found: Found, other: Found | None, whom: str) -> Found:
    if other is None or (other.when.begin, other.when.end) == (found.when.begin, found.when.end):
        return found
    explicit = "explicit" in (found.when.basis, other.when.basis)
    note = f"{whom} says {_said(other.when)}, not {_said(found.when)}: both are kept"
    when = replace(hull((found.when, other.when)), basis="explicit" if explicit else found.when.basis)
    return Found(when, (*found.notes, *other.notes, note))


def _said(when: TimeSpan) -> str:
    first, last = when.begin[0], when.end[1]
    return f"{first}" if first == last else f"{first} to {last}"


def _fits_weekday(found: Found, weekday: int) -> Found:
    day = found.when.begin[0]
    if day is None or day != found.when.end[1] or day.weekday() == weekday:
        return found
    near = min((day + timedelta(n) for n in range(-3, 4)), key=lambda d: d.weekday() != weekday)
    return _agree(found, Found(replace(within(near, near), basis=found.when.basis)), "the weekday")


def plain_date(fields: Fields, anchor: Anchor) -> Found | None:
    """A day, a month or a year of one calendar."""
    calendar: CalendarName = "hijri" if fields.get("calendar") == "hijri" else "gregorian"
    month, day = fields.get("month"), fields.get("day")
    if calendar == "hijri" and month is not None and fields.get("year", 0) in _GREGORIAN_YEARS:
        return _hijri_in_year(fields["year"], month, day)
    if month is None and (near := _month_near(fields, anchor)):
        if day is not None:
            return _day_of(near.year, near.month, day, "gregorian", "relative")
        days = month_days(near.year, near.month)
        return days and Found(replace(within(*days, "month"), basis="relative"))
    years = list(_years(fields, anchor, calendar))
    basis: Basis = "explicit" if fields.get("year") is not None else "relative"
    if month is None:
        return _year(years[0], calendar, basis) if day is None and len(years) == 1 else None
    if day is None:
        grain: Grain = "month"
        months = [m for year in years if (m := month_days(year, month, calendar=calendar))]
        chosen = months[0] if len(years) == 1 and months else nearest(months, anchor, to=fields.get("to"))
        return chosen and Found(replace(within(*chosen, grain), basis=basis))
    if len(years) == 1:
        return _day_of(years[0], month, day, calendar, basis)
    exact: list[Days] = [(d, d) for year in years if (d := exact_day(year, month, day, calendar=calendar))]
    if "weekday" in fields:
        exact = [d for d in exact if d[0].weekday() == fields["weekday"] and abs(d[0] - anchor.today) < _HALF_YEAR] or exact
    one = _exact_this(exact, anchor, fields) or nearest(exact, anchor, to=fields.get("to"))
    if one is None:
        return _day_of(_this_year(anchor, calendar), month, day, calendar, basis)
    return Found(replace(within(*one), basis=basis))


def _hijri_in_year(year: int, month: int, day: int | None) -> Found | None:
    """A Hijri day or month of a Gregorian year («رمضان 1973»)."""
    first = hijri_of(date(year, 1, 1))[0]
    for hijri in range(first, first + 2):
        days = month_days(hijri, month, calendar="hijri") if day is None else _twice(hijri_day(hijri, month, day))
        if days and days[0].year == year:
            return Found(replace(within(*days, "month" if day is None else "day"), basis="explicit"))
    return None


def _twice(day: date | None) -> Days | None:
    return (day, day) if day else None


def _exact_this(days: list[Days], anchor: Anchor, fields: Fields) -> Days | None:
    """«this August» and a fixed day of history («11 سبتمبر» after «هجمات»)."""
    for row in anchor.calendar.fixed_days:
        if (row["day"], row["month"]) == (fields["day"], fields["month"]) and _after(row, anchor):
            fixed = date(row["year"], row["month"], row["day"])
            return fixed, fixed
    if fields.get("to") == 0:
        return next((d for d in days if d[0].year == anchor.today.year), None)
    return None


def _after(row: Any, anchor: Anchor) -> bool:
    return not row["after"].isdisjoint(anchor.before)


def _month_near(fields: Fields, anchor: Anchor) -> date | None:
    """The first of the month that «this month», «last month» or «the same month» means, where the day is said by number."""
    if (to := fields.get("month_to")) is not None:
        months = anchor.today.year * 12 + anchor.today.month - 1 + to
        return date(months // 12, months % 12 + 1, 1)
    if (shift := fields.get("month_from_previous")) is not None:
        base = anchor.last_named or anchor.today
        months = base.year * 12 + base.month - 1 + shift
        return date(months // 12, months % 12 + 1, 1)
    return None


def _this_year(anchor: Anchor, calendar: CalendarName) -> int:
    return hijri_of(anchor.today)[0] if calendar == "hijri" else anchor.today.year


def _years(fields: Fields, anchor: Anchor, calendar: CalendarName) -> Iterator[int]:
    """The year that is said, or those that may be meant."""
    this = _this_year(anchor, calendar)
    if (year := fields.get("year")) is not None:
        yield century_of(year, this) if year < 100 and fields.get("month") else year
    elif (to := fields.get("year_to")) is not None:
        yield this + to
    elif (shift := fields.get("year_from_previous")) is not None:
        base = anchor.last_named or anchor.today
        yield (hijri_of(base)[0] if calendar == "hijri" else base.year) + shift
    elif fields.get("month") is not None:
        fixed = next((row["year"] for row in anchor.calendar.fixed_months if row["month"] == fields["month"] and _after(row, anchor)), None)
        yield from (fixed,) if fixed and fields.get("day") is None else range(this - 3, this + 4)


def century_of(short: int, this: int) -> int:
    """The year of two digits that lies at most twenty years ahead."""
    year = this // 100 * 100 + short
    return year - 100 if year > this + 20 else year


def _year(year: int, calendar: CalendarName, basis: Basis) -> Found | None:
    days = year_days(year, calendar=calendar)
    if days is None:
        return None
    found = Found(replace(within(*days, "year"), basis=basis))
    if year in _LIKELY_YEARS:
        return found
    other = year_days(2000 + year % 100)
    assert other is not None
    both = hull((found.when, within(*other, "year")))
    return Found(replace(both, basis=basis), (f"year {year} is not likely; {2000 + year % 100} may be meant: both are kept",))


def _day_of(year: int, month: int, day: int, calendar: CalendarName, basis: Basis) -> Found | None:
    """A day, or what is left of it where a month has no such day."""
    if exact := exact_day(year, month, day, calendar=calendar):
        found = Found(replace(within(exact, exact), basis=basis))
        if year in _LIKELY_YEARS:
            return found
        other = exact_day(2000 + year % 100, month, day, calendar=calendar)
        return found if other is None else _agree(found, Found(replace(within(other, other), basis=basis)), f"year {year} is not likely: {other.year}")
    days = month_days(year, month, calendar=calendar)
    if days is None:
        return None
    over = days[0] + timedelta(day - 1)
    note = f"{_month_name(year, month)} has no day {day}: the month and {over} are kept"
    return Found(replace(within(days[0], max(over, days[1])), basis=basis), (note,))


def _month_name(year: int, month: int) -> str:
    return f"month {month} of {year}"
