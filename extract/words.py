"""The words of a sentence with what their letters alone tell: clitics, article, particles, verbs.

A word here is an orthographic word (what stands between spaces), the unit of triggers and of names;
its clitics are told apart by asking the language data, never by changing the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .forms import Form, fits, splits
from .language import Language, Table, folded, lemma_forms
from .letters import ARABIC, fold, words

_NOUNLIKE_YA = folded(["يوم", "يومي", "يومين", "يناير", "يونيو", "يوليو", "يد", "يدي", "يسار", "يمين", "يهود", "يهودي", "يهودية", "ياسر", "يوسف", "يحيى", "يعقوب", "يونس", "ياسين", "يزيد"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its place in the letters, folded form and what kind of thing it is.

    ``tag`` is mark, number, preposition, complementiser, relative, conjunction, negation, auxiliary,
    pronoun, adverb, quantifier or empty; ``verb`` the verb form it may be; ``bare`` the folded form
    without conjunction, attached preposition and article; ``prep`` the attached preposition.
    """

    i: int
    start: int
    end: int
    text: str
    fold: str
    tag: str = ""
    conj: str = ""
    prep: str = ""
    definite: bool = False
    bare: str = ""
    verb: Form | None = None
    sure_verb: bool = False


@dataclass(frozen=True, slots=True)
class Morphology:
    """What the language data says of words: particles by class and the forms of known verbs."""

    particles: Mapping[str, str]
    verbs: Mapping[str, tuple[Form, ...]]
    nouns: frozenset[str]


_TAGS = {
    "complementisers": "complementiser", "prepositions": "preposition", "relatives": "relative", "conjunctions": "conjunction",
    "negations": "negation", "auxiliaries": "auxiliary", "pronouns": "pronoun", "adverbs": "adverb", "quantifiers": "quantifier",
}  # fmt: skip


def _cue_rows(language: Language) -> Iterable[Table]:
    yield from language.table("light_verbs").get("light", ())
    for name, rows in language.table("status").items():
        if name not in ("negation", "future") and isinstance(rows, list):
            yield from (r for r in rows if isinstance(r, Mapping))
    yield from language.table("verbs").get("verbs", ())


@lru_cache(maxsize=4)
def _morphology(language_id: int, holder: _Holder) -> Morphology:
    language = holder.language
    particles: dict[str, str] = {}
    table = language.table("particles")
    for key, tag in _TAGS.items():
        for word in folded(table.get(key)):
            particles.setdefault(word, tag)
    verbs: dict[str, list[Form]] = {}
    nouns: set[str] = set()
    for text, found in language.forms.items():
        for _, form in found:
            if form.pos == "verb":
                verbs.setdefault(text, []).append(form)
            else:
                nouns.add(text)
    for row in _cue_rows(language):
        for form in lemma_forms(row):
            if form.pos == "verb":
                verbs.setdefault(form.text, []).append(form)
    return Morphology(particles, {t: tuple(f) for t, f in verbs.items()}, frozenset(nouns))


@dataclass(frozen=True, eq=False)
class _Holder:
    language: Language

    def __hash__(self) -> int:
        return id(self.language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.language is self.language


def morphology(language: Language) -> Morphology:
    """The morphology of a language, made once."""
    return _morphology(id(language), _Holder(language))


def strip_article(word: str) -> tuple[str, str, bool, str]:
    """(conjunction, preposition, definite, rest) by letters alone; only where an article shows the cut.

    >>> strip_article("والاردن"), strip_article("للسعوديه"), strip_article("وزير")
    (('و', '', True, 'اردن'), ('', 'ل', True, 'سعوديه'), ('', '', False, 'وزير'))
    """
    for conj in ("", "و", "ف"):
        if not word.startswith(conj):
            continue
        rest = word[len(conj) :]
        for prep, shape in (("", "ال"), ("ب", "بال"), ("ك", "كال"), ("ل", "لل")):
            if rest.startswith(shape) and len(rest) - len(shape) >= 2:
                return conj, prep, True, rest[len(shape) :]
    return "", "", False, word


def _verb(word: str, morph: Morphology) -> tuple[Form | None, bool]:
    """The likeliest verb form of a word, and whether it can hardly be anything else."""
    for split in splits(word):
        for form in morph.verbs.get(split.stem, ()):
            if fits(form, split):
                sure = form.tense == "present" or (split.stem not in morph.nouns and not split.conjunction)
                return form, sure
    core = word.lstrip("وف") if len(word) > 5 else word
    if core.startswith("س") and len(core) > 4 and core[1] in "يتن":
        return Form(core[1:], "verb", "present", "f" if core[1] == "ت" else "m"), core[1] == "ي"
    core = core[1:] if core.startswith("لي") else core
    if core.startswith("ي") and len(core) > 3 and core not in _NOUNLIKE_YA:
        number = "p" if core.endswith(("ون", "وا")) else "s"
        return Form(core, "verb", "present", "m", number), True
    return None, False


@lru_cache(maxsize=100_000)
def _letters_of(word: str, morph_key: _MorphKey) -> tuple[str, str, str, bool, str, Form | None, bool]:
    morph = morph_key.morph
    conj, prep, definite, bare = strip_article(word)
    tag = morph.particles.get(word, "")
    if not tag and not definite and len(word) > 2 and word[0] in "وف" and word[1:] in morph.particles:
        tag, conj, bare = morph.particles[word[1:]], word[0], word[1:]
    verb, sure = (None, False) if tag or definite else _verb(word, morph)
    return tag, conj, prep, definite, bare, verb, sure


@dataclass(frozen=True, eq=False)
class _MorphKey:
    morph: Morphology

    def __hash__(self) -> int:
        return id(self.morph)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _MorphKey) and other.morph is self.morph


def analyse(letters: str, start: int, end: int, morph: Morphology) -> list[Word]:
    """The words of a stretch of letters."""
    out = []
    key = _MorphKey(morph)
    for i, (s, e) in enumerate(words(letters, start, end)):
        text = letters[s:e]
        form = fold(text)
        if not form:
            form = text
        if text[0].isdigit():
            out.append(Word(i, s, e, text, form, "number", bare=form))
        elif not any(c.isalpha() for c in text):
            out.append(Word(i, s, e, text, form, "mark", bare=form))
        else:
            tag, conj, prep, definite, bare, verb, sure = _letters_of(form, key)
            if not ARABIC.search(text):
                tag = tag or "foreign"
            out.append(Word(i, s, e, text, form, tag, conj, prep, definite, bare, verb, sure))
    return out
