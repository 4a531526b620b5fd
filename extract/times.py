"""What four bounds allow: the dates an event is printed with, inside or outside a window, Allen's relations.

After Allen (1983) for the thirteen relations, and Dechter, Meiri and Pearl (1991) for which of them the bounds
leave possible. Dates are inclusive days; None is a bound that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from .records import Bounds, Grain, TimeSpan

Relation = Literal[
    "before", "meets", "overlaps", "starts", "during", "finishes", "equals", "after", "met-by", "overlapped-by", "started-by", "contains", "finished-by",
]  # fmt: skip
_FAR = 10**8
_Edge = tuple[int, int, int]  # x - y <= n, with 1..4 for a's begin and end and b's begin and end, 0 for zero
_A, _A2, _B, _B2 = 1, 2, 3, 4


def _less(x: int, y: int) -> _Edge:
    return x, y, -1


def _same(x: int, y: int) -> tuple[_Edge, _Edge]:
    return (x, y, 0), (y, x, 0)


_RELATIONS: dict[Relation, tuple[_Edge, ...]] = {
    "before": (_less(_A2, _B),),
    "meets": _same(_A2, _B),
    "overlaps": (_less(_A, _B), _less(_B, _A2), _less(_A2, _B2)),
    "starts": (*_same(_A, _B), _less(_A2, _B2)),
    "during": (_less(_B, _A), _less(_A2, _B2)),
    "finishes": (_less(_B, _A), *_same(_A2, _B2)),
    "equals": (*_same(_A, _B), *_same(_A2, _B2)),
    "after": (_less(_B2, _A),),
    "met-by": _same(_B2, _A),
    "overlapped-by": (_less(_B, _A), _less(_A, _B2), _less(_B2, _A2)),
    "started-by": (*_same(_A, _B), _less(_B2, _A2)),
    "contains": (_less(_A, _B), _less(_B2, _A2)),
    "finished-by": (_less(_A, _B), *_same(_A2, _B2)),
}


def within(first: date | None, last: date | None, grain: Grain = "day") -> TimeSpan:
    """Some time between two days: neither begin nor end is known better."""
    return TimeSpan(begin=(first, last), end=(first, last), grain=grain)


def whole(first: date | None, last: date | None, grain: Grain = "day") -> TimeSpan:
    """All days from one to another."""
    return TimeSpan(begin=(first, first), end=(last, last), grain=grain)


OPEN = TimeSpan(begin=(None, None), end=(None, None))


def ordered(when: TimeSpan) -> bool:
    """Whether the bounds are in order: earliest before latest, begin before end."""
    pairs = (when.begin, when.end, (when.begin[0], when.end[0]), (when.begin[1], when.end[1]))
    return all(a is None or b is None or a <= b for a, b in pairs)


def hull(spans: Iterable[TimeSpan]) -> TimeSpan:
    """The bounds that hold each of some readings; all else is that of the first."""
    found = list(spans)
    begin = _least([s.begin[0] for s in found]), _most([s.begin[1] for s in found])
    end = _least([s.end[0] for s in found]), _most([s.end[1] for s in found])
    return replace(found[0], begin=begin, end=end)


def _least(days: list[date | None]) -> date | None:
    return None if None in days else min(d for d in days if d is not None)


def _most(days: list[date | None]) -> date | None:
    return None if None in days else max(d for d in days if d is not None)


def surely_inside(when: TimeSpan, first: date, last: date) -> bool:
    """Whether the bounds leave no doubt that all of it lies between two days."""
    return when.begin[0] is not None and when.end[1] is not None and first <= when.begin[0] and when.end[1] <= last


def possibly_inside(when: TimeSpan, first: date, last: date) -> bool:
    """Whether the bounds leave room for all of it to lie between two days."""
    begin = max(when.begin[0] or first, first), min(when.begin[1] or last, last)
    end = max(when.end[0] or first, first), min(when.end[1] or last, last)
    return begin[0] <= begin[1] and end[0] <= end[1] and begin[0] <= end[1]


def apart(a: TimeSpan, b: TimeSpan) -> bool:
    """Whether two spans surely have no day in common, so that they cannot be of one event."""
    return _over(a.end[1], b.begin[0]) or _over(b.end[1], a.begin[0])


def _over(last: date | None, first: date | None) -> bool:
    return last is not None and first is not None and last < first


def relations(a: TimeSpan, b: TimeSpan) -> frozenset[Relation]:
    """Those of Allen's relations that the bounds leave possible; one where all is known.

    >>> day = within(date(2024, 5, 1), date(2024, 5, 1))
    >>> sorted(relations(day, whole(date(2024, 5, 1), date(2024, 5, 7))))
    ['starts']
    """
    bounds = [*_edges(a, _A, _A2), *_edges(b, _B, _B2)]
    return frozenset(name for name, wanted in _RELATIONS.items() if _possible([*bounds, *wanted]))


def _edges(when: TimeSpan, begin: int, end: int) -> list[_Edge]:
    """The bounds as differences, ends made exclusive."""
    out: list[_Edge] = [_less(begin, end)]
    for node, (low, high), more in ((begin, when.begin, 0), (end, when.end, 1)):
        if low is not None:
            out.append((0, node, -(low.toordinal() + more)))
        if high is not None:
            out.append((node, 0, high.toordinal() + more))
    return out


def _possible(edges: list[_Edge]) -> bool:
    """Whether some days satisfy all differences: no cycle of them is negative."""
    distance = [[0 if x == y else _FAR for y in range(5)] for x in range(5)]
    for x, y, n in edges:
        distance[x][y] = min(distance[x][y], n)
    for k in range(5):
        for x in range(5):
            for y in range(5):
                distance[x][y] = min(distance[x][y], distance[x][k] + distance[k][y])
    return all(distance[x][x] >= 0 for x in range(5))


def shifted(when: TimeSpan, days: int) -> TimeSpan:
    """The same span so many days later; open bounds stay open."""
    move = timedelta(days)
    begin = tuple(d + move if d else None for d in when.begin)
    end = tuple(d + move if d else None for d in when.end)
    return replace(when, begin=(begin[0], begin[1]), end=(end[0], end[1]))


def date_fields(when: TimeSpan | None) -> tuple[str | None, str | None]:
    """``start`` and ``end`` as printed: ISO days, months or years, inclusive; None where one is not known to a unit.

    >>> date_fields(within(date(2024, 6, 1), date(2024, 6, 30), "month"))
    ('2024-06', '2024-06')
    """
    if when is None:
        return None, None
    return _field(when.begin, when.grain, last=False), _field(when.end, when.grain, last=True)


def _field(bounds: Bounds, grain: Grain, *, last: bool) -> str | None:
    low, high = bounds
    if low is None or high is None or _unit(low, grain) != _unit(high, grain):
        return None
    day = high if last else low
    if grain in ("month", "quarter", "season"):
        return day.isoformat()[:7]
    return day.isoformat()[:4] if grain in ("year", "decade") else day.isoformat()


def _unit(day: date, grain: Grain) -> int:
    """The number of the unit that holds a day; equal for two days of one unit."""
    if grain in ("hour", "day"):
        return day.toordinal()
    if grain == "week":
        return (day.toordinal() - 1) // 7
    if grain == "year":
        return day.year
    if grain == "decade":
        return day.year // 10
    months = day.year * 12 + day.month - 1
    return months if grain == "month" else months // 3
