"""Who is who within one article: full name, surname, title and bare role become one actor.

Cautious: what is not clearly the same stays apart. Phrases are taken in the order of the letters; then clusters that
describe without naming are joined to the one that they can mean (``meant.py``). An actor's entry in the gazetteer comes
from its name, or from its office, state and the article's date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from .actor_cluster import Cluster, given_alone, same_person
from .apposition import state_of
from .language import Entry, Language, folded
from .meant import BODIES, Meaning
from .names import Gazetteer, name_words
from .offices import Offices
from .phrase import Phrase
from .records import ArticleActor, Mention, digest

_RANK = {"state": 0, "organisation": 1, "armed-group": 1, "person": 2, "place": 3}


class Coreference:
    """Groups the phrases of one article at a time."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.offices = Offices(language)
        self.meaning = Meaning(language, gazetteer, self.offices)
        titles = language.table("titles")
        self.counterparts, self.anybody = folded(titles.get("counterparts")), folded(titles.get("anybody"))

    def clusters(self, phrases: Sequence[Phrase], *, published: date | None, home: str | None = None) -> tuple[list[Cluster], list[int]]:
        """Clusters and, for each phrase, the index of its cluster. ``home`` is the press's own state (ISO code), if known."""
        clusters: list[Cluster] = []
        chosen: list[int] = []
        named = _full_names(phrases)
        in_apposition = False
        for n, found in enumerate(phrases):
            phrase = self._alike(self._outer(found, published))
            entry = self._entry(phrase, published, named)
            before = phrases[n - 1] if n else None
            in_apposition = before is not None and _beside(before, phrase) and (bool(before.name) or in_apposition)
            in_apposition = in_apposition and not self._another(clusters, chosen[-1], phrase, published)
            index = chosen[-1] if in_apposition else self._find(clusters, phrase, entry)
            if index is None:
                clusters.append(Cluster(phrase.kind))
                index = len(clusters) - 1
            if phrase.head in self.counterparts and phrase.state is not None:
                clusters[index].offices |= self._counterpart(clusters)
            self._add(clusters[index], phrase, entry)
            chosen.append(index)
        return joined(clusters, chosen, self.meaning.settle(clusters, published=published, home=home))

    def _alike(self, phrase: Phrase) -> Phrase:
        """A phrase with its title in the shapes in which titles are compared."""
        alike = self.offices.alike
        return replace(phrase, title=alike.words(phrase.title), head=alike.word(phrase.head), also=tuple(map(alike.words, phrase.also)))

    # Which gazetteer entry

    def _entry(self, phrase: Phrase, published: date | None, named: Mapping[str, Sequence[Entry]]) -> Entry | None:
        entries = phrase.entries
        if phrase.kind == "person" and phrase.short and len(phrase.name) == 1:
            full = [e for e in named.get(phrase.name[0], ()) if e in entries or not entries]
            if full or phrase.name[0] in named:
                return full[0] if len(full) == 1 else None
            entries = tuple(e for e in entries if self.offices.near(e, published))
        if len(entries) <= 1:
            return entries[0] if entries else None
        state = phrase.state.state if phrase.state else None

        def fit(entry: Entry) -> tuple[int, int, int, str]:
            inside = self.offices.in_office(entry, published)
            return (-(state is not None and entry.state == state), -inside, _RANK.get(entry.kind, 9), f"{10**9 - entry.population:012d}{entry.id}")

        return min(entries, key=fit)

    def _outer(self, phrase: Phrase, published: date | None) -> Phrase:
        """A phrase without the name in it that is another's: "مدير مكتب الرئيس فلان" is not the president."""
        held = {office for entry in phrase.entries[:1] for office in self.offices.held(entry, published)}
        inner = {office for k in (1, 2) if (office := self.offices.of(phrase.title[k:]))}
        if phrase.kind != "person" or not inner & held or self.offices.of(phrase.title) in held:
            return phrase
        return replace(phrase, name=(), entries=(), short=False, title=(*phrase.title, *phrase.name))

    def _another(self, clusters: Sequence[Cluster], index: int, phrase: Phrase, published: date | None) -> bool:
        """Whether a title beside a name is known to be somebody else's."""
        state = phrase.state.state if phrase.state and phrase.state.state else ""
        holder = self.offices.holder(self.offices.of(phrase.title) or "", state, published)
        mine = clusters[index]
        if holder is not None and (mine.entry is not None or mine.name):
            return holder.id != mine.entry.id if mine.entry is not None else not any(same_person(mine.name, name_words(n)) for n in (holder.name, *holder.names))
        return any(phrase.title in c.titles and len(phrase.title) > 1 and not c.described for i, c in enumerate(clusters) if i != index)

    # Which cluster so far

    def _find(self, clusters: list[Cluster], phrase: Phrase, entry: Entry | None) -> int | None:
        recent = _recent(clusters)
        if entry is not None:
            for i in recent:
                if (other := clusters[i].entry) is not None and other.id == entry.id:
                    return i
        if phrase.name:
            for i in recent:
                if clusters[i].kind == "person" and same_person(clusters[i].name, phrase.name) and (entry is None or clusters[i].entry is None):
                    return i
            called = [i for i in recent if clusters[i].kind == "person" and given_alone(phrase.name, clusters[i].name)]
            return called[0] if len(called) == 1 and entry is None else None
        if entry is not None:
            return None
        if phrase.rule == "both":
            return next((i for i in recent if clusters[i].both == phrase.head), None)
        if phrase.kind == "person":
            return self._titled(clusters, phrase)
        for i in recent:
            if phrase.title and phrase.title in clusters[i].titles and not clusters[i].both:
                return i
        if phrase.plural and phrase.definite and len(phrase.title) == 1:    # "المصادر", after "مصادر في الوزارة"
            for i in recent:
                if clusters[i].plural and phrase.head in clusters[i].heads and clusters[i].kind == phrase.kind:
                    return i
        if phrase.anaphor:
            for i in recent:
                if clusters[i].kind in BODIES and phrase.head in self.meaning.heads(clusters[i]) and clusters[i].kind != "state":
                    return i
        return None

    def _titled(self, clusters: list[Cluster], phrase: Phrase) -> int | None:
        office = self.offices.of(phrase.title)
        state = phrase.state.state if phrase.state else None
        people = [i for i in _recent(clusters) if clusters[i].kind == "person"]
        if phrase.rule == "respect":
            honoured = [i for i in people if clusters[i].honours.intersection(phrase.honours)]
            return max(honoured, key=lambda i: (len(clusters[i].spans), -i)) if honoured else next(iter(people), None)
        for i in people:
            if phrase.title in clusters[i].titles and not phrase.plural:
                return i
        for i in people:
            if office in self.offices.unique and office in clusters[i].offices and state and clusters[i].state == state:
                return i
        for i in people:
            if any(len(t) > len(phrase.title) and t[: len(phrase.title)] == phrase.title for t in clusters[i].titles) and not state:
                return i
        if phrase.anaphor:
            for i in people:
                if phrase.head in clusters[i].heads:
                    return i
        if phrase.definite and not phrase.plural and len(phrase.title) <= 1 + (state is not None) and phrase.head in self.anybody:
            return next((i for i in people if clusters[i].name and not clusters[i].plural and state in (None, clusters[i].state)), None)
        return None

    def _counterpart(self, clusters: Sequence[Cluster]) -> set[str]:
        """The offices of the person named last, whose counterpart is spoken of."""
        last = next((clusters[i] for i in _recent(clusters) if clusters[i].kind == "person" and clusters[i].offices), None)
        return set(last.offices) if last is not None else set()

    def _add(self, cluster: Cluster, phrase: Phrase, entry: Entry | None) -> None:
        cluster.spans.append((phrase.start, phrase.end))
        cluster.plural |= phrase.plural
        cluster.honours.update(phrase.honours)
        if entry is not None and cluster.entry is None:
            cluster.entry = entry
            cluster.kind = entry.kind if phrase.kind != "group" else phrase.kind
        more = phrase.also if phrase.anaphor and cluster.titles else (phrase.title, *phrase.also)    # "المسؤول" says nothing new of an official
        for title in filter(None, more):
            cluster.titles.add(title)
            if office := self.offices.of(title):
                cluster.offices.add(office)
        cluster.heads.update(title[0] for title in phrase.also)
        if phrase.rule == "both":
            cluster.both = phrase.head
        elif phrase.head:
            cluster.heads.add(phrase.head)
        if len(phrase.name) > len(cluster.name):
            cluster.name = phrase.name
        if phrase.state is not None and phrase.state.state:
            cluster.state = cluster.state or phrase.state.state
        if entry is not None and entry.kind == "person":
            cluster.state = cluster.state or entry.state
            cluster.name = cluster.name or phrase.name


def _beside(before: Phrase, phrase: Phrase) -> bool:
    """Whether a title stands right beside a phrase before it, with a comma at most, and no other state's."""
    close = 0 < phrase.start - before.end <= 2 and not phrase.conj and not phrase.prep and phrase.kind == "person" and not phrase.name
    mine, theirs = state_of(before), state_of(phrase)
    return close and not (mine and theirs and mine != theirs) and phrase.rule != "respect"


def _recent(clusters: Sequence[Cluster]) -> list[int]:
    """Clusters so far, the one spoken of last first."""
    return sorted(range(len(clusters)), key=lambda i: clusters[i].spans[-1][0] if clusters[i].spans else -1, reverse=True)


def _full_names(phrases: Sequence[Phrase]) -> dict[str, list[Entry]]:
    """Family names of those named in full in the article, with their gazetteer entries."""
    out: dict[str, list[Entry]] = {}
    for phrase in phrases:
        if phrase.kind == "person" and len(phrase.name) > 1:
            found = out.setdefault(phrase.name[-1], [])
            found += [e for e in phrase.entries[:1] if e not in found]
    return out


def joined(clusters: list[Cluster], chosen: list[int], meant: Mapping[int, int]) -> tuple[list[Cluster], list[int]]:
    """Join clusters of one gazetteer entry, and descriptions to what they mean."""
    home = list(range(len(clusters)))

    def root(i: int) -> int:
        while home[i] != i:
            i = home[i]
        return i

    first: dict[tuple[str, str], int] = {}
    for i, cluster in enumerate(clusters):
        if cluster.entry is not None:
            key = (cluster.entry.id, cluster.kind)
            home[i] = first.setdefault(key, i)
    for i, target in sorted(meant.items()):
        a, b = root(i), root(target)
        if a != b:
            home[max(a, b)] = min(a, b)
    kept: list[Cluster] = []
    index: dict[int, int] = {}
    for i, cluster in enumerate(clusters):
        top = root(i)
        if top == i:
            index[i] = len(kept)
            kept.append(cluster)
        else:
            clusters[top].absorb(cluster)
    return kept, [index[root(i)] for i in chosen]


def actor_records(clusters: Sequence[Cluster], letters: str, *, article: str) -> dict[int, ArticleActor]:
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
