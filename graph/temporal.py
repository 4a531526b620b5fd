"""The graph that can be asked about time: ``kg``, cut by time, people, kinds and voices, shown and exported.

Every cut is a TemporalGraph again, so cuts can follow one another: ``kg.between("مصر", "قطر").during("2024")``.
Cuts of events are row numbers of one table; what they hold is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from extract.language import Language, load_language
from extract.records import KhabarError, Reading

from .conclude import conclude
from .lookup import Lookup
from .records import Claim, Conclusions
from .slices import Day, Mode, around, everyone, keep, people_of, period
from .tables import tables

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx
    import pandas as pd
    import rdflib

    from .decisions import Ruling, Word
    from .index import Index, Rows

SYMBOLS = ("⟦", "⟧")


class Whole:
    """What a graph and all its cuts share: the conclusions, their tables, and the ways to find things in them."""

    def __init__(self, conclusions: Conclusions, language: Language | None) -> None:
        self.conclusions = conclusions
        self.given = language

    @cached_property
    def language(self) -> Language:
        return self.given or load_language("ar")

    @cached_property
    def tables(self) -> Mapping[str, pa.Table]:
        return tables(self.conclusions)

    @cached_property
    def events(self) -> pd.DataFrame:
        from .frames import frame

        return frame(self.tables["events"], index="event")

    @cached_property
    def index(self) -> Index:
        from .index import Index

        return Index(self.tables["events"])

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.conclusions.actors, self.language)


class TemporalGraph:
    """Conclusions with the questions that analysts ask of them. Nothing here changes them."""

    def __init__(
        self,
        conclusions: Conclusions | Whole,
        *,
        language: Language | None = None,
        folder: Path | None = None,
        words: Sequence[Word] = (),
        min_score: float = 0.0,
        rows: Rows | None = None,
        cut: bool = False,
    ) -> None:
        self._whole = conclusions if isinstance(conclusions, Whole) else Whole(conclusions, language)
        self._language = language
        self._folder, self._words, self._min_score = folder, tuple(words), min_score
        self._rows, self._is_cut = rows, cut

    @classmethod
    def from_readings(
        cls,
        readings: Iterable[Reading],
        *,
        language: Language | None = None,
        min_score: float = 0.0,
        words: Sequence[Word] = (),
    ) -> TemporalGraph:
        """The graph of readings, in memory."""
        found = conclude(readings, language=language, min_score=min_score, words=words)
        return cls(found, language=language, words=words, min_score=min_score)

    @classmethod
    def open(
        cls, folder: str | Path, *, language: Language | None = None, min_score: float | None = None, keep: bool = False
    ) -> TemporalGraph:
        """The graph that ``khabar build`` left in a folder, with what was decided by hand since.

        Args:
            keep: keep in the folder what had to be concluded anew; only who holds its lock may.

        Raises KhabarError where there is none.
        """
        from .decisions import load
        from .recall import concluded
        from .run import stored_min_score
        from .store import Store

        folder = Path(folder)
        store = Store(folder)
        if not store.parts:
            raise KhabarError(f"{folder}: no readings there; build some with: khabar build ARTICLES --out {folder}")
        least = stored_min_score(folder) if min_score is None else min_score
        words = load(folder)
        found = concluded(store, folder, language=language or load_language("ar"), min_score=least, words=words, keep=keep)
        return cls(found, language=language, folder=folder, words=words, min_score=least)

    # What it holds

    @cached_property
    def conclusions(self) -> Conclusions:
        """All that stands behind the graph, as records."""
        if self._rows is None:
            return self._whole.conclusions
        events = self._whole.conclusions.events
        wanted = {events[n].id for n in self._rows}
        return keep(self._whole.conclusions, lambda e: e.id in wanted)

    @property
    def language(self) -> Language:
        """The language whose names are understood."""
        return self._whole.language

    @cached_property
    def tables(self) -> Mapping[str, pa.Table]:
        """The four Arrow tables, columns as ``graph.tables.SCHEMAS`` says."""
        return self._whole.tables if self._rows is None else tables(self.conclusions)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event, by its id. Days are ``datetime64[s]``, ``type``, ``grain`` and ``basis`` categories, counts
        ``Int64``, ``score`` a float, ``source``, ``target``, ``place``, ``statuses`` and ``decided`` tuples."""
        if self._rows is None:
            return self._whole.events
        from .frames import part

        return part(self._whole.events, self._rows)

    @cached_property
    def actors(self) -> pd.DataFrame:
        """One row an actor, by its id: ``kind`` a category, ``names`` and ``decided`` tuples, counts ``Int64``."""
        return self._frame("actors", "actor")

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a claim, by its id: ``status`` and ``holder_kind`` categories, ``reported_on`` a day, roles tuples."""
        return self._frame("claims", "claim")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """One row a trigger word in an article: spans ``Int64``, ``published`` a day, ``copy_of`` the article it copies."""
        return self._frame("mentions", None)

    def _frame(self, name: str, index: str | None) -> pd.DataFrame:
        from .frames import frame

        return frame(self.tables[name], index=index)

    def __len__(self) -> int:
        return len(self._whole.conclusions.events) if self._rows is None else len(self._rows)

    def __repr__(self) -> str:
        c = self.conclusions
        return f"<TemporalGraph: {len(c.events)} events, {len(c.actors)} actors, {len(c.claims)} claims, {len(c.readings)} articles>"

    # Cuts

    def _of(self, rows: Rows) -> TemporalGraph:
        """The events of some rows, with everything they need."""
        from .index import both

        return self._made(self._whole, both(self._rows, rows))

    def _by(self, claims: Callable[[Claim], bool]) -> TemporalGraph:
        """The events as some claims tell them."""
        return self._made(Whole(keep(self.conclusions, lambda e: True, claims=claims), self._language), None)

    def _made(self, whole: Whole, rows: Rows | None) -> TemporalGraph:
        return TemporalGraph(
            whole,
            language=self._language,
            folder=self._folder,
            words=self._words,
            min_score=self._min_score,
            rows=rows,
            cut=True,
        )

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
        return self._of(self._whole.index.window(first, last, mode=mode))

    def during(self, time: Day, *, mode: Mode = "possible") -> TemporalGraph:
        """Events of a year ("2024"), a month ("2024-05") or a day."""
        return self.window(time, time, mode=mode)

    def rolling(self, days: int, *, step: int = 1, mode: Mode = "possible") -> Iterator[tuple[date, date, TemporalGraph]]:
        """Windows of so many days, each ``step`` days after the one before: (first day, last day, the graph in it)."""
        from .spells import sliding

        if (extent := self._extent()) is not None:
            for first, last in sliding(*extent, days=days, step=step):
                yield first, last, self.window(first, last, mode=mode)

    def expanding(self, unit: str = "month", *, mode: Mode = "possible") -> Iterator[tuple[date, TemporalGraph]]:
        """From the first event to the end of each period: (last day, the graph until then)."""
        from .spells import periods

        if (extent := self._extent()) is not None:
            for _, _, last in periods(*extent, unit):
                yield last, self.window(extent[0], last, mode=mode)

    def snapshots(self, unit: str = "month", *, mode: Mode = "possible") -> Iterator[tuple[pd.Period, TemporalGraph]]:
        """The graph of every day, week, month, quarter or year from the first event to the last."""
        from .spells import periods

        if (extent := self._extent()) is not None:
            for spell, first, last in periods(*extent, unit):
                yield spell, self.window(first, last, mode=mode)

    def _extent(self) -> tuple[date, date] | None:
        """The first and the last day on which something may have been, as far as they are known."""
        lines = self.timeline()
        if lines.empty:
            return None
        ends = lines["end"].fillna(lines["day"])
        return lines["day"].min().date(), max(lines["day"].max(), ends.max()).date()

    def known_by(self, day: Day) -> TemporalGraph:
        """What had been reported by the end of a day, whenever it happened; claims without a day are left out."""
        last = period(day)[1]
        return self._by(lambda c: c.reported_on is not None and c.reported_on <= last)

    def about(self, actor: str) -> TemporalGraph:
        """Events in which someone takes part, as participant or place."""
        return self._of(self._whole.index.about([self.actor(actor)]))

    def between(self, left: str, right: str) -> TemporalGraph:
        """Events that two take part in; a state counts with its people, bodies and places."""
        from .index import both

        index = self._whole.index
        ours, theirs = (people_of(self._whole.conclusions, self.actor(a)) for a in (left, right))
        rows = both(index.about(ours), index.about(theirs))
        if set(ours) & set(theirs):  # one belongs to the other: then two different ones must be there
            events = self._whole.conclusions.events
            rows = rows[[any(a in ours and b in theirs and a != b for a in everyone(events[n]) for b in everyone(events[n])) for n in rows]]
        return self._of(rows)

    def _whole_rows(self, ids: set[str]) -> Rows:
        import numpy as np

        return np.array([n for n, e in enumerate(self._whole.conclusions.events) if e.id in ids], np.int64)

    def types(self, *types: str) -> TemporalGraph:
        """Events of some types."""
        if unknown := set(types) - set(self.language.types):
            raise KhabarError(f"no event type {', '.join(sorted(unknown))}; types are {', '.join(self.language.types)}")
        return self._of(self._whole.index.types(types))

    def status(self, *statuses: str) -> TemporalGraph:
        """Events that someone claims to have one of these statuses, with those claims alone; all statuses where none
        is given."""
        known = self.language.ontology["status"]
        if unknown := set(statuses) - set(known):
            raise KhabarError(f"no status {', '.join(sorted(unknown))}; they are {', '.join(known)}")
        return self._by(lambda c: not statuses or c.status in statuses)

    def said_by(self, speaker: str) -> TemporalGraph:
        """Events as one speaker (an actor, else an outlet) tells them."""
        if speaker in {c.holder for c in self.conclusions.claims if c.holder_kind != "reported"}:
            return self._by(lambda c: c.holder == speaker and c.holder_kind != "reported")
        ident = self.actor(speaker)
        return self._by(lambda c: c.holder == ident)

    def ego(self, actor: str, hops: int = 1) -> TemporalGraph:
        """The events around an actor: its own, with two hops also those of everyone in them, and so on."""
        return self._of(self._whole_rows(around(self.conclusions, self.actor(actor), hops=hops)))

    # What an analyst decides

    @property
    def decided(self) -> pd.DataFrame:
        """The decisions made by hand that stand, by their id."""
        import pandas as pd

        rows = [(w.id, w.about, w.verdict, w.left, w.right, w.told, w.by, w.why) for w in self._words]
        names = ["decision", "about", "verdict", "left", "right", "told", "by", "why"]
        return pd.DataFrame(rows, columns=names, dtype="object").set_index("decision")

    def decide(
        self, verdict: Ruling, left: str, right: str | None = None, *, why: str = "", by: str = "analyst", **values: Any
    ) -> TemporalGraph:
        """The graph with one more decision, which goes before all that khabar would decide and outlives every build.

        ``kg.decide("same", "بلينكن", "a-52b2b7d9d8e6")``; ``kg.decide("different", event, other)``;
        ``kg.decide("wrong", "ARTICLE@12-20")``; ``kg.decide("set", event, status="planned")``.

        Args:
            left, right: actors or events, by name, id, or letters of an article ("ARTICLE@start-end").
            values: what is set about a mention, or about all mentions of an event: type, status, start, end (days),
                source, target, place (actors).

        A graph that was opened from a folder keeps the decision in its ``analyst.toml``. Raises KhabarError where
        nothing of that name is known or where it contradicts another decision.
        """
        from .deciding import phrase

        base = self._uncut()
        words, notes = phrase(base, verdict, left, right, why=why, by=by, values=values)
        return base._with(words, notes)

    def undo(self, decision: str) -> TemporalGraph:
        """The graph without a decision; ids are in ``kg.decided``."""
        from .decisions import undo

        base = self._uncut()
        if base._folder is not None:
            undo(base._folder, decision)
            return TemporalGraph.open(base._folder, language=self._language, min_score=self._min_score)
        if decision not in {w.id for w in base._words}:
            raise KhabarError(f"no decision {decision!r} stands; see kg.decided")
        left = [w for w in base._words if w.id != decision]
        return TemporalGraph.from_readings(
            base.conclusions.readings, language=self._language, min_score=self._min_score, words=left
        )

    def _uncut(self) -> TemporalGraph:
        if not self._is_cut:
            return self
        raise KhabarError("this is a part of a graph; decide on the whole, which you cut it from")

    def _with(self, words: Sequence[Word], notes: Sequence[str]) -> TemporalGraph:
        from .decisions import append

        new = [w for w in words if w.id not in {x.id for x in self._words}]
        found = conclude(
            self.conclusions.readings,
            language=self._language,
            min_score=self._min_score,
            words=(*self._words, *new),
        )
        if self._folder is not None and new:
            append(self._folder, new, notes=notes)
        return TemporalGraph(
            found,
            language=self._language,
            folder=self._folder,
            words=(*self._words, *new),
            min_score=self._min_score,
        )

    # Answers

    def actor(self, name: str) -> str:
        """The id of the one actor a name means, in Arabic or Latin letters. Raises KhabarError that lists candidates."""
        return self._whole.lookup.find(name).id

    def timeline(self) -> pd.DataFrame:
        """The events in order of time."""
        from .frames import timeline

        return timeline(self.events)

    def activity(self, freq: str = "M") -> pd.DataFrame:
        """Events of each type by period: "D", "W", "M", "Q", "Y" or day, week, …: a row a period, a column a type."""
        from .frames import activity
        from .spells import freq as unit

        return activity(self.events, unit(freq), self.language.types)

    def degree(self, freq: str = "M") -> pd.DataFrame:
        """Who was busy when: by period and actor, ``degree`` (others met in events) and ``events``, both ``int64``."""
        from .frames import degree
        from .spells import freq as unit

        return degree(self.events, unit(freq), self.conclusions.actor)

    def paths(
        self, left: str, right: str, *, max_wait: int | None = None, max_steps: int = 3, limit: int = 100
    ) -> pd.DataFrame:
        """Ways from one actor to another through events in the order of time, soonest first: a row a step.

        Args:
            max_wait: days between one event and the next, at most.
            max_steps: events on a way, at most.
            limit: ways, at most.
        """
        from .frames import ways
        from .paths import paths

        ends = self.actor(left), self.actor(right)
        found = paths(self.conclusions.events, *ends, max_wait=max_wait, max_steps=max_steps, limit=limit)
        return ways(found, self.conclusions)

    def diff(self, t1: Day, t2: Day) -> pd.DataFrame:
        """What was reported after the end of one day until the end of another, whenever it happened.

        Columns ``event``, ``label``, ``change`` ("new" or "changed"), ``what``, ``before``, ``after``. To look at events
        of one time only, cut first: ``kg.during("2024-05").diff("2024-05-10", "2024-06-01")``.
        """
        import pandas as pd

        from .known import changes

        first, last = period(t1)[1], period(t2)[1]
        if first > last:
            raise KhabarError(f"from {first} back to {last}; give the earlier day first")
        names = ["event", "label", "change", "what", "before", "after"]
        return pd.DataFrame(changes(self.conclusions, first, last), columns=names, dtype="object")

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
