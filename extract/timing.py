"""Find the time expressions of an article, say what they mean, and when the article was written.

Every expression is reckoned from the day of writing; where that is an interval, from both its ends, and
the bounds hold both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .anchor import Anchor, Found
from .calendar import make_calendar
from .language import Language
from .leaning import Leaning
from .numbers import make_numbers
from .reckon import reckon
from .records import Article, TimeMention, TimeSpan, Written
from .scene import Scene
from .times import OPEN, hull
from .times_grammar import Match, Token
from .times_rules import make_grammar

_EARLY, _LATE = date(2000, 3, 8), date(2021, 11, 18)    # two days that share nothing: what is equal on both needs no date


@dataclass(frozen=True, slots=True)
class Sighting:
    """A matched expression among the words of its sentence."""

    tokens: list[Token]
    match: Match
    sentence: int

    @property
    def start(self) -> int:
        return self.tokens[self.match.first].start

    @property
    def end(self) -> int:
        return self.tokens[self.match.last - 1].end


class Timing:
    """Reads the times of one article at a time."""

    def __init__(self, language: Language) -> None:
        self.numbers = make_numbers(language.table("numbers"))
        self.calendar = make_calendar(language.table("calendar"))
        self.grammar = make_grammar(language, self.numbers)
        self.leaning = Leaning.of(language.table("times"))

    def find(self, scene: Scene) -> tuple[tuple[TimeMention, ...], Written]:
        """The time expressions of an article in order, and when it was written."""
        seen = [s for n, view in enumerate(scene.sentences) for s in self.sightings(scene.letters, view.start, view.end, n)]
        written = self._written(scene.article)
        return tuple(self._mentions(scene.article, seen, written)), written

    def sightings(self, letters: str, start: int, end: int, sentence: int = 0) -> Iterator[Sighting]:
        """Matched expressions of a stretch of letters."""
        tokens = self.grammar.tokens(letters, start, end)
        for match in self.grammar.scan(tokens):
            yield Sighting(tokens, match, sentence)

    def read(self, text: str, *, published: date | None = None) -> tuple[TimeMention, ...]:
        """The times of a text without a title, as one stretch of letters; offsets count from its own begin."""
        article = Article(id="text", title="", text=text, published=published)
        written = Written(earliest=published, latest=published, basis="given" if published else "unknown")
        found = self._mentions(article, list(self.sightings(article.letters, 1, len(article.letters))), written)
        return tuple(replace(t, start=t.start - 1, end=t.end - 1) for t in found)

    def _written(self, article: Article) -> Written:
        if article.published is None:
            return Written()
        return Written(earliest=article.published, latest=article.published, basis="given")

    def _mentions(self, article: Article, seen: list[Sighting], written: Written) -> Iterator[TimeMention]:
        previous: TimeSpan | None = None
        for sighting in seen:
            found = self._meaning(sighting, written, previous)
            if found is None:
                continue
            when = replace(found.when, evidence=article.evidence(sighting.start, sighting.end))
            if when.begin[0] is not None and not when.recurring:
                previous = when
            yield TimeMention(start=sighting.start, end=sighting.end, when=when, notes=found.notes)

    def _meaning(self, sighting: Sighting, written: Written, previous: TimeSpan | None) -> Found | None:
        """What an expression means, read on the day of writing or on both ends of its interval."""
        tokens, match = sighting.tokens, sighting.match
        way = self.leaning.way(tokens, match.first, match.last)
        before = tuple(t.word for t in tokens[max(0, match.first - 2) : match.first])
        days = (written.earliest, written.latest)
        known = [d or other for d, other in zip(days, (_EARLY, _LATE), strict=True)]
        found = [reckon(match.fields, Anchor(today=d, calendar=self.calendar, previous=previous, way=way, before=before)) for d in dict.fromkeys(known)]
        readings = [f for f in found if f is not None]
        if len(readings) < len(found) or not readings:
            return None
        if len(readings) == 1:
            return readings[0]
        one, other = readings
        if (one.when.begin, one.when.end) == (other.when.begin, other.when.end):
            return one if one.when.basis == "explicit" else Found(replace(one.when, basis="inferred"), one.notes)
        if None in days:
            return Found(replace(OPEN, grain=one.when.grain, basis="relative"), one.notes)
        return Found(replace(hull((one.when, other.when)), basis="inferred"), one.notes)
