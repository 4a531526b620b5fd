"""Put an analyst's decision into words that will still mean the same after every rebuild.

Ids of actors and events change when earlier news arrives or when articles are read anew; the letters of an article
do not. So whatever has no identifier of its own is written down by letters where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from extract.letters import quote
from extract.records import KhabarError

from .decisions import ROLES, VALUES, Ruling, Word, anchor, anchored, checked
from .records import Actor, Event
from .slices import period

if TYPE_CHECKING:
    from .temporal import TemporalGraph


def phrase(
    kg: TemporalGraph, verdict: Ruling, left: str, right: str | None, *, why: str, by: str, values: Mapping[str, Any]
) -> tuple[list[Word], list[str]]:
    """The decisions (one a mention where an event is meant), with a note on each for whoever reads the file.

    Raises KhabarError where something is unknown.
    """
    if verdict in ("same", "different"):
        if values:
            raise KhabarError(f"{verdict} takes no {min(values)}; use set for that")
        return _pair(kg, verdict, left, right or "", why=why, by=by)
    if verdict not in ("wrong", "set"):
        raise KhabarError(f"{verdict!r}: a decision is same, different, wrong or set")
    if right is not None:
        raise KhabarError(f"{verdict} is about one mention or event; {quote(right)} is too much")
    if unknown := sorted(set(values) - set(VALUES)):
        raise KhabarError(f"nothing is called {unknown[0]!r}; you can set {', '.join(VALUES)}")
    told = {k: v for k, v in _values(kg, values).items() if v is not None}
    places = [left] if anchored(left) else _triggers(_event(kg, left))
    words = [checked(Word(about="mention", verdict=verdict, left=p, why=why, by=by, **told)) for p in places]
    return words, [_letters(kg, p) for p in places]


def _values(kg: TemporalGraph, values: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(values)
    for n, name in enumerate(("start", "end")):
        if (day := out.get(name)) is not None:
            out[name] = period(day)[n]
    for role in ROLES:
        if (who := out.get(role)) is not None:
            out[role] = tuple(_actor_ref(kg, w) for w in ([who] if isinstance(who, str) else who))
    return out


def _pair(kg: TemporalGraph, verdict: Ruling, left: str, right: str, *, why: str, by: str) -> tuple[list[Word], list[str]]:
    about: Any = "event" if any(r in kg.conclusions.event for r in (left, right)) else "actor"
    if about == "actor" and all(anchored(r) and _is_trigger(kg, r) for r in (left, right)):
        about = "event"
    name = _event_ref if about == "event" else _actor_ref
    word = Word(about=about, verdict=verdict, left=name(kg, left), right=name(kg, right), why=why, by=by)
    return [checked(word)], [f"{_told(kg, left)} / {_told(kg, right)}"]


def _event(kg: TemporalGraph, ref: str) -> Event:
    found = kg.conclusions.event.get(ref)
    if found is None:
        raise KhabarError(f"no event {quote(ref)} in the graph; ids are in events.csv, letters are written ARTICLE@START-END")
    return found


def _triggers(event: Event) -> list[str]:
    return list(dict.fromkeys(anchor(e.article, e.start, e.end) for e in event.evidence))


def _event_ref(kg: TemporalGraph, ref: str) -> str:
    return ref if anchored(ref) else _triggers(_event(kg, ref))[0]


def _actor_ref(kg: TemporalGraph, ref: str) -> str:
    if anchored(ref):
        return ref
    found: Actor = kg.conclusions.actor[kg.actor(ref)]
    if not found.id.startswith("a-") or not found.mentions:
        return found.id
    first = found.mentions[0]
    return anchor(first.article, first.start, first.end)


def _is_trigger(kg: TemporalGraph, ref: str) -> bool:
    article, start, end = anchored(ref) or ("", 0, 0)
    return any((e.article, e.start, e.end) == (article, start, end) for x in kg.conclusions.events for e in x.evidence)


def _told(kg: TemporalGraph, ref: str) -> str:
    if anchored(ref):
        return _letters(kg, ref)
    event = kg.conclusions.event.get(ref)
    return event.label if event else kg.conclusions.actor[kg.actor(ref)].name


def _letters(kg: TemporalGraph, ref: str) -> str:
    article, start, end = anchored(ref) or ("", 0, 0)
    found = kg.conclusions.articles.get(article)
    return quote(found.letters[start:end]) if found else ""
