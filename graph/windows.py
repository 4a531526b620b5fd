"""When an event may have been: the tightest span that its mentions agree on, and windows for comparison.

A window is a guess that only serves to hold two mentions against each other; it never becomes the
event's date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extract.records import Bounds, Grain, Status, TimeSpan

BASES = {"explicit": 0, "relative": 1, "inferred": 2, "document": 3}
GRAINS: tuple[Grain, ...] = ("hour", "day", "week", "month", "quarter", "season", "year", "decade")


@dataclass(frozen=True, slots=True)
class Window:
    """Days between which something is taken to lie. ``told`` says that a text gave them; else they follow
    from the day of the news."""

    first: date
    last: date
    told: bool

    def meets(self, other: Window, *, slack: int = 0) -> bool:
        """Whether the two share a day, or lie no more than ``slack`` days apart."""
        reach = timedelta(days=slack)
        return self.first <= _add(other.last, reach) and other.first <= _add(self.last, reach)

    @property
    def days(self) -> int:
        """How many days the window holds."""
        return (self.last - self.first).days + 1


def window(
    when: TimeSpan | None, status: Status, told_on: date | None, *, back: int, ahead: int, slack: int = 0
) -> Window | None:
    """The window of one mention: its own time, else days around its news ("planned" lies ahead of it).

    Args:
        told_on: the day of the news.
        back: days before the news in which an event of this type is still news.
        ahead: days after the news for which such an event is announced.
        slack: days by which a told time may be off, as those of treaties are, which are drafted, agreed and signed.
    """
    if status == "cancelled" and told_on is not None:  # what is put off has two times: either may be the one told
        known = [d for d in (*when.begin, *when.end) if d] if when is not None and when.basis != "document" else []
        first, last = (_add(told_on, timedelta(days=n)) for n in (-back, ahead))
        return Window(min(first, *known, first), max(last, *known, last), False)
    if when is not None and when.basis != "document" and any((*when.begin, *when.end)):
        return _told(when, back=back, ahead=ahead, slack=slack)
    if told_on is None:
        return None
    future, past = status != "actual", status not in ("planned", "requested")
    first = _add(told_on, timedelta(days=-back if past else 0))
    return Window(first, _add(told_on, timedelta(days=ahead if future else 0)), False)


def _told(when: TimeSpan, *, back: int, ahead: int, slack: int) -> Window:
    """Between the bounds; open ones ("soon", "since last year") are guessed, and then the whole is a guess."""
    known = [d for d in (*when.begin, *when.end) if d is not None]
    bounded = (when.begin[0] is not None) and (when.end[1] is not None or when.begin[1] is not None)
    first = when.begin[0] or _add(min(known), timedelta(days=-back))
    last = when.end[1] or when.begin[1] or _add(max(known), timedelta(days=ahead))
    reach = timedelta(days=slack)
    return Window(_add(min(first, last), -reach), _add(max(first, last), reach), bounded)


def _add(day: date, delta: timedelta) -> date:
    try:
        return day + delta
    except OverflowError:
        return date.max if delta.days > 0 else date.min


def tightest(spans: Iterable[TimeSpan]) -> TimeSpan | None:
    """The narrowest span consistent with most of what was said; the document's date only where nothing better is.

    Spans that contradict the one most often told are left out, not averaged.
    """
    given = list(spans)
    if len(given) < 2:
        return given[0] if given else None
    found = sorted(given, key=_order)
    told = [s for s in found if s.basis != "document" and any((*s.begin, *s.end))]
    pool = told or found
    if not pool:
        return None
    counts = Counter((s.begin, s.end) for s in pool)
    best = min(pool, key=lambda s: (BASES[s.basis] > 1, -sum(n for b, n in counts.items() if _agree(s, b)), _order(s)))
    for span in pool:
        best = _narrowed(best, span) or best
    return best


def _order(span: TimeSpan) -> tuple[object, ...]:
    bounds = tuple(d or date.max for d in (*span.begin, *span.end))
    evidence = span.evidence
    place = (evidence.article, evidence.start) if evidence else ("", 0)
    return (
        GRAINS.index(span.grain),
        sum(d is None for d in (*span.begin, *span.end)),
        BASES[span.basis],
        bounds,
        place,
    )


def _agree(span: TimeSpan, bounds: tuple[Bounds, Bounds]) -> bool:
    return _meet(span.begin, bounds[0]) is not None and _meet(span.end, bounds[1]) is not None


def _meet(a: Bounds, b: Bounds) -> Bounds | None:
    low = max((d for d in (a[0], b[0]) if d), default=None)
    high = min((d for d in (a[1], b[1]) if d), default=None)
    return None if low and high and low > high else (low, high)


def _narrowed(span: TimeSpan, other: TimeSpan) -> TimeSpan | None:
    """The part of a span that another allows too, or None where they contradict each other.

    A month that a day falls in says the same less exactly: it narrows nothing.
    """
    if _within(span, other):
        return span
    if _within(other, span):
        return other
    begin, end = _meet(span.begin, other.begin), _meet(span.end, other.end)
    if begin is None or end is None or (begin[0] and end[1] and begin[0] > end[1]):
        return None
    return replace(span, begin=begin, end=end, grain=min((span.grain, other.grain), key=GRAINS.index))


def _within(inner: TimeSpan, outer: TimeSpan) -> bool:
    """Whether a span of known days lies inside another: the finer of two ways to say when."""
    first, last = inner.begin[0], inner.end[1]
    low, high = outer.begin[0], outer.end[1]
    finer = GRAINS.index(inner.grain) <= GRAINS.index(outer.grain)
    return finer and None not in (first, last, low, high) and low <= first and last <= high  # type: ignore[operator]  # None is excluded above


def consistent(windows: Sequence[Window]) -> bool:
    """Whether all windows that a text gave share a day."""
    told = [w for w in windows if w.told]
    return not told or max(w.first for w in told) <= min(w.last for w in told)
