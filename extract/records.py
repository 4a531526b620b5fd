"""What was read: the records of one article, all frozen, all leading back to letters.

Offsets count Unicode code points of ``article.letters`` (``title + "\\n" + text``, exactly as
published) and spans are half open, ``letters[start:end]``. Dates are inclusive days. Ids are
computed from content, so two runs agree byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

ArticleKind = Literal["article", "headline"]
SegmentKind = Literal["title", "body", "quote", "other-headline", "source", "keywords", "boilerplate"]
ActorKind = Literal["person", "state", "organisation", "armed-group", "group", "place"]
Status = Literal["actual", "planned", "possible", "requested", "denied", "cancelled"]
Grain = Literal["hour", "day", "week", "month", "quarter", "season", "year", "decade"]
Basis = Literal["explicit", "relative", "document", "inferred"]
WrittenBasis = Literal["given", "dateline", "inferred", "unknown"]
Bounds = tuple[date | None, date | None]
Span = tuple[int, int]

TITLE_BREAK = "\n"


def digest(*parts: object, length: int = 12) -> str:
    """A short stable hash of any values; ``None`` and the empty string differ."""
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]


class KhabarError(ValueError):
    """Something a person can mend: says where, what was seen and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an article came from: a path (or ``-`` for standard input) and the span of letters
    of that file's decoded text (None where the format has no such offsets)."""

    path: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece of news as published, or the bare headline of another (kind ``headline``).

    ``is_record`` says that the article came as one record (JSON, CSV, Parquet), whose text is one
    article whatever it holds; a page (text, HTML, WARC) may have held several.
    ``published_basis`` says where ``published`` comes from.
    """

    id: str
    title: str
    text: str
    published: date | None = None
    outlet: str | None = None
    url: str | None = None
    language: str = "ar"
    kind: ArticleKind = "article"
    source: Source = field(default_factory=lambda: Source(path="-"))
    published_basis: WrittenBasis = "unknown"
    is_record: bool = True

    @property
    def letters(self) -> str:
        """The one offset space: title, a line break, text."""
        return self.title + TITLE_BREAK + self.text

    @property
    def key(self) -> str:
        """The hash of what the article says and where it says it; changes when any of it does."""
        return digest(self.title, self.text, self.outlet, self.url, self.published, length=32)

    def evidence(self, start: int, end: int) -> Evidence:
        """The letters of a span as evidence. Raises KhabarError outside the article."""
        if not 0 <= start < end <= len(self.letters):
            raise KhabarError(f"article {self.id}: no letters at {start}:{end} (it has {len(self.letters)})")
        return Evidence(article=self.id, start=start, end=end, quote=self.letters[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Letters of an article, exactly as published: ``article.letters[start:end] == quote``."""

    article: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of ``article.letters`` and what it is. Segments come in order and do not overlap,
    but for kind ``quote``, which lies inside a body."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """When something was, between four bounds, each an inclusive day or None where unknown.

    ``begin`` and ``end`` are (earliest, latest). A single known day has all four equal. The whole of
    a month has begin (1st, 1st) and end (last, last); "in June" for one event of a day has begin
    (1 June, 30 June) likewise; ``grain`` says which unit the words named.
    """

    begin: Bounds
    end: Bounds
    grain: Grain = "day"
    basis: Basis = "explicit"
    evidence: Evidence | None = None
    recurring: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The interval in which the article was written, and the reasons for saying so."""

    earliest: date | None = None
    latest: date | None = None
    basis: WrittenBasis = "unknown"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """A time expression where it stands, and what it means. ``when`` is None for a note only."""

    start: int
    end: int
    when: TimeSpan
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where the text names or describes an actor."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleActor:
    """Someone or something that the article names, with all places where it does.

    ``name`` is the fullest form in the article, or the gazetteer's; ``entry`` is the id of the
    gazetteer entry it was matched with; ``office`` the id of the office it is named by ("foreign-minister/US").
    """

    id: str
    name: str
    kind: ActorKind
    wikidata: str | None = None
    entry: str | None = None
    office: str | None = None
    state: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One trigger word and the event it speaks of, as the article tells it.

    ``source``, ``target``, ``place`` and ``reported_by`` hold ids of the reading's actors. ``event`` is
    shared by mentions of one real event within the article. ``cue`` is the word of the speaker's
    saying (the trigger of the governing statement), where there is one. ``sentence`` is the span of
    the sentence. ``asserted`` says that the sentence itself tells that the event took place («وقع هجوم»), rather than taking it
    for granted («بعد الهجوم») or giving it another status. ``score`` is the probability that the mention is right; ``by`` names
    the rule or model.
    """

    id: str
    event: str
    type: str
    trigger: Span
    segment: SegmentKind = "body"
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    when: TimeSpan | None = None
    status: Status = "actual"
    reported_by: str | None = None
    cue: Span | None = None
    sentence: Span = (0, 0)
    asserted: bool = True
    score: float = 0.5
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one article says."""

    article: Article
    written: Written = field(default_factory=Written)
    segments: tuple[Segment, ...] = ()
    actors: tuple[ArticleActor, ...] = ()
    events: tuple[EventMention, ...] = ()
    times: tuple[TimeMention, ...] = ()

    def actor(self, ident: str) -> ArticleActor:
        """The actor with this id. Raises KeyError."""
        for actor in self.actors:
            if actor.id == ident:
                return actor
        raise KeyError(ident)
