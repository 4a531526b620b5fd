"""What a matched time expression means: from the fields that its words filled to a TimeSpan.

``reckon`` asks in turn: again and again? a range? a length? so long ago? a feast? a date? a unit near today?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from .anchor import Anchor, Found, found_in, on_weekday
from .calendar import GRAINS, unit_days
from .dates import named_date
from .records import Grain, TimeSpan
from .seasons import feast, piece
from .stretches import from_to, lasting, so_long, some_units
from .times import OPEN, hull, ordered, within
from .times_grammar import Fields

_DATED = frozenset({"day", "month", "year", "year_to", "year_from_previous", "month_to", "month_from_previous"})


def reckon(fields: Fields, anchor: Anchor) -> Found | None:
    """The span of one expression; None where its words together mean no time, or none between the years 1 and 9999."""
    try:
        found = _reckon(fields, anchor)
    except (OverflowError, ValueError):
        return None
    return found if found is None or ordered(found.when) else Found(replace(OPEN, grain=found.when.grain, basis=found.when.basis), found.notes)


def _reckon(fields: Fields, anchor: Anchor) -> Found | None:
    if fields.get("each"):
        return Found(replace(OPEN, grain=_grain(fields), basis="relative", recurring=True))
    if "from" in fields and "until" in fields:
        return from_to(fields, anchor, reckon)
    if fields.get("lasting"):
        return lasting(fields, anchor, reckon)
    if "vague" in fields:
        return _vague(fields["vague"], anchor)
    if "direction" in fields:
        return so_long(fields, anchor)
    if "feast" in fields:
        return feast(fields, anchor)
    if "shift" in fields:
        return _near_today(fields, anchor)
    if "weekday" in fields and not _DATED & set(fields):
        return _weekday(fields, anchor)
    if fields.get("span") and "unit" in fields:
        return some_units(fields, anchor)
    if "unit" in fields and "century" not in fields and fields["unit"] != "century":
        return _unit(fields, anchor)
    return piece(fields, anchor) or _dated(fields, anchor) or _hour(fields)


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
    return found_in((day, day), "day")


def _near_today(fields: Fields, anchor: Anchor) -> Found | None:
    """Yesterday, today, tomorrow, with the weekday and the date that stand beside."""
    day = anchor.today + timedelta(fields["shift"])
    found = found_in((day, day), "day")
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
        return found_in((anchor.today, anchor.today), "hour")
    if (shift := fields.get("from_previous")) is not None:
        base = anchor.last_named
        if base is None or fields.get("plural"):
            return Found(replace(OPEN, grain=GRAINS[unit], basis="relative"))
        return found_in(unit_days(base, unit, shift, week_begins=anchor.calendar.week_begins), GRAINS[unit])
    return found_in(unit_days(anchor.today, unit, fields.get("to", 0), week_begins=anchor.calendar.week_begins), GRAINS[unit])


def _year_both_ways(fields: Fields, anchor: Anchor) -> Found | None:
    """«last year (2023)»: the year by number, and a note where it is not last year."""
    named = named_date({"year": fields["year"]}, anchor)
    said = unit_days(anchor.today, fields["unit"], fields.get("to", 0)) if fields["unit"] == "year" else None
    if named is None or said is None or named.when.begin[0] == said[0]:
        return named
    return Found(named.when, (*named.notes, f"counted from {anchor.today} it would be {said[0].year}, not {fields['year']}"))


def _vague(kind: str, anchor: Anchor) -> Found:
    if kind == "named" and anchor.last_named is not None and anchor.last_named <= anchor.today:
        assert anchor.previous is not None
        return Found(replace(anchor.previous, basis="relative"))
    days: Mapping[str, tuple[date | None, date | None]] = {"past": (None, anchor.today), "future": (anchor.today, None)}
    if kind == "present":
        return Found(TimeSpan(begin=(None, anchor.today), end=(anchor.today, None), basis="relative"))
    return Found(replace(within(*days.get(kind, (None, None))), basis="relative"))
