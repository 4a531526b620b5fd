"""Time cut into days, weeks, months, quarters and years, and windows that slide or grow along it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from extract.records import KhabarError

FREQS = {
    "day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y",
    "d": "D", "w": "W", "m": "M", "q": "Q", "y": "Y",
}  # fmt: skip


def freq(text: str) -> str:
    """The letter pandas knows a unit by: "month" and "M" are M. Raises KhabarError."""
    found = FREQS.get(text.lower().removesuffix("s"))
    if found is None:
        raise KhabarError(f"{text!r}: periods are day, week, month, quarter, year (or D, W, M, Q, Y)")
    return found


def periods(first: date, last: date, unit: str) -> Iterator[tuple[pd.Period, date, date]]:
    """Every period that two days lie in and all between, each with its first and last day."""
    for period in pd.period_range(pd.Period(str(first), freq(unit)), pd.Period(str(last), freq(unit))):
        yield period, period.start_time.date(), period.end_time.date()


def sliding(first: date, last: date, *, days: int, step: int) -> Iterator[tuple[date, date]]:
    """Windows of so many days, each ``step`` days after the one before, until the last day is covered."""
    if days < 1 or step < 1:
        raise KhabarError(f"a window of {days} days every {step} days; both are 1 at least")
    start = first
    while start <= last:
        yield start, start + timedelta(days=days - 1)
        if start + timedelta(days=days - 1) >= last:
            return
        start += timedelta(days=step)
