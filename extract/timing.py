"""Find the time expressions of an article, say what they mean, and when the article was written.

Every expression is reckoned from the day of writing; where that is an interval, from both its ends, and
the bounds hold both. A printed article that says «اليوم الأربعاء» on a Thursday is reckoned from the Wednesday.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from .anchor import Anchor, Found, Way
from .calendar import make_calendar
from .clues import WEEKDAYS, Told, clues, spoken_weekday
from .known import Known
from .language import Language
from .leaning import Leaning
from .letters import fold, quote
from .numbers import make_numbers
from .reckon import reckon
from .records import Article, TimeMention, TimeSpan, Written
from .scene import Scene
from .times import OPEN, hull
from .times_match import Match, scan
from .times_rules import make_grammar
from .times_tokens import Token, tokens
from .written import lay, spoken_day

_EARLY, _LATE = date(2000, 3, 8), date(2021, 11, 18)    # two days that share nothing: what is equal on both needs no date
_DATELINE_REACH = 30


@dataclass(frozen=True, slots=True)
class Sighting:
    """A matched expression among the words of its sentence."""

    tokens: list[Token]
    match: Match
    sentence: int
    way: Way

    @property
    def before(self) -> tuple[str, ...]:
        """The two folded words before it."""
        return tuple(t.word for t in self.tokens[max(0, self.match.first - 2) : self.match.first])

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
        self.leaning = Leaning.of(language)
        self.known = Known(language)
        relations = language.table("times")["relations"]
        self.limits = frozenset(fold(w) for name in ("until", "by") for w in relations[name])

    def find(self, scene: Scene) -> tuple[tuple[TimeMention, ...], Written]:
        """The time expressions of an article in order, and when it was written."""
        article = scene.article
        asides = frozenset(n for n, view in enumerate(scene.sentences) if view.segment == "other-headline")
        seen = [s for n, view in enumerate(scene.sentences) for s in self.sightings(scene.letters, view.start, view.end, n)]
        if article.published is not None:
            written, day, notes = self._given(article, [s for s in seen if s.sentence not in asides])
            return tuple(self._mentions(article, seen, (day, day), notes)), written
        written = self._inferred(scene, seen, asides)
        return tuple(self._mentions(article, seen, (written.earliest, written.latest))), written

    def sightings(self, letters: str, start: int, end: int, sentence: int = 0) -> Iterator[Sighting]:
        """Matched expressions of a stretch of letters."""
        words = tokens(self.grammar, letters, start, end)
        for match in scan(self.grammar, words):
            yield Sighting(words, match, sentence, self.leaning.way(words, match.first, match.last))

    def read(self, text: str, *, published: date | None = None) -> tuple[TimeMention, ...]:
        """The times of a text without a title, as one stretch of letters; offsets count from its own begin."""
        article = Article(id="text", title="", text=text, published=published)
        seen = list(self.sightings(article.letters, 1, len(article.letters)))
        day, notes = self._given(article, seen)[1:] if published else (None, {})
        return tuple(replace(t, start=t.start - 1, end=t.end - 1) for t in self._mentions(article, seen, (day, day), notes))

    def is_bare_weekday(self, text: str) -> bool:
        """Whether an expression is a weekday and no more, so that only its sentence can say which."""
        fields = [s.match.fields for s in self.sightings(text, 0, len(text))]
        return len(fields) == 1 and "weekday" in fields[0] and not {"to", "week_to", "day", "shift", "from", "each"} & set(fields[0])

    def _given(self, article: Article, seen: list[Sighting]) -> tuple[Written, date, dict[int, str]]:
        """The day that is given, the day the article speaks on, and notes by offset where these differ."""
        day = article.published
        assert day is not None
        basis = article.published_basis if article.published_basis != "unknown" else "given"
        weekday = spoken_weekday([s.match.fields for s in seen])
        spoken = day if weekday is None else spoken_day(day, weekday) or day
        if spoken == day:
            return Written(earliest=day, latest=day, basis=basis), day, {}
        said = next(s for s in seen if {"shift", "weekday"} <= set(s.match.fields))
        words = quote(article.letters[said.start : said.end])
        note = f"{words} is not reckoned from {day}, when this was published, but from {spoken}, a {WEEKDAYS[spoken.weekday()]}"
        return Written(earliest=day, latest=day, basis=basis, reasons=(note,)), spoken, {said.start: note}

    def _inferred(self, scene: Scene, seen: list[Sighting], asides: frozenset[int]) -> Written:
        """The interval that datelines, times, facts and terms of office leave."""
        if dateline := self._dateline(scene, seen):
            return dateline
        told = [t for s in seen if (t := self._told(scene.letters, s, s.sentence in asides))]
        known = [c for n, view in enumerate(scene.sentences) if n not in asides for c in self.known.clues([w.fold for w in view.words])]
        return lay([*clues(told), *known])

    def _dateline(self, scene: Scene, seen: list[Sighting]) -> Written | None:
        """A whole date in the article's first words, set off from the story."""
        letters = scene.letters
        for sighting in seen:
            first = scene.sentences[sighting.sentence].start
            behind = letters[sighting.end : sighting.end + _DATELINE_REACH]
            if sighting.sentence > 2 or sighting.start - first > _DATELINE_REACH:
                continue
            if not {"day", "month", "year"} <= set(sighting.match.fields) or not _set_off(behind, letters[first : sighting.start]):
                continue
            found = self._meaning(sighting, (None, None), None)
            if found is not None and found.when.begin[0] is not None:
                why = f"the dateline says {quote(letters[sighting.start : sighting.end])}"
                return Written(earliest=found.when.begin[0], latest=found.when.end[1], basis="dateline", reasons=(why, *found.notes))
        return None

    def _told(self, letters: str, sighting: Sighting, aside: bool) -> Told | None:
        found = self._meaning(sighting, (None, None), None)
        if found is None:
            return None
        limited = not self.limits.isdisjoint(sighting.before)
        return Told(letters[sighting.start : sighting.end], sighting.match.fields, found.when, sighting.way, aside, limited)

    def _mentions(
        self, article: Article, seen: list[Sighting], days: tuple[date | None, date | None], notes: Mapping[int, str] = MappingProxyType({})
    ) -> Iterator[TimeMention]:
        previous: TimeSpan | None = None
        for sighting in seen:
            found = self._meaning(sighting, days, previous)
            if found is None:
                continue
            when = replace(found.when, evidence=article.evidence(sighting.start, sighting.end))
            if when.begin[0] is not None and not when.recurring:
                previous = when
            more = (notes[sighting.start],) if sighting.start in notes else ()
            yield TimeMention(start=sighting.start, end=sighting.end, when=when, notes=(*found.notes, *more))

    def _meaning(self, sighting: Sighting, days: tuple[date | None, date | None], previous: TimeSpan | None) -> Found | None:
        """What an expression means, read on the day of writing or on both ends of its interval."""
        known = [d or other for d, other in zip(days, (_EARLY, _LATE), strict=True)]
        anchors = [Anchor(today=d, calendar=self.calendar, previous=previous, way=sighting.way, before=sighting.before) for d in dict.fromkeys(known)]
        readings = [f for anchor in anchors if (f := reckon(sighting.match.fields, anchor)) is not None]
        if len(readings) < len(anchors):
            return None
        if len(readings) == 1:
            return readings[0]
        one, other = readings
        if (one.when.begin, one.when.end) == (other.when.begin, other.when.end):
            return one if one.when.basis == "explicit" or None in days else Found(replace(one.when, basis="inferred"), one.notes)
        if None in days:
            return Found(replace(OPEN, grain=one.when.grain, basis="relative"), one.notes)
        return Found(replace(hull((one.when, other.when)), basis="inferred"), one.notes)


def _set_off(behind: str, ahead: str) -> bool:
    """Whether a date is followed by a dash, a colon or a line's end, or stands in brackets, as datelines do."""
    return "\n" in behind or not behind.strip() or any(mark in behind for mark in (" -", "- ", "–", "—", ":")) or ("(" in ahead and ")" in behind)
