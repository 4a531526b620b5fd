"""The graph that can be asked about time: ``kg``, cut by time, people, kinds and voices, shown and exported.

Every cut is a TemporalGraph again, so cuts can follow one another: ``kg.between("مصر", "قطر").during("2024")``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from extract.language import Language, load_language
from extract.records import KhabarError, Reading

from .conclude import conclude
from .lookup import Lookup
from .records import Claim, Conclusions, Event
from .slices import Day, Mode, around, everyone, keep, lies_in, people_of, period
from .tables import tables

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import rdflib

SYMBOLS = ("⟦", "⟧")


class TemporalGraph:
    """Conclusions with the questions that analysts ask of them. Nothing here changes them."""

    def __init__(self, conclusions: Conclusions, *, language: Language | None = None) -> None:
        self.conclusions = conclusions
        self._language = language

    @classmethod
    def from_readings(
        cls, readings: Iterable[Reading], *, language: Language | None = None, min_score: float = 0.0
    ) -> TemporalGraph:
        """The graph of readings, in memory."""
        return cls(conclude(readings, language=language, min_score=min_score), language=language)

    @classmethod
    def open(
        cls, folder: str | Path, *, language: Language | None = None, min_score: float | None = None
    ) -> TemporalGraph:
        """The graph that ``khabar build`` left in a folder. Raises KhabarError where there is none."""
        from .run import stored_min_score
        from .store import Store

        store = Store(Path(folder))
        if not store.parts:
            raise KhabarError(f"{folder}: no readings there; build some with: khabar build ARTICLES --out {folder}")
        least = stored_min_score(Path(folder)) if min_score is None else min_score
        return cls.from_readings(store.readings(), language=language, min_score=least)

    # What it holds

    @cached_property
    def language(self) -> Language:
        """The language whose names are understood."""
        return self._language or load_language("ar")

    @cached_property
    def tables(self) -> Mapping[str, pa.Table]:
        """The four Arrow tables, columns as ``graph.tables.SCHEMAS`` says."""
        return tables(self.conclusions)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event, by its id."""
        return self._frame("events", "event")

    @cached_property
    def actors(self) -> pd.DataFrame:
        """One row an actor, by its id."""
        return self._frame("actors", "actor")

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a claim, by its id."""
        return self._frame("claims", "claim")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """One row a trigger word in an article."""
        return self._frame("mentions", None)

    def _frame(self, name: str, index: str | None) -> pd.DataFrame:
        from .frames import frame

        return frame(self.tables[name], index=index)

    def __len__(self) -> int:
        return len(self.conclusions.events)

    def __repr__(self) -> str:
        c = self.conclusions
        return f"<TemporalGraph: {len(c.events)} events, {len(c.actors)} actors, {len(c.claims)} claims, {len(c.readings)} articles>"

    # Cuts

    def _cut(self, events: Callable[[Event], bool], claims: Callable[[Claim], bool] | None = None) -> TemporalGraph:
        kept = keep(self.conclusions, events, claims=claims) if claims else keep(self.conclusions, events)
        return TemporalGraph(kept, language=self._language)

    def at(self, day: Day, *, mode: Mode = "possible") -> TemporalGraph:
        """Events that were, or may have been, on a day."""
        return self.window(day, day, mode=mode)

    def window(self, start: Day, end: Day, *, mode: Mode = "possible") -> TemporalGraph:
        """Events that surely ("certain") were or may ("possible") have been between two days, both included."""
        first, last = period(start)[0], period(end)[1]
        if first > last:
            raise KhabarError(f"the window ends ({last}) before it begins ({first}); give the earlier day first")
        if mode not in ("certain", "possible"):
            raise KhabarError(f"mode {mode!r}: it is certain or possible")
        return self._cut(lambda e: lies_in(e.when, first, last, mode=mode))

    def during(self, time: Day, *, mode: Mode = "possible") -> TemporalGraph:
        """Events of a year ("2024"), a month ("2024-05") or a day."""
        return self.window(time, time, mode=mode)

    def known_by(self, day: Day) -> TemporalGraph:
        """What had been reported by the end of a day, whenever it happened; claims without a day are left out."""
        last = period(day)[1]
        return self._cut(lambda e: True, lambda c: c.reported_on is not None and c.reported_on <= last)

    def about(self, actor: str) -> TemporalGraph:
        """Events in which someone takes part, as participant or place."""
        ident = self.actor(actor)
        return self._cut(lambda e: ident in everyone(e))

    def between(self, left: str, right: str) -> TemporalGraph:
        """Events that two take part in; a state counts with its people, bodies and places."""
        ours, theirs = (set(people_of(self.conclusions, self.actor(a))) for a in (left, right))
        return self._cut(lambda e: any(a in ours and b in theirs for a in everyone(e) for b in everyone(e) if a != b))

    def types(self, *types: str) -> TemporalGraph:
        """Events of some types."""
        if unknown := set(types) - set(self.language.types):
            raise KhabarError(f"no event type {', '.join(sorted(unknown))}; types are {', '.join(self.language.types)}")
        return self._cut(lambda e: e.type in types)

    def status(self, *statuses: str) -> TemporalGraph:
        """Events that someone claims to have one of these statuses, with those claims alone."""
        known = self.language.ontology["status"]
        if unknown := set(statuses) - set(known):
            raise KhabarError(f"no status {', '.join(sorted(unknown))}; they are {', '.join(known)}")
        return self._cut(lambda e: True, lambda c: c.status in statuses)

    def said_by(self, speaker: str) -> TemporalGraph:
        """Events as one speaker (an actor, else an outlet) tells them."""
        if speaker in {c.holder for c in self.conclusions.claims if c.holder_kind != "reported"}:
            return self._cut(lambda e: True, lambda c: c.holder == speaker and c.holder_kind != "reported")
        ident = self.actor(speaker)
        return self._cut(lambda e: True, lambda c: c.holder == ident)

    def ego(self, actor: str, hops: int = 1) -> TemporalGraph:
        """The events around an actor: its own, with two hops also those of everyone in them, and so on."""
        ids = around(self.conclusions, self.actor(actor), hops=hops)
        return self._cut(lambda e: e.id in ids)

    # Answers

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.conclusions.actors, self.language)

    def actor(self, name: str) -> str:
        """The id of the one actor a name means. Raises KhabarError that lists candidates."""
        return self._lookup.find(name).id

    def timeline(self) -> pd.DataFrame:
        """The events in order of time."""
        from .frames import timeline

        return timeline(self.events)

    def activity(self, freq: str = "M") -> pd.DataFrame:
        """Events of each type by period: "D", "W", "M", "Q", "Y"."""
        from .frames import activity

        return activity(self.events, freq, self.language.types)

    def evidence(self, event: str) -> pd.DataFrame:
        """The sentences that tell of an event, the trigger marked ⟦so⟧, with who says so."""
        if event not in self.conclusions.event:
            raise KhabarError(f"no event {event!r} here; ids are in kg.events")
        rows = self.mentions[self.mentions["event"] == event]
        marked = [_mark(r) for r in rows.itertuples()]
        return rows.assign(marked=marked)[
            ["article", "outlet", "published", "status", "reported_by", "marked", "score", "by"]
        ]

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Actors joined by events, as networkx knows graphs."""
        from .networks import to_networkx

        return to_networkx(self.conclusions)

    def to_rdf(self, **options: Any) -> rdflib.Dataset:
        """The graph as RDF, one named graph an article."""
        from .rdf import to_dataset

        return to_dataset(self.conclusions, **options)

    def query(self, sparql: str) -> Any:
        """The answer to a SPARQL query."""
        from .query import query

        return query(self.to_rdf(), sparql)

    def export(self, path: str | Path, **options: Any) -> list[Path]:
        """Write the graph to a file by its ending, or the tables into a folder; returns the files written."""
        from .exports import export

        return export(self.conclusions, Path(path), **options)

    def show(self, **options: Any) -> Any:
        """The interactive page in a notebook's cell, shut off from the notebook."""
        from .show import Shown

        return Shown(self.conclusions, options)

    def _repr_html_(self) -> str:
        days = [c.reported_on for c in self.conclusions.claims if c.reported_on]
        span = f", {min(days)} – {max(days)}" if days else ""
        return f"<p dir='auto'>{repr(self)[1:-1]}{span}</p>"


def _mark(row: Any) -> str:
    sentence, start, end = row.sentence or "", row.span_start - row.sentence_start, row.span_end - row.sentence_start
    if not 0 <= start < end <= len(sentence):
        return str(row.quote or "")
    return f"{sentence[:start]}{SYMBOLS[0]}{sentence[start:end]}{SYMBOLS[1]}{sentence[end:]}".strip()
