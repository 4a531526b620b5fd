"""When was this written? Lay clues together until an interval is left, and say why.

Clues come best first. One that contradicts the better ones is passed over, and the reasons say so. What is
inferred is always marked as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from .clues import OFFICE, WEEKDAYS, Clue
from .records import Written

_Stretch = tuple[int, int]
_ALL: _Stretch = (1, date.max.toordinal())


def lay(clues: Iterable[Clue]) -> Written:
    """The days that some clues leave.

    >>> lay([Clue(rank=0, reason="a", days=((date(2024, 5, 1), date(2024, 5, 9)),)), Clue(rank=0, reason="b", weekday=0)]).earliest
    datetime.date(2024, 5, 6)
    """
    found = sorted(dict.fromkeys(clues), key=_order)
    left: list[_Stretch] = [_ALL]
    reasons: list[str] = []
    passed: list[str] = []
    weekdays: dict[int, str] = {}
    for clue in found:
        if clue.weekday is not None:
            weekdays.setdefault(clue.weekday, clue.reason)
        elif narrowed := _both(left, [_ordinals(a, b) for a, b in clue.days]):
            if narrowed != left:
                reasons.append(clue.reason)
            left = narrowed
        else:
            passed.append(f"passed over, for it contradicts the rest: {clue.reason}")
    if len(weekdays) == 1:
        ((weekday, why),) = weekdays.items()
        if on := [s for a, b in left if (s := _on(a, b, weekday))]:
            left, reasons = on, [*reasons, why]
        else:
            passed.append(f"passed over, for no {WEEKDAYS[weekday]} is left: {why}")
    elif weekdays:
        passed += [f"passed over, for weekdays differ: {why}" for why in weekdays.values()]
    return _written(left[0][0], left[-1][1], (*reasons, *passed))


def _order(clue: Clue) -> tuple[int, int]:
    """The best first; of those in office the latest to enter it."""
    entered = max((d[0].toordinal() for d in clue.days if d[0]), default=0)
    return clue.rank, -entered if clue.rank == OFFICE else 0


def _ordinals(first: date | None, last: date | None) -> _Stretch:
    return first.toordinal() if first else _ALL[0], last.toordinal() if last else _ALL[1]


def _both(one: list[_Stretch], other: list[_Stretch]) -> list[_Stretch]:
    """What two sets of stretches share, in order."""
    return sorted((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def _on(first: int, last: int, weekday: int) -> _Stretch | None:
    """A stretch from its first such weekday to its last; open ends stay open."""
    low = first if first == _ALL[0] else first + (weekday - first + 1) % 7
    high = last if last == _ALL[1] else last - (last - 1 - weekday) % 7
    return (low, high) if low <= high else None


def _written(first: int, last: int, reasons: tuple[str, ...]) -> Written:
    earliest = None if first == _ALL[0] else date.fromordinal(first)
    latest = None if last == _ALL[1] else date.fromordinal(last)
    known = earliest is not None or latest is not None
    return Written(earliest=earliest, latest=latest, basis="inferred" if known else "unknown", reasons=reasons)


def spoken_day(published: date, weekday: int) -> date | None:
    """The day on which a text speaks that says «اليوم الأربعاء» and is printed near it: up to two days
    before, or one day after; None where no such weekday is near."""
    return next((d for n in (0, -1, -2, 1) if (d := published + timedelta(n)).weekday() == weekday), None)
