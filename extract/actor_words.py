"""What is known of one word that may name or describe someone, and of what directly follows from it; phrases are built elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .language import Language
from .names import Gazetteer, NameHit, openings
from .word_lists import WordLists
from .words import Word


@dataclass(frozen=True, slots=True)
class Start:
    """How a word begins a phrase: the list entry it matched and what is attached to it; ``owned`` says that a pronoun is."""

    key: str
    cut: int
    prep: str
    definite: bool
    conj: bool
    owned: bool = False


_NO_NAMES = frozenset({"NOUN", "ADJ", "VERB", "NUM", "ADP", "ADV", "PRON", "DET", "PART", "SCONJ", "AUX"})
_PARTICLES = "وبلفك"
_PRONOUNS = ("هما", "ها", "هم", "ه")
_USUAL = 4    # binary logarithm of the count from which on an unlisted word that the pipeline takes for no name is none
_SEEN = 3     # … from which on it is no slip
_OFTEN = 5    # … and from which on a word counts as well known


class ActorWords(WordLists):
    """The word lists of one language, with its gazetteer, and what they say of a word."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        super().__init__(language, gazetteer)
        self._starts: dict[tuple[int, str, str], Start | None] = {}

    def start(self, word: Word, table: Mapping[str, object]) -> Start | None:
        """How a word begins with one of a table of this object; words are remembered."""
        key = id(table), word.text, word.bare
        if key not in self._starts:
            if len(self._starts) > 200_000:
                self._starts.clear()
            self._starts[key] = self._start(word, table)
        return self._starts[key]

    def _start(self, word: Word, table: Mapping[str, object]) -> Start | None:
        if word.definite:
            key = word.bare
            if key in table:
                cut = len(word.conj) + (1 if word.prep and not word.fold[len(word.conj) :].startswith("لل") else 0)
                return Start(key, 0 if word.prep == "ل" else cut, word.prep, True, bool(word.conj))
        for opening, cut, prep in openings(word.fold):
            if opening in table:
                return Start(opening, cut, prep, opening == "ال" + word.bare, cut > (1 if prep else 0))
        for opening, cut, prep in openings(word.fold):
            for enclitic in ("ه", "ها", "هم", "هما", "نا"):
                stem = opening.removesuffix(enclitic)
                if len(opening) - len(enclitic) < 4 or stem == opening or (word.ta and enclitic == "ه"):
                    continue
                for key in (stem, stem.removesuffix("ت") + "ه"):
                    if key in table:
                        return Start(key, cut, prep, True, cut > (1 if prep else 0), owned=True)
        return None

    def plain(self, word: Word) -> str:
        """A word as titles hold it: without article and what is attached, but whole where it is a title ("ولي")."""
        return word.fold if word.conj and word.fold in self.titles else word.bare

    def address(self, word: Word) -> Start | None:
        """How a word begins with a form of address ("لمعالي"), without a pronoun."""
        start = self.start(word, self.addresses)
        return start if start is not None and (word.fold.endswith(start.key) or word.bare == start.key) else None

    def tag(self, word: Word) -> str:
        """The kind of particle that a word is; none where it is a title and only looks like "و" and a particle (ولي)."""
        return "" if word.conj and word.fold in self.titles else word.tag

    def honours(self, word: Word) -> bool:
        """Whether a word is a form of address, or part of one."""
        return word.fold in self.honorifics or (word.definite and word.bare in self.honorifics)

    def ranked(self, word: Word) -> bool:
        """Whether a word is a rank or a form of address that stands between an office and a name."""
        return word.definite and (word.bare in self.ranks or self.honours(word))

    def no_two(self, sentence: Sequence[Word], i: int) -> bool:
        """Whether a word that means two who were named before means nobody here ("حل الدولتين")."""
        return i > 0 and sentence[i - 1].fold in self.no_both and self.start(sentence[i], self.both) is not None

    def modifies(self, word: Word) -> bool:
        """Whether a word is an adjective of titles ("السابق", "رفيع")."""
        return word.bare in self.modifiers or "ال" + word.bare in self.modifiers

    def qualifies(self, word: Word, *, titled: bool) -> bool:
        """Whether a definite word can go on with a phrase that is already definite: an adjective, not a noun of its own."""
        if (word.bare in self.titles and not titled) or word.fold in self.weekdays:
            return False
        if self.modifies(word) or word.bare in self.epithets:
            return True
        if word.pos:
            return word.pos == "ADJ" and not (word.bare in self.titles or word.bare in self.heads)
        return word.bare.endswith(("ي", "يه")) and not self.listed(word)

    def chain(self, sentence: Sequence[Word], j: int) -> bool:
        """Whether an indefinite word goes on with a construct that ends in something definite."""
        for k in range(j + 1, min(j + 4, len(sentence))):
            word = sentence[k]
            if self.tag(word) or word.sure_verb:
                return False
            if word.definite and not word.conj and not word.prep:
                return True
            if (hit := self.gazetteer.at(sentence, k)) is not None and hit.cut == 0 and not hit.prep and hit.entries[0].kind != "person":
                return True
            if self.gazetteer.state_of(word):
                return True
        return False

    def feminine_nisba(self, word: Word) -> bool:
        """Whether a word is an adjective of origin in the feminine, well known in both genders ("الإسلامية"): no man's family name."""
        return word.definite and word.ta and word.bare.endswith("يه") and min(self.vocabulary.log(word.text), self.vocabulary.log(word.text[:-1])) >= _OFTEN

    def with_nun(self, word: Word) -> bool:
        """Whether a word is a sound plural with its nun ("محققون"), which no genitive follows."""
        if not word.bare.endswith(("ون", "ين")) or word.definite:
            return False
        listed = self.titles.get(word.bare, False) or self.heads.get(word.bare) in ("group", "armed-group")
        return listed or (word.text.endswith("ون") and self.vocabulary.log(word.text.removesuffix("ون") + "ين") >= _SEEN)

    def listed(self, word: Word) -> bool:
        return word.bare in self.titles or word.bare in self.heads or self.start(word, self.heads) is not None

    def usual(self, word: Word) -> bool:
        """Whether a word is often seen and, says the pipeline, no name."""
        return word.pos in _NO_NAMES and not word.ent and self.vocabulary.log(word.text) >= _USUAL

    def named_by_pipeline(self, word: Word) -> bool:
        """Whether a word may be a name for all that the pipeline says; true where it did not run."""
        return not word.pos or bool(word.ent) or word.pos not in _NO_NAMES

    def namelike(self, word: Word) -> bool:
        if no_name(word) or word.fold in self.titles:
            return False
        if word.fold in self.given or word.fold in self.particles or word.fold in self.person_words:
            return True
        if word.tag or word.definite or word.verb is not None or len(word.fold) < 3 or word.conj:
            return word.tag == "foreign"
        if self.usual(word) or self.start(word, self.titles) is not None or self.owned(word):
            return False
        if self.address(word) is not None or self._joined(word):
            return False
        return word.fold not in self.common and word.bare not in self.common and not self.gazetteer.state_of(word) and not self.listed(word)

    def familylike(self, word: Word) -> bool:
        """Whether a word with its article may be a family name."""
        if not word.definite or word.conj or word.prep or word.tag or self.usual(word):
            return False
        return not (self.gazetteer.state_of(word) or self.listed(word) or self.modifies(word) or self.honours(word))

    def other_than(self, sentence: Sequence[Word], hit: NameHit) -> bool:
        """Whether a short name of the gazetteer is only the given name of somebody else, whose family name follows."""
        known = hit.short and hit.last == hit.first + 1 and sentence[hit.first].fold in self.given
        return known and hit.last < len(sentence) and self.familylike(sentence[hit.last])

    def _joined(self, word: Word) -> bool:
        """Whether a word that looks like a name is a particle and a word that is seen far more often without it ("وتحيات")."""
        if word.ent or word.fold[:1] not in _PARTICLES or len(word.fold) < 4:
            return False
        if word.fold[:1] == "و" and (word.fold[1:] in self.given or word.fold[1:] in self.person_words):
            return True
        often = max(self.vocabulary.log(word.text[k:]) for k in ((1, 2) if word.fold[:1] == "و" and word.fold[1] in _PARTICLES else (1,)))
        return often >= _OFTEN and self.vocabulary.log(word.text) + _OFTEN <= often + 1

    def titled_name(self, sentence: Sequence[Word], j: int) -> bool:
        """Whether a word that is both a title and a given name is a name here: a family name or "son of" follows ("رائد بن خالد")."""
        after = sentence[j + 1] if j + 1 < len(sentence) else None
        return sentence[j].fold in self.given_titles and after is not None and (self.familylike(after) or after.fold in self.particles)

    def named_like_a_verb(self, sentence: Sequence[Word], j: int) -> bool:
        """Whether a given name that is written like a verb is a name here: another of his names follows ("ياسر المرزوقي", "عمر بن سعيد")."""
        after = sentence[j + 1] if j + 1 < len(sentence) else None
        if sentence[j].fold not in self.given or after is None or after.conj or after.prep or no_name(after) or after.sure_verb:
            return False
        return after.fold in self.given or after.fold in self.particles or self.familylike(after)

    def owned(self, word: Word) -> bool:
        """Whether a word that looks like a name is a common noun with a pronoun, and particles perhaps ("وتمنياته")."""
        if word.ent or word.ta:
            return False
        for plain in (word.text, word.text[1:] if word.fold[:1] in _PARTICLES else ""):
            stem = next((plain.removesuffix(end) for end in _PRONOUNS if plain.endswith(end)), "")
            if len(stem) > 3 and (stem.endswith("ات") or self.vocabulary.log(stem) >= max(_OFTEN, self.vocabulary.log(word.text) + 1)):
                return True
        return False

    def name_begins(self, sentence: Sequence[Word], j: int, *, strict: bool) -> bool:
        if j >= len(sentence):
            return False
        word = sentence[j]
        if no_name(word) or word.fold in self.ordinals:
            return False
        if word.fold in self.titles:
            return self.titled_name(sentence, j)
        if word.fold in self.given or word.fold in self.particles:
            return True
        hit = self.gazetteer.at(sentence, j)
        if hit is not None:
            return hit.entries[0].kind == "person" and hit.cut == 0
        if strict:
            return (word.fold in self.person_words and not word.definite) or word.tag == "foreign"
        return self.namelike(word)


def no_name(word: Word) -> bool:
    """A particle that folds like a name: على is not علي, بأن not بان."""
    if word.tag == "preposition":
        return not word.text.endswith("ي")
    return word.tag == "complementiser" and "أ" in word.text
