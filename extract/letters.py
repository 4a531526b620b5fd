"""Arabic letters: folding for comparison, digits of three kinds, words and their places.

Text is folded when it is compared, never when it is stored. ``fold`` may drop letters (diacritics,
tatweel), so it is for single words and names; offsets always belong to the original text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SAME = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و",
    "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ڪ": "ك", "گ": "ك", "چ": "ج", "پ": "ب", "ڤ": "ف",
}  # fmt: skip
_DIGITS = {ord(c): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(digits)}
_FOLDING = str.maketrans(_SAME) | _DIGITS
WORD = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,/\-\u066b\u066c][0-9\u0660-\u0669\u06f0-\u06f9]+)*"
    r"|[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc\u200c\u200d]+"
    r"|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\S"
)
ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3]")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word or name as it is compared: no diacritics or tatweel, one alef, one ya, one ha, ASCII digits.

    >>> fold("اسْتَقْبـَـلَ") == fold("استقبل"), fold("إيرانی") == fold("ايراني"), fold("٢٠٢٤")
    (True, True, '2024')
    """
    if any("\ufb50" <= c <= "\ufefc" for c in word):
        word = unicodedata.normalize("NFKC", word)
    return MARKS.sub("", word).translate(_FOLDING).lower()


def digits(text: str) -> str:
    """The text with Eastern Arabic and Persian digits as ASCII digits, the same length."""
    return text.translate(_DIGITS)


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the words, numbers and single marks of a text, in order."""
    return [m.span() for m in WORD.finditer(text, start, len(text) if end is None else end)]


def quote(text: str) -> str:
    """Arabic inside a line of another direction: guillemets within directional isolates."""
    return f"\u2068«{text}»\u2069"
