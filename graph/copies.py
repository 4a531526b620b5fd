"""Recognise articles that print one text: a wire story in many papers.

After Broder (1997): each article is a sketch, the smallest hashes of its runs of words; copies share most of
the sketch. Only articles that share a hash are compared, so the cost grows with the number of articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import pairwise

from extract.letters import fold, words
from extract.records import Article

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
