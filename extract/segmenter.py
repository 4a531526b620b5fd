"""Cut an Arabic word into clitics and stem without changing its letters: وبالعمل is و + ب + العمل.

Every cut that the grammar of clitics allows is a candidate; a log-linear model (Berger et al. 1996) ranks them by
affixes, stem, its frequency in plain text and its edges. Trained on UD Arabic PUD, whose words are exact
substrings of the text; the article ال stays with its noun. No context is used, so cuts can be remembered.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .language import LANG
from .letters import ARABIC, MARKS
from .records import KhabarError
from .vocabulary import Vocabulary, load_vocabulary, spell

PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "نا", "ني", "ي")
_CONJUNCTIONS, _PREFIXES = ("", "و", "ف", "ا"), ("", "ب", "ل", "ك", "س")


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut a word: letters before the stem, one clitic each, and the pronoun behind it."""

    before: tuple[str, ...]
    stem: str
    after: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The pieces in order; joined they are the word."""
        return (*self.before, self.stem, *((self.after,) if self.after else ()))


def candidates(word: str) -> Iterator[Cut]:
    """Every cut of a word in spelling form that the grammar of clitics allows, the whole word first."""
    for conjunction in _CONJUNCTIONS:
        if not word.startswith(conjunction) or (conjunction and len(word) == len(conjunction)):
            continue
        rest = word[len(conjunction) :]
        for prefix in _PREFIXES:
            if not rest.startswith(prefix):
                continue
            stem = rest[len(prefix) :]
            before = tuple(c for c in (conjunction, prefix) if c)
            if len(stem) < (2 if prefix not in ("ب", "ل", "ك") or stem not in PRONOUNS else 1):
                continue
            yield Cut(before, stem, "")
            for pronoun in PRONOUNS:
                if stem.endswith(pronoun) and len(stem) - len(pronoun) >= 2:
                    yield Cut(before, stem[: -len(pronoun)], pronoun)


def features(cut: Cut, word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """What can be seen of a cut, as named features."""
    pre, post, stem = "+".join(cut.before), cut.after, cut.stem
    yield f"affix={pre}|{post}"
    yield f"pre={pre}"
    yield f"post={post}"
    log = vocabulary.log(stem)
    whole = vocabulary.log(word)
    yield f"log={log}:{pre}"
    yield f"log={log}:{post}"
    yield f"log-to-word={max(-6, min(6, log - whole))}:{pre}|{post}"
    if post and stem.endswith("ت"):
        yield f"ta={vocabulary.log(stem[:-1] + 'ة')}:{post}"
    if pre:
        yield f"al={vocabulary.log('ال' + stem[1:] if stem.startswith('ل') and pre.endswith('ل') else 'ال' + stem)}:{pre}"
        yield f"start={pre}:{stem[:2]}"
        yield f"start={pre}:{stem[:3]}"
    elif word[0] in "وفبلكسا":
        yield f"own-al={vocabulary.log('ال' + word)}:{word[0]}"
        yield f"own-and={vocabulary.log('و' + word)}:{word[0]}"
    if post:
        yield f"end={stem[-2:]}:{post}"
        yield f"end={stem[-3:]}:{post}"
    yield f"length={min(len(stem), 6)}:{pre}|{post}"
    yield f"stem={stem}"
    yield f"word={word}:{pre}|{post}"
    yield f"first={stem[:2]}:{len(stem) > 4:d}"
    yield f"last={stem[-2:]}:{post}"


class Segmenter:
    """Cuts words by the best-ranked candidate; remembers the words it has seen."""

    def __init__(self, weights: Mapping[str, float], vocabulary: Vocabulary) -> None:
        self.weights = weights
        self.vocabulary = vocabulary
        self._seen: dict[str, tuple[int, ...]] = {}

    def lengths(self, word: str) -> tuple[int, ...]:
        """The lengths in letters of the pieces of a word in spelling form.

        >>> load_segmenter("ar").lengths("وبالعمل")
        (1, 1, 5)
        """
        known = self._seen.get(word)
        if known is None:
            best = max(candidates(word), key=lambda c: (self._score(c, word), -len(c.parts)), default=Cut((), word, ""))
            known = tuple(map(len, best.parts))
            if len(self._seen) < 300_000:
                self._seen[word] = known
        return known

    def _score(self, cut: Cut, word: str) -> float:
        weights = self.weights
        return sum(weights.get(f, 0.0) for f in features(cut, word, self.vocabulary))

    def spans(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """The pieces of the word ``text[start:end]`` as spans of the text; marks stay with the letter before them."""
        word = text[start:end]
        if not ARABIC.search(word):
            return [(start, end)]
        out: list[tuple[int, int]] = []
        position = start
        lengths = self.lengths(spell(word))
        for size in lengths[:-1]:
            begin, left = position, size
            while position < end and (left or MARKS.match(text[position])):
                left -= not MARKS.match(text[position])
                position += 1
            out.append((begin, position))
        out.append((position, end))
        return out


def save(weights: Mapping[str, float], path: Path) -> None:
    """Write the weights in thousandths, the same bytes each time."""
    table = {f: n for f in sorted(weights) if (n := round(weights[f] * 1000))}
    path.write_bytes(gzip.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0))


@lru_cache(maxsize=4)
def load_segmenter(code: str = "ar") -> Segmenter:
    """The segmenter of a language. Raises KhabarError where its weights cannot be read."""
    path = LANG / code / "models" / "segmenter.json.gz"
    try:
        table = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError) as error:
        raise KhabarError(f"{path}: not a segmenter ({error}); reinstall the package or train it again") from error
    return Segmenter({f: n / 1000 for f, n in table.items()}, load_vocabulary(code))


def cut_words(segmenter: Segmenter, text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces of all words, in order."""
    return [piece for s, e in spans for piece in segmenter.spans(text, s, e)]
