"""When an article was published, as its fields, its dateline or its file name say it.

Numeric dates are read day first, as the Arab press writes them; no clock is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from .cues import Cues
from .letters import digits, fold
from .lines import lines

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.\\]\s?(\d{1,2})\s?[-/.\\]\s?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_HEAD = 90  # letters of a first paragraph in which a dateline may stand
_DASH = re.compile(r"\s[-–—ـ]\s|[-–—ـ:]\s|\)\s|:$")


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def parse_date(value: object, months: Mapping[str, int]) -> date | None:
    """The day that a field's value names, or None.

    >>> parse_date("05/03/2024", {}), parse_date("Tue, 05 Mar 2024 10:00:00 +0300", {}), parse_date(1709625600, {})
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _compact_or_epoch(str(value))
    text = digits(str(value)).strip().replace("\u200f", "").replace("\u200e", "")
    return _compact_or_epoch(text) or numeric_date(text) or named_date(text, months) or _rfc(text)


def _compact_or_epoch(text: str) -> date | None:
    if found := _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text)
    while abs(seconds) > 1e11:
        seconds /= 1000
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()


def _rfc(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError):
        return None


def numeric_date(text: str) -> date | None:
    """The first day written in digits in a text: year first, or day first (month first only if it cannot be else)."""
    if found := _ISO.search(text):
        return _day(*found.groups())
    if found := _DAY_FIRST.search(text):
        day, month, year = found.groups()
        return _day(year, month, day) or _day(year, day, month)
    return None


def named_date(text: str, months: Mapping[str, int]) -> date | None:
    """The first day written with a month's name and its year: «5 مارس 2024», «آذار/مارس 5، 2024», "March 5, 2024"."""
    words = [fold(w) for w in re.findall(r"[^\W_]+", text)]
    for i in range(len(words)):
        for size in (2, 1):
            number = months.get(" ".join(words[i : i + size]))
            if number is None or i + size > len(words):
                continue
            if found := _around(words, i, i + size, number):
                return found
    return None


def _around(words: list[str], start: int, end: int, month: int) -> date | None:
    """The day whose month's name stands at ``words[start:end]``; a first name of it may stand before (آذار/مارس)."""
    before = words[start - 1] if start else ""
    if before and not before.isdecimal() and start > 1:
        before = words[start - 2]
    after = [w for w in words[end : end + 4] if w.isdecimal()]
    year = next((w for w in after if len(w) == 4), None)
    day = before if before.isdecimal() and len(before) <= 2 else next((w for w in after if len(w) <= 2), None)
    return _day(year, month, day) if year and day else None


def dateline_date(text: str, cues: Cues) -> date | None:
    """The day that the lines above an article's first paragraph name, or the head of that paragraph before a dash."""
    for line in lines(text[:3000], cues):
        letters = digits(text[line.start : line.end])
        if line.kind == "text" or line.size > 16:
            return _head_date(letters, cues)
        told = line.kind in ("dated", "byline", "menu", "photo") or _mostly_date(letters, cues)
        if told and (found := _any(letters, cues)):
            return found
    return None


def _mostly_date(letters: str, cues: Cues) -> bool:
    """Whether more than half of a line's words belong to a date."""
    words = [fold(w) for w in re.findall(r"[^\W_]+", letters)]
    months = {part for name in cues.months for part in name.split()}
    known = sum(w.isdecimal() or w in months or w in cues.words["dated"] for w in words)
    return known * 2 > len(words)


def _any(letters: str, cues: Cues) -> date | None:
    return numeric_date(letters) or named_date(letters, cues.months)


def _head_date(letters: str, cues: Cues) -> date | None:
    """A date in a first paragraph's dateline: few words, then a dash, a colon or a closing bracket."""
    for mark in _DASH.finditer(letters[:_HEAD]):
        head = letters[: mark.end()]
        if len(head.split()) <= 10 and (found := _any(head, cues)):
            return found
    return None


def file_date(path: str) -> date | None:
    """The day that a file's name, or its folders (2024/04/28), name.

    >>> file_date("news/2024-04-28_visit.txt"), file_date("news/20240428.html"), file_date("notes.txt")
    (datetime.date(2024, 4, 28), datetime.date(2024, 4, 28), None)
    """
    pure = PurePath(path)
    stem = digits(pure.name.split(".")[0] if pure.name.count(".") == 1 else pure.name).replace("_", "-")
    if found := _ISO.search(stem) or _COMPACT.search(stem):
        return _day(*found.groups())
    if found := _DAY_FIRST.search(stem):
        return _day(*reversed(found.groups()))
    folders = "/".join(pure.parts[-4:-1])
    if found := re.search(r"(?<!\d)((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})$", folders):
        return _day(*found.groups())
    return None
