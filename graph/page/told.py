"""What the page knows, as plain values for JSON: actors, events with their claims, articles, sentences.

Days are counted from 1970-01-01, things are named by their place in their list, and offsets count UTF-16 units of
the text beside them, as JavaScript does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from extract.records import Article, Status
from graph.claims import evidence_of, outlet
from graph.decisions import Word
from graph.records import Claim, Conclusions, Event, EventEvidence
from graph.tables import Quotes

from .days import day, drawn_on, when
from .decided import Rulings

LONG, AROUND = 700, 260  # a sentence longer than this is shown around its trigger
NAMES = 8
_PAIRED = re.compile("[\U00010000-\U0010ffff]")  # letters that take two units


class Told:
    """Conclusions as the page's lists. ``sentences`` grow as evidence asks for them."""

    def __init__(self, conclusions: Conclusions, *, quotes: Quotes = "sentence") -> None:
        self.c = conclusions
        self.with_text = quotes != "none"
        self.whole = quotes == "full"
        self.actor = {a.id: n for n, a in enumerate(conclusions.actors)}
        self.event = {e.id: n for n, e in enumerate(conclusions.events)}
        self.article = {r.article.id: n for n, r in enumerate(conclusions.readings)}
        self.rulings = Rulings(conclusions, self.actor, with_text=self.with_text)
        self.sentence: dict[tuple[str, int, int], int] = {}
        self.sentences: list[list[Any]] = []

    def all(self) -> dict[str, Any]:
        """Everything, in the order in which the page reads it."""
        events = [self._event(e) for e in self.c.events]
        return {
            "actors": list(self._actors()),
            "events": events,
            "decisions": [self._decision(w) for w in self.rulings.words],
            "articles": [self._article(r.article) for r in self.c.readings],
            "sentences": self.sentences,
        }

    def _actors(self) -> Iterable[dict[str, Any]]:
        for actor in self.c.actors:
            others = [n for n in dict.fromkeys(actor.names) if n != actor.name][:NAMES] if self.with_text else []
            articles = sorted({self.article[m.article] for m in actor.mentions if m.article in self.article})
            yield _known(
                id=actor.id, name=actor.name, kind=actor.kind, wikidata=actor.wikidata, state=actor.state, names=others,
                articles=articles, decided=self.rulings.numbers(actor.decided),
            )  # fmt: skip

    def _event(self, event: Event) -> dict[str, Any]:
        claims = self._claims_by_event.get(event.id, [])
        shown = {(x.article, x.mention, x.start) for c in claims for x in c.evidence}
        loose = [x for x in event.evidence if (x.article, x.mention, x.start) not in shown]
        told = [self._claim(c, event) for c in claims] + [self._unclaimed(x, event.statuses) for x in loose]
        return _known(
            id=event.id, type=event.type, label=event.label, roles=self._roles(event), when=when(event.when),
            day=drawn_on(event.when), statuses=list(event.statuses), outlets=event.outlets,
            part=self.event.get(event.part_of) if event.part_of else None, claims=told,
            decided=self.rulings.numbers([*event.decided, *(d for e in event.evidence for d in e.decided)]),
        )  # fmt: skip

    @cached_property
    def _claims_by_event(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.c.claims:
            found[claim.event].append(claim)
        for own in found.values():
            own.sort(key=lambda c: (c.reported_on or date.max, c.article, c.id))
        return found

    def _claim(self, claim: Claim, event: Event) -> dict[str, Any]:
        own, shared = self._roles(claim), self._roles(event)
        time = when(claim.when)
        return _known(
            id=claim.id, article=self.article.get(claim.article), kind=claim.holder_kind,
            holder=self.actor.get(claim.holder) if claim.holder_kind == "reported" else None,
            name=claim.holder if claim.holder_kind != "unnamed" and claim.holder not in self.actor else None,
            status=claim.status, score=round(claim.confidence, 3), on=day(claim.reported_on),
            roles=own if own != shared else None, when=time if time != when(event.when) else None,
            says=[self._evidence(x) for x in claim.evidence],
            decided=self.rulings.numbers(d for x in claim.evidence for d in x.decided),
        )  # fmt: skip

    def _unclaimed(self, evidence: EventEvidence, statuses: Sequence[Status]) -> dict[str, Any]:
        """Evidence that no claim holds, so that nothing is lost from sight."""
        article = self.c.articles.get(evidence.article)
        return _known(
            id=f"x-{evidence.article}-{evidence.mention}", article=self.article.get(evidence.article), kind="unnamed",
            status=statuses[0] if statuses else "actual", score=round(evidence.score, 3),
            on=day(article.published) if article else None, says=[self._evidence(evidence)],
        )  # fmt: skip

    def _decision(self, word: Word) -> dict[str, Any]:
        """A decision; a mention that was found wrong stands in no event, so its letters stand here."""
        reading = self.rulings.reading(word.left) if word.about == "mention" else None
        mention = self.rulings.mention(word) if word.verdict == "wrong" else None
        says = [self._evidence(x) for x in evidence_of(reading, [mention], {})] if reading and mention else []
        return _known(**self.rulings.fields(word), article=self.article[reading.article.id] if reading else None, says=says)

    def _roles(self, thing: Event | Claim) -> list[list[int]]:
        return [[self.actor[i] for i in ids if i in self.actor] for ids in (thing.source, thing.target, thing.place)]

    def _evidence(self, evidence: EventEvidence) -> list[Any]:
        """Sentence, start and end in it, score, who found it, start and end in the article's letters."""
        article = self.c.articles.get(evidence.article)
        if article is None or not self.with_text:
            return [None, None, None, round(evidence.score, 3), evidence.by, evidence.start, evidence.end]
        number, first = self._sentence(article, evidence)
        text = self.sentences[number][1]
        start, end = evidence.start - first, evidence.end - first
        letters = article.letters if self.whole else ""
        at = (
            [units(letters, evidence.start), units(letters, evidence.end)]
            if self.whole
            else [evidence.start, evidence.end]
        )
        return [number, units(text, start), units(text, end), round(evidence.score, 3), evidence.by, *at]

    def _sentence(self, article: Article, evidence: EventEvidence) -> tuple[int, int]:
        """The number of the sentence in the list, and where in the article it begins."""
        letters = article.letters
        start, end = evidence.sentence
        if not start <= evidence.start <= evidence.end <= end:
            start, end = evidence.start, evidence.end
        if end - start > LONG or (start == evidence.start and end == evidence.end):
            start, end = _clipped(
                letters, max(start, evidence.start - AROUND), min(end, evidence.end + AROUND), evidence
            )
        while start < evidence.start and letters[start].isspace():
            start += 1
        while end > evidence.end and letters[end - 1].isspace():
            end -= 1
        key = (article.id, start, end)
        if key not in self.sentence:
            self.sentence[key] = len(self.sentences)
            text = letters[start:end]
            self.sentences.append([self.article[article.id], text, self._named(article.id, text, start, end)])
        return self.sentence[key], start

    @cached_property
    def _mentions(self) -> dict[str, list[tuple[int, int, int]]]:
        """Who is named where in each article: (start, -end, actor), in order."""
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, actor in enumerate(self.c.actors):
            for m in actor.mentions:
                found[m.article].append((m.start, -m.end, number))
        for own in found.values():
            own.sort()
        return found

    def _named(self, article: str, text: str, start: int, end: int) -> list[list[int]]:
        """Names within a sentence, the outermost where one holds another."""
        own = self._mentions.get(article, [])
        out: list[list[int]] = []
        free = start
        for first, last, actor in own[bisect_left(own, (start, -(1 << 60), 0)) :]:
            if first >= end:
                break
            if first >= free and -last <= end:
                out.append([units(text, first - start), units(text, -last - start), actor])
                free = -last
        return out

    def _article(self, article: Article) -> dict[str, Any]:
        return _known(
            id=article.id, title=article.title if self.with_text else None, outlet=outlet(article), url=article.url,
            day=day(article.published), guessed=article.published_basis == "inferred" or None,
            headline=article.kind == "headline" or None, letters=article.letters if self.whole else None,
        )  # fmt: skip


def _clipped(letters: str, start: int, end: int, evidence: EventEvidence) -> tuple[int, int]:
    """A stretch that cuts no word."""
    start, end = max(start, 0), min(end, len(letters))
    while 0 < start < evidence.start and not letters[start - 1].isspace():
        start += 1
    while evidence.end < end < len(letters) and not letters[end].isspace():
        end -= 1
    return start, end


def units(text: str, offset: int) -> int:
    """An offset in code points as one in UTF-16 units."""
    return offset + len(_PAIRED.findall(text, 0, offset))


def _known(**fields: Any) -> dict[str, Any]:
    return {k: v for k, v in fields.items() if v is not None and v != []}
