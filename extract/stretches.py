"""Spells of time counted in units: so long ago, within so long, for so long, from one time to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from .anchor import Anchor, Found, found_in
from .calendar import GRAINS, Days, month_days, unit_days, year_days
from .records import TimeSpan
from .times import OPEN, hull, ordered, within
from .times_grammar import Fields

_FEW = (2, 10)      # «some days ago»: so many at least and at most
_SHARED = ("month", "calendar", "year", "to", "year_to", "month_to", "year_from_previous", "month_from_previous")
Reckon = Callable[[Fields, Anchor], Found | None]


def moved(day: date, unit: str, amount: float) -> date:
    """The day so many units later: of months and years the same day of the month, or the last there is.

    >>> moved(date(2024, 5, 31), "month", -3)
    datetime.date(2024, 2, 29)
    """
    sizes = {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0}
    if unit in sizes:
        return day + timedelta(round(sizes[unit] * amount) if abs(amount * sizes[unit]) >= 1 else 0)
    months = day.year * 12 + day.month - 1 + round({"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit] * amount)
    days = month_days(months // 12, months % 12 + 1)
    if days is None:
        raise OverflowError(f"{amount} {unit} from {day} is outside the calendar")
    return min(days[0] + timedelta(day.day - 1), days[1])


def _amount(fields: Fields) -> tuple[float, float]:
    """How many units at least and at most."""
    amount = fields.get("amount", "few" if fields.get("plural") else 1)
    low, high = _FEW if amount == "few" else (amount, amount)
    return low + fields.get("fraction", 0), high + fields.get("fraction", 0)


def so_long(fields: Fields, anchor: Anchor) -> Found | None:
    """So many units before or after today, or after the time last named; or within so many from today."""
    unit, direction = fields.get("unit"), fields["direction"]
    if unit is None:
        return None
    grain = GRAINS[unit]
    base = anchor.last_named if fields.get("previous") else anchor.today
    if direction == 0 or base is None or (direction > 0 and anchor.way == "past" and not (fields.get("within") or fields.get("previous"))):
        return Found(replace(OPEN, grain=grain, basis="relative"))
    low, high = _amount(fields)
    if "amount" not in fields and unit in ("decade", "century") and not fields.get("within"):
        low, high = 1, 1
    if fields.get("within"):
        return found_in(_ordered(base, moved(base, unit, -high if anchor.way == "past" else high)), grain)
    if grain == "hour":
        return found_in(_ordered(base, moved(base, unit, direction * ceil(high / 24) * 24 if unit == "hour" else 0)), "hour")
    first, last = sorted((_that_unit(base, unit, direction * low, anchor), _that_unit(base, unit, direction * high, anchor)))
    days: tuple[date | None, date | None] = first[0], last[1]
    if fields.get("approximate") in ("more", "less"):
        days = _open_side(days, further=fields["approximate"] == "more", past=direction < 0, base=base)
    return Found(replace(within(*days, grain), basis="relative"))


def _ordered(one: date, other: date) -> Days:
    return min(one, other), max(one, other)


def _open_side(days: tuple[date | None, date | None], *, further: bool, past: bool, base: date) -> tuple[date | None, date | None]:
    """«more than a year ago» has no earliest day, «less than a year ago» ends today."""
    if past:
        return (None, days[1]) if further else (days[0], base)
    return (days[0], None) if further else (base, days[1])


def _that_unit(base: date, unit: str, amount: float, anchor: Anchor) -> Days:
    """The unit in which the day so many units away lies; half a unit makes two of them possible; decades are rough."""
    if unit in ("decade", "century"):
        years = 5 if unit == "decade" else 50
        centre = moved(base, unit, amount)
        first, last = year_days(centre.year - years), year_days(centre.year + years)
        if first is None or last is None:
            raise OverflowError(f"{amount} {unit} from {base} is outside the calendar")
        return first[0], last[1]
    ends = [unit_days(moved(base, unit, n), unit, week_begins=anchor.calendar.week_begins) for n in (floor(amount), ceil(amount))]
    if ends[0] is None or ends[1] is None:
        raise OverflowError(f"{amount} {unit} from {base} is outside the calendar")
    return ends[0][0], ends[1][1]


def some_units(fields: Fields, anchor: Anchor) -> Found | None:
    """The last or the next so many units: some time in them."""
    unit, to = fields["unit"], fields.get("to")
    if to is None:
        return Found(replace(OPEN, grain=GRAINS[unit], basis="relative"))
    if to == 0:
        return found_in((anchor.today, anchor.today), GRAINS[unit])
    if "amount" not in fields or fields["amount"] == "few":
        days: tuple[date | None, date | None] = (None, anchor.today) if to < 0 else (anchor.today, None)
        return Found(replace(within(*days, GRAINS[unit]), basis="relative"))
    sign = -1 if to < 0 else 1
    return found_in(_ordered(anchor.today, moved(anchor.today, unit, sign * ceil(_amount(fields)[1]))), GRAINS[unit])


def lasting(fields: Fields, anchor: Anchor, reckon: Reckon) -> Found | None:
    """A length: where its first day is named it has bounds, else none."""
    grain = GRAINS.get(fields.get("unit", "day"), "day")
    begin = fields.get("begin")
    start = reckon(begin, replace(anchor, way="future" if begin.get("to") != -1 else "past")) if begin else None
    if start is None or start.when.begin[0] is None or start.when.begin[1] is None or "unit" not in fields:
        return Found(replace(OPEN, grain=grain, basis="relative"))
    low, high = _amount(fields)
    ends = tuple(moved(d, fields["unit"], n) - timedelta(1) for d, n in zip(start.when.begin, (low, high), strict=True) if d)
    ends = tuple(max(e, d) for e, d in zip(ends, start.when.begin, strict=True) if d)
    return Found(TimeSpan(begin=start.when.begin, end=(ends[0], ends[1]), grain="day", basis=start.when.basis), start.notes)


def from_to(fields: Fields, anchor: Anchor, reckon: Reckon) -> Found | None:
    """From one time to another; what only one side says counts for both."""
    outer = {k: v for k, v in fields.items() if k in _SHARED or k == "unit"}
    until_said: dict[str, Any] = {**outer, **fields["until"]}
    from_said: dict[str, Any] = {**outer, **fields["from"]}
    if not {"month", "weekday", "shift"} & set(from_said) and "day" in from_said:
        from_said = {**{k: v for k, v in until_said.items() if k in _SHARED}, **from_said}
    if not {"month", "weekday", "shift"} & set(until_said) and "day" in until_said:
        until_said = {**{k: v for k, v in from_said.items() if k in _SHARED}, **until_said}
    for said, other in ((from_said, until_said), (until_said, from_said)):
        if "month" in said and not {"year", "year_to", "to", "year_from_previous"} & set(said):
            said.update({k: other[k] for k in ("year", "year_to", "to", "year_from_previous", "calendar") if k in other and k not in said})
    start, end = reckon(from_said, anchor), reckon(until_said, anchor)
    if start is None or end is None:
        return None
    if _turned(start.when, end.when):
        start, end = _straightened(from_said, start, end, anchor, reckon)
    notes = (*start.notes, *end.notes)
    if _turned(start.when, end.when):
        return Found(replace(hull((end.when, start.when)), basis=end.when.basis), (*notes, "the range ends before it begins: some time in it is kept"))
    return Found(TimeSpan(begin=start.when.begin, end=end.when.end, grain=end.when.grain, basis=end.when.basis), notes)


def _turned(start: TimeSpan, end: TimeSpan) -> bool:
    return not ordered(TimeSpan(begin=start.begin, end=end.end))


def _straightened(said: Fields, start: Found, end: Found, anchor: Anchor, reckon: Reckon) -> tuple[Found, Found]:
    """«from Sunday to Tuesday», «from December to February»: the begin is the last such before the end."""
    if end.when.end[1] is None or {"year", "year_to"} & set(said):
        return start, end
    plain = {k: v for k, v in said.items() if k != "to"}
    again = reckon(plain, replace(anchor, today=end.when.end[1], way="past"))
    return (again, end) if again is not None and not _turned(again.when, end.when) else (start, end)
