"""Who is who across articles: every ArticleActor of every Reading becomes part of one Actor.

What carries an identifier or holds an office at a date is told by that; names decide only between those
that share a block; what merely describes ("an official") stays with its article. No name that two people
may bear joins them by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from extract.language import Entry, Language
from extract.records import ActorKind, ArticleActor, Reading, digest

from .cluster import Conflict, Link, groups, join, link
from .described import Lexicon, described_key, is_definite, lexicon, person_name
from .names import Name, Score, compare_names, parse_name, skeleton
from .records import Decision

SURE, SAME_STATE, SAME_OFFICE = 0.85, 0.1, 0.5
BLOCK = 200
_KINDS: Mapping[str, str] = {
    "armed-group": "body",
    "organisation": "body",
    "group": "group",
    "state": "land",
    "place": "land",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One actor of one article, with the forms it has there and the article's date."""

    article: str
    actor: ArticleActor
    forms: tuple[str, ...]
    day: date | None

    @property
    def key(self) -> tuple[str, str]:
        return (self.article, self.actor.id)

    @property
    def order(self) -> tuple[date, str, int, str]:
        """Earliest news first: what later articles add does not change who gave the id."""
        first = self.actor.mentions[0].start if self.actor.mentions else 0
        return (self.day or date.max, self.article, first, self.actor.id)


@dataclass(slots=True, kw_only=True)
class Class:
    """All that bear one key: surely one actor, unless the name is shared."""

    key: str
    kind: ActorKind
    entry: Entry | None = None
    ident: str | None = None
    names: set[Name] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)

    @property
    def hard(self) -> str | None:
        """The identifier that settles who this is."""
        return self.entry.id if self.entry else self.ident


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Which seen actors are one, by cluster; ``ids`` leads from (article, actor id) to the cluster's id."""

    clusters: tuple[tuple[str, tuple[Class, ...]], ...]
    ids: Mapping[tuple[str, str], str]
    decisions: tuple[Decision, ...]


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
        self.terms: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        for entry in language.entries:
            for term in entry.offices:
                key = f"{term.get('office')}/{term.get('state') or entry.state or ''}"
                self.terms[key].append((str(term.get("from") or ""), str(term.get("to") or "9999"), entry))

    def resolve(self, seen: Iterable[Seen]) -> Resolved:
        """Clusters of actors; the order of what was seen does not matter."""
        classes: dict[str, Class] = {}
        for each in sorted(seen, key=lambda s: s.order):
            self._add(classes, each)
        people = [c for c in classes.values() if c.kind == "person" and any(n.parts for n in c.names)]
        cluster, decisions = join(classes, self._links(people), about="actor", by="names", conflict=_conflict(classes))
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
                left=own[d.left],
                right=own[d.right],
                verdict=d.verdict,
                score=d.score,
                why=d.why,
                by=d.by,
            )
            for d in decisions
        )
        return Resolved(clusters=tuple(found), ids=ids, decisions=renamed)

    def _add(self, classes: dict[str, Class], seen: Seen) -> None:
        actor = seen.actor
        entry = self.entries.get(actor.entry or "") or self.entries.get(actor.wikidata or "")
        office = _office(actor)
        name = Name(())
        if actor.kind == "person":
            name = person_name((entry.name,) if entry else seen.forms, self.lexicon)
            if entry is None and actor.wikidata is None and not name.parts and office:
                entry = self.holder(office, seen.day)
        key = self._key(seen, entry, name, office)
        kind = entry.kind if entry else actor.kind
        found = classes.setdefault(key, Class(key=key, kind=kind, entry=entry, ident=actor.wikidata or actor.entry))
        found.seen.append(seen)
        found.names.add(name)
        if entry is not None and kind == "person":
            found.names.update(parse_name(n, self.lexicon.names) for n in (entry.name, *entry.names))
        found.states |= {s for s in (actor.state, entry.state if entry else None) if s}
        found.offices |= {office} if office else set()

    def holder(self, office: str, day: date | None) -> Entry | None:
        """Who held an office ("foreign-minister/US") at a day, where the gazetteer knows just one."""
        text = day.isoformat() if day else ""
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
            if office and "/" in office and not office.endswith("/"):
                return f"office:{office}:{year}"
            return f"role:{' '.join(described_key(actor.name, self.lexicon))}:{year}" if self._one(actor) else alone
        words = described_key(actor.name, self.lexicon)
        if len(words) < 2 and not actor.state and (actor.kind == "group" or set(words) <= self.lexicon.heads):
            return alone
        return f"{_KINDS[actor.kind]}:{actor.state or ''}:{' '.join(words)}"

    def _one(self, actor: ArticleActor) -> bool:
        return len(described_key(actor.name, self.lexicon)) > 1 and is_definite(actor.name, self.lexicon)

    def _links(self, people: list[Class]) -> list[Link]:
        """Pairs of people whose names are alike, from inside blocks."""
        blocks: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for i, each in enumerate(people):
            for name in each.names:
                for block in self._blocks(name, each.offices):
                    blocks[block].add(i)
        pairs = {p for members in blocks.values() if len(members) <= BLOCK for p in combinations(sorted(members), 2)}
        found = []
        for i, j in sorted(pairs):
            score = self.score(people[i], people[j])
            if score.value >= 0.35:
                found.append(link(people[i].key, people[j].key, score.value, score.why, sure=score.value >= SURE))
        return _without_ambiguous(found, {p.key: p for p in people})

    def _blocks(self, name: Name, offices: Iterable[str]) -> Iterable[tuple[str, ...]]:
        bones = [skeleton(p, self.lexicon.names) for p in name.parts]
        if len(bones) > 1:
            yield ("ends", bones[0], bones[-1])
            yield ("begin", bones[0], bones[1])
        for office in offices:
            for bone in bones:
                yield ("office", office, bone)

    def score(self, left: Class, right: Class) -> Score:
        """How sure it is that two classes of people are one: their names, then state and office."""
        rules = self.lexicon.names
        best = max(
            (compare_names(a, b, rules) for a in left.names for b in right.names), key=lambda s: (s.value, s.why)
        )
        if best.value < 0.35:
            return best
        value, why = best.value, [best.why]
        if left.offices & right.offices:
            value, why = value + SAME_OFFICE, [*why, f"same office {min(left.offices & right.offices)}"]
        elif left.states & right.states:
            value, why = value + SAME_STATE, [*why, "same state"]
        return Score(min(round(value, 4), 1.0), "; ".join(why))


def _office(actor: ArticleActor) -> str | None:
    if actor.office is None:
        return None
    return actor.office if "/" in actor.office else f"{actor.office}/{actor.state or ''}"


def _conflict(classes: Mapping[str, Class]) -> Conflict:
    def conflict(left: frozenset[str], right: frozenset[str]) -> str | None:
        hard = {classes[k].hard for k in left | right} - {None}
        if len(hard) > 1:
            return f"they are {' and '.join(sorted(str(h) for h in hard))}"
        ours, theirs = ({s for k in side for s in classes[k].states} for side in (left, right))
        return f"one is of {min(ours)}, the other of {min(theirs)}" if ours and theirs and not ours & theirs else None

    return conflict


def _without_ambiguous(links: list[Link], classes: Mapping[str, Class]) -> list[Link]:
    """A short or stateless name that fits several people who are not each other is a link to none of them."""
    conflict = _conflict(classes)
    around: dict[str, list[Link]] = defaultdict(list)
    for each in links:
        if each.sure:
            around[each.left].append(each)
            around[each.right].append(each)
    joined = {(k.left, k.right) for k in links if k.sure}
    weak: set[Link] = set()
    for key, near in around.items():
        others = sorted({k.left if k.right == key else k.right for k in near})
        unlike = any(
            (a, b) not in joined
            and (conflict(frozenset((a,)), frozenset((b,))) or not _chained(classes[a], classes[b]))
            for a, b in combinations(others[:20], 2)
        )
        if unlike:
            weak.update(k for k in near if _says_less(classes[key], classes[k.left if k.right == key else k.right]))
    return [
        link(k.left, k.right, k.score, f"{k.why}; it fits several people", sure=False) if k in weak else k
        for k in links
    ]


def _chained(left: Class, right: Class) -> bool:
    return any(set(a.parts) <= set(b.parts) or set(b.parts) <= set(a.parts) for a in left.names for b in right.names)


def _says_less(left: Class, right: Class) -> bool:
    """Whether the first class knows less about whom it names than the second."""
    longest = [max(len(n.parts) for n in c.names) for c in (left, right)]
    return left.hard is None and (longest[0] < longest[1] or bool(not left.states and right.states))


def actor_id(members: tuple[Class, ...]) -> str:
    """The gazetteer's or Wikidata's identifier, else a hash of the class that was in the news first."""
    first = members[0]
    return first.hard or "a-" + digest("actor", first.key)
