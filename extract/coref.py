"""Who is who within one article: full name, surname, title and bare role become one actor.

Cautious: what is not clearly the same stays apart. Phrases are taken in the order of the letters;
an actor's entry in the gazetteer comes from its name, or from its office, state and the article's date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .language import Entry, Language
from .names import Gazetteer, name_words
from .phrases import Phrase
from .records import ActorKind, ArticleActor, Mention, digest


@dataclass
class Cluster:
    """An actor in the making."""

    kind: ActorKind
    entry: Entry | None = None
    name: tuple[str, ...] = ()
    titles: set[tuple[str, ...]] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    state: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    name_spans: list[tuple[int, int]] = field(default_factory=list)
    plural: bool = False


class Offices:
    """Offices by their words, and who held them when."""

    def __init__(self, language: Language) -> None:
        self.names: dict[tuple[str, ...], str] = {}
        self.unique: set[str] = set()
        for row in language.table("offices").get("offices", ()):
            if row.get("unique"):
                self.unique.add(row["id"])
            for name in row.get("names", ()):
                self.names[tuple(_bare(w) for w in name_words(name))] = row["id"]
        self.longest = max(map(len, self.names), default=0)
        self.holders: dict[tuple[str, str], list[tuple[str, str, Entry]]] = {}
        for entry in language.entries:
            for term in entry.offices:
                key = (str(term.get("office")), str(term.get("state") or ""))
                self.holders.setdefault(key, []).append((str(term.get("from") or ""), str(term.get("to") or "9999"), entry))

    def of(self, title: Sequence[str]) -> str | None:
        """The office that a title phrase begins with, the longest match."""
        for size in range(min(self.longest, len(title)), 0, -1):
            if office := self.names.get(tuple(title[:size])):
                return office
        return None

    def holder(self, office: str, state: str, when: date | None) -> Entry | None:
        """Who held an office at a date, where one person did."""
        if when is None:
            return None
        day = when.isoformat()
        found = {e.id: e for start, end, e in self.holders.get((office, state), ()) if start <= day and day[: len(end)] <= end}
        return next(iter(found.values())) if len(found) == 1 else None


def _bare(word: str) -> str:
    for shape in ("ال", "لل"):
        if word.startswith(shape) and len(word) > 4:
            return word[2:]
    return word


class Coreference:
    """Groups the phrases of one article at a time."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.offices = Offices(language)

    def clusters(self, phrases: Sequence[Phrase], *, published: date | None, home: str | None = None) -> tuple[list[Cluster], list[int]]:
        """Clusters and, for each phrase, the index of its cluster. ``home`` is the press's own state, if known."""
        clusters: list[Cluster] = []
        chosen: list[int] = []
        full = {p.name[-1]: p for p in phrases if len(p.name) > 1}
        for n, phrase in enumerate(phrases):
            entry = self._entry(phrase, published)
            before = phrases[n - 1] if n else None
            if before is not None and before.name and phrase.kind == "person" and not phrase.name and not phrase.conj and not phrase.prep and 0 < phrase.start - before.end <= 2:
                index: int | None = chosen[-1]
            else:
                index = self._find(clusters, phrase, entry, full)
            if index is None:
                clusters.append(Cluster(phrase.kind))
                index = len(clusters) - 1
            self._add(clusters[index], phrase, entry)
            chosen.append(index)
        for cluster in clusters:
            if cluster.kind == "person" and cluster.entry is None and not cluster.name:
                self._by_office(cluster, published)
        return _merge_same(clusters, chosen)

    def _entry(self, phrase: Phrase, published: date | None) -> Entry | None:
        entries = phrase.entries
        if not entries:
            return None
        if len(entries) == 1:
            return entries[0]
        day = published.isoformat() if published else None
        state = phrase.state.state if phrase.state else None

        def fit(entry: Entry) -> tuple[int, int, int, str]:
            inside = any(day and str(t.get("from") or "") <= day <= str(t.get("to") or "9999") for t in entry.offices)
            return (-(state is not None and entry.state == state), -inside, _RANK.get(entry.kind, 9), f"{10**9 - entry.population:012d}{entry.id}")

        return min(entries, key=fit)

    def _find(self, clusters: list[Cluster], phrase: Phrase, entry: Entry | None, full: Mapping[str, Phrase]) -> int | None:
        recent = range(len(clusters) - 1, -1, -1)
        if entry is not None:
            for i in recent:
                if clusters[i].entry is not None and clusters[i].entry.id == entry.id:  # type: ignore[union-attr]
                    return i
        if phrase.name:
            for i in recent:
                if clusters[i].kind == "person" and same_person(clusters[i].name, phrase.name) and (entry is None or clusters[i].entry is None):
                    return i
            return None
        if entry is not None:
            return None
        title = phrase.title
        if phrase.kind == "person":
            return self._titled(clusters, phrase)
        for i in recent:
            if title and title in clusters[i].titles:
                return i
        if phrase.anaphor or (phrase.kind == "organisation" and len(title) > 1):
            for i in recent:
                longer = any(len(t) > len(title) and t[: len(title)] == title for t in clusters[i].titles)
                if (longer and clusters[i].kind == phrase.kind) or (phrase.anaphor and phrase.head in clusters[i].heads):
                    return i
        return None

    def _titled(self, clusters: list[Cluster], phrase: Phrase) -> int | None:
        office = self.offices.of(phrase.title)
        state = phrase.state.state if phrase.state else None
        recent = range(len(clusters) - 1, -1, -1)
        people = [i for i in recent if clusters[i].kind == "person"]
        for i in people:
            if phrase.title in clusters[i].titles and not phrase.plural:
                return i
        for i in people:
            if office and office in clusters[i].offices and state and clusters[i].state == state:
                return i
        for i in people:
            if any(len(t) > len(phrase.title) and t[: len(phrase.title)] == phrase.title for t in clusters[i].titles) and not state:
                return i
        if phrase.anaphor:
            for i in people:
                if phrase.head in clusters[i].heads:
                    return i
        return None

    def _add(self, cluster: Cluster, phrase: Phrase, entry: Entry | None) -> None:
        cluster.spans.append((phrase.start, phrase.end))
        cluster.plural |= phrase.plural
        if entry is not None and cluster.entry is None:
            cluster.entry = entry
            cluster.kind = entry.kind if phrase.kind != "group" else phrase.kind
        if phrase.title:
            cluster.titles.add(phrase.title)
            if office := self.offices.of(phrase.title):
                cluster.offices.add(office)
        if phrase.head:
            cluster.heads.add(phrase.head)
        if len(phrase.name) > len(cluster.name):
            cluster.name = phrase.name
        if phrase.state is not None and phrase.state.state:
            cluster.state = cluster.state or phrase.state.state
        if entry is not None and entry.kind == "person":
            cluster.state = cluster.state or entry.state
            cluster.name = cluster.name or phrase.name

    def _by_office(self, cluster: Cluster, published: date | None) -> None:
        for office in sorted(cluster.offices):
            for state in (cluster.state, ""):
                if state is not None and (holder := self.offices.holder(office, state, published)) is not None:
                    cluster.entry = holder
                    return


_RANK = {"state": 0, "organisation": 1, "armed-group": 1, "person": 2, "place": 3}


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two folded names within one article are one person's: the shorter is the end of the longer,
    or its beginning with the same family name, or the longer holds all its words in order."""
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return short[0] in (long[-1], *long[1:-1]) or short == long
    rest = iter(long)
    return all(any(word == other for other in rest) for word in short)


def _merge_same(clusters: list[Cluster], chosen: list[int]) -> tuple[list[Cluster], list[int]]:
    """Join clusters that came to the same gazetteer entry after all."""
    first: dict[str, int] = {}
    table: list[int] = []
    kept: list[Cluster] = []
    for cluster in clusters:
        ident = cluster.entry.id if cluster.entry else None
        if ident is not None and ident in first and cluster.kind == kept[first[ident]].kind:
            target = kept[first[ident]]
            target.spans += cluster.spans
            target.titles |= cluster.titles
            target.offices |= cluster.offices
            table.append(first[ident])
            continue
        if ident is not None:
            first.setdefault(ident, len(kept))
        table.append(len(kept))
        kept.append(cluster)
    return kept, [table[i] for i in chosen]


def actor_records(clusters: Sequence[Cluster], letters: str, *, article: str, used: Iterable[int] | None = None) -> dict[int, ArticleActor]:
    """Clusters as records, named by their fullest form, with ids that depend on content alone."""
    out: dict[int, ArticleActor] = {}
    for i, cluster in enumerate(clusters):
        spans = sorted({*cluster.spans, *cluster.name_spans})
        names = Counter(letters[s:e] for s, e in spans)
        name = cluster.entry.name if cluster.entry else max(names, key=lambda n: (len(n), names[n], n))
        out[i] = ArticleActor(
            id="a" + digest(article, cluster.kind, cluster.entry.id if cluster.entry else None, *spans[:1], name, length=8),
            name=name, kind=cluster.kind, wikidata=cluster.entry.wikidata if cluster.entry else None,
            entry=cluster.entry.id if cluster.entry else None, office=min(cluster.offices, default=None), state=cluster.state,
            mentions=tuple(Mention(start=s, end=e) for s, e in spans),
        )  # fmt: skip
    return out
