"""Conclusions as four tables: events, actors, claims, mentions; CSV for spreadsheets, Parquet for programs.

The schemas below are the documentation: each column says what it holds in its metadata. CSV is UTF-8 without
a byte order mark (a mark would become part of the first column's name), lists are joined by " | ", and a cell
that a spreadsheet would take for a formula begins with an apostrophe; Parquet holds lists and letters as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from extract.records import TimeSpan

from .atomic import write_text, write_whole
from .records import Claim, Conclusions, Event, EventEvidence

Quotes = Literal["full", "sentence", "none"]
BETWEEN = " | "
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _column(name: str, type: pa.DataType, says: str) -> pa.Field:
    return pa.field(name, type, metadata={"says": says})


_TEXT, _TEXTS, _DAY, _COUNT = pa.string(), pa.list_(pa.string()), pa.date32(), pa.int32()
_WHEN = (
    _column("start", _DAY, "first day it may have begun; empty where only the document's date is known"),
    _column("end", _DAY, "last day it may have ended, inclusive; empty likewise"),
    _column("begin_earliest", _DAY, "it began on this day or later; empty where unknown"),
    _column("begin_latest", _DAY, "it began on this day or earlier"),
    _column("end_earliest", _DAY, "it ended on this day or later"),
    _column("end_latest", _DAY, "it ended on this day or earlier, inclusive"),
    _column("grain", _TEXT, "the unit the words named: hour, day, week, month, quarter, season, year, decade"),
    _column("basis", _TEXT, "how the time is known: explicit, relative, inferred, document"),
)
_DECIDED = _column("decided", _TEXTS, "what an analyst decided about it, with reason, name and id of the decision")
_ROLES = tuple(
    column
    for role, says in (("source", "who does it"), ("target", "to whom"), ("place", "where"))
    for column in (_column(role, _TEXTS, f"{says}: actor ids"), _column(f"{role}_names", _TEXTS, f"{says}: names"))
)
SCHEMAS: Mapping[str, pa.Schema] = {
    "events": pa.schema([
        _column("event", _TEXT, "id"), _column("type", _TEXT, "one of the 22 types"), _column("label", _TEXT, "a short name"),
        *_ROLES, *_WHEN,
        _column("statuses", _TEXTS, "statuses claimed, commonest first"), _column("outlets", _COUNT, "independent outlets"),
        _column("articles", _COUNT, "articles that tell of it"), _column("mentions", _COUNT, "trigger words"),
        _column("claims", _COUNT, "claims about it"), _column("score", pa.float64(), "highest probability of a mention"),
        _column("first_reported", _DAY, "day of the earliest news of it"), _column("last_reported", _DAY, "day of the latest"),
        _column("part_of", _TEXT, "event it is part of"), _DECIDED,
    ]),
    "actors": pa.schema([
        _column("actor", _TEXT, "id"), _column("name", _TEXT, "name"), _column("kind", _TEXT, "person, state, …"),
        _column("wikidata", _TEXT, "Wikidata id where certain"), _column("state", _TEXT, "ISO code of the state it belongs to"),
        _column("names", _TEXTS, "forms in the text, commonest first"), _column("articles", _COUNT, "articles that name it"),
        _column("mentions", _COUNT, "places where they do"), _column("events", _COUNT, "events it takes part in"),
        _column("claims", _COUNT, "claims attributed to it"), _DECIDED,
    ]),
    "claims": pa.schema([
        _column("claim", _TEXT, "id"), _column("event", _TEXT, "event it is about"), _column("type", _TEXT, "the event's type"),
        _column("article", _TEXT, "article that carries it"), _column("outlet", _TEXT, "the article's outlet"),
        _column("holder", _TEXT, "who says so: an actor id, the outlet, or the article where neither is known"),
        _column("holder_name", _TEXT, "the holder's name"), _column("holder_kind", _TEXT, "reported, narrator, unnamed"),
        _column("status", _TEXT, "actual, planned, possible, requested, denied, cancelled"),
        _column("confidence", pa.float64(), "highest probability of its mentions"),
        _column("reported_on", _DAY, "day of the news"), *_ROLES, *_WHEN, _column("mentions", _COUNT, "trigger words"), _DECIDED,
    ]),
    "mentions": pa.schema([
        _column("event", _TEXT, "event it mentions"), _column("article", _TEXT, "article it stands in"),
        _column("type", _TEXT, "the event's type"), _column("span_start", _COUNT, "first letter of the trigger, in code points"),
        _column("span_end", _COUNT, "one past its last letter"), _column("quote", _TEXT, "the trigger as printed"),
        _column("status", _TEXT, "status this mention gives the event"),
        _column("asserted", pa.bool_(), "whether the sentence tells that it took place, rather than taking it for granted"),
        _column("reported_by", _TEXT, "actor id of whom the article quotes for it; empty in its own voice"),
        _column("claim", _TEXT, "claim it belongs to"), _column("mention", _TEXT, "id within the article"),
        _column("segment", _TEXT, "title, body, quote, other-headline, …"),
        _column("sentence_start", _COUNT, "first letter of the sentence"), _column("sentence_end", _COUNT, "one past its last"),
        _column("sentence", _TEXT, "the sentence as printed"), _column("score", pa.float64(), "probability that it is right"),
        _column("by", _TEXT, "rule or model that found it"), _column("outlet", _TEXT, "the article's outlet"),
        _column("published", _DAY, "day the article was published"), _column("title", _TEXT, "the article's title"),
        _column("url", _TEXT, "the article's address"), _column("copy_of", _TEXT, "article whose text this one prints, as a wire's; empty for the first"),
        _DECIDED,
    ]),
}  # fmt: skip


def tables(conclusions: Conclusions, *, quotes: Quotes = "sentence") -> dict[str, pa.Table]:
    """The four tables by name, rows sorted by id, the same for equal conclusions.

    Args:
        quotes: "full" and "sentence" carry quotes, sentences and titles; "none" carries no text of articles.
    """
    rows = {
        "events": _events(conclusions), "actors": _actors(conclusions), "claims": _claims(conclusions),
        "mentions": _mentions(conclusions, quotes),
    }  # fmt: skip
    return {name: pa.Table.from_pylist(list(found), schema=SCHEMAS[name]) for name, found in rows.items()}


def write_tables(conclusions: Conclusions, folder: Path, *, quotes: Quotes = "sentence") -> list[Path]:
    """The tables as ``events.csv``, ``events.parquet`` and so on; each file whole or not at all."""
    written = []
    for name, table in tables(conclusions, quotes=quotes).items():
        written.append(write_text(folder / f"{name}.csv", to_csv(table)))
        written.append(write_whole(folder / f"{name}.parquet", partial(pq.write_table, table, compression="zstd")))
    return written


def to_csv(table: pa.Table) -> str:
    """A table as CSV text (RFC 4180) with a header line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.column_names)
    for batch in table.to_batches():
        writer.writerows(zip(*([_cell(v) for v in column.to_pylist()] for column in batch.columns), strict=True))
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = BETWEEN.join(value)
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value
    return value


def when_columns(when: TimeSpan | None) -> dict[str, Any]:
    """The columns of a time; start and end are None where only the document's date speaks."""
    if when is None:
        return {}
    begin, end = when.begin, when.end
    known = when.basis != "document"
    return {
        "start": (begin[0] if begin[0] is not None else None) if known else None, "end": end[1] if known else None,
        "begin_earliest": begin[0], "begin_latest": begin[1], "end_earliest": end[0], "end_latest": end[1],
        "grain": when.grain, "basis": when.basis,
    }  # fmt: skip


def _roles(thing: Event | Claim, conclusions: Conclusions) -> dict[str, Sequence[str]]:
    out: dict[str, Sequence[str]] = {}
    for role, ids in (("source", thing.source), ("target", thing.target), ("place", thing.place)):
        out |= {role: ids, f"{role}_names": [conclusions.actor[i].name for i in ids]}
    return out


def _events(c: Conclusions) -> Iterable[dict[str, Any]]:
    claims: dict[str, list[Claim]] = {}
    for claim in c.claims:
        claims.setdefault(claim.event, []).append(claim)
    for event in c.events:
        own = claims.get(event.id, [])
        days: list[date] = sorted(x.reported_on for x in own if x.reported_on)
        yield {
            "event": event.id, "type": event.type, "label": event.label, **_roles(event, c), **when_columns(event.when),
            "statuses": event.statuses, "outlets": event.outlets, "articles": len({e.article for e in event.evidence}),
            "mentions": len(event.evidence), "claims": len(own), "score": max((e.score for e in event.evidence), default=None),
            "first_reported": days[0] if days else None, "last_reported": days[-1] if days else None, "part_of": event.part_of,
            "decided": event.decided,
        }  # fmt: skip


def _actors(c: Conclusions) -> Iterable[dict[str, Any]]:
    events: dict[str, int] = {}
    held: dict[str, int] = {}
    for event in c.events:
        for actor_id in {*event.source, *event.target, *event.place}:
            events[actor_id] = events.get(actor_id, 0) + 1
    for claim in c.claims:
        if claim.holder_kind == "reported":
            held[claim.holder] = held.get(claim.holder, 0) + 1
    for actor in c.actors:
        yield {
            "actor": actor.id, "name": actor.name, "kind": actor.kind, "wikidata": actor.wikidata, "state": actor.state,
            "names": actor.names, "articles": len({m.article for m in actor.mentions}), "mentions": len(actor.mentions),
            "events": events.get(actor.id, 0), "claims": held.get(actor.id, 0),
            "decided": actor.decided,
        }  # fmt: skip


def _claims(c: Conclusions) -> Iterable[dict[str, Any]]:
    for claim in c.claims:
        reported = claim.holder_kind == "reported"
        yield {
            "claim": claim.id, "event": claim.event, "type": c.event[claim.event].type, "article": claim.article,
            "outlet": c.articles[claim.article].outlet, "holder": claim.holder,
            "holder_name": c.actor[claim.holder].name if reported else claim.holder, "holder_kind": claim.holder_kind,
            "status": claim.status, "confidence": claim.confidence, "reported_on": claim.reported_on, **_roles(claim, c),
            **when_columns(claim.when), "mentions": len(claim.evidence),
            "decided": sorted({d for e in claim.evidence for d in e.decided}),
        }  # fmt: skip


def _mentions(c: Conclusions, quotes: Quotes) -> Iterable[dict[str, Any]]:
    found = [(e, claim) for claim in c.claims for e in claim.evidence]
    for evidence, claim in sorted(found, key=lambda f: (f[0].article, f[0].start, f[0].end, f[1].event, f[0].mention)):
        yield _mention(evidence, claim, c, with_text=quotes != "none")


def _mention(evidence: EventEvidence, claim: Claim, c: Conclusions, *, with_text: bool) -> dict[str, Any]:
    article = c.articles[evidence.article]
    start, end = evidence.sentence
    return {
        "event": claim.event, "article": evidence.article, "type": c.event[claim.event].type, "span_start": evidence.start,
        "span_end": evidence.end, "quote": evidence.quote if with_text else None, "status": claim.status,
        "asserted": c.mention[(evidence.article, evidence.mention)].asserted,
        "reported_by": claim.holder if claim.holder_kind == "reported" else None, "claim": claim.id, "mention": evidence.mention,
        "segment": c.mention[(evidence.article, evidence.mention)].segment, "sentence_start": start, "sentence_end": end,
        "sentence": article.letters[start:end] if with_text else None, "score": evidence.score, "by": evidence.by,
        "outlet": article.outlet, "published": article.published, "title": article.title if with_text else None, "url": article.url,
        "copy_of": c.copy_of.get(article.id), "decided": evidence.decided,
    }  # fmt: skip
