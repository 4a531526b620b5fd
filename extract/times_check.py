"""Hold the examples of times.toml, calendar.toml and numbers.toml against the reader, as ``khabar check`` does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .calendar import feast_days, make_calendar
from .language import Language, Table
from .letters import quote
from .numbers import make_numbers, words_number
from .timing import Timing

PUBLISHED = date(2024, 3, 5)
"""The day on which examples were published that do not say theirs."""


def time_problems(language: Language) -> list[str]:
    """What is wrong with the examples of a language's times, as lines that say where; empty if nothing is."""
    if not language.table("times"):
        return []
    return [*_times(language), *_numbers(language.table("numbers")), *_feasts(language.table("calendar"))]


def _times(language: Language) -> Iterator[str]:
    table, timing = language.table("times"), Timing(language)
    shown = {row.get("rule") for row in table.get("examples", ())}
    for name in dict.fromkeys(row["name"] for row in table["times"]):
        if name not in shown:
            yield f"times.toml: rule {name!r} has no example; add one"
    for n, row in enumerate(table.get("examples", ()), 1):
        if problem := _example(timing, row):
            yield f"times.toml, example {n}: {problem}"


def _example(timing: Timing, row: Table) -> str | None:
    text, words = row["text"], row["time"]
    published = date.fromisoformat(row["published"]) if "published" in row else PUBLISHED
    found = timing.read(text, published=published)
    seen = ", ".join(f"{quote(text[t.start : t.end])} {t.when.begin[0] or '…'} to {t.when.end[1] or '…'}" for t in found) or "nothing"
    if row.get("none"):
        at = text.index(words)
        return f"{quote(words)} in {quote(text)} is no time, but {seen} was seen" if any(t.start < at + len(words) and t.end > at for t in found) else None
    rules = {(s.start, s.end): s.match.rule for s in timing.seen.of(text, 0, len(text))}
    for time in found:
        if text[time.start : time.end].lstrip("وفبلك") == words.lstrip("وفبلك"):
            got = [str(d) if d else None for d in (time.when.begin[0], time.when.end[1])]
            if got != [row.get("first"), row.get("last")]:
                return f"{quote(words)} is {got[0] or '…'} to {got[1] or '…'}; it should be {row.get('first', '…')} to {row.get('last', '…')}"
            if "rule" in row and rules[time.start, time.end] != row["rule"]:
                return f"{quote(words)} was read by rule {rules[time.start, time.end]!r}, not {row['rule']!r}"
            return None
    return f"{quote(words)} was not found; seen: {seen}"


def _numbers(table: Table) -> Iterator[str]:
    numbers = make_numbers(table)
    for n, row in enumerate(table.get("examples", ()), 1):
        if (got := words_number(row["text"], numbers)) != row["value"]:
            yield f"numbers.toml, example {n}: {quote(row['text'])} is read as {got}; it should be {row['value']}"


def _feasts(table: Table) -> Iterator[str]:
    feasts = {f.name: f for f in make_calendar(table).feasts}
    for n, row in enumerate(table.get("examples", ()), 1):
        yield from (f"calendar.toml, example {n}: {p}" for p in _feast(feasts, row))


def _feast(feasts: dict[str, Any], row: Table) -> Iterator[str]:
    day = date.fromisoformat(row["day"])
    if row["feast"] not in feasts:
        yield f"no feast {quote(row['feast'])}; give the first of its names"
    elif (got := [str(a) for a, _ in feast_days(feasts[row["feast"]], day.year, day.year)]) != [row["day"]]:
        yield f"{quote(row['feast'])} is {', '.join(got)} in {day.year}; it should be {row['day']}"
