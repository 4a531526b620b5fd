"""Months of every tradition, the Hijri calendar, feasts and units."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.calendar import (
    exact_day,
    feast_days,
    format_day,
    hijri_day,
    hijri_of,
    make_calendar,
    month_days,
    unit_days,
    year_days,
)
from extract.language import load_language
from extract.records import KhabarError
from extract.times_check import time_problems
from extract.timing import Timing

LANGUAGE = load_language("ar")
CALENDAR = make_calendar(LANGUAGE.table("calendar"))
TIMING = Timing(LANGUAGE)
FIRST, LAST = date(1990, 1, 1), date(2040, 12, 31)
A_DAY = st.dates(date(1950, 1, 1), date(2070, 12, 31))


@pytest.mark.parametrize("tradition", CALENDAR.traditions)
def test_days_written_in_words_are_read(tradition):
    """Every day of 1990 to 2040, written with the month's name in a tradition, comes back as that day.

    Months that a tradition calls as the Gulf does are read once, for the Gulf.
    """
    names = CALENDAR.month_names
    shared = {m for m in range(1, 13) if tradition != "gulf" and names[tradition, m] == names["gulf", m]}
    days = [day for n in range((LAST - FIRST).days + 1) if (day := FIRST + timedelta(n)).month not in shared]
    text = "\n".join(format_day(day, CALENDAR, tradition=tradition) for day in days)
    found = TIMING.read(text, published=date(2024, 3, 5))
    assert [t.when.begin[0] for t in found] == days
    assert all(t.when.begin == t.when.end and t.when.basis == "explicit" and not t.notes for t in found)


def test_an_unknown_tradition_is_an_error():
    """Traditions are those of calendar.toml."""
    assert {"gulf", "levant", "tunisia", "morocco", "hijri"} <= set(CALENDAR.traditions)
    with pytest.raises(KeyError):
        format_day(FIRST, CALENDAR, tradition="roman")


@given(st.dates(date(1700, 1, 1), date(2300, 12, 31)))
def test_hijri_days_come_back(day):
    """By Umm al-Qura where it is known, by the tabular calendar elsewhere."""
    assert hijri_day(*hijri_of(day)) == day


@pytest.mark.parametrize("hijri, day", [
    ((1441, 7, 14), date(2020, 3, 9)), ((1445, 9, 1), date(2024, 3, 11)), ((1446, 1, 1), date(2024, 7, 7)), ((1445, 9, 31), None), ((1445, 13, 1), None), ((0, 1, 1), None),
])  # fmt: skip
def test_known_hijri_days(hijri, day):
    """Days as Umm al-Qura has them; what is no day is None."""
    assert hijri_day(*hijri) == day


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year", "decade", "century"])
@given(day=A_DAY, shift=st.integers(-20, 20))
def test_units_lie_side_by_side(unit, day, shift):
    """A unit holds its day, and the next begins on the morrow of its last day."""
    here, there, after = unit_days(day, unit), unit_days(day, unit, shift), unit_days(day, unit, shift + 1)
    assert here is not None
    assert here[0] <= day <= here[1]
    if there is not None and after is not None:
        assert there[1] + timedelta(1) == after[0]


def test_weeks_run_from_monday_to_sunday():
    """As calendar.toml says."""
    assert unit_days(date(2024, 5, 1), "week", week_begins=CALENDAR.week_begins) == (date(2024, 4, 29), date(2024, 5, 5))


@pytest.mark.parametrize("year, month, day", [(2023, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1), (0, 1, 1), (10000, 1, 1)])
def test_days_that_are_none(year, month, day):
    """No such day is None, never another one."""
    assert exact_day(year, month, day) is None


def test_months_and_years_of_both_calendars():
    """First and last days; None outside the calendar."""
    assert month_days(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_days(1445, 9, calendar="hijri") == (date(2024, 3, 11), date(2024, 4, 9))
    assert year_days(1445, calendar="hijri") == (date(2023, 7, 19), date(2024, 7, 6))
    assert year_days(2020, years=10) == (date(2020, 1, 1), date(2029, 12, 31))
    assert month_days(2024, 0) is None
    assert year_days(10000) is None


def test_feasts_fall_once_or_twice_a_year():
    """Hijri feasts wander through the Gregorian year; all of them come in order."""
    for feast in CALENDAR.feasts:
        found = [first for first, _ in feast_days(feast, 1990, 2040)]
        assert found == sorted(set(found))
        assert 51 <= len(found) <= 54, feast.name


def test_a_feast_without_a_date_is_an_error():
    """The message names the feast."""
    with pytest.raises(KhabarError, match="عيد بلا يوم"):
        make_calendar({**LANGUAGE.table("calendar"), "feasts": [{"names": ["عيد بلا يوم"]}]})


def test_examples_of_the_data_are_read_as_they_say():
    """Every rule of times.toml has an example, and those of numbers and feasts hold."""
    assert time_problems(LANGUAGE) == []
