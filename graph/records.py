"""What was concluded: actors, events and claims across articles, each leading back to mentions.

Everything here is derived from ``extract.records.Reading`` and the decisions that resolving and
merging took; nothing is edited. Ids are computed from content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from extract.records import ActorKind, Article, EventMention, Reading, Span, Status, TimeSpan

from .decisions import Word

HolderKind = Literal["reported", "narrator", "unnamed"]
Verdict = Literal["same", "different", "unsure", "wrong", "set"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention:
    """One place in one article where an actor is named or described."""

    article: str  # Article.id
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone or something across articles. ``names`` are the surface forms, most frequent first; ``decided`` says
    in words what an analyst decided about it, here and in events and evidence."""

    id: str
    name: str
    kind: ActorKind
    wikidata: str | None = None
    state: str | None = None
    names: tuple[str, ...] = ()
    mentions: tuple[ActorMention, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEvidence:
    """One trigger in one article that speaks of an event: the letters and their sentence."""

    article: str  # Article.id
    mention: str  # EventMention.id
    start: int
    end: int
    quote: str
    sentence: Span
    score: float
    by: str
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One real or claimed happening, with everyone in it and every claim about it.

    ``statuses`` are those claimed, commonest first; ``sources`` counts independent outlets.
    """

    id: str
    type: str
    label: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    when: TimeSpan | None = None
    statuses: tuple[Status, ...] = ()
    evidence: tuple[EventEvidence, ...] = ()
    outlets: int = 1
    part_of: str | None = None
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says of an event that it happened, will, may, should or did not.

    One claim an article, holder and status. ``holder`` is an actor id where someone is quoted
    ("reported"), else the outlet's name ("narrator"), else the article's own source node ("unnamed").
    ``reported_on`` is the article's date. ``confidence`` is the highest score among its mentions.
    """

    id: str
    event: str
    article: str
    holder: str
    holder_kind: HolderKind
    status: Status
    confidence: float
    evidence: tuple[EventEvidence, ...]
    cue: Span | None = None
    reported_on: date | None = None
    when: TimeSpan | None = None
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether two things are the same, why, and who said so. An analyst also finds mentions "wrong", or has
    something about them ("set") otherwise: then ``left`` names letters of an article and ``right`` what is set."""

    about: Literal["actor", "event", "mention"]
    left: str
    right: str
    verdict: Verdict
    score: float
    why: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Conclusions:
    """All that many readings say together; what every export is made from. Sorted by id throughout.

    ``copy_of`` leads from an article that prints another's text to the first that did; ``words`` are an analyst's
    decisions, which are applied in actors, events and claims and not in the readings.
    """

    readings: tuple[Reading, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...] = ()
    copy_of: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Articles by id."""
        return {r.article.id: r.article for r in self.readings}

    @cached_property
    def actor(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return {a.id: a for a in self.actors}

    @cached_property
    def event(self) -> Mapping[str, Event]:
        """Events by id."""
        return {e.id: e for e in self.events}

    @cached_property
    def mention(self) -> Mapping[tuple[str, str], EventMention]:
        """Event mentions by (article id, mention id)."""
        return {(r.article.id, m.id): m for r in self.readings for m in r.events}
