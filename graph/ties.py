"""What is one event, mended: rows that are new, gone or otherwise are held against their neighbours anew, and only what
sure links connect to them is joined again. The outcome is that of merging all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .alike import SURE
from .columns import NEVER, Columns, Flags, Ints, Lists
from .kept import Table, spliced
from .merge import Merged, components, decide, merge_columns
from .pairs import NEIGHBOURS, NOTHING, RARE, RAREST, Blocks, by_participants, chosen, heads, neighbours, rarest_of
from .telling import Rarity, weights
from .weigh import Weighed, together, weigh

MANY = 0.3  # share of rows that are otherwise from which on all are merged again
NOT_TAKEN = -1
CHAINS = SURE - 0.005  # a little below what is sure: chains may be longer than merging asks for, never shorter
_CODES = {"left": np.int32, "right": np.int32, "apart": np.int32}


@dataclass(slots=True, kw_only=True)
class Ties:
    """What was weighed and joined: links as ``Weighed`` has them with what spoke against each (``NOT_TAKEN`` where its ends
    were one already), for every row the first of its event, the number of all that sure links connect, and its rarest words."""

    links: Table
    root: Any
    chain: Any
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
    links = _table(found.weighed, _against(found))
    sure = found.weighed.score >= CHAINS
    edges = [(found.weighed.left[sure], found.weighed.right[sure]), _pairs(together)]
    return Ties(links=links, root=found.root.astype(np.int32), chain=chains(len(table), edges), rare=_all_rare(table))


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
    root, chain = np.arange(len(new), dtype=np.int32), np.full(len(new), -1, np.int64)
    root[change.place[kept]] = change.place[ties.root[kept]]
    chain[change.place[kept]] = ties.chain[kept]
    fresh_rows = np.flatnonzero(chain < 0)
    chain[fresh_rows] = int(ties.chain.max(initial=-1)) + 1 + np.arange(len(fresh_rows))
    lost = change.place[dropped]
    held = _pairs((*change.together, *change.before))
    seeds = np.concatenate([np.flatnonzero(other), lost[lost >= 0], fresh.left, fresh.right, *held, *_pairs(change.apart)])
    sure = fresh.score >= CHAINS
    around = _connected(chain, seeds, [(fresh.left[sure], fresh.right[sure]), held])
    links = _rejoin(change, links, around, root, chain)
    return Ties(links=links, root=root, chain=_numbered(chain), rare=rare)


def chains(count: int, edges: Iterable[tuple[Any, Any]]) -> Any:
    """For every row the least of all that edges connect it with."""
    pairs = list(edges)
    left, right = (np.concatenate([NOTHING, *(p[n] for p in pairs)]) for n in (0, 1))
    return components(count, left, right).astype(np.int32)


def _numbered(chain: Ints) -> Any:
    """The same chains by the place of their first row."""
    _, first, which = np.unique(chain, return_index=True, return_inverse=True)
    return first[which].astype(np.int32)


def _connected(chain: Ints, seeds: Ints, edges: Iterable[tuple[Any, Any]]) -> Flags:
    """The rows whose chains the seeds stand in, and those whose chains edges connect to them."""
    pairs = list(edges)
    left, right = (np.concatenate([NOTHING, *(p[n] for p in pairs)]) for n in (0, 1))
    chosen_chains = np.zeros(int(chain.max(initial=-1)) + 1, np.bool_)
    chosen_chains[chain[np.concatenate([seeds, left, right]).astype(np.int64)]] = True
    found: Flags = chosen_chains[chain]
    return found


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
    mine = np.zeros(len(table), np.bool_)
    mine[rows] = True
    found: Ints = np.bincount(table.words.items[np.repeat(mine, table.words.sizes)], minlength=width)
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
        added = new.words.spread(rows[fresh[rows]])[1]
        taken = old.words.spread(gone[old.type[gone] == old.types.index(kind)])[1] if kind in old.types else added[:0]
        often = _often(new, rows)
        some = rows[_may_differ(new, rare, rows, fresh, often, added, taken)]
        words, owner = rarest_of(new, some, often)
        then = rare.take(some)
        rare = _with(rare, some, words, owner)
        moved[some[_differ(then, rare.take(some))]] = True
    moved[fresh] = True
    assert len(kept) + int(fresh.sum()) == len(new)
    return rare, moved


def _may_differ(table: Columns, rare: Lists, rows: Ints, fresh: Flags, often: Ints, added: Any, taken: Any) -> Flags:
    """Of the rows of a type those whose rarest words may be others since words were told by more or by fewer."""
    width = max(len(often), int(taken.max(initial=0)) + 1)
    more, less = (np.bincount(w, minlength=width) for w in (added, taken))
    now = np.zeros(width, np.int64)
    now[: len(often)] = often
    then = now - more + less
    counts = (then > 1) != (now > 1)  # a word that no other row tells is left out
    found = fresh[rows] | _holds(table.words, counts)[rows]
    long = table.words.sizes[rows] > RAREST  # of fewer words all are the rarest
    some = rows[long]
    found[long] |= _holds(rare, now > then)[some] | _holds(table.words, now < then)[some]
    return found


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
            a, b = _again(now, moved)
            lefts.append(a)
            rights.append(b)
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(displaced)


def _again(side: _Side, codes: Ints) -> tuple[Ints, Ints]:
    """Those of some pairs that are worth comparing."""
    count = len(side.table)
    side.other = np.zeros(count, np.bool_)
    side.other[codes // count] = side.other[codes % count] = True
    listed = []
    for number, keys, rows in side.blocks():
        left, right = side.listed(keys, rows, side.marks(keys, rows))
        mine = np.isin(_code(left, right, count), codes)
        listed.append((number, left[mine], right[mine]))
    return chosen(side.table, listed)


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
        order = np.argsort(table.first[self.rows], kind="stable")
        self.ordered = self.rows[order]  # as they stand in blocks
        self.rank = np.zeros(len(table), np.int64)
        self.rank[self.ordered] = np.arange(len(order))
        self.begins = _begin(table, where, self.ordered)

        self.dated = int((table.first[self.rows] != NEVER).sum())
        self._blocks: list[Blocks] = []

    def blocks(self) -> list[Blocks]:
        """The blocks of all rows of the type."""
        if not self._blocks:
            sizes, mine = self.rare.sizes, np.zeros(len(self.table), np.bool_)
            mine[self.rows] = True
            words = self.rare.items[np.repeat(mine, sizes)].astype(np.int64)
            self._blocks = [*by_participants(self.table, self.rows), (RARE, words, np.repeat(self.rows, sizes[self.rows]))]
        return self._blocks

    def marks(self, keys: Ints, rows: Ints) -> Ints:
        """Where in the order of blocks the rows stand that are looked at: key, begin and place."""
        here = self.other[rows]
        return np.stack([keys[here], _begin(self.table, self.where, rows[here])])

    def listed(self, keys: Ints, rows: Ints, marks: Ints) -> tuple[Ints, Ints]:
        """Pairs of neighbours of the blocks that marks stand in, all of those near the marks, few others."""
        wanted = np.unique(marks[0])
        if not len(wanted) or not len(keys):
            return NOTHING, NOTHING
        block, here = _among(wanted, keys)
        width = len(self.ordered) + 1
        code = block * width + self.rank[rows[here]]
        code.sort()
        if not len(code):
            return NOTHING, NOTHING
        at = np.searchsorted(code, np.searchsorted(wanted, marks[0]) * width + np.searchsorted(self.begins, marks[1]))
        near = _windows(len(code), at)
        some = code[near]
        runs = np.cumsum(np.concatenate([[True], (np.diff(near) != 1) | (np.diff(some // width) != 0)]))
        lefts, rights = neighbours(self.table, runs, self.ordered[some % width])
        if self.dated == len(self.rows):
            return lefts, rights
        rows = self.ordered[code % width]
        undated, known = heads(code // width, self.table.first[rows] != NEVER)
        return np.concatenate([lefts, rows[undated]]), np.concatenate([rights, rows[known]])


def _begin(table: Columns, where: Ints, rows: Ints) -> Ints:
    found: Ints = table.first[rows].astype(np.int64) << 32 | where[rows]
    return found


def _among(wanted: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Of keys that are wanted the place among the wanted, and their own."""
    if wanted[-1] < 1 << 22:
        table = np.full(int(wanted[-1]) + 2, -1, np.int64)
        table[wanted] = np.arange(len(wanted))
        place = table[np.minimum(keys, wanted[-1] + 1)]
    else:
        place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        place[wanted[place] != keys] = -1
    here = np.flatnonzero(place >= 0)
    return place[here], here


def _windows(count: int, at: Ints) -> Ints:
    """The places of members that stand near a mark."""
    at = np.sort(at)
    begin, end = np.clip(at - NEIGHBOURS - 1, 0, count), np.clip(at + NEIGHBOURS + 2, 0, count)
    begin[1:] = np.maximum(begin[1:], end[:-1])
    sizes = end - begin
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found: Ints = np.repeat(begin, sizes) + inside
    return found


# Links

def _relink(change: Change, links: Table, other: Flags, displaced: Ints, fresh: Weighed) -> tuple[Table, Ints]:
    """The links of now, and the old ends of those that were dropped."""
    place, count = change.place, len(change.new)
    left, right = place[links["left"]], place[links["right"]]
    keep = (left >= 0) & (right >= 0)
    keep &= ~(other[left] | other[right])
    if len(displaced):
        ends = np.zeros(count, np.bool_)
        ends[displaced // count] = ends[displaced % count] = True
        some = np.flatnonzero(keep & ends[left] & ends[right])
        keep[some[np.isin(_code(left[some], right[some], count), displaced)]] = False
    gone = ~keep
    dropped = np.concatenate([links["left"][gone], links["right"][gone]]).astype(np.int64)
    moved = {**links, "left": left.astype(np.int32), "right": right.astype(np.int32)}
    made = _table(fresh, np.zeros(len(fresh.left), np.int8))
    return spliced(moved, made, np.concatenate([np.flatnonzero(keep), len(keep) + np.arange(len(fresh.left))])), dropped


def _rejoin(change: Change, links: Table, around: Flags, root: Any, chain: Ints) -> Table:
    """Join the rows of some chains anew (in ``root`` and ``chain``) and say what spoke against their links."""
    new = change.new
    left, right = links["left"], links["right"]
    ours, theirs = around[left], around[right]
    near = ours | theirs
    across = np.flatnonzero(ours != theirs)
    outside = np.where(ours[across], right[across], left[across]).astype(np.int64)
    inside = around | _connected(chain, outside, [])
    some = np.flatnonzero(near | (inside[left] & inside[right]))
    rows = np.flatnonzero(inside)
    own = np.full(len(new), -1, np.int64)
    own[rows] = np.arange(len(rows))
    mine = weighed({name: column[some] for name, column in links.items()})
    mine = replace(mine, left=own[mine.left], right=own[mine.right])
    together, apart = ([(int(own[a]), int(own[b])) for a, b in held] for held in (change.together, change.apart))
    found = decide(new.take(rows), mine, together=together, apart=apart)
    root[rows] = rows[found.root]
    sure = mine.score >= CHAINS
    of = chains(len(rows), [(mine.left[sure], mine.right[sure]), _pairs(together)])
    chain[rows] = int(chain.max(initial=-1)) + 1 + of
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
