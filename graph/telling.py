"""How far two sentences tell of one thing: rare words count for more, and whoever takes part in one event may merely be
named in the sentence of the other, where a reader did not see what he does there.

The weight of a word is its inverse document frequency, after Spärck Jones (1972).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .columns import Columns, Ints, Lists

Floats = npt.NDArray[np.float64]
BEFORE = 1000  # sentences that count as read before any, so that words of a small collection have a weight too
STEPS, FINE = 4, 1024  # steps of a count before it is twice as much; parts of a unit of weight
LEAST = 15.0  # weight of words below which a sentence is too short to be like another


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
    all_rows, told = (np.round(STEPS * np.log2(np.maximum(n, 1))) for n in (np.array(rows + BEFORE), often))
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


def covered(columns: Columns, left: Ints, right: Ints) -> tuple[Floats, Floats]:
    """The share of the known participants of the left event that are named in the sentences of the right one, and the other
    way round; 0 where there are none."""
    shares = []
    for ours, theirs in ((left, right), (right, left)):
        owner, _ = common(columns.known, columns.around, ours, theirs)
        shares.append(np.bincount(owner, minlength=len(ours)) / np.maximum(1, columns.known.sizes[ours]))
    return shares[0], shares[1]
