"""What a matched time expression means: from the fields that its words filled to a TimeSpan.

``reckon`` asks in turn: again and again? a range? a length? so long ago? a feast? a date? a unit near today?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from .anchor import Anchor, Found, nearest, on_weekday
from .calendar import GRAINS, Days, feast_days, month_days, unit_days, year_days
from .dates import named_date
from .records import Basis, Grain, TimeSpan
from .times import OPEN, hull, ordered, within
from .times_grammar import Fields

_FEW = (2, 10)      # «some days ago»: so many at least and at most
_DATED = frozenset({"day", "month", "year", "year_to", "year_from_previous", "month_to", "month_from_previous"})


def reckon(fields: Fields, anchor: Anchor) -> Found | None:
    """The span of one expression; None where its words together mean no time."""
    try:
        found = _reckon(fields, anchor)
    except OverflowError:
        return None
    return found if found is None or ordered(found.when) else Found(replace(OPEN, grain=found.when.grain, basis=found.when.basis), found.notes)


def _reckon(fields: Fields, anchor: Anchor) -> Found | None:
    if fields.get("each"):
        return Found(replace(OPEN, grain=_grain(fields), basis="relative", recurring=True))
    if "from" in fields and "until" in fields:
        return _range(fields, anchor)
    if fields.get("lasting"):
        return _lasting(fields, anchor)
    if "vague" in fields:
        return _vague(fields["vague"], anchor)
    if "direction" in fields:
        return _so_long(fields, anchor)
    if "feast" in fields:
        return _feast(fields, anchor)
    if "shift" in fields:
        return _near_today(fields, anchor)
    if "weekday" in fields and not _DATED & set(fields):
        return _weekday(fields, anchor)
    if fields.get("span") and "unit" in fields:
        return _some_units(fields, anchor)
    if "unit" in fields and "century" not in fields and fields["unit"] != "century":
        return _unit(fields, anchor)
    return _piece(fields, anchor) or _dated(fields, anchor) or _hour(fields)


def _found(days: Days | None, grain: Grain, basis: Basis = "relative") -> Found | None:
    return days and Found(replace(within(*days, grain), basis=basis))


def _grain(fields: Fields) -> Grain:
    return GRAINS.get(fields.get("unit", "day"), "day")


def _dated(fields: Fields, anchor: Anchor) -> Found | None:
    return named_date(fields, anchor) if _DATED & set(fields) else None


def _hour(fields: Fields) -> Found | None:
    return Found(replace(OPEN, grain="hour", basis="relative")) if fields.get("clock") or "part" in fields else None


def _weekday(fields: Fields, anchor: Anchor) -> Found | None:
    if (to := fields.get("week_to")) is not None:
        week = unit_days(anchor.today, "week", to, week_begins=anchor.calendar.week_begins)
        if week is None:
            return None
        day = week[0] + timedelta((fields["weekday"] - week[0].weekday()) % 7)
    else:
        day = on_weekday(fields["weekday"], anchor, to=fields.get("to"))
    return _found((day, day), "day")


def _near_today(fields: Fields, anchor: Anchor) -> Found | None:
    """Yesterday, today, tomorrow, with the weekday and the date that stand beside."""
    day = anchor.today + timedelta(fields["shift"])
    found = _found((day, day), "day")
    assert found is not None
    notes: tuple[str, ...] = ()
    spans = [found.when]
    if (weekday := fields.get("weekday")) is not None and day.weekday() != weekday:
        named = min((day + timedelta(n) for n in range(-3, 4)), key=lambda d: d.weekday() != weekday)
        spans.append(within(named, named))
        notes = (f"the weekday says {named}, not {day}: both are kept",)
    elif "month" in fields or "month_to" in fields:
        date_ = named_date({k: v for k, v in fields.items() if k != "weekday"}, replace(anchor, way=""))
        if date_ is not None and (date_.when.begin, date_.when.end) != (found.when.begin, found.when.end):
            spans.append(date_.when)
            notes = (*date_.notes, f"the date says {date_.when.begin[0]}, not {day}: both are kept")
    return Found(replace(hull(spans), basis="relative"), notes)


def _unit(fields: Fields, anchor: Anchor) -> Found | None:
    """The whole day, week, month … that is so many from that of today or of the time last named."""
    unit = fields["unit"]
    if "year" in fields:
        return _year_both_ways(fields, anchor)
    if GRAINS[unit] == "hour":
        return _found((anchor.today, anchor.today), "hour")
    if (shift := fields.get("from_previous")) is not None:
        base = anchor.last_named
        if base is None or fields.get("plural"):
            return Found(replace(OPEN, grain=GRAINS[unit], basis="relative"))
        return _found(unit_days(base, unit, shift, week_begins=anchor.calendar.week_begins), GRAINS[unit])
    return _found(unit_days(anchor.today, unit, fields.get("to", 0), week_begins=anchor.calendar.week_begins), GRAINS[unit])


def _year_both_ways(fields: Fields, anchor: Anchor) -> Found | None:
    """«last year (2023)»: the year by number, and a note where it is not last year."""
    named = named_date({"year": fields["year"]}, anchor)
    said = unit_days(anchor.today, fields["unit"], fields.get("to", 0)) if fields["unit"] == "year" else None
    if named is None or said is None or named.when.begin[0] == said[0]:
        return named
    return Found(named.when, (*named.notes, f"counted from {anchor.today} it would be {said[0].year}, not {fields['year']}"))


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


def _so_long(fields: Fields, anchor: Anchor) -> Found | None:
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
        return _found(_ordered(base, moved(base, unit, -high if anchor.way == "past" else high)), grain)
    if grain == "hour":
        return _found(_ordered(base, moved(base, unit, direction * ceil(high / 24) * 24 if unit == "hour" else 0)), "hour")
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


def _some_units(fields: Fields, anchor: Anchor) -> Found | None:
    """The last or the next so many units: some time in them."""
    unit, to = fields["unit"], fields.get("to")
    if to is None:
        return Found(replace(OPEN, grain=GRAINS[unit], basis="relative"))
    if to == 0:
        return _found((anchor.today, anchor.today), GRAINS[unit])
    if "amount" not in fields or fields["amount"] == "few":
        days: tuple[date | None, date | None] = (None, anchor.today) if to < 0 else (anchor.today, None)
        return Found(replace(within(*days, GRAINS[unit]), basis="relative"))
    sign = -1 if to < 0 else 1
    return _found(_ordered(anchor.today, moved(anchor.today, unit, sign * ceil(_amount(fields)[1]))), GRAINS[unit])


def _lasting(fields: Fields, anchor: Anchor) -> Found | None:
    """A length: where its first day is named it has bounds, else none."""
    grain = _grain(fields)
    begin = fields.get("begin")
    start = reckon(begin, replace(anchor, way="future" if begin.get("to") != -1 else "past")) if begin else None
    if start is None or start.when.begin[0] is None or start.when.begin[1] is None or "unit" not in fields:
        return Found(replace(OPEN, grain=grain, basis="relative"))
    low, high = _amount(fields)
    ends = tuple(moved(d, fields["unit"], n) - timedelta(1) for d, n in zip(start.when.begin, (low, high), strict=True) if d)
    ends = tuple(max(e, d) for e, d in zip(ends, start.when.begin, strict=True) if d)
    return Found(TimeSpan(begin=start.when.begin, end=(ends[0], ends[1]), grain="day", basis=start.when.basis), start.notes)


def _vague(kind: str, anchor: Anchor) -> Found:
    if kind == "named" and anchor.last_named is not None and anchor.last_named <= anchor.today:
        assert anchor.previous is not None
        return Found(replace(anchor.previous, basis="relative"))
    days: Mapping[str, tuple[date | None, date | None]] = {"past": (None, anchor.today), "future": (anchor.today, None)}
    if kind == "present":
        return Found(TimeSpan(begin=(None, anchor.today), end=(anchor.today, None), basis="relative"))
    return Found(replace(within(*days.get(kind, (None, None))), basis="relative"))


def _feast(fields: Fields, anchor: Anchor) -> Found | None:
    """A feast of a year that is said, or the one that is meant."""
    feast = anchor.calendar.feasts[fields["feast"]]
    today = anchor.today
    year = fields.get("year", today.year + fields["year_to"] if "year_to" in fields else None)
    hijri_year = year is not None and (fields.get("calendar") == "hijri" or (feast.hijri is not None and 1300 <= year <= 1500))
    if year is not None and hijri_year:
        bounds = year_days(year, calendar="hijri")
        found = [d for d in feast_days(feast, bounds[0].year, bounds[1].year) if bounds[0] <= d[0] <= bounds[1]] if bounds else []
    else:
        found = list(feast_days(feast, *((year, year) if year is not None else (today.year - 2, today.year + 2))))
    chosen = found[0] if year is not None and len(found) == 1 else nearest(found, anchor, to=fields.get("to"))
    if chosen is None:
        return None
    if (nth := fields.get("ordinal")) and nth <= feast.days:
        chosen = (chosen[0] + timedelta(nth - 1),) * 2
    return _found(chosen, "day", "explicit" if year is not None and "year_to" not in fields else "relative")


def _piece(fields: Fields, anchor: Anchor) -> Found | None:
    """Quarters and halves of years, seasons, decades, centuries."""
    if "century" in fields or "century_to" in fields or "decade" in fields or fields.get("unit") == "century":
        return _long(fields, anchor)
    if "season" in fields:
        years = [_year_said(fields, anchor)] if _year_said(fields, anchor) is not None else range(anchor.today.year - 2, anchor.today.year + 3)
        seasons = [days for y in years if y is not None and (days := _months(y, fields["season"], 3))]
        chosen = seasons[0] if len(seasons) == 1 else nearest(seasons, anchor, to=fields.get("to"))
        return _found(chosen, "season", "explicit" if "year" in fields else "relative")
    if "piece" in fields:
        return _part_of_year(fields, anchor)
    if fields.get("of") == "quarter" and "piece_to" in fields:
        return _found(unit_days(anchor.today, "quarter", fields["piece_to"]), "quarter")
    return None


def _months(year: int, first: int, count: int) -> Days | None:
    begin, end = month_days(year, first), month_days(year + (first + count - 2) // 12, (first + count - 2) % 12 + 1)
    return (begin[0], end[1]) if begin and end else None


def _year_said(fields: Fields, anchor: Anchor) -> int | None:
    if "year" in fields:
        year: int = fields["year"]
        return year
    if "year_to" in fields:
        return anchor.today.year + int(fields["year_to"])
    return None


def _part_of_year(fields: Fields, anchor: Anchor) -> Found | None:
    size = 3 if fields.get("of") == "quarter" else 6 if fields.get("of") == "half" else 4 if fields.get("of") == "third" else 0
    piece = fields["piece"] if fields["piece"] != "last" else 12 // (size or 12)
    if not size or not 1 <= piece <= 12 // size:
        return None
    said = _year_said(fields, anchor)
    first = (piece - 1) * size + 1
    basis: Basis = "explicit" if "year" in fields else "relative"
    years = [said] if said is not None else [anchor.today.year - 1, anchor.today.year, anchor.today.year + 1]
    pieces = [days for y in years if (days := _months(y, first, size))]
    chosen = pieces[0] if len(pieces) == 1 else nearest(pieces, anchor, to=fields.get("to"))
    return _found(chosen, "quarter" if size == 3 else "month", basis)


def _long(fields: Fields, anchor: Anchor) -> Found | None:
    """A decade of a century, or a century."""
    this = anchor.today.year // 100
    century = fields["century"] - 1 if "century" in fields else this + fields["century_to"] if "century_to" in fields else None
    if (decade := fields.get("decade")) is not None:
        base = century if century is not None else 19 if decade > anchor.today.year % 100 or decade >= 30 else this
        return _found(year_days(base * 100 + decade, years=10), "decade", "explicit")
    if century is None:
        century = this + fields.get("to", 0)
    return _found(year_days(century * 100 + 1, years=100), "decade", "explicit" if "century" in fields else "relative")


_SHARED = ("month", "calendar", "year", "to", "year_to", "month_to", "year_from_previous", "month_from_previous")


def _range(fields: Fields, anchor: Anchor) -> Found | None:
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
        start, end = _straightened(from_said, start, end, anchor)
    notes = (*start.notes, *end.notes)
    if _turned(start.when, end.when):
        return Found(replace(hull((end.when, start.when)), basis=end.when.basis), (*notes, "the range ends before it begins: some time in it is kept"))
    return Found(TimeSpan(begin=start.when.begin, end=end.when.end, grain=end.when.grain, basis=end.when.basis), notes)


def _turned(start: TimeSpan, end: TimeSpan) -> bool:
    return not ordered(TimeSpan(begin=start.begin, end=end.end))


def _straightened(said: Fields, start: Found, end: Found, anchor: Anchor) -> tuple[Found, Found]:
    """«from Sunday to Tuesday», «from December to February»: the begin is the last such before the end."""
    if end.when.end[1] is None or {"year", "year_to"} & set(said):
        return start, end
    plain = {k: v for k, v in said.items() if k != "to"}
    again = reckon(plain, replace(anchor, today=end.when.end[1], way="past"))
    return (again, end) if again is not None and not _turned(again.when, end.when) else (start, end)
