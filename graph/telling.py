"""How far two sentences tell of one thing: rare words count for more, and whoever takes part in one event may merely be
named in the sentence of the other, where a reader did not see what he does there.

The weight of a word is its inverse document frequency, after Spärck Jones (1972).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .columns import Columns, Flags, Ints, Lists

Floats = npt.NDArray[np.float64]
STEPS, FINE = 4, 1024  # steps of a count before it is twice as much; parts of a unit of weight
LEAST = 15.0  # weight of words below which a sentence is too short to be like another
# Words that two tellings must share, by how far they name the same people
ALL, MOST, SOME, SILENT = 1, 2, 3, 4
NEED = {ALL: 0.1, MOST: 0.3, SOME: 0.35, SILENT: 0.6}
SPOKEN = {ALL: 0.28, MOST: 0.5, SOME: 0.35, SILENT: 0.6}  # of what people say
NEXT_DAY = 0.25  # how many more where the texts give days that follow each other
TOLD = {ALL: "all are named in both", MOST: "most are named in both", SOME: "most of one are named in the other", SILENT: "one names nobody known"}


@dataclass(frozen=True, slots=True)
class Rarity:
    """What every word weighs, and all the words of every row."""

    weight: Floats
    total: Floats

    @classmethod
    def of(cls, lists: Lists) -> Rarity:
        """Rare words weigh much, those of every sentence nothing."""
        weight = weights(len(lists.starts) - 1, np.bincount(lists.items, minlength=1))
        sums = np.concatenate([[0.0], np.cumsum(weight[lists.items])])
        return cls(weight, sums[lists.starts[1:]] - sums[lists.starts[:-1]])

    def alike(self, lists: Lists, left: Ints, right: Ints) -> Floats:
        """The share of the lighter of two rows' words that the other has too."""
        owner, items = common(lists, lists, left, right)
        held = np.bincount(owner, weights=self.weight[items], minlength=len(left))
        found: Floats = held / np.maximum(LEAST, np.minimum(self.total[left], self.total[right]))
        return found


def weights(rows: int, often: Ints) -> Floats:
    """What words weigh that so many of the rows tell.

    Counts go by steps, so that one telling more seldom changes a weight; weights are whole parts of a fine unit, so
    that their sums are exact whatever their order.
    """
    all_rows, told = (np.round(STEPS * np.log2(np.maximum(n, 1))) for n in (np.array(rows), often))
    found: Floats = np.round(np.log(2) / STEPS * FINE * np.maximum(all_rows - told, 0)) / FINE
    return found


def common(ours: Lists, theirs: Lists, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """What a list of the left row and one of the right have in common: the place of the pair, and the item."""
    if not len(left):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    width = max(int(x.items.max(initial=0)) for x in (ours, theirs)) + 1
    keys = np.concatenate([owner * width + items for owner, items in (ours.spread(left), theirs.spread(right))])
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]]
    return twice // width, twice % width


def named(columns: Columns, left: Ints, right: Ints, *, apiece: bool = False) -> npt.NDArray[np.int8]:
    """How far the known participants of each of two events are named in the other's sentences: ALL, MOST, SOME, SILENT
    where one has none, 0 where they are others; also where each names a guest of its own (``apiece``), whoever the
    host is."""
    sizes = columns.known.sizes
    shares = []
    for a, b in ((left, right), (right, left)):
        owner, _ = common(columns.known, columns.around, a, b)
        shares.append(np.bincount(owner, minlength=len(a)) / np.maximum(1, sizes[a]))
    few, many = np.minimum(*shares), np.maximum(*shares)
    silent = (sizes[left] == 0) | (sizes[right] == 0)
    found = np.select([silent, few == 1, few >= 0.5, many >= 0.5], [SILENT, ALL, MOST, SOME], 0)
    if apiece:
        found[(many < 1) & ~silent] = 0
    return found.astype(np.int8)


def enough(how: npt.NDArray[np.int8], later: Flags, *, spoken: bool) -> Floats:
    """The share of words that is enough, pair by pair."""
    needs = SPOKEN if spoken else NEED
    table = np.array([2.0, *(needs[n] for n in (ALL, MOST, SOME, SILENT))])
    found: Floats = table[how] + np.where(later, NEXT_DAY, 0.0)
    return found
