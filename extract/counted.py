"""People by their number: "ستة وعشرون سائحا", "عدد من الضباط", "آلاف المتظاهرين"."""

from __future__ import annotations

from collections.abc import Sequence

from .language import Language, folded
from .word_lists import values_of
from .words import Word

_MOST = 6


class Counted:
    """Finds where the number ends and those who are counted begin. Holds the words of one language."""

    def __init__(self, language: Language) -> None:
        heads = language.table("heads")
        numbers = (w for row in language.table("numbers").get("cardinals", ()) for w in values_of(dict(row)))
        self.numbers = frozenset(w for phrase in folded(list(numbers)) for w in phrase.split())
        self.many = folded(heads.get("many"))
        self.one = folded(heads.get("counted"))

    def _counts(self, word: Word) -> bool:
        """Whether a word is a number or part of one."""
        return word.tag == "number" or word.fold in self.numbers or word.fold.removeprefix("و") in self.numbers

    def opening(self, word: Word) -> str | None:
        """What stands before the number or the noun of number that a word is: "و" or nothing; None where it is neither."""
        for conj in ("", "و"):
            core = word.fold.removeprefix(conj)
            if (word.tag == "number" or core in self.numbers or core in self.many) and word.fold.startswith(conj):
                return conj
        return None

    def head(self, sentence: Sequence[Word], i: int) -> tuple[int, bool]:
        """Where those are named who are counted from word i on, -1 for nowhere; and whether by a noun in the singular, as after eleven and more."""
        if self.opening(sentence[i]) is None:
            return -1, False
        k = i + 1
        while k < min(i + _MOST, len(sentence)) and (self._counts(sentence[k]) or sentence[k].fold in self.many):
            k += 1
        if k < len(sentence) and sentence[k].fold == "من":
            k += 1
        elif sentence[i].fold in ("عدد", "مجموعه"):
            return -1, False
        if k >= len(sentence):
            return -1, False
        return k, sentence[k].fold in self.one
