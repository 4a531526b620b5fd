"""Months of every tradition, the Hijri calendar, feasts, and whole units of time around a day.

Hijri days follow Umm al-Qura (hijridate); outside its years 1343–1500 the tabular calendar stands in,
which may be off by a day. Easter after Meeus. Weeks begin as calendar.toml says. Dates are inclusive.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from hijridate import Gregorian, Hijri

from .letters import fold, quote
from .records import Grain, KhabarError

Days = tuple[date, date]
CalendarName = Literal["gregorian", "hijri"]
_UMM_AL_QURA = range(1343, 1501)
_TABULAR_EPOCH = date(622, 7, 19).toordinal()      # 1 Muharram 1, civil reckoning, proleptic Gregorian
_LEAP_YEARS = frozenset((2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29))
GRAINS: Mapping[str, Grain] = {
    "second": "hour", "minute": "hour", "hour": "hour", "day": "day", "week": "week", "month": "month",
    "quarter": "quarter", "season": "season", "year": "year", "decade": "decade", "century": "decade",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Feast:
    """A feast or fixed day: ``[month, day]`` of a calendar, or days after Easter, and how many days it lasts."""

    name: str
    hijri: tuple[int, int] | None = None
    gregorian: tuple[int, int] | None = None
    easter: int | None = None
    church: str = "west"
    days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What calendar.toml says beside its words."""

    week_begins: int
    month_names: Mapping[tuple[str, int], str]
    feasts: tuple[Feast, ...]
    fixed_days: tuple[Mapping[str, Any], ...]
    fixed_months: tuple[Mapping[str, Any], ...]
    hijri_era: str

    @property
    def traditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tradition for tradition, _ in self.month_names))


def make_calendar(table: Mapping[str, Any]) -> Calendar:
    """A calendar from the table of calendar.toml. Raises KhabarError for a feast without a date."""
    feasts = []
    for row in table["feasts"]:
        if not {"hijri", "gregorian", "easter"} & set(row):
            raise KhabarError(f"calendar.toml: feast {quote(row['names'][0])} has no date; give hijri, gregorian or easter")
        feasts.append(
            Feast(
                name=row["names"][0], hijri=_pair(row.get("hijri")), gregorian=_pair(row.get("gregorian")),
                easter=row.get("easter"), church=row.get("church", "west"), days=row.get("days", 1),
            )
        )  # fmt: skip
    names = {(tradition, row["month"]): name for row in table["months"] for tradition, name in row["names"].items()}
    return Calendar(
        week_begins=table.get("week_begins", 0), month_names=names, feasts=tuple(feasts),
        fixed_days=_fixed(table, "fixed_days"), fixed_months=_fixed(table, "fixed_months"),
        hijri_era=table["eras"]["hijri"][0],
    )  # fmt: skip


def _fixed(table: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    return tuple({**row, "after": frozenset(fold(word) for word in row["after"])} for row in table.get(name, ()))


def _pair(value: Any) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None


def _tabular(year: int, month: int, day: int) -> int:
    leaps = sum(1 for y in range(1, (year - 1) % 30 + 1) if y in _LEAP_YEARS) + 11 * ((year - 1) // 30)
    return _TABULAR_EPOCH + (year - 1) * 354 + leaps + 29 * (month - 1) + month // 2 + day - 1


def hijri_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Hijri one; None where there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 30 and year >= 1):
        return None
    if year in _UMM_AL_QURA:
        try:
            found = Hijri(year, month, day).to_gregorian()
        except (ValueError, OverflowError):
            return None
        return date(found.year, found.month, found.day)
    try:
        return date.fromordinal(_tabular(year, month, day))
    except (ValueError, OverflowError):
        return None


def hijri_of(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian day in the Hijri calendar."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
        return found.year, found.month, found.day
    except (ValueError, OverflowError):
        year = max(1, (day.toordinal() - _TABULAR_EPOCH) * 30 // 10631 + 1)
        month = next(m for m in range(12, 0, -1) if m == 1 or _tabular(year, m, 1) <= day.toordinal())
        return year, month, day.toordinal() - _tabular(year, month, 1) + 1


def month_days(year: int, month: int, *, calendar: CalendarName = "gregorian") -> Days | None:
    """First and last day of a month; None where there is no such month."""
    if calendar == "hijri":
        first = hijri_day(year, month, 1)
        after = hijri_day(year + month // 12, month % 12 + 1, 1)
        return (first, after - timedelta(1)) if first and after else None
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_days(year: int, *, calendar: CalendarName = "gregorian", years: int = 1) -> Days | None:
    """First and last day of a year, or of some years from it on."""
    first, last = month_days(year, 1, calendar=calendar), month_days(year + years - 1, 12, calendar=calendar)
    return (first[0], last[1]) if first and last else None


def exact_day(year: int, month: int, day: int, *, calendar: CalendarName = "gregorian") -> date | None:
    """A day of a calendar, as a Gregorian date; None where there is none."""
    if calendar == "hijri":
        return hijri_day(year, month, day)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def unit_days(day: date, unit: str, shift: int = 0, *, week_begins: int = 0) -> Days | None:
    """The whole unit that holds a day, or the one so many units later: its first and last day.

    >>> unit_days(date(2024, 5, 1), "week", -1)
    (datetime.date(2024, 4, 22), datetime.date(2024, 4, 28))
    """
    try:
        if unit == "day":
            return day + timedelta(shift), day + timedelta(shift)
        if unit == "week":
            first = day - timedelta((day.weekday() - week_begins) % 7) + timedelta(7 * shift)
            return first, first + timedelta(6)
    except OverflowError:
        return None
    if unit in ("month", "quarter"):
        size = 3 if unit == "quarter" else 1
        months = day.year * 12 + (day.month - 1) // size * size + shift * size
        first_month, last_month = month_days(months // 12, months % 12 + 1), month_days((months + size - 1) // 12, (months + size - 1) % 12 + 1)
        return (first_month[0], last_month[1]) if first_month and last_month else None
    size = {"year": 1, "decade": 10, "century": 100}[unit]
    return year_days(day.year // size * size + shift * size, years=size)


def easter(year: int, *, church: str = "west") -> date:
    """Easter Sunday of the Western or the Eastern church, as a Gregorian day."""
    a = year % 19
    if church == "east":
        d = (19 * a + 15) % 30
        e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(year // 100 - year // 400 - 2)
    b, c = divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def feast_days(feast: Feast, first_year: int, last_year: int) -> Iterator[Days]:
    """When a feast falls in some Gregorian years, in order."""
    for start in _starts(feast, first_year, last_year):
        if start is not None and first_year <= start.year <= last_year:
            yield start, start + timedelta(feast.days - 1)


def _starts(feast: Feast, first: int, last: int) -> Iterator[date | None]:
    if feast.hijri:
        years = range(max(1, (first - 622) * 33 // 32 - 1), (last - 622) * 33 // 32 + 3)
        yield from (hijri_day(y, *feast.hijri) for y in years)
    elif feast.gregorian:
        yield from (exact_day(y, *feast.gregorian) for y in range(max(1, first), last + 1))
    else:
        yield from (easter(y, church=feast.church) + timedelta(feast.easter or 0) for y in range(max(2, first), last + 1))


def format_day(day: date, calendar: Calendar, *, tradition: str = "gulf") -> str:
    """A day in words: its number, its month in a tradition, its year.

    Raises KeyError for a tradition that calendar.toml does not have.
    """
    if tradition == "hijri":
        year, month, number = hijri_of(day)
        return f"{number} {calendar.month_names[tradition, month]} {year} {calendar.hijri_era}"
    return f"{day.day} {calendar.month_names[tradition, day.month]} {day.year}"
