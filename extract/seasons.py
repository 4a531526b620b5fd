"""Parts of years and what is longer: feasts, seasons, quarters and halves, decades, centuries."""

from __future__ import annotations

from datetime import timedelta

from .anchor import Anchor, Found, found_in, nearest
from .calendar import Days, feast_days, month_days, unit_days, year_days
from .records import Basis
from .times_grammar import Fields


def feast(fields: Fields, anchor: Anchor) -> Found | None:
    """A feast of a year that is said, or the one that is meant."""
    kind = anchor.calendar.feasts[fields["feast"]]
    today = anchor.today
    year = fields.get("year", today.year + fields["year_to"] if "year_to" in fields else None)
    hijri_year = year is not None and (fields.get("calendar") == "hijri" or (kind.hijri is not None and 1300 <= year <= 1500))
    if year is not None and hijri_year:
        bounds = year_days(year, calendar="hijri")
        found = [d for d in feast_days(kind, bounds[0].year, bounds[1].year) if bounds[0] <= d[0] <= bounds[1]] if bounds else []
    else:
        found = list(feast_days(kind, *((year, year) if year is not None else (today.year - 2, today.year + 2))))
    chosen = found[0] if year is not None and len(found) == 1 else nearest(found, anchor, to=fields.get("to"))
    if chosen is None:
        return None
    if (nth := fields.get("ordinal")) is not None and nth <= kind.days:
        chosen = (chosen[0] + timedelta(nth - 1),) * 2
    return found_in(chosen, "day", "explicit" if year is not None and "year_to" not in fields else "relative")


def piece(fields: Fields, anchor: Anchor) -> Found | None:
    """Quarters and halves of years, seasons, decades, centuries."""
    if "century" in fields or "century_to" in fields or "decade" in fields or fields.get("unit") == "century":
        return _long(fields, anchor)
    if "season" in fields:
        years = [_year_said(fields, anchor)] if _year_said(fields, anchor) is not None else range(anchor.today.year - 2, anchor.today.year + 3)
        seasons = [days for y in years if y is not None and (days := _months(y, fields["season"], 3))]
        chosen = seasons[0] if len(seasons) == 1 else nearest(seasons, anchor, to=fields.get("to"))
        return found_in(chosen, "season", "explicit" if "year" in fields else "relative")
    if "piece" in fields:
        return _part_of_year(fields, anchor)
    if fields.get("of") == "quarter" and "piece_to" in fields:
        return found_in(unit_days(anchor.today, "quarter", fields["piece_to"]), "quarter")
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
    return found_in(chosen, "quarter" if size == 3 else "month", basis)


def _long(fields: Fields, anchor: Anchor) -> Found | None:
    """A decade of a century, or a century."""
    this = anchor.today.year // 100
    century = fields["century"] - 1 if "century" in fields else this + fields["century_to"] if "century_to" in fields else None
    if (decade := fields.get("decade")) is not None:
        base = century if century is not None else 19 if decade > anchor.today.year % 100 or decade >= 30 else this
        return found_in(year_days(base * 100 + decade, years=10), "decade", "explicit")
    if century is None:
        century = this + fields.get("to", 0)
    return found_in(year_days(century * 100 + 1, years=100), "decade", "explicit" if "century" in fields else "relative")
