"""When was this written? Lay clues together until an interval is left, and say why.

Clues come best first. One that contradicts the better ones is passed over, and the reasons say so. Of terms of
office those count that most of the people named share; one alone says only that the article is no older, for papers
name the dead by their office too. What is inferred is always marked as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from .clues import OFFICE, WEAK, WEEKDAYS, Clue
from .records import Written

_Stretch = tuple[int, int]
_ALL: _Stretch = (1, date.max.toordinal())
_LASTING = 30       # days that people must have held office side by side to be taken together


def lay(clues: Iterable[Clue]) -> Written:
    """The days that some clues leave.

    >>> lay([Clue(rank=0, reason="a", days=((date(2024, 5, 1), date(2024, 5, 9)),)), Clue(rank=0, reason="b", weekday=0)]).earliest
    datetime.date(2024, 5, 6)
    """
    found = sorted(dict.fromkeys(clues), key=lambda c: c.rank)
    table = _Table()
    for clue in found:
        if clue.rank < OFFICE and clue.weekday is None:
            table.narrow(clue.reason, _stretches(clue))
    table.offices([c for c in found if c.rank == OFFICE])
    for clue in found:
        if clue.rank > OFFICE and clue.weekday is None and (clue.rank != WEAK or not table.bounded):
            table.narrow(clue.reason, _stretches(clue))
    table.weekday({c.weekday: c.reason for c in reversed(found) if c.weekday is not None})
    return table.written()


def _stretches(clue: Clue) -> list[_Stretch]:
    return [(a.toordinal() if a else _ALL[0], b.toordinal() if b else _ALL[1]) for a, b in clue.days]


class _Table:
    """What is left of all days while clues are laid down, and why."""

    def __init__(self) -> None:
        self.left: list[_Stretch] = [_ALL]
        self.reasons: list[str] = []
        self.passed: list[str] = []

    @property
    def bounded(self) -> bool:
        """Whether anything is known but the weekday."""
        return self.left != [_ALL]

    def narrow(self, reason: str, stretches: list[_Stretch]) -> None:
        """Keep only what also lies in some stretches, unless that is nothing."""
        if narrowed := _both(self.left, stretches):
            if narrowed != self.left:
                self.reasons.append(reason)
            self.left = narrowed
        else:
            self.passed.append(f"passed over, for it contradicts the rest: {reason}")

    def offices(self, clues: list[Clue]) -> None:
        """Lay down the terms that most of those named share for a while; of one alone, only that it had begun."""
        terms = {clue.reason: spans for clue in clues if (spans := _both(self.left, _stretches(clue)))}
        cells = _cells([s for spans in terms.values() for s in spans])
        holders = {cell: [why for why, spans in terms.items() if any(a <= cell[0] and cell[1] <= b for a, b in spans)] for cell in cells}
        for count in sorted({len(h) for h in holders.values()}, reverse=True):
            chosen = [cell for cell in cells if len(holders[cell]) == count]
            if count == 1:
                began = max(min(spans)[0] for spans in terms.values())
                chosen = [(began, _ALL[1])]
            if sum(b - a + 1 for a, b in chosen) >= _LASTING or count == 1:
                taken = dict.fromkeys(why for cell in cells if len(holders[cell]) == count for why in holders[cell])
                self.left = _both(self.left, _joined(chosen))
                self.reasons += taken
                self.passed += [f"passed over, for it contradicts the rest: {c.reason}" for c in clues if c.reason not in taken]
                return

    def weekday(self, said: dict[int, str]) -> None:
        """Keep from the first such weekday to the last, where the text names one."""
        if len(said) > 1:
            self.passed += [f"passed over, for weekdays differ: {why}" for why in said.values()]
        for weekday, why in said.items() if len(said) == 1 else ():
            if on := [s for a, b in self.left if (s := _on(a, b, weekday))]:
                self.left, self.reasons = on, [*self.reasons, why]
            else:
                self.passed.append(f"passed over, for no {WEEKDAYS[weekday]} is left: {why}")

    def written(self) -> Written:
        first, last = self.left[0][0], self.left[-1][1]
        earliest = None if first == _ALL[0] else date.fromordinal(first)
        latest = None if last == _ALL[1] else date.fromordinal(last)
        known = earliest is not None or latest is not None
        return Written(earliest=earliest, latest=latest, basis="inferred" if known else "unknown", reasons=(*self.reasons, *self.passed))


def _cells(stretches: list[_Stretch]) -> list[_Stretch]:
    """The pieces into which the ends of some stretches cut all days."""
    cuts = sorted({a for a, _ in stretches} | {b + 1 for _, b in stretches})
    return [(a, b - 1) for a, b in pairwise(cuts)]


def _joined(stretches: list[_Stretch]) -> list[_Stretch]:
    """Stretches in order, those that touch made one."""
    out: list[_Stretch] = []
    for a, b in sorted(stretches):
        if out and a <= out[-1][1] + 1:
            out[-1] = out[-1][0], max(b, out[-1][1])
        else:
            out.append((a, b))
    return out


def _both(one: list[_Stretch], other: list[_Stretch]) -> list[_Stretch]:
    """What two sets of stretches share, in order."""
    return sorted((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def _on(first: int, last: int, weekday: int) -> _Stretch | None:
    """A stretch from its first such weekday to its last; open ends stay open."""
    low = first if first == _ALL[0] else first + (weekday - first + 1) % 7
    high = last if last == _ALL[1] else last - (last - 1 - weekday) % 7
    return (low, high) if low <= high else None


def spoken_day(published: date, weekday: int) -> date | None:
    """The day on which a text speaks that says «اليوم الأربعاء» and is printed near it: up to two days
    before, or one day after; None where no such weekday is near."""
    near = (published.toordinal() + n for n in (0, -1, -2, 1))
    return next((date.fromordinal(n) for n in near if _ALL[0] <= n <= _ALL[1] and (n - 1) % 7 == weekday), None)
