"""One event as one article tells it: its mentions, with participants resolved across articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from extract.letters import fold, words
from extract.records import EventMention, Reading, Status, TimeSpan, digest

from .names import bare
from .windows import Window, tightest, window

# Days before its news in which an event of a type is still news, and after it for which it is announced.
DAYS: Mapping[str, tuple[int, int]] = {
    "statement": (1, 3), "appeal": (1, 7), "accusation": (1, 3), "rejection": (2, 7), "threat": (1, 3), "support": (2, 60),
    "call": (2, 7), "meeting": (2, 21), "visit": (4, 45), "negotiation": (5, 30), "conference": (20, 120),
    "agreement": (90, 60), "cooperation": (10, 30), "aid": (5, 30), "concession": (7, 45), "protest": (2, 14),
    "mobilization": (7, 30), "sanction": (30, 60), "coercion": (5, 30), "assault": (3, 30), "decision": (10, 30),
    "appointment": (20, 60),
}  # fmt: skip
USUAL = (5, 30)
SLACK: Mapping[str, int] = {"agreement": 10}  # days by which what texts say of such events' time may differ
FOLLOWING = 2  # words after a trigger that may name its event: "اتفاق الصيد البحري"
ROLES = ("source", "target", "place")
APIECE = frozenset({"call"})  # what two people do, and whoever does it with another does it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """The mentions that one article gives one event.

    ``id`` is the event's id where nothing joins it; ``words`` are those of its sentences, ``topic`` the same without
    participants and triggers, ``called`` those that follow the triggers, by which events such as treaties are known.
    ``near`` is everyone its sentences name, whether they were found to take part or not.
    """

    id: str
    article: str
    type: str
    mentions: tuple[EventMention, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    place: tuple[str, ...]
    when: TimeSpan | None
    window: Window | None
    told_on: date | None
    words: frozenset[str]
    topic: frozenset[str]
    triggers: frozenset[str]
    called: frozenset[str]
    near: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[date, str, int, str]:
        """Earliest news first, then the order of the text."""
        return (self.told_on or date.max, self.article, self.mentions[0].trigger[0], self.id)

    @property
    def sentences(self) -> frozenset[tuple[int, int]]:
        """The spans of the sentences that mention it."""
        return frozenset(m.sentence for m in self.mentions)


def told_on(reading: Reading) -> date | None:
    """The day of an article's news: as published, else the last day on which it may have been written."""
    return reading.article.published or reading.written.latest


def locals_of(
    reading: Reading,
    *,
    ids: Mapping[tuple[str, str], str],
    stop: Collection[str],
    min_score: float = 0.0,
    who: Mapping[tuple[str, str], str] | None = None,
) -> list[Local]:
    """The events of a reading, mentions grouped by their ``event`` and type.

    Args:
        ids: the actor across articles for (article id, actor id).
        stop: folded words that say nothing about what a sentence is about.
        min_score: mentions with less are left out.
        who: whom ``ids`` mean in the end, where they are not yet actors across articles.
    """
    grouped: dict[tuple[str, str], list[EventMention]] = defaultdict(list)
    for mention in reading.events:
        if mention.score >= min_score:
            grouped[(mention.event, mention.type)].append(mention)
    parted = (part for _, mentions in sorted(grouped.items()) for part in one_by_one(mentions, reading, ids if who is None else who))
    return [_local(reading, mentions, ids, stop) for mentions in parted]


def may_part(reading: Reading) -> bool:
    """Whether who is who decides how many events a reading tells."""
    told = [(m.event, m.type) for m in reading.events if m.type in APIECE]
    return len(set(told)) < len(told)


def one_by_one(mentions: list[EventMention], reading: Reading, ids: Mapping[tuple[str, str], str]) -> list[list[EventMention]]:
    """Calls that one host has with several guests, guest by guest: a host alone does not make one call of two.

    Mentions that name one guest lead; those that name all or none stay with the first.
    """
    if mentions[0].type not in APIECE or len(mentions) < 2:
        return [mentions]
    article = reading.article.id
    sides = [frozenset(ids.get((article, a), a) for a in (*m.source, *m.target)) for m in mentions]
    pairs = [s for s in sides if len(s) == 2]
    hosts = frozenset.intersection(*pairs) if len(set(pairs)) > 1 else frozenset()
    guests = list(dict.fromkeys(s - hosts for s in pairs)) if len(hosts) == 1 else []
    if len(guests) < 2:
        return [mentions]
    parts: dict[frozenset[str], list[EventMention]] = {g: [] for g in guests}
    for mention, side in zip(mentions, sides, strict=True):
        parts[next((g for g in guests if g <= side), guests[0])].append(mention)
    return list(parts.values())


def _local(
    reading: Reading, mentions: list[EventMention], ids: Mapping[tuple[str, str], str], stop: Collection[str]
) -> Local:
    article, letters = reading.article.id, reading.article.letters
    ordered = tuple(sorted(mentions, key=lambda m: (m.trigger, m.id)))
    day, kind = told_on(reading), ordered[0].type

    def role(name: str) -> tuple[str, ...]:
        named = (ids[(article, a)] for m in ordered for a in getattr(m, name) if (article, a) in ids)
        return tuple(dict.fromkeys(named))

    when = tightest(m.when for m in ordered if m.when is not None)
    back, ahead = DAYS.get(kind, USUAL)
    parties = _party_words(reading, ordered, stop)
    triggers = frozenset(bare(fold(letters[m.trigger[0] : m.trigger[1]])) for m in ordered)
    said = frozenset(w for m in ordered for w in content_words(letters[m.sentence[0] : m.sentence[1]], stop))
    return Local(
        id="e-" + digest("event", article, kind, *(m.trigger for m in ordered)), article=article, type=kind, mentions=ordered,
        source=role("source"), target=role("target"), place=role("place"), when=when, told_on=day, words=said,
        topic=said - parties - triggers,
        window=window(when, _one_status(ordered), day, back=back, ahead=ahead, slack=SLACK.get(kind, 0)),
        called=_called(letters, ordered, parties, stop),
        triggers=triggers, near=_near(reading, ordered, ids),
    )  # fmt: skip


def _near(reading: Reading, mentions: Iterable[EventMention], ids: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Everyone whom the sentences name."""
    article, spans = reading.article.id, {m.sentence for m in mentions}
    named = (a.id for a in reading.actors if any(s <= x.start and x.end <= e for x in a.mentions for s, e in spans))
    return tuple(dict.fromkeys(ids[(article, a)] for a in named if (article, a) in ids))


def _called(
    letters: str, mentions: Iterable[EventMention], parties: Collection[str], stop: Collection[str]
) -> frozenset[str]:
    """The words after the triggers that name the event, those of its participants left out."""
    after = (islice(content_words(letters[m.trigger[1] : m.sentence[1]], stop), FOLLOWING) for m in mentions)
    return frozenset(w for words_after in after for w in words_after if w not in parties)


def _party_words(reading: Reading, mentions: Sequence[EventMention], stop: Collection[str]) -> frozenset[str]:
    letters, taking = reading.article.letters, {a for m in mentions for role in ROLES for a in getattr(m, role)}
    spans = (x for actor in reading.actors if actor.id in taking for x in actor.mentions)
    return frozenset(w for x in spans for w in content_words(letters[x.start : x.end], stop))


def _one_status(mentions: Iterable[EventMention]) -> Status:
    """The status where all mentions agree; else "possible", which looks back and ahead."""
    found = {m.status for m in mentions}
    return found.pop() if len(found) == 1 else "possible"


def content_words(text: str, stop: Collection[str]) -> Iterable[str]:
    """The words of a sentence that say what it is about, folded, without article and conjunction."""
    for start, end in words(text):
        word = _plain(text[start:end])
        if len(word) > 2 and word not in stop:
            yield word


@lru_cache(maxsize=1 << 17)
def _plain(word: str) -> str:
    word = fold(word)
    return bare(word[1:] if word.startswith("و") and len(word) > 4 else word)
