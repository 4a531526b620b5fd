"""From many readings to conclusions: actors, events and claims, the same for any order of readings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.language import Language, listed, load_language
from extract.letters import fold, quote
from extract.records import EventMention, KhabarError, Reading, TimeSpan

from .alike import Party, Scene
from .claims import claims_of, evidence_of, independent
from .copies import copies
from .decided import MARK, Corrected, Find, Held, corrected, held
from .decisions import ROLES, Word, anchored
from .described import Lexicon, described_key, plain_form
from .labels import Labels
from .local import Local, locals_of
from .merge import merge, parted
from .parts import parts
from .people import Class
from .records import Actor, ActorMention, Conclusions, Decision, Event
from .resolve import Resolved, Resolver, sightings
from .windows import tightest


def conclude(
    readings: Iterable[Reading],
    *,
    language: Language | None = None,
    min_score: float = 0.0,
    words: Sequence[Word] = (),
) -> Conclusions:
    """All that the readings say together.

    The same readings in any order give the same conclusions; a reading given twice counts once.

    Args:
        language: names, titles and labels; Arabic where none is given.
        min_score: event mentions that are less probable are left out.
        words: what an analyst decided; it goes before all that khabar would decide.

    Raises KhabarError where two different articles bear one id, and where a decision means nothing or contradicts
    another.
    """
    language = language or load_language("ar")
    ordered = _unique(readings)
    mended = corrected(ordered, words, language)
    resolver = Resolver(language)
    resolved = resolver.resolve((s for r in ordered for s in sightings(r)), words)
    ids = {**resolved.ids, **_meant(words, resolved)}
    who = Who(resolver=resolver, resolved=resolved, ids=ids, copies=copies(r.article for r in ordered if r.article.kind == "article"))
    return tell(ordered, mended, who, merge, language=language, min_score=min_score, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is who, whom each article's actors mean, and which articles print one text."""

    resolver: Resolver
    resolved: Resolved
    ids: Mapping[tuple[str, str], str]
    copies: Mapping[str, str]


Merging = Callable[[Sequence[Local], Scene, Held], tuple[list[tuple[Local, ...]], tuple[Decision, ...]]]


def tell(
    ordered: Sequence[Reading], mended: Corrected, who: Who, merging: Merging, *, language: Language, min_score: float, words: Sequence[Word]
) -> Conclusions:
    """The conclusions, once it is known who is who and what is one event."""
    resolved, ids = who.resolved, who.ids
    actors = _actors(resolved, ordered, who.resolver.lexicon)
    scene = _scene(actors, who, language)
    stop = stop_words(language)
    found = [e for r in mended.readings for e in locals_of(r, ids=ids, stop=stop, min_score=min_score)]
    word = held(words, _events(found), about="event")
    _one_type(found, word)
    clusters, decisions = merging(found, scene, word)
    named = [(members[0].id, members) for members in clusters]
    wholes = parts(named, scene)
    by_id = {r.article.id: r for r in ordered}
    note = Notes(mentions=mended.notes, events=word)
    label = Labels(language, actors)
    events = [event(i, members, scene, by_id, whole=wholes.get(i), label=label, note=note) for i, members in named]
    claims = [c for i, members in named for c in claims_of(i, members, by_id, ids, mended.notes)]
    return Conclusions(
        readings=tuple(ordered),
        actors=tuple(sorted(actors.values(), key=lambda a: a.id)),
        events=tuple(sorted(events, key=lambda e: e.id)),
        claims=tuple(sorted(claims, key=lambda c: c.id)),
        decisions=tuple(
            sorted(
                (*mended.decisions, *resolved.decisions, *parted(found), *decisions),
                key=lambda d: (d.about, d.left, d.right, d.verdict, d.why, d.by),
            )
        ),
        copy_of={article: first for article, first in scene.copies.items() if article != first},
        words=tuple(w for _, w in sorted({w.id: w for w in words}.items())),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What an analyst decided about mentions, by (article id, mention id), and about local events."""

    mentions: Mapping[tuple[str, str], tuple[str, ...]]
    events: Held


def _meant(words: Iterable[Word], resolved: Resolved) -> dict[tuple[str, str], str]:
    """Actors that an analyst put into a role, whether the article names them or not."""
    out = {}
    for word in words:
        if word.about != "mention" or (place := anchored(word.left)) is None:
            continue
        for ref in (r for role in ROLES for r in getattr(word, role) or ()):
            ident = resolved.cluster_of(ref)
            if ident is None:
                raise KhabarError(f"{word.where}: no actor {quote(ref)} in the graph; see actors.csv")
            out[(place[0], MARK + ref)] = ident
    return out


def _events(found: Iterable[Local]) -> Find:
    """Finds the local event that an id or the letters of a trigger mean."""
    known = list(found)
    own = {e.id for e in known}
    by_article: dict[str, list[Local]] = defaultdict(list)
    for each in known:
        by_article[each.article].append(each)

    def find(ref: str) -> str | None:
        place = anchored(ref)
        if place is None:
            return ref if ref in own else None
        article, start, end = place
        near = [
            (abs(s - start) + abs(e - end), local.id)
            for local in by_article.get(article, ())
            for s, e in (m.trigger for m in local.mentions)
            if s < end and e > start
        ]
        return min(near)[1] if near else None

    return find


def _one_type(found: Iterable[Local], word: Held) -> None:
    types = {e.id: e.type for e in found}
    for left, right, said in word.together:
        if types[left] != types[right]:
            raise KhabarError(f"{said.where}: {types[left]} and {types[right]} are two types of event; set the type of one of them first")


def _unique(readings: Iterable[Reading]) -> list[Reading]:
    found: dict[str, Reading] = {}
    for reading in readings:
        held = found.setdefault(reading.article.id, reading)
        if held is not reading and held != reading:
            raise KhabarError(
                f"two different readings of article {quote(reading.article.id)} (titles {quote(held.article.title)} and "
                f"{quote(reading.article.title)}); give each article its own id and each only one reading"
            )
    return [found[i] for i in sorted(found)]


def stop_words(language: Language) -> frozenset[str]:
    """Folded particles, which say nothing about what a sentence is about."""
    return frozenset(fold(w) for value in language.table("particles").values() for w in listed(value))


def _actors(resolved: Resolved, readings: Sequence[Reading], lexicon: Lexicon) -> dict[str, Actor]:
    letters = {r.article.id: r.article.letters for r in readings}
    return {
        ident: replace(_actor(ident, classes, letters, lexicon), decided=resolved.word.of(c.key for c in classes))
        for ident, classes in resolved.clusters
    }


def _actor(ident: str, classes: Sequence[Class], letters: Mapping[str, str], lexicon: Lexicon) -> Actor:
    seen = sorted((s for c in classes for s in c.seen), key=lambda s: s.order)
    mentions = sorted({(s.article, m.start, m.end) for s in seen for m in s.actor.mentions})
    forms = Counter(letters[a][s:e] for a, s, e in mentions)
    entry = next((c.entry for c in classes if c.entry), None)
    kind = entry.kind if entry else Counter(s.actor.kind for s in seen).most_common(1)[0][0]
    told = Counter(s.actor.name for s in seen)
    longest = min(told, key=lambda n: (-told[n], -len(n), n))
    bare_name = plain_form(forms, lexicon) if kind == "person" else None
    return Actor(
        id=ident,
        name=entry.name if entry else bare_name or longest,
        kind=kind,
        wikidata=(entry.wikidata if entry else None)
        or next((s.actor.wikidata for s in seen if s.actor.wikidata), None),
        state=(entry.state if entry else None) or min((x for c in classes for x in c.states), default=None),
        names=tuple(sorted(forms, key=lambda n: (-forms[n], n))),
        mentions=tuple(ActorMention(article=a, start=s, end=e, quote=letters[a][s:e]) for a, s, e in mentions),
    )


def _scene(actors: Mapping[str, Actor], who: Who, language: Language) -> Scene:
    parties = {}
    for ident, actor in actors.items():
        own = (
            ident
            if actor.wikidata or not ident.startswith("a-")
            else f"{actor.kind}:{' '.join(described_key(actor.name, who.resolver.lexicon))}"
        )
        parties[ident] = Party(id=ident, kind=actor.kind, state=actor.state, key=own)
    times = Counter(who.copies.values())
    return Scene(
        parties=parties,
        symmetric=language.symmetric,
        copies=who.copies,
        copied=frozenset(i for i, n in times.items() if n > 1),
        known=_known(actors, parties),
    )


def _known(actors: Mapping[str, Actor], parties: Mapping[str, Party]) -> frozenset[str]:
    """The anchors of actors that several articles name."""
    articles: dict[str, set[str]] = defaultdict(set)
    for ident, actor in actors.items():
        articles[parties[ident].anchor].update(m.article for m in actor.mentions)
    return frozenset(anchor for anchor, where in articles.items() if len(where) > 1)


def event(
    ident: str,
    members: Sequence[Local],
    scene: Scene,
    readings: Mapping[str, Reading],
    *,
    whole: str | None,
    label: Labels,
    note: Notes,
) -> Event:
    """The event that local events tell of together."""
    roles = {role: _ranked(getattr(m, role) for m in members) for role in ROLES}
    statuses = Counter(x.status for m in members for x in m.mentions)
    times = _times([x for m in members for x in m.mentions])
    return Event(
        id=ident, type=members[0].type, label=label(members[0].type, roles["source"], roles["target"], roles["place"]),
        source=roles["source"], target=roles["target"], place=roles["place"], when=tightest(times),
        statuses=tuple(sorted(statuses, key=lambda s: (-statuses[s], s))),
        evidence=tuple(e for m in sorted(members, key=lambda m: m.article) for e in evidence_of(readings[m.article], m.mentions, note.mentions)),
        decided=note.events.of(m.id for m in members),
        outlets=independent((readings[m.article].article for m in members), scene.copies), part_of=whole,
    )  # fmt: skip


def _times(mentions: Sequence[EventMention]) -> list[TimeSpan]:
    """The times that count: of what was put off those of its taking place, else those it was put off to, if any are told."""
    statuses = {m.status for m in mentions}
    for status in ("actual", "cancelled") if "cancelled" in statuses else ():
        told = [m.when for m in mentions if m.status == status and m.when is not None and m.when.basis != "document"]
        if told:
            return told
    return [m.when for m in mentions if m.when is not None]


def _ranked(sides: Iterable[Sequence[str]]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    place: dict[str, int] = {}
    for side in sides:
        counts.update(side)
        for i, actor in enumerate(side):
            place[actor] = min(i, place.get(actor, i))
    return tuple(sorted(counts, key=lambda a: (-counts[a], place[a], a)))
