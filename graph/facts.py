"""What one reading adds to what is concluded, as rows of plain columns: its actors and its events, before anyone knows
who is who across articles. Actors stand in the order of their text, and events name them by their place in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from extract.language import Language
from extract.records import Reading, digest

from .columns import KINDS, Lists, day_of, first_of
from .copies import sketch
from .decided import MARK, corrected
from .decisions import ROLES, Word, anchored
from .kept import Table, Vocabulary
from .local import Local, locals_of, may_part, told_on
from .people import Class, Seen
from .resolve import Resolver, parted, sightings, stands

MEANT = -1  # the class of whoever an analyst puts into a role: found anew each time
UNDATED = 3652059  # the day that sorts last


@dataclass(slots=True)
class Terms:
    """The texts that rows name by number."""

    words: Vocabulary
    terms: Vocabulary
    keys: Vocabulary


def about(words: Iterable[Word]) -> dict[str, list[Word]]:
    """The decisions that change what is taken from an article, by article."""
    found: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        refs = {word.left} if word.about == "mention" else {word.right or "", *((word.left,) if word.about == "event" else ())} if word.verdict == "different" else set()
        for article in {place[0] for ref in refs if (place := anchored(ref))}:
            found[article].append(word)
    return found


def marked(words: Sequence[Word]) -> str:
    """What distinguishes these decisions from others; empty where there are none."""
    return digest(*sorted(repr(w) for w in words)) if words else ""


def meant(words: Iterable[Word]) -> list[str]:
    """Whom an analyst put into roles in an article."""
    return list(dict.fromkeys(MARK + ref for w in words if w.about == "mention" for role in ROLES for ref in getattr(w, role) or ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Takes the facts of readings. ``min_score`` leaves out mentions that are less probable."""

    language: Language
    resolver: Resolver
    stop: Collection[str]
    min_score: float
    words: Mapping[str, list[Word]]
    terms: Terms

    def articles(self, readings: Sequence[Reading], keys: Mapping[str, tuple[str, str]]) -> Table:
        """One row an article; ``keys`` are those of article and reader."""
        mended = [self._mended(r) for r in readings]
        return {
            "id": _texts(r.article.id for r in readings),
            "article_key": _texts(keys[r.article.id][0] for r in readings),
            "reader_key": _texts(keys[r.article.id][1] for r in readings),
            "marked": _texts(marked(self.words.get(r.article.id, ())) for r in readings),
            "day": np.array([day_of(told_on(r)) for r in readings], np.int32),
            "plain": np.array([r.article.kind == "article" for r in readings], np.bool_),
            "may_part": np.array([may_part(r) for r in mended], np.bool_),
        }

    def sketches(self, readings: Sequence[Reading]) -> Table:
        """The sketches by which copies are found, a list an article."""
        return {"hashes": wide(sorted(sketch(r.article)) if r.article.kind == "article" else () for r in readings)}

    def seen(self, readings: Sequence[Reading]) -> tuple[Table, Any]:
        """One row an actor of an article, and how many each article has."""
        rows: list[tuple[Any, ...]] = []
        counts = []
        for reading in readings:
            told = self.words.get(reading.article.id, ())
            alone = parted(told)
            before = len(rows)
            for each in sorted(sightings(reading), key=lambda s: s.order):
                apart = any(a == each.article and stands(each, s, e) for a, s, e in alone)
                rows.append(_seen(each, self.resolver.alone(each, apart=apart), reading.article.letters))
            rows.extend((ref, None, KINDS[0], "", "", 0, (), (), ()) for ref in meant(told))
            counts.append(len(rows) - before)
        actor, key, kind, name, says, first, starts, ends, forms = zip(*rows, strict=True) if rows else ((),) * 9
        terms = self.terms.terms
        keys = np.full(len(rows), MEANT, np.int32)
        own = [n for n, k in enumerate(key) if k is not None]
        keys[own] = self.terms.keys.codes([key[n] for n in own])
        spans = Lists.of(starts)
        return {
            "actor": terms.codes(list(actor)), "key": keys, "kind": np.array([KINDS.index(k) for k in kind], np.int8),
            "name": terms.codes(list(name)), "says": terms.codes(list(says)), "first": np.array(first, np.int32),
            "starts": spans, "ends": Lists.of(ends), "forms": Lists(spans.starts, terms.codes([f for fs in forms for f in fs])),
        }, np.array(counts, np.int64)  # fmt: skip

    def rows(self, readings: Sequence[Reading], places: Sequence[Mapping[str, int]], who: Sequence[Mapping[tuple[str, str], str]]) -> tuple[Table, Any]:
        """One row an event of an article, and how many each article has.

        Args:
            places: for each reading the place of its actors among its rows.
            who: for each reading whom its actors mean across articles.
        """
        found: list[tuple[int, Local, Mapping[str, int]]] = []
        counts = []
        for reading, place, meaning in zip(readings, places, who, strict=True):
            own = {(reading.article.id, a): a for a in place}
            mended = self._mended(reading)
            local = locals_of(mended, ids=own, who=meaning or None, stop=self.stop, min_score=self.min_score)
            found += ((n, e, place) for n, e in enumerate(sorted(local, key=lambda e: e.order)))
            counts.append(len(local))
        terms, words = self.terms.terms, self.terms.words
        local = [e for _, e, _ in found]

        def told(name: str) -> Lists:
            lists = [sorted(getattr(e, name)) for e in local]
            return Lists(Lists.of([range(len(x)) for x in lists]).starts, words.codes([w for x in lists for w in x]))

        return {
            "place": np.array([n for n, _, _ in found], np.int32), "id": _texts(e.id for e in local), "type": terms.codes([e.type for e in local]),
            "news": np.array([day_of(e.told_on) for e in local], np.int32), "first": np.array([first_of(e.window) for e in local], np.int32),
            "last": np.array([day_of(e.window.last if e.window else None) for e in local], np.int32),
            "told": np.array([bool(e.window and e.window.told) for e in local], np.bool_),
            "plan": np.array([all(m.status in ("planned", "requested") for m in e.mentions) for e in local], np.bool_),
            "off": np.array([any(m.status == "cancelled" for m in e.mentions) for e in local], np.bool_),
            "from": Lists.of([[m.trigger[0] for m in e.mentions] for e in local]), "to": Lists.of([[m.trigger[1] for m in e.mentions] for e in local]),
            **{f"own_{role}": Lists.of([[p[a] for a in getattr(e, role)] for _, e, p in found]) for role in (*ROLES, "near")},
            **{name: told(name) for name in ("words", "topic", "triggers", "called")},
        }, np.array(counts, np.int64)  # fmt: skip

    def _mended(self, reading: Reading) -> Reading:
        told = self.words.get(reading.article.id)
        return corrected([reading], told, self.language).readings[0] if told else reading


def _seen(seen: Seen, alone: Class, letters: str) -> tuple[Any, ...]:
    mentions = seen.actor.mentions
    first = mentions[0].start if mentions else 0
    forms = [letters[m.start : m.end] for m in mentions]
    says = json.dumps(contribution(alone), ensure_ascii=False)
    return seen.actor.id, alone.key, seen.actor.kind, seen.actor.name, says, first, [m.start for m in mentions], [m.end for m in mentions], forms


def contribution(each: Class) -> list[Any]:
    """What is known of a class, in a form that can be written."""
    return [each.kind, sorted([list(n.parts), n.chain] for n in each.names), sorted(each.states), sorted(each.offices)]


def wide(rows: Iterable[Iterable[int]]) -> Lists:
    """Lists of whole numbers of 64 bits."""
    kept = [np.array(list(r), np.uint64).view(np.int64) for r in rows]
    starts = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(r) for r in kept], out=starts[1:])
    items: Any = np.concatenate([np.zeros(0, np.int64), *kept])
    return Lists(starts, items)


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())
