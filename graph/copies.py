"""Recognise articles that print one text: a wire story in many papers.

After Broder (1997): each article is a sketch, the smallest hashes of its runs of words; copies share most of
the sketch. Only articles that share a hash are compared, so the cost grows with the number of articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from extract.letters import fold, words
from extract.records import Article

from .columns import Flags, Ints, Lists

RUN, SKETCH, ALIKE, SHORTEST = 4, 64, 0.5, 25


def sketch(article: Article) -> frozenset[int]:
    """The smallest hashes of the runs of words of an article; empty where it is too short to tell."""
    text = article.text
    plain = [w for w in (fold(text[s:e]) for s, e in words(text)) if w.isalnum()]
    if len(plain) < SHORTEST:
        return frozenset()
    runs = {" ".join(plain[i : i + RUN]) for i in range(len(plain) - RUN + 1)}
    hashes = sorted(int.from_bytes(blake2b(r.encode("utf-8", "replace"), digest_size=8).digest()) for r in runs)
    return frozenset(hashes[:SKETCH])


def alike(left: frozenset[int], right: frozenset[int]) -> float:
    """How much two articles have in common: the share of the union's smallest hashes that both hold."""
    smallest = sorted(left | right)[:SKETCH]
    return sum(h in left and h in right for h in smallest) / len(smallest) if smallest else 0.0


def copies(articles: Iterable[Article]) -> Mapping[str, str]:
    """For each article id the id of the first of its copies (itself, mostly)."""
    sketches = {a.id: sketch(a) for a in sorted(articles, key=lambda a: a.id)}
    holders: dict[int, list[str]] = defaultdict(list)
    for ident, hashes in sketches.items():
        for each in hashes:
            holders[each].append(ident)
    first = {ident: ident for ident in sketches}

    def root(ident: str) -> str:
        while first[ident] != ident:
            ident = first[ident]
        return ident

    seen: set[tuple[str, str]] = set()
    for each in sorted(holders):
        chain = holders[each]
        for pair in pairwise(chain):
            a, b = root(pair[0]), root(pair[1])
            if a != b and pair not in seen and alike(sketches[pair[0]], sketches[pair[1]]) >= ALIKE:
                first[max(a, b)] = min(a, b)
            seen.add(pair)
    return {ident: root(ident) for ident in sketches}


# The same for sketches in columns, mended where some changed

def grouped(old: Lists, first: Ints, new: Lists, place: Ints) -> Ints:
    """For each article the place of the first of its copies, from what it was before.

    Args:
        old: the sketches before, in the order of ids; ``first`` what this function said of them.
        new: the sketches now.
        place: where each old article stands now, -1 where it is gone or otherwise.
    """
    count = len(new.starts) - 1
    kept = place >= 0
    there = np.zeros(count, np.bool_)
    there[place[kept]] = True
    out = np.arange(count)
    out[place[kept]] = place[first[kept]]
    touched = np.unique(np.concatenate([new.take(np.flatnonzero(~there)).items, old.take(np.flatnonzero(~kept)).items]))
    if not len(touched):
        return out
    stay = place[first] if len(first) else first
    affected = np.zeros(count, np.bool_)
    affected[~there] = True
    affected[place[kept & (stay < 0)]] = True
    now = _next_to(new, np.arange(count), touched)
    was = {(int(place[a]), int(place[b])) for a, b in _next_to(old, np.arange(len(place)), touched)}
    for pair in was ^ now:
        affected[[n for n in pair if n >= 0]] = True
    groups = np.zeros(count, np.bool_)  # whole groups of before, by their first
    groups[out[affected & (out >= 0)]] = True
    affected |= (out >= 0) & groups[out]
    mine = np.flatnonzero(affected & (new.sizes > 0))
    out[affected] = np.flatnonzero(affected)
    _unite(new, mine, affected, out)
    return out


def _unite(sketches: Lists, rows: Ints, inside: Flags, out: Ints) -> None:
    unsigned = sketches.items.view(np.uint64)
    held = {n: frozenset(unsigned[sketches.starts[n] : sketches.starts[n + 1]].tolist()) for n in rows.tolist()}

    def root(n: int) -> int:
        while out[n] != n:
            n = int(out[n])
        return n

    for a, b in sorted(_next_to(sketches, rows, np.unique(sketches.take(rows).items), inside)):
        left, right = root(a), root(b)
        if left != right and alike(held[a], held[b]) >= ALIKE:
            out[max(left, right)] = min(left, right)
    for n in rows.tolist():
        out[n] = root(n)


def _next_to(sketches: Lists, rows: Ints, hashes: Ints, inside: Flags | None = None) -> set[tuple[int, int]]:
    """Articles that follow each other among the holders of a hash; both ``inside``, where that is given."""
    if not len(hashes):
        return set()
    low = np.zeros(1 << 16, np.bool_)
    low[hashes & 0xFFFF] = True
    at = np.flatnonzero(low[sketches.items & 0xFFFF])
    found = np.searchsorted(hashes, sketches.items[at])
    right = hashes[np.minimum(found, len(hashes) - 1)] == sketches.items[at]
    at, found = at[right], found[right]
    owner = np.searchsorted(sketches.starts, at, side="right") - 1
    order = np.lexsort((owner, found))
    owner, found = owner[order], found[order]
    near = found[1:] == found[:-1]
    if inside is not None:
        near &= inside[owner[1:]] & inside[owner[:-1]]
    return set(zip(owner[:-1][near].tolist(), owner[1:][near].tolist(), strict=True))
