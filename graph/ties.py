"""What is one event, mended: rows that are new, gone or otherwise are held against their neighbours anew, and only what
sure links connect to them is joined again. The outcome is that of merging all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .columns import NEVER, Columns, Flags, Ints, Lists
from .kept import Table, spliced
from .kin import closure
from .merge import Merged, decide, merge_columns
from .pairs import NEIGHBOURS, NOTHING, RARE, Blocks, by_participants, chosen, heads, in_order, neighbours, rarest_of
from .telling import Rarity, weights
from .weigh import Weighed, together, weigh

MANY = 0.3  # share of rows that are otherwise from which on all are merged again
NOT_TAKEN = -1
_CODES = {"left": np.int32, "right": np.int32, "apart": np.int32}


@dataclass(slots=True, kw_only=True)
class Ties:
    """What was weighed and joined: links as ``Weighed`` has them with what spoke against each (``NOT_TAKEN`` where its ends
    were one already), for every row the first of its event, and its rarest words."""

    links: Table
    root: Any
    rare: Lists


@dataclass(slots=True, kw_only=True)
class Change:
    """How two tables of rows belong together.

    Args:
        place: for each old row its place now, -1 where it is gone.
        other: rows of now that are new or otherwise than they were.
        pairs: old and new pairs of rows that an analyst holds together or apart.
    """

    old: Columns
    new: Columns
    place: Ints
    other: Flags
    together: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()
    before: Sequence[tuple[int, int]] = ()


def anew(table: Columns, *, together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = ()) -> Ties:
    """All rows merged."""
    found = merge_columns(table, together=together, apart=apart)
    return Ties(links=_table(found.weighed, _against(found)), root=found.root.astype(np.int32), rare=_all_rare(table))


def mend(change: Change, ties: Ties) -> Ties:
    """What changed, taken into what was merged before."""
    old, new = change.old, change.new
    if not len(old) or not len(new):
        return anew(new, together=change.together, apart=change.apart)
    other = change.other | _holds(new.words, _reweighed(old, new))
    rare, moved = _rare(change, ties.rare)
    anew_rows = other | moved
    if anew_rows.sum() > MANY * len(new):
        return anew(new, together=change.together, apart=change.apart)
    left, right, displaced = _candidates(change, anew_rows, ties.rare, rare)
    rarity = Rarity.of(new.words)
    fresh = together([weigh(new, NOTHING, NOTHING, rarity), *(weigh(new, left[of], right[of], rarity) for of in _by_type(new, left))])
    links, dropped = _relink(change, ties.links, anew_rows, displaced, fresh)
    kept = np.flatnonzero(change.place >= 0)
    ends = np.concatenate([np.flatnonzero(other), change.place[dropped[change.place[dropped] >= 0]], fresh.left, fresh.right])
    seeds = [*ends.tolist(), *(r for pair in (*change.together, *change.apart, *change.before) for r in pair)]
    root = np.arange(len(new), dtype=np.int32)
    root[change.place[kept]] = change.place[ties.root[kept]]
    old_sure = ties.links["score"] >= _sure()
    both = [change.place[ties.links[n][old_sure]] for n in ("left", "right")]
    there = (both[0] >= 0) & (both[1] >= 0)
    held = _pairs((*change.together, *change.before))
    sure = links["score"] >= _sure()
    edges = [(both[0][there], both[1][there]), (links["left"][sure], links["right"][sure]), held]
    around = closure(len(new), seeds, edges)
    return Ties(links=_rejoin(change, links, around, root), root=root, rare=rare)


def _sure() -> float:
    from .alike import SURE

    return SURE


def _pairs(found: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(list(found), np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _by_type(table: Columns, rows: Ints) -> Iterator[Ints]:
    kinds = table.type[rows]
    for kind in np.unique(kinds).tolist():
        yield np.flatnonzero(kinds == kind)


def _reweighed(old: Columns, new: Columns) -> Flags:
    """Words that weigh otherwise than before."""
    width = max(int(t.words.items.max(initial=0)) for t in (old, new)) + 1
    was, now = (weights(len(t), np.bincount(t.words.items, minlength=width)) for t in (old, new))
    found: Flags = was != now
    return found


def _holds(lists: Lists, wanted: Flags) -> Flags:
    """Rows that hold something wanted."""
    found = np.zeros(len(lists.starts) - 1, np.bool_)
    at = np.flatnonzero(wanted[lists.items]) if len(lists.items) else NOTHING
    found[np.searchsorted(lists.starts, at, side="right") - 1] = True
    return found


# The rarest words of rows

def _all_rare(table: Columns) -> Lists:
    empty = Lists(np.zeros(len(table) + 1, np.int64), np.zeros(0, np.int32))
    for kind in range(len(table.types)):
        rows = np.flatnonzero(table.type == kind)
        empty = _with(empty, rows, *rarest_of(table, rows, _often(table, rows)))
    return empty


def _often(table: Columns, rows: Ints) -> Ints:
    width = len(table.rank) if table.rank is not None else int(table.words.items.max(initial=0)) + 1
    found: Ints = np.bincount(table.words.spread(rows)[1], minlength=width)
    return found


def _with(lists: Lists, rows: Ints, items: Ints, owner: Ints) -> Lists:
    """The lists with those of some rows put in place of what they had."""
    place = np.full(len(lists.starts) - 1, -1, np.int64)
    place[rows] = np.arange(len(rows))
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.bincount(place[owner], minlength=len(rows)), out=starts[1:])
    source = np.arange(len(place))
    source[rows] = len(place) + np.arange(len(rows))
    found: Lists = spliced({"l": lists}, {"l": Lists(starts, items.astype(np.int32))}, source)["l"]
    return found


def _rare(change: Change, before: Lists) -> tuple[Lists, Flags]:
    """The rarest words of all rows, and which rows have others than before."""
    old, new = change.old, change.new
    gone = np.flatnonzero(change.place < 0)
    fresh = np.ones(len(new), np.bool_)
    fresh[change.place[change.place >= 0]] = False
    kept = np.flatnonzero(~fresh)
    was = np.full(len(new), -1, np.int64)
    was[change.place[change.place >= 0]] = np.flatnonzero(change.place >= 0)
    source = np.where(fresh, len(old), was)
    blank = Lists(np.array([0, 0], np.int64), np.zeros(0, np.int32))
    rare: Lists = spliced({"l": before}, {"l": blank}, source)["l"]
    moved = np.zeros(len(new), np.bool_)
    kinds = {*(new.types[k] for k in new.type[fresh].tolist()), *(old.types[k] for k in old.type[gone].tolist())}
    for kind in sorted(kinds & set(new.types)):
        rows = np.flatnonzero(new.type == new.types.index(kind))
        told = np.concatenate([new.words.spread(rows[fresh[rows]])[1], *([old.words.spread(gone[old.type[gone] == old.types.index(kind)])[1]] if kind in old.types else [])])
        often = _often(new, rows)
        asked = np.zeros(max(len(often), int(told.max(initial=0)) + 1), np.bool_)
        asked[told] = True
        some = rows[_holds(new.words, asked)[rows]]
        words, owner = rarest_of(new, some, often)
        then = rare.take(some)
        rare = _with(rare, some, words, owner)
        moved[some[_differ(then, rare.take(some))]] = True
    moved[fresh] = True
    assert len(kept) + int(fresh.sum()) == len(new)
    return rare, moved


def _differ(left: Lists, right: Lists) -> Flags:
    """Which of the lists do not hold the same items, in whatever order."""
    found = left.sizes != right.sizes
    same = np.flatnonzero(~found)
    (owner, ours), (_, theirs) = left.spread(same), right.spread(same)
    ours, theirs = (x[np.lexsort((x, owner))] for x in (ours, theirs))
    found[same[owner[ours != theirs]]] = True
    return np.asarray(found, np.bool_)


# Pairs that are worth comparing

def _candidates(change: Change, other: Flags, old_rare: Lists, rare: Lists) -> tuple[Ints, Ints, Ints]:
    """Pairs to weigh, and the codes of those between unchanged rows whose neighbourhood is otherwise."""
    old, new, place = change.old, change.new, change.place
    count = len(new)
    was_other = np.where(place < 0, True, other[np.maximum(place, 0)])
    kept = place >= 0
    where = 2 * place + 1
    if not kept.all():  # what is gone stands after the last row before it that is still there
        where = np.where(kept, where, np.maximum.accumulate(np.where(kept, where, -1)) + 1)
    lefts, rights, displaced = [NOTHING], [NOTHING], [NOTHING]
    kinds = {*(new.types[k] for k in np.unique(new.type[other]).tolist()), *(old.types[k] for k in np.unique(old.type[was_other]).tolist())}
    for kind in sorted(kinds):
        now = _Side(new, rare, kind, 2 * np.arange(count) + 1, other)
        then = _Side(old, old_rare, kind, where, was_other)
        if not len(now.rows):
            continue
        mine, rest = [], []
        for (number, keys, rows), (_, old_keys, old_rows) in zip(now.blocks(), then.blocks(), strict=True):
            marks = np.concatenate([now.marks(keys, rows), then.marks(old_keys, old_rows)], axis=1)
            left, right = now.listed(keys, rows, marks)
            touched = other[left] | other[right]
            mine.append((number, left[touched], right[touched]))
            was = [place[x] for x in then.listed(old_keys, old_rows, marks)]
            still = (was[0] >= 0) & (was[1] >= 0)
            was = [x[still] for x in was]
            alike = ~(other[was[0]] | other[was[1]])
            rest.append(_unlike(_code(left[~touched], right[~touched], count), _code(was[0][alike], was[1][alike], count)))
        a, b = chosen(new, mine)
        lefts.append(a)
        rights.append(b)
        moved = np.unique(np.concatenate(rest))
        if len(moved):
            displaced.append(moved)
            a, b = _again(new, rare, kind, moved)
            lefts.append(a)
            rights.append(b)
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(displaced)


def _again(new: Columns, rare: Lists, kind: str, codes: Ints) -> tuple[Ints, Ints]:
    """Those of some pairs that are worth comparing."""
    count = len(new)
    mark = np.zeros(count, np.bool_)
    mark[codes // count] = mark[codes % count] = True
    side = _Side(new, rare, kind, 2 * np.arange(count) + 1, mark)
    listed = []
    for number, keys, rows in side.blocks():
        left, right = side.listed(keys, rows, side.marks(keys, rows))
        mine = np.isin(_code(left, right, count), codes)
        listed.append((number, left[mine], right[mine]))
    return chosen(new, listed)


def _code(left: Ints, right: Ints, count: int) -> Ints:
    found: Ints = np.minimum(left, right) * count + np.maximum(left, right)
    return found


def _unlike(left: Ints, right: Ints) -> Ints:
    """What does not stand in both as often."""
    found, which = np.unique(np.concatenate([left, right]), return_inverse=True)
    times = np.bincount(which, weights=np.concatenate([np.ones(len(left)), -np.ones(len(right))]), minlength=len(found))
    unlike: Ints = found[times != 0]
    return unlike


class _Side:
    """The blocks of one type in one table. ``where`` are places of its rows that mean the same in another table, ``other``
    the rows around which neighbours are looked for."""

    def __init__(self, table: Columns, rare: Lists, kind: str, where: Ints, other: Flags) -> None:
        self.table, self.rare, self.where, self.other = table, rare, where, other
        self.rows = np.flatnonzero(table.type == table.types.index(kind)) if kind in table.types else NOTHING

    def blocks(self) -> Iterator[Blocks]:
        yield from by_participants(self.table, self.rows)
        owner, words = self.rare.spread(self.rows)
        yield RARE, words.astype(np.int64), self.rows[owner]

    def marks(self, keys: Ints, rows: Ints) -> Ints:
        """Where in the order of blocks the rows stand that are looked at: key, begin, place."""
        here = self.other[rows]
        rows = rows[here]
        return np.stack([keys[here], self.table.first[rows].astype(np.int64), self.where[rows]])

    def listed(self, keys: Ints, rows: Ints, marks: Ints) -> tuple[Ints, Ints]:
        """Pairs of neighbours of the blocks that marks stand in, all of those near the marks, few others."""
        wanted = np.unique(marks[0])
        if not len(wanted) or not len(keys):
            return NOTHING, NOTHING
        here = wanted[np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)] == keys
        keys, rows = in_order(self.table, keys[here], rows[here])
        if not len(keys):
            return NOTHING, NOTHING
        near = _windows(keys, self.table.first[rows], self.where[rows], marks)
        runs = np.cumsum(np.concatenate([[True], (keys[1:] != keys[:-1]) | ~near[:-1]]))[near]
        lefts, rights = neighbours(self.table, runs, rows[near])
        undated, known = heads(keys, self.table.first[rows] != NEVER)
        return np.concatenate([lefts, rows[undated]]), np.concatenate([rights, rows[known]])


def _windows(keys: Ints, first: Any, where: Ints, marks: Ints) -> Flags:
    """Which members, in order of block, begin and place, stand near a mark."""
    total = len(keys)
    order = np.lexsort((np.concatenate([where, marks[2]]), np.concatenate([first, marks[1]]), np.concatenate([keys, marks[0]])))
    is_mark = order >= total
    at: Ints = (np.cumsum(~is_mark) - ~is_mark)[is_mark]  # how many members stand before each mark
    steps = np.zeros(total + 1, np.int64)
    np.add.at(steps, np.maximum(at - NEIGHBOURS - 1, 0), 1)
    np.add.at(steps, np.minimum(at + NEIGHBOURS + 2, total), -1)
    found: Flags = np.cumsum(steps[:-1]) > 0
    return found


# Links

def _relink(change: Change, links: Table, other: Flags, displaced: Ints, fresh: Weighed) -> tuple[Table, Ints]:
    """The links of now, and the old ends of those that were dropped."""
    place, count = change.place, len(change.new)
    left, right = place[links["left"]], place[links["right"]]
    keep = (left >= 0) & (right >= 0)
    keep &= ~(other[left] | other[right])
    if len(displaced):
        keep[keep] = ~np.isin(_code(left[keep], right[keep], count), displaced)
    gone = ~keep
    dropped = np.concatenate([links["left"][gone], links["right"][gone]]).astype(np.int64)
    moved = {**links, "left": left.astype(np.int32), "right": right.astype(np.int32)}
    made = _table(fresh, np.zeros(len(fresh.left), np.int8))
    return spliced(moved, made, np.concatenate([np.flatnonzero(keep), len(keep) + np.arange(len(fresh.left))])), dropped


def _rejoin(change: Change, links: Table, around: Flags, root: Any) -> Table:
    """Join the rows of some components anew (in ``root``) and say what spoke against their links."""
    new = change.new
    sure = links["score"] >= _sure()
    near = around[links["left"]] | around[links["right"]]
    ends = np.concatenate([links["left"][near], links["right"][near]])
    beyond = closure(len(new), ends[~around[ends]].tolist(), [(links["left"][sure], links["right"][sure]), _pairs(change.together)])
    inside = around | beyond
    rows = np.flatnonzero(inside)
    some = np.flatnonzero(near | (sure & inside[links["left"]] & inside[links["right"]]))
    own = np.full(len(new), -1, np.int64)
    own[rows] = np.arange(len(rows))
    mine = weighed({name: column[some] for name, column in links.items()})
    mine = replace(mine, left=own[mine.left], right=own[mine.right])
    pairs = ([(int(own[a]), int(own[b])) for a, b in held] for held in (change.together, change.apart))
    found = decide(new.take(rows), mine, together=next(pairs), apart=next(pairs))
    root[rows] = rows[found.root]
    against = links["against"].copy()
    against[some] = _against(found)
    return {**links, "against": against}


def _against(found: Merged) -> Any:
    out = np.full(len(found.weighed.left), NOT_TAKEN, np.int8)
    out[found.taken] = found.against
    return out


def _table(found: Weighed, against: Any) -> Table:
    columns = {name: getattr(found, name) for name in Weighed.__slots__}
    return {**{name: column.astype(_CODES.get(name, column.dtype)) for name, column in columns.items()}, "against": against}


def weighed(links: Table) -> Weighed:
    """Links as they were weighed."""
    return Weighed(**{name: links[name].astype(np.int64) if name in _CODES else links[name] for name in Weighed.__slots__})


def merged(ties: Ties) -> Merged:
    """All that was decided, as merging says it."""
    taken = np.flatnonzero(ties.links["against"] != NOT_TAKEN)
    return Merged(root=ties.root.astype(np.int64), weighed=weighed(ties.links), taken=taken, against=ties.links["against"][taken].astype(np.int64))
