"""What ``khabar read`` prints: one reading as one JSON object, in the form that the scorer takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from .records import Article, Reading, TimeSpan
from .times import date_fields


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _source(article: Article) -> dict[str, Any]:
    source = article.source
    return {"path": source.path, "span": [source.start, source.end] if source.start is not None else None}


def event_dates(when: TimeSpan | None) -> tuple[str | None, str | None]:
    """``start`` and ``end`` of an event as printed: null where nothing but the document's date says so."""
    if when is None or when.basis == "document" or when.evidence is None:
        return None, None
    return date_fields(when)


def to_json(reading: Reading) -> dict[str, Any]:
    """A reading as plain values, ready for ``json.dumps(…, ensure_ascii=False)``."""
    article, written = reading.article, reading.written
    events = []
    for event in reading.events:
        start, end = event_dates(event.when)
        events.append({
            "id": event.id, "event": event.event, "segment": event.segment, "type": event.type, "trigger": list(event.trigger),
            "source": list(event.source), "target": list(event.target), "place": list(event.place), "start": start, "end": end,
            "time_basis": event.when.basis if event.when else None, "status": event.status, "asserted": event.asserted, "reported_by": event.reported_by, "score": event.score, "by": event.by,
        })  # fmt: skip
    return {
        "id": article.id, "kind": article.kind, "title": article.title, "text": article.text, "published": _day(article.published),
        "outlet": article.outlet, "url": article.url, "source": _source(article), "language": article.language,
        "written": {"earliest": _day(written.earliest), "latest": _day(written.latest), "basis": written.basis, "reasons": list(written.reasons)},
        "segments": [{"kind": s.kind, "span": [s.start, s.end]} for s in reading.segments],
        "actors": [
            {"id": a.id, "name": a.name, "kind": a.kind, "wikidata": a.wikidata, "mentions": [[m.start, m.end] for m in a.mentions]}
            for a in reading.actors
        ],
        "events": events,
        "times": [
            {
                "span": [t.start, t.end], "begin": [_day(d) for d in t.when.begin], "end": [_day(d) for d in t.when.end],
                "grain": t.when.grain, "basis": t.when.basis,
            }
            for t in reading.times
        ],
    }  # fmt: skip
