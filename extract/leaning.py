"""Which way a sentence looks beside a time expression: back (قال, وصل), ahead (سيزور, المقرر), or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .anchor import Way
from .letters import fold
from .times_grammar import Token

_STOPS = frozenset((".", "؟", "!", "؛"))
_AND = "و"


@dataclass(frozen=True, slots=True)
class Leaning:
    """The words of ``[direction]`` in times.toml, folded."""

    future: frozenset[str]
    past: frozenset[str]
    prefix: str
    imperfect: tuple[str, ...]
    until: frozenset[str]
    until_words: frozenset[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Leaning:
        said = table["direction"]
        return cls(
            frozenset(map(fold, said["future"])), frozenset(map(fold, said["past"])), said["future_prefix"], tuple(map(fold, said["imperfect"])),
            frozenset(map(fold, said["until_is_future"])), frozenset(map(fold, table["relations"]["until"])),
        )  # fmt: skip

    def way(self, tokens: Sequence[Token], first: int, last: int) -> Way:
        """The way of the nearest telling word before an expression in its sentence, else after it."""
        before = tokens[first - 1].word if first else ""
        for k in range(first - 1, -1, -1):
            word = tokens[k].word
            if word in _STOPS or (tokens[k + 1].broken and k + 1 < first):
                break
            if way := self.says(word):
                return way
            if word in self.until and before in self.until_words:
                return "future"
        for k in range(last, len(tokens)):
            if tokens[k].word in _STOPS or tokens[k].broken:
                break
            if way := self.says(tokens[k].word):
                return way
        return ""

    def says(self, word: str) -> Way:
        """What one folded word tells by itself."""
        bare = word[1:] if word[:1] == _AND and len(word) > 3 else word
        if word in self.future or bare in self.future:
            return "future"
        if word in self.past or bare in self.past:
            return "past"
        if len(bare) > 4 and bare[:1] == self.prefix and bare[1] in self.imperfect:
            return "future"
        return ""
