"""The trained Arabic pipeline: clitic pieces as tokens, parts of speech, lemmas, a dependency tree, names.

A spaCy language of its own ("khabar") whose tokens are the pieces of words (``segmenter.py``), so that text is
cut but never changed, and whose lexical attributes see letters as they are compared. Weights ship in
``lang/<code>/models/backbone`` and are trained by ``data/train_backbone.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import spacy
from spacy.attrs import LOWER, NORM, PREFIX, SUFFIX  # type: ignore[import-not-found]  # compiled, no stubs
from spacy.language import Language as Nlp
from spacy.tokens import Doc
from spacy.util import registry

from .letters import words
from .segmenter import Segmenter, load_segmenter
from .vocabulary import spell

_MARKS = str.maketrans({"،": ",", "؛": ";", "؟": "?", "«": '"', "»": '"', "“": '"', "”": '"', "…": ".", "–": "-", "—": "-"})


def norm(text: str) -> str:
    """A piece as the models see it: spelling form, one kind of quotation mark and comma, digits as zeros.

    >>> norm("الأُمم") == "الامم", norm("،"), norm("٢٠٢٤")
    (True, ',', '0000')
    """
    if text[:1].isdecimal():
        return "0" * min(len(text), 4)
    return spell(text).translate(_MARKS) or text


def without_article(text: str) -> str:
    """The norm of a piece without its article (للسلطة leaves لسلطة, whose first letter is the article's)."""
    plain = norm(text)
    return plain[2:] if plain.startswith("ال") and len(plain) > 4 else plain


class Pieces:
    """The tokenizer: every word, number and mark of the letters, words cut into clitics and stem."""

    def __init__(self, vocab: Any, segmenter: Segmenter) -> None:
        self.vocab = vocab
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        texts: list[str] = []
        spaces: list[bool] = []
        position = 0
        for start, end in ((s, e) for a, b in words(text) for s, e in self.segmenter.spans(text, a, b)):
            _gap(text[position:start], texts, spaces)
            texts.append(text[start:end])
            spaces.append(False)
            position = end
        _gap(text[position:], texts, spaces)
        return Doc(self.vocab, words=texts, spaces=spaces)

    def pipe(self, texts: Iterable[str], **_: Any) -> Iterable[Doc]:
        return map(self, texts)

    def to_disk(self, path: Path, **_: Any) -> None:
        """Nothing: the segmenter ships with the language data."""

    def from_disk(self, path: Path, **_: Any) -> Pieces:
        return self

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> Pieces:
        return self


def _gap(gap: str, texts: list[str], spaces: list[bool]) -> None:
    """White space between pieces: one space belongs to the piece before, the rest is a token."""
    if texts and gap[:1] == " " and not spaces[-1]:
        spaces[-1], gap = True, gap[1:]
    if gap:
        texts.append(gap)
        spaces.append(False)


@registry.tokenizers("khabar_pieces.v1")  # type: ignore[untyped-decorator]  # catalogue has no types
def make_pieces(lang: str = "ar") -> Callable[[Nlp], Pieces]:
    """The factory of the tokenizer for a spaCy config."""
    return lambda nlp: Pieces(nlp.vocab, load_segmenter(lang))


class KhabarDefaults(Nlp.Defaults):  # type: ignore[misc,valid-type]  # a class that spaCy sets at run time
    """What lexemes of this language look like to the models."""

    lex_attr_getters: ClassVar[dict[int, Callable[[str], Any]]] = {
        **Nlp.Defaults.lex_attr_getters,
        NORM: norm, LOWER: without_article, PREFIX: lambda text: norm(text)[:2], SUFFIX: lambda text: norm(text)[-3:],
    }  # fmt: skip
    config = spacy.util.load_config_from_str('[nlp]\nlang = "khabar"\n\n[nlp.tokenizer]\n@tokenizers = "khabar_pieces.v1"\nlang = "ar"\n')


@registry.languages("khabar")
class Khabar(Nlp):  # type: ignore[no-untyped-call]  # spaCy registers subclasses without types
    """Arabic as khabar cuts it."""

    lang = "khabar"
    Defaults = KhabarDefaults
