"""Hold a graph's actors and events across articles against clusters made by hand.

Gold names mentions by article, word and ordinal: ``[{"event": …, "mentions": [{"article", "trigger", "nth"}, …]}, …]``;
actors likewise, with "actor" for "event" and any of "trigger", "mention", "name" for the word. What must stay apart is
``[{"a": mention, "b": mention}, …]``. B³ is that of Bagga and Baldwin (1998); only mentions that were found count.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from extract.letters import quote
from extract.records import KhabarError
from extract.scoring import mention_spans, words

from .records import Conclusions

About = Literal["event", "actor"]
WORDS = ("trigger", "mention", "name")
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One word of one article, the ``nth`` of its kind; ``place`` is where its letters stand."""

    article: str
    word: str
    nth: int
    place: Place

    def __str__(self) -> str:
        return f"{self.article} {quote(self.word)}" + (f" ({self.nth})" if self.nth > 1 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How well clusters agree. ``joined`` is the share of each gold cluster's found pairs from different articles that
    are one here, mean over clusters; ``kept`` of ``apart`` pairs that are two stayed two."""

    about: About
    clusters: int
    mentions: int
    found: int
    precision: float
    recall: float
    f1: float
    joined: float
    scored: int
    pairs: int
    pairs_found: int
    kept: int
    apart: int
    apart_given: int
    errors: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)

    def lines(self, *, errors: int) -> Iterable[str]:
        """For people."""
        name = {"event": "events", "actor": "actors"}[self.about]
        yield f"{name}: {self.found} of {self.mentions} mentions of {self.clusters} clusters found"
        yield f"  B³ precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"
        yield (
            f"  joined {self.joined:.3f} of the found pairs, mean over {self.scored} of {self.clusters} clusters "
            f"({self.pairs_found} of {self.pairs} pairs found)"
        )
        if self.apart_given:
            share = self.kept / self.apart if self.apart else 0.0
            yield f"  kept apart {self.kept} of {self.apart} found pairs ({share:.3f}; {self.apart_given} given)"
        yield from (f"  {e}" for e in self.errors[:errors])


def score(conclusions: Conclusions, clusters: Path, distinct: Path | None = None) -> list[Figures]:
    """The figures of events, of actors or of both, as the file has them. Raises KhabarError that names file and entry."""
    rows = _load(clusters)
    apart = _load(distinct) if distinct else []
    out = []
    for about in ("event", "actor"):
        own = [(n, row) for n, row in enumerate(rows) if about in row]
        if not own:
            continue
        finder = _Finder(conclusions, about)
        gold = [[finder.mention(m, f"{clusters}, cluster {n + 1}") for m in row.get("mentions", ())] for n, row in own]
        pairs = [
            (finder.mention(row["a"], f"{distinct}, pair {n + 1}"), finder.mention(row["b"], f"{distinct}, pair {n + 1}"))
            for n, row in enumerate(apart)
            if "a" in row and "b" in row and row.get("about", "event") == about
        ]
        out.append(_figures(about, [str(row[about]) for _, row in own], gold, pairs, finder))
    if not out:
        raise KhabarError(f'{clusters}: no clusters there; each has "event" or "actor" and "mentions"')
    return out


def _load(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise KhabarError(f"{path}: cannot be read ({error.strerror or error}); is the path right?") from error
    except ValueError as error:
        raise KhabarError(f"{path}: not JSON ({error}); mend that place") from error
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise KhabarError(f"{path}: a list of objects is expected")
    return rows


class _Finder:
    """Where words stand, and which event or actor of the graph has a mention there."""

    def __init__(self, conclusions: Conclusions, about: About) -> None:
        self.letters = {i: a.letters for i, a in conclusions.articles.items()}
        self.about = about
        self.held: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        if about == "event":
            found = ((e.article, e.start, e.end, x.id) for x in conclusions.events for e in x.evidence)
        else:
            found = ((m.article, m.start, m.end, x.id) for x in conclusions.actors for m in x.mentions)
        for article, start, end, ident in sorted(found):
            self.held[article].append((start, end, ident))

    def mention(self, told: Mapping[str, Any], where: str) -> Mention:
        word = next((str(told[k]) for k in WORDS if k in told), "")
        article, nth = str(told.get("article")), int(told.get("nth") or 1)
        letters = self.letters.get(article)
        if letters is None:
            raise KhabarError(f"{where}: article {quote(article)} is not in the graph; build it from all articles of the gold")
        places = (words if self.about == "event" else mention_spans)(word, letters) if word else []
        if len(places) < nth:
            raise KhabarError(f"{where}: {quote(word)} stands {len(places)} times in article {quote(article)}, not {nth}")
        return Mention(article=article, word=word, nth=nth, place=(article, *places[nth - 1]))

    def holder(self, mention: Mention) -> str | None:
        """The event or actor there: an exact fit before the one that shares most letters."""
        _, start, end = mention.place
        near = [(min(e, end) - max(s, start), -(e - s), i) for s, e, i in self.held.get(mention.article, ()) if s < end and e > start]
        return max(near)[2] if near else None


def _figures(
    about: About,
    names: Sequence[str],
    gold: Sequence[Sequence[Mention]],
    pairs: Sequence[tuple[Mention, Mention]],
    finder: _Finder,
) -> Figures:
    found = [[(m, h) for m in cluster if (h := finder.holder(m)) is not None] for cluster in gold]
    precision, recall = _b_cubed(found)
    across = [[(x, y) for x, y in combinations(c, 2) if x[0].article != y[0].article] for c in found]
    given = sum(a.article != b.article for c in gold for a, b in combinations(c, 2))
    rates = [sum(x[1] == y[1] for x, y in c) / len(c) for c in across if c]
    parted = [(a, b, x, y) for a, b in pairs if (x := finder.holder(a)) is not None and (y := finder.holder(b)) is not None]
    return Figures(
        about=about, clusters=len(gold), mentions=sum(map(len, gold)), found=sum(map(len, found)),
        precision=precision, recall=recall, f1=_f1(precision, recall), joined=sum(rates) / len(rates) if rates else 0.0,
        scored=len(rates), pairs=given, pairs_found=sum(map(len, across)),
        kept=sum(x != y for _, _, x, y in parted), apart=len(parted), apart_given=len(pairs),
        errors=tuple(_errors(about, names, found, parted)),
    )  # fmt: skip


def _b_cubed(found: Sequence[Sequence[tuple[Mention, str]]]) -> tuple[float, float]:
    gold_of = {m.place: n for n, cluster in enumerate(found) for m, _ in cluster}
    held_of = {m.place: h for cluster in found for m, h in cluster}
    by_gold, by_held = defaultdict(set), defaultdict(set)
    for place, gold in gold_of.items():
        by_gold[gold].add(place)
        by_held[held_of[place]].add(place)
    if not gold_of:
        return 0.0, 0.0
    both = {p: len(by_gold[gold_of[p]] & by_held[held_of[p]]) for p in gold_of}
    precision = sum(n / len(by_held[held_of[p]]) for p, n in both.items()) / len(both)
    recall = sum(n / len(by_gold[gold_of[p]]) for p, n in both.items()) / len(both)
    return precision, recall


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _errors(
    about: About,
    names: Sequence[str],
    found: Sequence[Sequence[tuple[Mention, str]]],
    parted: Sequence[tuple[Mention, Mention, str, str]],
) -> Iterable[str]:
    """The dearest first: clusters in pieces and clusters thrown together, by the pairs that they cost."""
    dear: list[tuple[int, str]] = []
    for name, cluster in zip(names, found, strict=True):
        pieces: dict[str, list[Mention]] = defaultdict(list)
        for mention, held in cluster:
            pieces[held].append(mention)
        cost = sum(len(a) * len(b) for a, b in combinations(pieces.values(), 2))
        if cost:
            shown = " | ".join(", ".join(map(str, ms[:3])) + (" …" if len(ms) > 3 else "") for ms in pieces.values())
            dear.append((cost, f"in {len(pieces)} pieces: {quote(name)}: {shown}"))
    held_by: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for name, cluster in zip(names, found, strict=True):
        for mention, held in cluster:
            held_by[held][name].append(mention)
    for held, clusters in held_by.items():
        cost = sum(len(a) * len(b) for a, b in combinations(clusters.values(), 2))
        if cost:
            shown = " | ".join(f"{quote(n)}: {ms[0]}" for n, ms in clusters.items())
            dear.append((cost, f"thrown together in {held}: {shown}"))
    dear += [(1, f"not kept apart: {a} and {b} are both {x}") for a, b, x, y in parted if x == y]
    yield from (f"{cost} pairs, {about}: {told}" for cost, told in sorted(dear, key=lambda d: (-d[0], d[1])))
