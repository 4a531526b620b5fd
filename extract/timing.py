"""Find the time expressions of an article, say what they mean, and when the article was written.

Every expression is reckoned from the day of writing; where that is an interval, from both its ends, and
the bounds hold both. A printed article that says «اليوم الأربعاء» on a Thursday is reckoned from the Wednesday.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from .anchor import Anchor, Found
from .calendar import make_calendar
from .clues import WEEKDAYS, Told, clues, spoken_weekday
from .datelines import datelines
from .known import Known
from .language import Language
from .letters import fold, quote
from .numbers import make_numbers
from .reckon import reckon
from .records import Article, TimeMention, TimeSpan, Written
from .scene import Scene
from .sightings import OUTSIDE, Sighting, Sightings
from .times import OPEN, hull
from .written import lay, spoken_day

_EARLY, _LATE = date(2000, 3, 8), date(2021, 11, 18)    # two days that share nothing: what is equal on both needs no date
_PRINTED_AFTER = timedelta(2)


class Timing:
    """Reads the times of one article at a time."""

    def __init__(self, language: Language) -> None:
        times = language.table("times")
        self.calendar = make_calendar(language.table("calendar"))
        self.seen = Sightings(language, make_numbers(language.table("numbers")))
        self.known = Known(language)
        self.limits = frozenset(fold(w) for name in ("until", "by") for w in times["relations"][name])
        self.labels = frozenset(map(fold, times["daylines"]["labels"]))

    def find(self, scene: Scene) -> tuple[tuple[TimeMention, ...], Written]:
        """The time expressions of an article in order, and when it was written."""
        article, seen = scene.article, self.seen.of_scene(scene)
        asides = frozenset(n for n, view in enumerate(scene.sentences) if view.segment == "other-headline")
        lines = list(datelines(scene, seen, self.labels))
        if article.published is not None:
            written, day, notes = self._given(article, [s for s in seen if s.sentence not in asides], lines)
            return tuple(self._mentions(article, seen, (day, day), notes)), written
        written = self._dateline(article, lines) or self._inferred(scene, seen, asides)
        return tuple(self._mentions(article, seen, (written.earliest, written.latest))), written

    def read(self, text: str, *, published: date | None = None) -> tuple[TimeMention, ...]:
        """The times of a text without a title, as one stretch of letters; offsets count from its own begin."""
        article = Article(id="text", title="", text=text, published=published)
        seen = list(self.seen.of(article.letters, 1, len(article.letters)))
        day, notes = self._given(article, seen)[1:] if published else (None, {})
        return tuple(replace(t, start=t.start - 1, end=t.end - 1) for t in self._mentions(article, seen, (day, day), notes))

    def is_bare_weekday(self, text: str) -> bool:
        """Whether an expression is a weekday and no more, so that only its sentence can say which."""
        fields = [s.fields for s in self.seen.of(text, 0, len(text))]
        return len(fields) == 1 and "weekday" in fields[0] and not {"to", "week_to", "day", "shift", "from", "each"} & set(fields[0])

    def _given(self, article: Article, seen: list[Sighting], lines: Sequence[Sighting] = ()) -> tuple[Written, date, dict[int, str]]:
        """The day that is given, the day the article speaks on, and notes by offset where these differ."""
        day = article.published
        assert day is not None
        basis = article.published_basis if article.published_basis != "unknown" else "given"
        spoken, said = self._spoken(day, seen, lines)
        if said is None or spoken == day:
            return Written(earliest=day, latest=day, basis=basis), day, {}
        words = quote(article.letters[said.start : said.end])
        note = f"{words} is not reckoned from {day}, when this was published, but from {spoken}, a {WEEKDAYS[spoken.weekday()]}"
        return Written(earliest=day, latest=day, basis=basis, reasons=(note,)), spoken, {said.start: note}

    def _spoken(self, day: date, seen: list[Sighting], lines: Sequence[Sighting]) -> tuple[date, Sighting | None]:
        """The day on which an article speaks that was printed on a day, and what says so."""
        if (weekday := spoken_weekday([s.fields for s in seen])) is not None:
            return spoken_day(day, weekday) or day, next(s for s in seen if {"shift", "weekday"} <= set(s.fields))
        for line in lines:
            found = self._meaning(line, (day, day), None)
            named = found.when.begin[0] if found is not None else None
            if named is not None and timedelta(0) <= day - named <= _PRINTED_AFTER:
                return named, line
        return day, None

    def _inferred(self, scene: Scene, seen: list[Sighting], asides: frozenset[int]) -> Written:
        """The interval that times, facts and terms of office leave."""
        told = [t for s in seen if s.sentence != OUTSIDE and (t := self._told(scene.letters, s, s.sentence in asides))]
        known = [c for n, view in enumerate(scene.sentences) if n not in asides for c in self.known.clues([w.fold for w in view.words])]
        return lay([*clues(told), *known])

    def _dateline(self, article: Article, lines: Sequence[Sighting]) -> Written | None:
        """The day of a dateline that names its year."""
        for line in lines:
            found = self._meaning(line, (None, None), None) if "year" in line.fields else None
            if found is not None and found.when.begin[0] is not None:
                why = f"the dateline says {quote(article.letters[line.start : line.end])}"
                return Written(earliest=found.when.begin[0], latest=found.when.end[1], basis="dateline", reasons=(why, *found.notes))
        return None

    def _told(self, letters: str, sighting: Sighting, aside: bool) -> Told | None:
        found = self._meaning(sighting, (None, None), None)
        if found is None:
            return None
        limited = not self.limits.isdisjoint(sighting.before)
        return Told(letters[sighting.start : sighting.end], sighting.fields, found.when, sighting.way, aside, limited)

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
        readings = [f for anchor in anchors if (f := reckon(sighting.fields, anchor)) is not None]
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
