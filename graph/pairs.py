"""Which events are worth comparing: those that share a block and stand near each other in time.

Blocks are made by a type and two of those who take part or are named in the sentences; by a type and one participant, where
one of the two events names no other; by a type and two rare words of their sentences; and by a type and a trigger inside
copies of one text. Times are told wrongly often enough: windows that lie SLACK days apart are compared too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .columns import NEVER, Columns, Flags, Ints, Lists

NEIGHBOURS, ANCHORS, AROUND, SLACK = 40, 5, 6, 3
RAREST, ALIKE = 8, 2  # of the rarest words of an event so many are looked at, and so many must be another's
ONE, TWO, COPIES, RARE = range(4)  # kinds of blocks
WIDE = 31  # bits of a code

NOTHING: Ints = np.zeros(0, np.int64)
Blocks = tuple[int, Ints, Ints]  # a kind, keys, and the row that stands in each


def pairs(columns: Columns) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows, each once, the earlier row first; one batch a type."""
    for kind in range(len(columns.types)):
        rows = np.flatnonzero(columns.type == kind)
        if len(rows) > 1:
            yield chosen(columns, [(k, *near(columns, keys, members)) for k, keys, members in blocks(columns, rows)])


def chosen(columns: Columns, listed: Sequence[Blocks]) -> tuple[Ints, Ints]:
    """Of the neighbours in blocks of each kind the pairs that are worth comparing."""
    count, alone = len(columns), columns.anchors.sizes < 2
    codes: list[Ints] = []
    single: list[Ints] = []
    for kind, lefts, rights in listed:
        code = np.minimum(lefts, rights) * count + np.maximum(lefts, rights)
        if kind in (ONE, RARE):
            single.append(code)
        if kind == ONE:  # a block of one participant serves those that name no other
            code = code[alone[lefts] | alone[rights]]
        if kind != RARE:
            codes.append(code)
    alike, often = np.unique(np.concatenate([NOTHING, *single]), return_counts=True)
    found = np.unique(np.concatenate([NOTHING, *codes, alike[often >= ALIKE]]))
    left, right = found // max(count, 1), found % max(count, 1)
    apart = columns.article[left] != columns.article[right]
    return left[apart], right[apart]


def blocks(columns: Columns, rows: Ints) -> Iterator[Blocks]:
    """The blocks of some rows of one type, all that there are: of one participant, of two, of copied texts, of rare words."""
    yield from by_participants(columns, rows)
    yield RARE, *rarest(columns, rows)


def by_participants(columns: Columns, rows: Ints) -> Iterator[Blocks]:
    """The same without those of rare words."""
    ones = list(_placed(columns.anchors, rows, ANCHORS))
    twos: list[tuple[Ints, Ints]] = []
    starts, items, sizes = columns.around.starts, columns.around.items, columns.around.sizes[rows]
    for b in range(1, AROUND):
        has = rows[sizes > b]
        two = items[starts[has] + b].astype(np.int64)
        for a in range(b):
            one = items[starts[has] + a].astype(np.int64)
            twos.append((np.minimum(one, two) << WIDE | np.maximum(one, two), has))
    copied = rows[columns.copied[rows] & (columns.triggers.sizes[rows] > 0)]
    copies = columns.copy[copied].astype(np.int64) << WIDE | columns.triggers.items[columns.triggers.starts[copied]]
    for kind, group in ((ONE, ones), (TWO, twos), (COPIES, [(copies, copied)])):
        yield kind, np.concatenate([k for k, _ in group]), np.concatenate([r for _, r in group])


def _placed(lists: Lists, rows: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """The first items of the lists of some rows, the second ones and so on, with the rows that have them."""
    for place in range(most):
        has = rows[lists.sizes[rows] > place]
        yield lists.items[lists.starts[has] + place].astype(np.int64), has


def rarest(columns: Columns, rows: Ints) -> tuple[Ints, Ints]:
    """Block keys with their rows: the rarest words that some other event of the rows has too."""
    _, words = columns.words.spread(rows)
    often = np.bincount(words, minlength=int(columns.words.items.max(initial=0)) + 1)
    return rarest_of(columns, rows, often)


def rarest_of(columns: Columns, rows: Ints, often: Ints) -> tuple[Ints, Ints]:
    """The same for some rows, where it is known how often words are told in all of their type."""
    owner, words = columns.words.spread(rows)
    some = np.flatnonzero(often[words] > 1)
    rank = columns.rank if columns.rank is not None else np.arange(len(often))
    width, most = max(len(often), len(rank)), int(often.max(initial=0)) + 1
    keys: Ints = (owner[some] * most + often[words[some]]) * width + rank[words[some]]
    order = np.argsort(keys)
    whose = owner[some][order]
    first = np.arange(len(order)) - np.searchsorted(whose, whose) < RAREST
    return words[some][order[first]].astype(np.int64), rows[whose[first]]


def near(columns: Columns, keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Pairs of a block whose windows nearly meet, each event with its next neighbours; the undated with some of all."""
    keys, rows = in_order(columns, keys, rows)
    lefts, rights = neighbours(columns, keys, rows)
    undated, known = heads(keys, columns.first[rows] != NEVER)
    return np.concatenate([lefts, rows[undated]]), np.concatenate([rights, rows[known]])


def in_order(columns: Columns, keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Members of blocks by block and begin, the undated last."""
    order = np.lexsort((rows, columns.first[rows], keys))
    return keys[order], rows[order]


def neighbours(columns: Columns, keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Pairs of rows of a block, both dated or both undated, that stand near each other in its order."""
    first, last = columns.first[rows], columns.last[rows].astype(np.int64) + SLACK
    dated = first != NEVER
    lefts, rights = [NOTHING], [NOTHING]
    here = np.arange(len(rows))
    for step in range(1, NEIGHBOURS + 1):
        here = here[here + step < len(rows)]
        there = here + step
        on = (keys[here] == keys[there]) & (dated[here] == dated[there]) & (~dated[here] | (first[there] <= last[here]))
        here = here[on]
        lefts.append(rows[here])
        rights.append(rows[here + step])
    return np.concatenate(lefts), np.concatenate(rights)


def heads(keys: Ints, dated: Flags) -> tuple[Ints, Ints]:
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
