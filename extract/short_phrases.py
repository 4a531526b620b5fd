"""Mentions of one word: a paper in quotation marks, a form of address with a pronoun, words for two named before, a people."""

from __future__ import annotations

from collections.abc import Sequence

from .actor_words import ActorWords
from .extent import Extent
from .phrase import Phrase, letter_at
from .words import Word

_OPEN, _CLOSE = frozenset("«\"“({"), frozenset("»\"”)}")


class ShortPhrases:
    """Finds them by the word lists of one language."""

    def __init__(self, words: ActorWords, extent: Extent) -> None:
        self.words, self.extent = words, extent

    def outlet(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """The name of a paper, an agency or a channel in quotation marks, which without them may be a city's: «…»."""
        if not i or sentence[i - 1].text not in _OPEN:
            return None
        close = next((k for k in range(i + 1, min(i + 5, len(sentence))) if sentence[k].text in _CLOSE), i)
        name = tuple(w.fold for w in sentence[i:close])
        told = i > 1 and (sentence[i - 2].fold == "ل" or sentence[i - 2].verb is not None)
        entries = self.words.outlets.get(name) or (self.words.media.get(name) if told else None)
        if entries is None and name not in self.words.outlets:
            return None
        entries = entries or ()
        return Phrase(i, close, sentence[i].start, sentence[close - 1].end, "organisation", "outlet", entries, title=tuple(w.bare for w in sentence[i:close]))

    def respect(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """A form of address with a pronoun, "سموه": it means someone named before."""
        start = self.words.start(sentence[i], self.words.respects)
        if start is None or (start.key in self.words.after_verbs and (i == 0 or sentence[i - 1].verb is None)):
            return None
        word, base = sentence[i], self.words.respects[start.key]
        return Phrase(i, i + 1, letter_at(word, start.cut), word.end, "person", "respect", (), (), -1, (), "", anaphor=True, prep=start.prep, conj=start.conj, honours=(base,))

    def both(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """Two who were named before: "الطرفان", alone."""
        word = sentence[i]
        start = self.words.start(word, self.words.both) if word.definite else None
        if start is None or self.extent(sentence, i, definite=True, titled=False).end > i + 1:
            return None
        head = self.words.both[start.key]
        return Phrase(i, i + 1, letter_at(word, start.cut), word.end, "group", "both", (), (), -1, (word.bare,), head, plural=True, prep=start.prep, conj=start.conj)

    def people(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """A people by its nisba alone: الفلسطينيون."""
        word = sentence[i]
        if not word.definite or not word.bare.endswith(("يين", "يون")) or (state := self.words.gazetteer.state_of(word)) is None:
            return None
        cut = 0 if word.prep == "ل" else len(word.conj) + len(word.prep)
        return Phrase(i, i + 1, letter_at(word, cut), word.end, "state", "people", (state,), state=state, head=word.bare, prep=word.prep, conj=bool(word.conj))
