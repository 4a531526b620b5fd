"""Words of titles and heads that say the same: the cases of a sound plural, "ناطق" and "متحدث"."""

from __future__ import annotations

from collections.abc import Sequence

from .language import Language, folded
from .letters import fold

_CASES = ("ون", "و", "ي")
_GENITIVE = "ين"
_PEOPLE, _OF_PEOPLE = "يون", "يين"    # plurals of nisbas, which no list holds


class Alike:
    """Brings words to one shape by the word lists of one language."""

    def __init__(self, language: Language) -> None:
        titles, heads = language.table("titles"), language.table("heads")
        forms = folded(heads.get("group")) | folded(heads.get("armed_group")) | {f for row in titles.get("titles", ()) for f in folded(row.get("plural"))}
        self.shapes = {stem + case: stem + _GENITIVE for stem in (f.removesuffix(_GENITIVE) for f in forms if f.endswith(_GENITIVE)) for case in _CASES}
        for row in titles.get("synonyms", ()):
            first, *others = map(fold, row)
            self.shapes.update(dict.fromkeys(others, first))

        self.members, self.peoples = folded(heads.get("members")), folded(heads.get("peoples"))

    def word(self, word: str) -> str:
        """The shape of a folded word."""
        if word.endswith(_PEOPLE) and len(word) > len(_PEOPLE) + 2:
            return word.removesuffix(_PEOPLE) + _OF_PEOPLE
        return self.shapes.get(word, word)

    def words(self, words: Sequence[str]) -> tuple[str, ...]:
        """The shapes of a phrase's folded words."""
        shapes = tuple(map(self.word, words))
        return shapes[1:] if len(shapes) > 1 and shapes[0] in self.members and shapes[1] in self.peoples else shapes
