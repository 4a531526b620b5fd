"""Local events as columns of whole numbers, so that millions of pairs can be held against each other at once.

A row is one event of one article, rows stand in the order of their news. Lists of any length (who takes part, which
words stand in the sentence) are kept as one long array with the places where each row's part begins.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from .alike import Party, Scene
from .local import Local
from .windows import Window

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
NEVER = np.int32(np.iinfo(np.int32).max)
EVE = 1  # days by which texts may differ that say when: some count the evening, some the morning after
KINDS = ("person", "state", "organisation", "armed-group", "group", "place")


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of codes for every row: row ``i`` has ``items[starts[i]:starts[i + 1]]``."""

    starts: Ints
    items: Codes

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Lists:
        """From one sequence a row."""
        kept = list(rows)
        starts = np.zeros(len(kept) + 1, np.int64)
        np.cumsum([len(r) for r in kept], out=starts[1:])
        return cls(starts, np.fromiter(chain.from_iterable(kept), np.int32, int(starts[-1])))

    @property
    def sizes(self) -> Ints:
        """How long each row's list is."""
        return np.diff(self.starts)

    def take(self, rows: Ints) -> Lists:
        """The lists of some rows, as lists of their own."""
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.sizes[rows], out=starts[1:])
        return Lists(starts, self.spread(rows)[1])

    def spread(self, rows: Ints) -> tuple[Ints, Codes]:
        """The items of some rows one after another, each with the place of its row among ``rows``."""
        sizes = self.sizes[rows]
        owner = np.repeat(np.arange(len(rows)), sizes)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return owner, self.items[self.starts[rows][owner] + inside]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Actors by code: what they share a key, a state or an anchor with; -1 for no state."""

    key: Codes
    state: Codes
    kind: Codes
    anchor: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Local events, a row each. ``first`` and ``last`` are days since 0001-01-01, NEVER where there is no window,
    a told day with its eve;
    ``told`` says that a text gave them; ``news`` is the day of the article's news; ``plan`` that nobody says it took place, ``off``
    that someone says it was cancelled or put off; ``known`` are the anchors of known participants, ``around`` of
    everyone in it or named in its sentences; ``rank`` orders words that are told equally often, by their codes where it is
    None."""

    type: Codes
    article: Codes
    copy: Codes
    copied: Flags
    news: Codes
    first: Codes
    last: Codes
    told: Flags
    plan: Flags
    off: Flags
    roles: Mapping[str, Lists]
    anchors: Lists
    known: Lists
    around: Lists
    words: Lists
    topic: Lists
    triggers: Lists
    called: Lists
    parties: Parties
    types: tuple[str, ...]
    symmetric: frozenset[str]
    rank: Ints | None = None

    def __len__(self) -> int:
        return len(self.type)

    def take(self, rows: Ints) -> Columns:
        """Some rows as columns of their own; codes mean what they meant."""

        def some(value: Any) -> Any:
            if isinstance(value, Lists):
                return value.take(rows)
            if isinstance(value, Mapping):
                return {name: lists.take(rows) for name, lists in value.items()}
            return value[rows] if isinstance(value, np.ndarray) and len(value) == len(self) else value

        kept = {"parties": self.parties, "types": self.types, "symmetric": self.symmetric, "rank": self.rank}
        return Columns(**kept, **{n: some(getattr(self, n)) for n in Columns.__slots__ if n not in kept})  # type: ignore[arg-type]  # its own fields


class _Codes(dict[Any, int]):
    def __missing__(self, value: Hashable) -> int:
        self[value] = len(self)
        return self[value]


def columns(events: Sequence[Local], scene: Scene) -> Columns:
    """The columns of local events, which stand in order of their news."""
    types, articles, texts, words = _Codes(), _Codes(), _Codes(), _Codes()
    party = {ident: n for n, ident in enumerate(scene.parties)}
    anchors = _Codes()
    parties = _parties(scene.parties.values(), anchors)

    def lists(rows: Iterable[Iterable[Any]], codes: Mapping[Any, int]) -> Lists:
        return Lists.of([[codes[x] for x in row] for row in rows])

    return Columns(
        type=_codes(types[e.type] for e in events),
        article=_codes(articles[e.article] for e in events),
        copy=_codes(texts[scene.copies.get(e.article, e.article)] for e in events),
        copied=np.array([scene.copies.get(e.article, e.article) in scene.copied for e in events], np.bool_),
        news=_codes(day_of(e.told_on) for e in events),
        first=_codes(first_of(e.window) for e in events),
        last=_codes(day_of(e.window.last if e.window else None) for e in events),
        told=np.array([bool(e.window and e.window.told) for e in events], np.bool_),
        plan=np.array([all(m.status in ("planned", "requested") for m in e.mentions) for e in events], np.bool_),
        off=np.array([any(m.status == "cancelled" for m in e.mentions) for e in events], np.bool_),
        roles={role: lists((getattr(e, role) for e in events), party) for role in ("source", "target", "place")},
        anchors=lists((scene.anchors(e) for e in events), anchors),
        known=lists((scene.known_of(e) for e in events), anchors), around=lists((scene.around(e) for e in events), anchors),
        words=lists((sorted(e.words) for e in events), words),
        topic=lists((sorted(e.topic) for e in events), words),
        triggers=lists((sorted(e.triggers) for e in events), words),
        called=lists((sorted(e.called) for e in events), words),
        parties=parties, types=tuple(types), symmetric=scene.symmetric, rank=ranked(words),
    )  # fmt: skip


def ranked(words: Iterable[str]) -> Ints:
    """The place of each word among all by a hash of its letters: an order that no other word changes."""
    return places(np.array([stable(w) for w in words], np.uint64))


def stable(text: str) -> int:
    """A hash of letters that is the same in every run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def places(hashes: npt.NDArray[np.uint64]) -> Ints:
    """The place of each in their order."""
    found = np.empty(len(hashes), np.int64)
    found[np.argsort(hashes)] = np.arange(len(hashes))
    return found


def _codes(values: Iterable[int]) -> Codes:
    return np.fromiter(values, np.int32)


def first_of(window: Window | None) -> int:
    """Where a window begins; what a text tells of may have begun the evening before."""
    if window is None:
        return int(NEVER)
    return max(1, window.first.toordinal() - (EVE if window.told else 0))


def day_of(day: date | None) -> int:
    """A day as a number, NEVER for none."""
    return day.toordinal() if day else int(NEVER)


def _parties(parties: Iterable[Party], anchors: _Codes) -> Parties:
    keys, states = _Codes(), _Codes({None: -1, "": -1})
    told = [(keys[p.key], _state(states, p.state), KINDS.index(p.kind), anchors[p.anchor]) for p in parties]
    key, state, kind, anchor = (np.array(c, np.int32) for c in zip(*told, strict=True)) if told else (np.zeros(0, np.int32),) * 4
    return Parties(key=key, state=state, kind=kind, anchor=anchor)


def _state(states: _Codes, state: str | None) -> int:
    return states[state or None]
