"""How far a phrase runs from its title or head: a construct chain up to its definite end, then adjectives, then, after a title, a name."""

from __future__ import annotations

from collections.abc import Sequence

from .actor_words import ActorWords
from .language import Entry
from .names import Gazetteer
from .words import Word


class Extent:
    """Measures phrases by the word lists of one language."""

    def __init__(self, words: ActorWords) -> None:
        self.words = words

    def __call__(self, sentence: Sequence[Word], i: int, *, definite: bool, titled: bool) -> tuple[int, bool, Entry | None, int]:
        """From a head at i: (end of phrase, whether it is closed by something definite, state, where a name starts)."""
        j, closed, state = i + 1, definite, None
        while j < len(sentence) and j - i < 10:
            word = sentence[j]
            if word.tag == "mark":
                if titled and closed and word.text in "،,-–" and self.words.name_begins(sentence, j + 1, strict=True):
                    return j, closed, state, j + 1
                break
            hit = self.words.gazetteer.at(sentence, j)
            nation = self.words.gazetteer.state_of(word)
            adjective = closed and nation is not None and word.definite and hit is not None and hit.last == j + 1
            if hit is not None and not adjective and not hit.prep and hit.cut == 0 and not all(e.common for e in hit.entries):
                if hit.entries[0].kind == "person":
                    return (j, closed, state, j) if titled else (j, closed, state, -1)
                if closed and hit.entries[0].kind != "state" and not titled:
                    break
                if not closed or (titled and sentence[j - 1].fold in self.words.modifiers) or (j > i + 1 and sentence[j - 1].tag == "preposition"):
                    state = state or (hit.entries[0] if hit.entries[0].kind == "state" else None)
                    j, closed = hit.last, True
                    continue
                break
            if word.tag == "preposition":
                if titled and word.fold in ("باسم", "لدي") and j + 1 < len(sentence):
                    j, closed = j + 1, False
                    continue
                break
            if word.tag and word.tag != "foreign":
                break
            if word.fold in self.words.honorifics or (word.definite and word.bare in self.words.honorifics):
                j += 1
                continue
            if word.definite:
                if word.prep:
                    inner = self.words.gazetteer.at(sentence, j)
                    if word.prep == "ل" and closed and inner is not None and titled:
                        state = state or (inner.entries[0] if inner.entries[0].kind == "state" else None)
                        j = inner.last
                        continue
                    if word.prep == "ل" and closed and titled and sentence[j - 1].bare in self.words.modifiers:
                        j += 1
                        continue
                    break
                if word.conj:
                    plain = not (nation or word.bare in self.words.titles or word.bare in self.words.heads or inner_name(self.words.gazetteer, sentence, j))
                    if closed and plain and j > i + 1 and sentence[i].bare in ("وزير", "وزيره", "وزاره", "لجنه", "هييه", "مجلس") and sentence[j - 1].definite and not self.words.gazetteer.state_of(sentence[j - 1]):
                        j += 1
                        continue
                    break
                if closed and not nation and not self.words.qualifies(word, titled=titled):
                    break
                state = state or nation
                j, closed = j + 1, True
                continue
            if word.conj or word.sure_verb:
                break
            if titled and closed and word.fold[:1] == "ل" and (word.fold[1:] in self.words.titles or word.fold[1:] in self.words.heads) and j + 1 < len(sentence):
                j, closed = j + 1, False
                continue
            if closed:
                if titled and self.words.name_begins(sentence, j, strict=False):
                    return j, closed, state, j
                break
            if nation:
                state = state or nation
                j, closed = j + 1, True
                continue
            if word.fold in self.words.modifiers or not self.words.chain(sentence, j):
                if titled and self.words.name_begins(sentence, j, strict=True):
                    return j, closed, state, j
                break
            j += 1
        return j, closed, state, -1

    def goes_on(self, sentence: Sequence[Word], k: int, *, named: bool) -> bool:
        """Whether word k can belong to the phrase before it: an adjective, or a further name of a person."""
        word = sentence[k]
        if word.conj or word.prep or word.tag not in ("", "foreign") or word.sure_verb:
            return False
        if word.definite and self.words.gazetteer.state_of(word):
            return True
        hit = self.words.gazetteer.at(sentence, k)
        if hit is not None and hit.entries[0].kind != "person" and not all(e.common for e in hit.entries):
            return False
        return (word.definite and self.words.qualifies(word, titled=False)) or (named and not self.words.listed(word) and self.words.namelike(word))


def inner_name(gazetteer: Gazetteer, sentence: Sequence[Word], j: int) -> bool:
    """Whether a gazetteer name begins at word j."""
    return gazetteer.at(sentence, j) is not None
