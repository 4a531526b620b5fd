"""Who is who across articles: every ArticleActor of every Reading becomes part of one Actor.

What carries an identifier or holds an office at a date is told by that; names decide only between those
that share a block; what merely describes ("an official") stays with its article. No name that two people
may bear joins them by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.language import Entry, Language
from extract.records import ArticleActor, Reading, digest

from .cluster import groups, join
from .decided import Find, Held, held
from .decisions import Word, anchored
from .described import Lexicon, described_key, is_definite, lexicon, person_name
from .names import Name, parse_name
from .people import Class, Seen, conflict_of, links
from .records import Decision

_KINDS: Mapping[str, str] = {
    "armed-group": "body",
    "organisation": "body",
    "group": "group",
    "state": "land",
    "place": "land",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Which seen actors are one, by cluster; ``ids`` leads from (article, actor id) to the cluster's id."""

    clusters: tuple[tuple[str, tuple[Class, ...]], ...]
    ids: Mapping[tuple[str, str], str]
    decisions: tuple[Decision, ...]
    word: Held = field(default_factory=Held)
    find: Find = field(default=lambda ref: None)

    def cluster_of(self, ref: str) -> str | None:
        """The id of the cluster that a reference means."""
        key = self.find(ref)
        return next((ident for ident, classes in self.clusters if any(c.key == key for c in classes)), None)


def sightings(reading: Reading) -> Iterable[Seen]:
    """The actors of a reading with their forms as printed."""
    article = reading.article
    for actor in reading.actors:
        forms = tuple(sorted({article.letters[m.start : m.end] for m in actor.mentions} | {actor.name}))
        yield Seen(article=article.id, actor=actor, forms=forms, day=article.published or reading.written.latest)


class Resolver:
    """Holds what a language knows about names, offices and people."""

    def __init__(self, language: Language) -> None:
        self.lexicon: Lexicon = lexicon(language)
        self.entries = {e.id: e for e in language.entries}
        self.lands: dict[str, Entry] = {}
        for entry in language.entries:
            if entry.kind == "state" and entry.state:
                self.lands.setdefault(entry.state, entry)
        rows = language.table("offices").get("offices", ())
        self.unique = frozenset(str(row["id"]) for row in rows if row.get("unique"))
        self.terms: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        states: dict[str, set[str]] = defaultdict(set)
        for entry in language.entries:
            for term in entry.offices:
                office, state = str(term.get("office")), str(term.get("state", entry.state) or "")
                states[office].add(state)
                self.terms[f"{office}/{state}"].append((str(term.get("from") or ""), str(term.get("to") or "9999"), entry))
        self.stateless = frozenset(office for office, held in states.items() if held == {""})

    def resolve(self, seen: Iterable[Seen], words: Sequence[Word] = ()) -> Resolved:
        """Clusters of actors; the order of what was seen does not matter. ``words`` are an analyst's decisions."""
        classes: dict[str, Class] = {}
        alone = parted(words)
        for each in sorted(seen, key=lambda s: s.order):
            self._add(classes, each, alone=any(a == each.article and stands(each, s, e) for a, s, e in alone))
        find = finder(classes)
        word = held(words, find, about="actor")
        people = [c for c in classes.values() if c.kind == "person" and any(n.parts for n in c.names)]
        cluster, decisions = join(
            classes,
            links(people, self.lexicon.names),
            about="actor",
            by="names",
            conflict=conflict_of(classes),
            word=word,
        )
        found = []
        for group in groups(cluster):
            members = tuple(sorted((classes[k] for k in group), key=lambda c: (c.hard is None, c.seen[0].order)))
            found.append((actor_id(members), members))
        found.sort(key=lambda f: f[0])
        ids = {s.key: ident for ident, members in found for c in members for s in c.seen}
        own = {c.key: actor_id((c,)) for c in classes.values()}
        renamed = tuple(
            Decision(
                about="actor",
                left=own.get(d.left, d.left),
                right=own.get(d.right, d.right),
                verdict=d.verdict,
                score=d.score,
                why=d.why,
                by=d.by,
            )
            for d in decisions
        )
        return Resolved(clusters=tuple(found), ids=ids, decisions=renamed, word=word, find=find)

    def alone(self, seen: Seen, *, apart: bool = False) -> Class:
        """The class that one seen actor would make by itself; ``apart`` where an analyst says that this one is someone else."""
        classes: dict[str, Class] = {}
        self._add(classes, seen, alone=apart)
        return next(iter(classes.values()))

    def _add(self, classes: dict[str, Class], seen: Seen, *, alone: bool = False) -> None:
        actor = seen.actor
        entry = self.entries.get(actor.entry or "") or self.entries.get(actor.wikidata or "")
        if entry is None and actor.wikidata is None and actor.kind == "state":
            entry = self.lands.get(actor.state or "")
        office = self._office(actor)
        name = Name(())
        if actor.kind == "person":
            name = person_name((entry.name,) if entry else seen.forms, self.lexicon)
            if entry is None and actor.wikidata is None and not name.parts and office:
                entry = self.holder(office, seen.day)
        key = self._key(seen, entry, name, office)
        if alone:  # an analyst says that this one is someone else
            seen = replace(seen, actor=replace(actor, wikidata=None, entry=None))
            key, entry, actor = f"hand:{seen.article}:{actor.id}", None, seen.actor
            name = person_name(seen.forms, self.lexicon) if actor.kind == "person" else name
        kind = entry.kind if entry else actor.kind
        found = classes.setdefault(key, Class(key=key, kind=kind, entry=entry, ident=actor.wikidata or actor.entry))
        found.seen.append(seen)
        found.names.add(name)
        if entry is not None and kind == "person":
            found.names.update(parse_name(n, self.lexicon.names) for n in (entry.name, *entry.names))
        found.states |= {s for s in (actor.state, entry.state if entry else None) if s}
        found.offices |= {office} if office and self._settles(office) else set()

    def holder(self, office: str, day: date | None) -> Entry | None:
        """Who held an office ("foreign-minister/US", "un-secretary-general/") at a day, where the gazetteer knows just
        one and the office has one holder at a time."""
        text = day.isoformat() if day and self._settles(office) else ""
        found = {
            e.id: e
            for begin, end, e in self.terms.get(office, ())
            if text and begin <= text and text[: len(end)] <= end
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _key(self, seen: Seen, entry: Entry | None, name: Name, office: str | None) -> str:
        actor = seen.actor
        if ident := entry.id if entry else actor.wikidata or actor.entry:
            return f"id:{ident}"
        alone = f"only:{seen.article}:{actor.id}"
        if actor.kind == "person":
            if name.parts:
                loose = f":{office or seen.article}" if len(name.parts) == 1 else ""
                return f"name:{actor.state or ''}:{' '.join(name.parts)}{loose}"
            year = seen.day.year if seen.day else seen.article
            if office and self._settles(office):
                return f"office:{office}:{year}"
            return f"role:{' '.join(described_key(actor.name, self.lexicon))}:{year}" if self._one(actor) else alone
        words = described_key(actor.name, self.lexicon)
        if not actor.state and (set(words) <= self.lexicon.heads or (actor.kind == "group" and len(words) < 2)):
            return alone
        return f"{_KINDS[actor.kind]}:{actor.state or ''}:{' '.join(words)}"

    def _office(self, actor: ArticleActor) -> str | None:
        """The office with the state it is held in; those of organisations belong to none, wherever their holder is from."""
        if actor.office is None:
            return None
        office, slash, state = actor.office.partition("/")
        return f"{office}/" if office in self.stateless else f"{office}/{state if slash else actor.state or ''}"

    def _settles(self, office: str) -> bool:
        """Whether an office at a time means one person: one holder at once, in a known state or in none."""
        name, _, state = office.partition("/")
        return name in self.stateless or (bool(state) and name in self.unique)

    def _one(self, actor: ArticleActor) -> bool:
        return len(described_key(actor.name, self.lexicon)) > 1 and is_definite(actor.name, self.lexicon)


def parted(words: Iterable[Word]) -> set[tuple[str, int, int]]:
    """Places in articles whose actor an analyst keeps apart from another: it gets a class of its own."""
    return {
        place
        for w in words
        if w.about == "actor" and w.verdict == "different" and w.right and (place := anchored(w.right)) is not None
    }


def stands(seen: Seen, start: int, end: int) -> bool:
    """Whether an actor is named at some letters of its article."""
    return any(m.start < end and m.end > start for m in seen.actor.mentions)


def finder(classes: Mapping[str, Class]) -> Find:
    """Finds the class that an id or a place in an article means; of several at one place the one that fits it best."""
    own = {actor_id((c,)): key for key, c in classes.items()}
    by_article: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for key, each in classes.items():
        for seen in each.seen:
            by_article[seen.article] += ((m.start, m.end, key) for m in seen.actor.mentions)

    def find(ref: str) -> str | None:
        place = anchored(ref)
        if place is None:
            return own.get(ref)
        article, start, end = place
        near = [(abs(s - start) + abs(e - end), s, k) for s, e, k in by_article.get(article, ()) if s < end and e > start]
        return min(near)[2] if near else None

    return find


def actor_id(members: tuple[Class, ...]) -> str:
    """The gazetteer's or Wikidata's identifier, else a hash of the class that was in the news first."""
    return members[0].hard or own_id(members[0].key)


def own_id(key: str) -> str:
    """The id of an actor that one class alone makes, by its key."""
    return key[3:] if key.startswith("id:") else "a-" + digest("actor", key)
