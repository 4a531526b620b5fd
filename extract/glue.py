"""Find where two headlines were run together with no space between («…في غزةمصر وكندا…»).

A cut stands where Arabic writing cannot go on inside a word (after ta marbuta, alef maqsura or
tanwin), after a closing mark with no space, or where an unknown word is two known words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .language import LANG, listed, read_toml
from .letters import ARABIC
from .lines import count_words
from .vocabulary import ARABIC_RUN, Vocabulary, load_vocabulary, spell

_FINAL_ONLY = "ة"
_TANWIN = "\u064b"
_CLOSING = "؟?!»”…\""
_MARKS = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640")
_PREFIXES = ("وبال", "وال", "بال", "فال", "كال", "ولل", "ال", "لل", "وس", "و", "ف", "ب", "ل", "ك", "س", "")
_SUFFIXES = ("", "ها", "هم", "ه", "هما", "نا", "ك", "ي", "ا", "ين", "ون", "ان", "ات", "ية", "يه", "ة")


@dataclass(frozen=True, slots=True)
class Glue:
    """What finds cuts: a word list, and what is no word of its own."""

    vocabulary: Vocabulary
    not_left: frozenset[str]
    not_right: frozenset[str]

    def cuts(self, text: str, known: Collection[str] = (), *, least: int = 3) -> list[int]:
        """Offsets at which a new headline starts inside the text.

        Args:
            known: spelled words of the same article, which count as known.
            least: how many words each piece must have.
        """
        found: list[int] = []
        for run in ARABIC_RUN.finditer(text):
            word = run.group()
            for inside in self._inside(word, known):
                found.append(run.start() + inside)
            before = text[run.start() - 2 : run.start()]
            if len(before) == 2 and before[1] in _CLOSING and (before[0].isalnum() or before[0] in _MARKS or before[1] in "؟!") and not _opens(text, run.start() - 1):
                found.append(run.start())
        return _long_enough(text, sorted(set(found)), least)

    def _inside(self, word: str, known: Collection[str]) -> list[int]:
        hard = [
            i for i in range(2, len(word) - 1)
            if word[i] not in _MARKS and (_last_letter(word, i) == _FINAL_ONLY or _tanwin(word, i)) and _letters(word[i:]) >= 2
        ]  # fmt: skip
        soft = [
            i for i in range(3, len(word) - 2)
            if word[i - 1] == "ى" and word[i] not in _MARKS and self._weight(word[i:], known) >= 5 and _letters(word[i:]) >= 3
        ]  # fmt: skip
        if hard or soft:
            return sorted({*hard, *soft})
        best = self._two_words(word, known)
        return [best] if best else []

    def _two_words(self, word: str, known: Collection[str]) -> int:
        """Where an unknown word falls into two known ones, or 0."""
        if _letters(word) < 7 or self._explained(word, known):
            return 0
        best, top = 0, 0
        for i in range(3, len(word) - 2):
            if word[i] in _MARKS:
                continue
            left, right = spell(word[:i]), spell(word[i:])
            if left in self.not_left or right in self.not_right or min(len(left), len(right)) < 3:
                continue
            a, b = self._weight(left, known), self._weight(right, known)
            if a >= 5 and b >= 6 and a + b > top:
                best, top = i, a + b
        return best if top >= 13 else 0

    def _weight(self, word: str, known: Collection[str]) -> int:
        spelled = spell(word)
        return max(self.vocabulary.logs.get(spelled, 0), 8 if spelled in known and len(spelled) > 3 else 0)

    def _explained(self, word: str, known: Collection[str]) -> bool:
        """Whether a word is known, bare or under common clitics and endings."""
        spelled = spell(word)
        for prefix in _PREFIXES:
            if not spelled.startswith(prefix):
                continue
            rest = spelled[len(prefix) :]
            for suffix in _SUFFIXES:
                if rest.endswith(suffix):
                    stem = rest[: len(rest) - len(suffix)]
                    if len(stem) >= 3 and self.vocabulary.logs.get(stem, 0) >= (2 if not prefix and not suffix else 3):
                        return True
                    if suffix and suffix != "ة" and len(stem) >= 3 and stem.endswith("ت") and self.vocabulary.logs.get(stem[:-1] + "ة", 0):
                        return True
        return False


def _letters(word: str) -> int:
    return sum(c not in _MARKS for c in word)


def _last_letter(word: str, i: int) -> str:
    """The last letter (not mark) before a position."""
    while i > 0 and word[i - 1] in _MARKS:
        i -= 1
    return word[i - 1] if i else ""


def _tanwin(word: str, i: int) -> bool:
    """Whether what stands before a position ends in an alef with tanwin."""
    return word[max(0, i - 2) : i] in (_TANWIN + "ا", "ا" + _TANWIN)


def _opens(text: str, i: int) -> bool:
    """Whether the straight mark at an offset opens a quotation: an even number of them stand before it."""
    return text[i] == '"' and text.count('"', 0, i) % 2 == 0


def _long_enough(text: str, cuts: list[int], least: int) -> list[int]:
    out: list[int] = []
    start = 0
    for cut in cuts:
        if count_words(text[start:cut]) >= least and count_words(text[cut:]) >= least and ARABIC.search(text[start:cut]):
            out.append(cut)
            start = cut
    return out


@lru_cache(maxsize=4)
def load_glue(code: str = "ar", *, overlay: Path | None = None) -> Glue:
    """The finder of cuts for a language."""
    table = read_toml(LANG / code / "pages.toml").get("glue", {}) if (LANG / code / "pages.toml").is_file() else {}
    left, right = (frozenset(spell(w) for w in listed(table.get(key))) for key in ("not_left", "not_right"))
    return Glue(load_vocabulary(code), left, right)
