"""Names of people where no title stands before them: by a given name, by a family name met elsewhere, by a verb of saying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .actor_words import ActorWords, no_name
from .language import Entry
from .names import openings
from .phrase import Phrase, letter_at
from .words import Word


class PersonNames:
    """Finds names by the word lists of one language."""

    def __init__(self, words: ActorWords) -> None:
        self.words = words

    def name(self, sentence: Sequence[Word], j: int) -> tuple[int, tuple[Entry, ...]]:
        """Where the name that begins at j ends, and the gazetteer entries it is."""
        hit = self.words.gazetteer.at(sentence, j)
        entries: tuple[Entry, ...] = ()
        k = j
        if hit is not None and hit.entries[0].kind == "person" and hit.cut == 0 and not self.words.other_than(sentence, hit):
            k, entries = hit.last, hit.entries
        while k < len(sentence) and k - j < 8:
            word = sentence[k]
            previous = sentence[k - 1].fold if k > j else ""
            if no_name(word):
                break
            if k == j and self.words.titled_name(sentence, k):
                k += 1
                continue
            if word.fold in self.words.particles or (previous in self.words.particles and not word.tag and not word.sure_verb):
                k += 1
                continue
            if entries and k >= hit.last and word.fold not in self.words.given:  # type: ignore[union-attr]
                break
            if word.definite:
                family = previous and not word.conj and not word.prep and not self.words.gazetteer.state_of(word) and not self.words.listed(word)
                if not family or self.words.modifies(word) or (word.fold in self.words.common and word.bare in self.words.common) or self.words.feminine_nisba(word):
                    break
                k += 1
                if k < len(sentence) and sentence[k].fold in self.words.particles:
                    continue
                break
            if not self.words.namelike(word):
                break
            k += 1
        return k, entries

    def given(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        if no_name(word):
            return None
        for opening, cut, prep in openings(word.fold):
            if opening in self.words.given and (cut == 0 or opening not in self.words.common):
                end, entries = self.name(sentence, i) if cut == 0 else self._name_after(sentence, i)
                known = all(w.fold in self.words.given or w.fold in self.words.particles or w.definite or w.fold in self.words.person_words for w in sentence[i + 1 : end])
                ordinary = end - i == 2 and sentence[i + 1].definite and self.words.usual(sentence[i + 1])
                if end - i >= 2 and (known or end - i >= 3) and not (word.sure_verb and not (cut == 0 and self.words.named_like_a_verb(sentence, i))) and not ordinary:
                    name = (opening, *(w.fold for w in sentence[i + 1 : end]))
                    return Phrase(i, end, letter_at(word, cut), sentence[end - 1].end, "person", "given name", entries, name, i, prep=prep, conj=cut > (1 if prep else 0))
        return None

    def surname(self, sentence: Sequence[Word], i: int, surnames: frozenset[str]) -> Phrase | None:
        """A family name alone, of someone named in full elsewhere in the article."""
        word = sentence[i]
        if word.tag or word.sure_verb:
            return None
        for opening, cut, prep in openings(word.fold):
            if opening in surnames:
                return Phrase(i, i + 1, letter_at(word, cut), word.end, "person", "surname", (), (opening,), i, prep=prep, conj=cut > (1 if prep else 0), short=True)
        return None

    def speaker(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """An unknown name right after a verb of saying: "قال راجح بادي"."""
        word = sentence[i]
        said = sentence[i - 1].verb if i else None
        if said is None or word.definite or said.text not in self.words.sayings or not self.words.namelike(word):
            return None
        if word.fold not in self.words.given and word.fold not in self.words.person_words and not self.words.named_by_pipeline(word):
            return None
        end, entries = self.name(sentence, i)
        if end - i < 2 and (word.fold not in self.words.given or word.tag):
            return None
        return Phrase(i, end, word.start, sentence[end - 1].end, "person", "speaker", entries, tuple(w.fold for w in sentence[i:end]), i)

    def _name_after(self, sentence: Sequence[Word], i: int) -> tuple[int, tuple[Entry, ...]]:
        end, _ = self.name(sentence, i + 1) if i + 1 < len(sentence) else (i + 1, ())
        return max(end, i + 1), ()


def surnames_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """The family names of all who are named in full."""
    return frozenset(p.name[-1].removeprefix("و") if len(p.name[-1]) > 9 else p.name[-1] for p in phrases if len(p.name) > 1 and len(p.name[-1]) > 3)
