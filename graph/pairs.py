"""Which events are worth comparing: those that share a block and stand near each other in time.

Blocks are made by a type and two participants; by a type and one participant, where one of the two events names no
other; by a type and two rare words of their sentences; and by a type and a trigger inside copies of one text.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .columns import NEVER, Columns, Flags, Ints
from .telling import Rarity

NEIGHBOURS, ANCHORS = 40, 5
RAREST, ALIKE = 8, 2  # of the rarest words of an event so many are looked at, and so many must be another's


def pairs(columns: Columns, rarity: Rarity | None = None) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows, each once, the earlier row first; one batch a type."""
    rarity = rarity or Rarity.of(columns.words)
    for kind in range(len(columns.types)):
        rows = np.flatnonzero(columns.type == kind)
        if len(rows) > 1:
            yield _of_type(columns, rows, rarity)


def _of_type(columns: Columns, rows: Ints, rarity: Rarity) -> tuple[Ints, Ints]:
    count = len(columns)
    sizes = np.minimum(columns.anchors.sizes[rows], ANCHORS)
    codes: list[Ints] = []
    for number, (keys, members) in enumerate(_blocks(columns, rows, sizes)):
        lefts, rights = _near(columns, keys, members)
        if number == 0:  # a block of one participant serves those that name no other
            ones = lefts, rights
            alone = columns.anchors.sizes < 2
            wanted = alone[lefts] | alone[rights]
            lefts, rights = lefts[wanted], rights[wanted]
        codes.append(np.minimum(lefts, rights) * count + np.maximum(lefts, rights))
    lefts, rights = (np.concatenate(x) for x in zip(ones, _near(columns, *_rarest(columns, rows, rarity)), strict=True))
    alike, often = np.unique(np.minimum(lefts, rights) * count + np.maximum(lefts, rights), return_counts=True)
    codes.append(alike[often >= ALIKE])
    found = np.unique(np.concatenate(codes))
    left, right = found // count, found % count
    apart = columns.article[left] != columns.article[right]
    return left[apart], right[apart]


def _blocks(columns: Columns, rows: Ints, sizes: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Block keys with their rows: of one participant, of two, of copied texts."""
    starts, items = columns.anchors.starts, columns.anchors.items
    total = int(items.max(initial=0)) + 1
    ones: list[tuple[Ints, Ints]] = []
    twos: list[tuple[Ints, Ints]] = []
    for a in range(ANCHORS):
        has_a = rows[sizes > a]
        first = items[starts[has_a] + a].astype(np.int64)
        ones.append((first, has_a))
        for b in range(a + 1, ANCHORS):
            has_b = rows[sizes > b]
            one, two = (items[starts[has_b] + x].astype(np.int64) for x in (a, b))
            twos.append((np.minimum(one, two) * total + np.maximum(one, two), has_b))
    copied = rows[columns.copied[rows] & (columns.triggers.sizes[rows] > 0)]
    words = int(columns.triggers.items.max(initial=0)) + 1
    copies = columns.copy[copied].astype(np.int64) * words + columns.triggers.items[columns.triggers.starts[copied]]
    for group in (ones, twos, [(copies, copied)]):
        yield np.concatenate([k for k, _ in group]), np.concatenate([r for _, r in group])


def _rarest(columns: Columns, rows: Ints, rarity: Rarity) -> tuple[Ints, Ints]:
    """Block keys with their rows: the rarest words that some other event has too."""
    owner, words = columns.words.spread(rows)
    often = np.bincount(words, minlength=len(rarity.weight))
    some = np.flatnonzero(often[words] > 1)
    width, most = len(often), int(often.max(initial=0)) + 1
    keys: Ints = (owner[some] * most + often[words[some]]) * width + words[some]
    keys.sort()
    whose: Ints = keys // (width * most)
    place = np.arange(len(keys)) - np.searchsorted(whose, whose)
    first = place < RAREST
    return keys[first] % width, rows[whose[first]]


def _near(columns: Columns, keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Pairs of a block whose windows meet, each event with its next neighbours; the undated with some of all."""
    order = np.lexsort((rows, columns.first[rows], keys))
    keys, rows = keys[order], rows[order]
    first, last = columns.first[rows], columns.last[rows]
    dated = first != NEVER
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    here = np.arange(len(rows))
    for step in range(1, NEIGHBOURS + 1):
        here = here[here + step < len(rows)]
        there = here + step
        on = (keys[here] == keys[there]) & (dated[here] == dated[there]) & (~dated[here] | (first[there] <= last[here]))
        here = here[on]
        lefts.append(rows[here])
        rights.append(rows[here + step])
    undated, known = _undated(keys, dated)
    lefts.append(rows[undated])
    rights.append(rows[known])
    return np.concatenate(lefts), np.concatenate(rights)


def _undated(keys: Ints, dated: Flags) -> tuple[Ints, Ints]:
    """Places of undated members, each with the first dated ones of its block."""
    place = np.flatnonzero(~dated)
    begin = np.searchsorted(keys, keys[place])
    lefts, rights = [], []
    for step in range(NEIGHBOURS):
        on = (begin + step < place) & dated[np.minimum(begin + step, len(keys) - 1)]
        place, begin = place[on], begin[on]
        lefts.append(place)
        rights.append(begin + step)
    return np.concatenate(lefts), np.concatenate(rights)
