"""Trigger words: which words of a sentence speak of an event, of which type, as verb or as noun.

The lexicon proposes every family whose form the word may be; its conditions (``then``, ``before`` and
their sisters) and the words around decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .forms import Form, Pos, Split, fits, splits
from .language import Language, Lemma
from .words import Word

_JUSSIVE = frozenset({"لم", "لما", "الم", "لا"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """Word ``i`` of a sentence as a trigger: its lemma, form and how its clitics were cut.

    ``score`` is the lexicon's trust in the word, before anything else of the sentence is known.
    """

    i: int
    lemma: Lemma
    form: Form
    split: Split
    score: float

    @property
    def type(self) -> str:
        return self.lemma.type

    @property
    def pos(self) -> Pos:
        return self.form.pos


@dataclass(frozen=True, slots=True)
class Considered:
    """A sense of a word that was weighed, and why it was taken or left."""

    i: int
    lemma: Lemma
    pos: Pos
    taken: bool
    why: str


class TriggerFinder:
    """Looks words up in one language's lexicon."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._known: dict[tuple[str, bool], tuple[tuple[Lemma, Form, Split], ...]] = {}

    def senses(self, word: Word) -> tuple[tuple[Lemma, Form, Split], ...]:
        """Every way to read a word as a form of a lexicon family, fewest clitics first."""
        if (known := self._known.get((word.fold, word.ta))) is not None:
            return known
        found = []
        for split in splits(word.fold):
            if word.ta and split.enclitic:
                continue
            for index, form in self.language.forms.get(split.stem, ()):
                if fits(form, split):
                    found.append((self.language.lemmas[index], form, split))
        found.sort(key=lambda f: (len(f[2].conjunction) + len(f[2].proclitic.removesuffix("ال")) + len(f[2].enclitic), f[1].jussive))
        self._known[word.fold, word.ta] = tuple(found)
        return self._known[word.fold, word.ta]

    def find(self, sentence: Sequence[Word], taken: frozenset[int] = frozenset(), *, trace: list[Considered] | None = None) -> list[Trigger]:
        """The triggers of a sentence; words in ``taken`` belong to names and are passed over."""
        out = []
        for word in sentence:
            if word.i in taken or word.tag in ("mark", "number", "foreign"):
                continue
            if word.tag in ("preposition", "pronoun", "complementiser", "negation", "auxiliary", "relative"):
                continue
            best: tuple[float, Trigger] | None = None
            senses = self.senses(word)
            for lemma, form, split in senses:
                why = self._refused(sentence, word, lemma, form)
                if why is None:
                    cost = 0.05 * (len(split.conjunction + split.enclitic) + len(split.proclitic.removesuffix("ال")))
                    rank = lemma.trust[form.pos] + 0.5 * bool(lemma.then or lemma.before) + 0.3 * fits_place(sentence, word, form, split) - cost
                    rank -= 0.3 * form.jussive + (0.8 if form.person == 1 and form.number == "s" else 0.15 if form.person == 1 else 0.0) + 0.3 * (split.enclitic == "نا" and form.pos == "verb")
                    if best is None or rank > best[0]:
                        best = rank, Trigger(word.i, lemma, form, split, lemma.trust[form.pos])
                if trace is not None:
                    trace.append(Considered(word.i, lemma, form.pos, why is None, why or "fits"))
            if best is not None:
                out.append(best[1])
        return out

    def unlisted(self, word: Word, type: str, score: float) -> Trigger:
        """A word that the lexicon does not know (as this type), as a trigger with its type's usual frame."""
        pos: Pos = "verb" if word.verb is not None and not word.definite else "noun"
        slots = self.language.defaults.get(type, {"verb": {}, "noun": {}})
        every = {p: {r: tuple(slots.get(p, {}).get(r, ())) for r in ("source", "target", "place")} for p in ("verb", "noun")}
        lemma = Lemma(id=f"{type}:?", type=type, head=word.bare, slots=every, trust={"verb": score, "noun": score, "participle": score})
        split = Split(word.conj, (word.prep + "ال") if word.definite else "", word.bare, "")
        return Trigger(word.i, lemma, word.verb if pos == "verb" and word.verb else Form(word.bare, "noun"), split, score)

    def as_type(self, sentence: Sequence[Word], word: Word, type: str, score: float) -> Trigger:
        """A word as a trigger of a given type: by the lexicon's best sense of that type, or as an unlisted word."""
        fitting = [(lemma, form, split) for lemma, form, split in self.senses(word) if lemma.type == type]
        if not fitting:
            return self.unlisted(word, type, score)
        lemma, form, split = max(fitting, key=lambda x: (self._refused(sentence, word, x[0], x[1]) is None, fits_place(sentence, word, x[1], x[2])))
        return Trigger(word.i, lemma, form, split, score)

    def _refused(self, sentence: Sequence[Word], word: Word, lemma: Lemma, form: Form) -> str | None:
        if form.jussive and not (word.i and sentence[word.i - 1].bare in _JUSSIVE):
            return "a jussive, and no particle before it asks for one"
        if form.person == 1 and form.number == "s" and word.fold != form.text:
            return "a first person with letters attached is rare"
        after = sentence[word.i + 1 : word.i + 4]
        before = sentence[max(0, word.i - 3) : word.i]
        if lemma.then and not _stands(after, lemma.then):
            return "none of its words follows"
        if lemma.before and not _stands(before, lemma.before):
            return "none of its words stands before"
        if lemma.not_then and _stands(after[:2], lemma.not_then):
            return "a word that rules it out follows"
        if lemma.not_before and _stands(before[-2:], lemma.not_before):
            return "a word that rules it out stands before"
        return None


def _stands(near: Sequence[Word], wanted: frozenset[str]) -> bool:
    """Whether one of the wanted words stands among words, whatever attaches to it."""
    for word in near:
        if word.fold in wanted or word.bare in wanted:
            return True
        for split in splits(word.fold):
            if split.stem in wanted or (split.stem.endswith("ت") and split.enclitic and split.stem[:-1] + "ه" in wanted) or split.proclitic + split.stem in wanted:
                return True
            if split.stem.endswith("ا") and split.stem[:-1] in wanted:
                return True
    return False


_NOUN_FOLLOWS = frozenset({"تم", "يتم", "تتم", "جري", "يجري", "جرت", "تجري"})


def fits_place(sentence: Sequence[Word], word: Word, form: Form, split: Split) -> float:
    """How well a verb or a noun fits where the word stands, from -1 to 1."""
    previous = sentence[word.i - 1] if word.i else None
    following = sentence[word.i + 1] if word.i + 1 < len(sentence) else None
    nominal = 0.0
    if previous is not None and previous.bare in _NOUN_FOLLOWS:
        nominal += 1.5
    if split.definite or split.preposition:
        return 1.0 if form.pos != "verb" else -1.0
    if previous is not None:
        if previous.tag == "preposition" or previous.tag == "quantifier":
            nominal += 1
        elif previous.tag in ("negation", "auxiliary", "complementiser", "relative"):
            nominal -= 1 if previous.fold not in ("عدم", "دون", "غير", "بدون", "ان") else 0.3 if previous.fold == "ان" else -1
        elif previous.tag == "mark":
            nominal -= 0.3
        elif not previous.tag:
            nominal += 0.6 if previous.verb is not None or not previous.definite else 0.0
    else:
        nominal -= 0.4
    if split.conjunction == "و" and previous is not None and previous.tag == "mark":
        nominal -= 0.4
    if following is not None:
        if following.tag in ("complementiser",) or following.fold in ("ان", "بان"):
            nominal -= 1
        elif following.definite and not following.prep:
            nominal -= 0.1
    if split.enclitic:
        nominal += 0.1
    if (form.tense == "past" and form.number == "s" and form.gender == "f") or form.tense == "present":
        nominal -= 1
    nominal = max(-1.0, min(1.0, nominal))
    return nominal if form.pos != "verb" else -nominal
