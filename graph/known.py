"""What was known of an event by a day: its statuses, times and participants as claimed until then.

There are two clocks: when something was, and when it was reported. This file reads the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from .records import Actor, Claim, Conclusions
from .windows import tightest

Row = tuple[str, str, str, str, str | None, str | None]
NEW, CHANGED = "new", "changed"


def changes(conclusions: Conclusions, first: date, last: date) -> list[Row]:
    """What was reported after one day, up to another: (event, label, change, what, before, after), in order.

    A new event has a row of its statuses; of one known before every part that reads otherwise has one.
    """
    by_event: dict[str, list[Claim]] = defaultdict(list)
    for claim in conclusions.claims:
        if claim.reported_on is not None and claim.reported_on <= last:
            by_event[claim.event].append(claim)
    rows: list[Row] = []
    for ident, claims in sorted(by_event.items()):
        label = conclusions.event[ident].label
        old = [c for c in claims if c.reported_on and c.reported_on <= first]
        if not old:
            rows.append((ident, label, NEW, "statuses", None, _statuses(claims, conclusions.actor)))
            continue
        for what, told in _PARTS.items():
            before, after = told(old, conclusions.actor), told(claims, conclusions.actor)
            if before != after:
                rows.append((ident, label, CHANGED, what, before, after))
    return rows


def _statuses(claims: Iterable[Claim], actors: Mapping[str, Actor]) -> str:
    return " | ".join(sorted({c.status for c in claims}))


def _when(claims: Iterable[Claim], actors: Mapping[str, Actor]) -> str:
    when = tightest(c.when for c in claims if c.when is not None and c.when.basis != "document")
    days = [when.begin[0] or when.begin[1], when.end[1] or when.end[0]] if when else []
    return " – ".join(dict.fromkeys(str(d or "?") for d in days))


def _who(role: str) -> Callable[[Iterable[Claim], Mapping[str, Actor]], str]:
    def told(claims: Iterable[Claim], actors: Mapping[str, Actor]) -> str:
        ids = {a for c in claims for a in getattr(c, role)}
        return " | ".join(sorted(actors[a].name for a in ids))

    return told


def _sources(claims: Iterable[Claim], actors: Mapping[str, Actor]) -> str:
    return str(len({c.article for c in claims}))


_PARTS: Mapping[str, Callable[[Iterable[Claim], Mapping[str, Actor]], str]] = {
    "statuses": _statuses, "when": _when, "source": _who("source"), "target": _who("target"), "place": _who("place"),
    "articles": _sources,
}  # fmt: skip
