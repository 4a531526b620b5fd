"""Events as sorted columns for quick cuts: which rows lie in a time, name someone, are of a type.

Made once from the events table; every answer is an array of row numbers, in order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .slices import Mode

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
OPEN_LOW, OPEN_HIGH = np.iinfo(np.int32).min, np.iinfo(np.int32).max
_BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
_EPOCH = date(1970, 1, 1).toordinal()


class Index:
    """Looks at nothing but columns, so that it serves a table of any size."""

    def __init__(self, events: pa.Table) -> None:
        self.size = events.num_rows
        days = [np.asarray(pc.fill_null(events[name].cast(pa.int32()), OPEN_HIGH)) for name in _BOUNDS]
        known = [day != OPEN_HIGH for day in days]
        by_paper = np.asarray(pc.fill_null(pc.equal(events["basis"], "document"), False))
        self.dated = np.any(known, axis=0) & ~by_paper
        paper = np.max([np.where(k, d, OPEN_LOW) for d, k in zip(days, known, strict=True)], axis=0, initial=OPEN_LOW)
        self.paper = np.where(by_paper & np.any(known, axis=0), paper, OPEN_LOW)
        self.begin = np.where(known[0], days[0], OPEN_LOW)
        self.begun = days[1]
        self.ends = np.where(known[2], days[2], OPEN_LOW)
        self.end = days[3]
        self.type = events["type"].combine_chunks().dictionary_encode()
        self._actors: dict[str, Rows] | None = None
        self._sides = [events[role].combine_chunks() for role in ("source", "target", "place")]

    def window(self, first: date, last: date, *, mode: Mode) -> Rows:
        """Events that surely were or may have been between two days; see ``slices.lies_in``."""
        low, high = first.toordinal() - _EPOCH, last.toordinal() - _EPOCH
        if mode == "possible":
            found = self.dated & (self.begin <= high) & (self.end >= low)
            found |= (self.paper >= low) & (self.paper <= high)
        else:
            inside = (self.begin >= low) & (self.begin != OPEN_LOW) & (self.end <= high)
            across = (self.begun <= high) & (self.ends >= low)
            found = self.dated & (inside | across)
        return np.flatnonzero(found)

    def types(self, types: Collection[str]) -> Rows:
        """Events of some types."""
        names = self.type.dictionary.to_pylist()
        wanted = np.array([n for n, name in enumerate(names) if name in types], np.int32)
        return np.flatnonzero(np.isin(np.asarray(self.type.indices), wanted))

    @property
    def actors(self) -> dict[str, Rows]:
        """For every actor the events in which it takes part, its places included."""
        if self._actors is None:
            who = pa.concat_arrays([side.flatten() for side in self._sides]).dictionary_encode()
            rows = np.concatenate([np.asarray(pc.list_parent_indices(side)) for side in self._sides]).astype(np.int64)
            codes = np.asarray(who.indices)
            order = np.lexsort((rows, codes))
            cuts = np.searchsorted(codes[order], np.arange(len(who.dictionary) + 1))
            parts = (rows[order[a:b]] for a, b in pairwise(cuts))
            self._actors = {name: np.unique(part) for name, part in zip(who.dictionary.to_pylist(), parts, strict=True)}
        return self._actors

    def about(self, actors: Collection[str]) -> Rows:
        """Events in which any of these take part."""
        found = [self.actors[a] for a in actors if a in self.actors]
        if not found:
            return np.zeros(0, np.int64)
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def both(left: Rows | None, right: Rows) -> Rows:
    """Rows in both; None is all."""
    return right if left is None else np.intersect1d(left, right, assume_unique=True)


def positions(rows: Rows | None, size: int) -> Sequence[int]:
    """Rows as plain numbers; None is all."""
    return range(size) if rows is None else rows.tolist()
