"""How often words are seen in plain text: a small list that tells words from slips and from two words run together.

The counts are of Arabic Wikipedia (CC BY-SA 4.0, see ``lang/ar/models/segmenter.md``), in spelling
form: no marks, one alef, one ya. A count is kept as the whole part of its binary logarithm.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .language import LANG
from .letters import MARKS

_SPELLING = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"})
ARABIC_RUN = re.compile("[\u0621-\u063a\u0641-\u0652\u0670\u0671\u06a9\u06cc]+")


@lru_cache(maxsize=200_000)
def spell(word: str) -> str:
    """A word as it is counted: like ``fold``, but ta marbuta and hamza on waw and ya stay.

    >>> spell("الإِدارة") == "الادارة", spell("على") == spell("علي")
    (True, True)
    """
    return MARKS.sub("", word).translate(_SPELLING)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with the binary logarithm of their count."""

    logs: Mapping[str, int]

    def log(self, word: str) -> int:
        """The binary logarithm of the count, 0 for a word not in the list."""
        return self.logs.get(spell(word), 0)


@lru_cache(maxsize=4)
def load_vocabulary(code: str = "ar") -> Vocabulary:
    """The word list of a language, empty where it has none."""
    path = LANG / code / "models" / "words.txt.gz"
    if not path.is_file():
        return Vocabulary({})
    logs: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            number, _, listed = line.rstrip("\n").partition("\t")
            logs.update(dict.fromkeys(listed.split(" "), int(number)))
    return Vocabulary(logs)
