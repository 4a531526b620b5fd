"""Time expressions where they stand: matched, with the way their sentence looks, not yet reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .anchor import Way
from .language import Language
from .leaning import Leaning
from .numbers import Numbers
from .scene import Scene
from .times_grammar import Fields
from .times_match import Match, scan
from .times_rules import make_grammar
from .times_tokens import Token, tokens

OUTSIDE = -1
"""The number of no sentence: what stands in a line that tells no story, such as a dateline of its own."""
_LINES = frozenset({"boilerplate", "source"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """A matched expression among the words of its sentence."""

    tokens: list[Token]
    match: Match
    sentence: int
    way: Way

    @property
    def fields(self) -> Fields:
        return self.match.fields

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


class Sightings:
    """Sees the time expressions of a language."""

    def __init__(self, language: Language, numbers: Numbers) -> None:
        self.grammar = make_grammar(language, numbers)
        self.leaning = Leaning.of(language)

    def of(self, letters: str, start: int, end: int, sentence: int = 0) -> Iterator[Sighting]:
        """The expressions of a stretch of letters, in order."""
        words = tokens(self.grammar, letters, start, end)
        for match in scan(self.grammar, words):
            yield Sighting(words, match, sentence, self.leaning.way(words, match.first, match.last))

    def of_scene(self, scene: Scene) -> list[Sighting]:
        """Those of an article's sentences and of its lines that tell no story, in order."""
        seen = [s for n, view in enumerate(scene.sentences) for s in self.of(scene.letters, view.start, view.end, n)]
        seen += [s for part in scene.segments if part.kind in _LINES for s in self.of(scene.letters, part.start, part.end, OUTSIDE)]
        return sorted(seen, key=lambda s: s.start)
