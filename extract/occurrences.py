"""The phrases of an article where they stand, as coreference compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encoder import Encoding, Floats
from .names import Gazetteer
from .phrase import Phrase
from .scene import Scene


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The ``n``-th phrase of an article: its folded words without what attaches to them, the number of its sentence, whether that is a
    headline, whether it is definite, what kind of word stands before it, the states of its nisbas, and the encoder's vector of its first word, of length 1."""

    n: int
    phrase: Phrase
    words: tuple[str, ...]
    sentence: int
    title: bool
    definite: bool
    before: str
    states: frozenset[str]
    vector: Floats | None


def occurrences(scene: Scene, placed: Sequence[tuple[int, Phrase]], gazetteer: Gazetteer) -> list[Occurrence]:
    """Phrases with the numbers of their sentences, in the order of the letters, as they stand in the article."""
    out: list[Occurrence] = []
    for n, (sentence, phrase) in enumerate(placed):
        view = scene.sentences[sentence]
        inside = view.words[phrase.first : phrase.last]
        words = tuple(w.bare for w in inside if w.tag != "mark" and w.bare)
        before = view.words[phrase.first - 1].tag if phrase.first else ""
        states = frozenset(entry.state for w in inside if (entry := gazetteer.state_of(w)) is not None and entry.state)
        out.append(Occurrence(n, phrase, words, sentence, view.is_title, inside[0].definite, before, states, _vector(scene.encoding, sentence, phrase.first)))
    return out


def _vector(seen: Encoding | None, sentence: int, word: int) -> Floats | None:
    if seen is None:
        return None
    found = seen.vectors[seen.told[sentence]].get((sentence, word))
    return None if found is None else np.asarray(found / np.linalg.norm(found), dtype=np.float32)
