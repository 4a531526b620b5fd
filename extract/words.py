"""The words of a sentence with what their letters alone tell: clitics, article, particles, verbs.

A word here is an orthographic word (what stands between spaces), the unit of triggers and of names;
its clitics are told apart by asking the language data, never by changing the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .forms import Form, fits, splits
from .language import Language, Table, folded, lemma_forms
from .letters import ARABIC, MARKS, fold, words

_NOUNLIKE_YA = folded(["يوم", "يومي", "يومين", "يناير", "يونيو", "يوليو", "يد", "يدي", "يسار", "يمين", "يهود", "يهودي", "يهودية", "ياسر", "يوسف", "يحيى", "يعقوب", "يونس", "ياسين", "يزيد"])  # fmt: skip


@dataclass(slots=True)
class Word:
    """One word: its place in the letters, folded form and what kind of thing it is. Only ``pos`` and ``ent`` are written later.

    ``tag`` is mark, number, preposition, complementiser, relative, conjunction, negation, auxiliary,
    pronoun, adverb, quantifier or empty; ``verb`` the verb form it may be; ``bare`` the folded form
    without conjunction, attached preposition and article; ``prep`` the attached preposition; ``ta`` says that
    it ends in ta marbuta, so that no pronoun can be its end; ``pos`` is the trained pipeline's part of speech and ``ent`` the kind
    of name that it takes the word for a part of, if it ran.
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
    ta: bool = False
    pos: str = ""
    ent: str = ""


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
    yield from language.table("reporting").get("relays", ())
    for name, rows in language.table("status").items():
        if name not in ("negation", "future") and isinstance(rows, list):
            yield from (r for r in rows if isinstance(r, Mapping))
    yield from language.table("verbs").get("verbs", ())


def morphology(language: Language) -> Morphology:
    """What a language's data say of words."""
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


def _verb(word: str, morph: Morphology, ta: bool) -> tuple[Form | None, bool]:
    """The likeliest verb form of a word, and whether it can hardly be anything else."""
    if ta:
        return None, False
    best: tuple[tuple[bool, bool, bool, int], Form, bool] | None = None
    for split in splits(word):
        for form in morph.verbs.get(split.stem, ()):
            if fits(form, split):
                rare = form.jussive or form.person == 1
                sure = not rare and (form.tense == "present" or (split.stem not in morph.nouns and not split.conjunction))
                rank = (form.jussive, form.person == 1 and form.number == "s", split.enclitic == "نا", len(split.conjunction + split.proclitic + split.enclitic))
                if best is None or rank < best[0]:
                    best = rank, form, sure
    if best is not None:
        return best[1], best[2]
    core = word.lstrip("وف") if len(word) > 5 else word
    if core.startswith("س") and len(core) > 4 and core[1] in "يتن":
        return Form(core[1:], "verb", "present", "f" if core[1] == "ت" else "m"), core[1] == "ي"
    core = core[1:] if core.startswith("لي") else core
    if core.startswith("ي") and len(core) > 3 and core not in _NOUNLIKE_YA:
        number = "p" if core.endswith(("ون", "وا")) else "s"
        return Form(core, "verb", "present", "m", number), True
    return None, False


_Alone = tuple[str, str, str, str, bool, str, Form | None, bool, bool]
_THROUGH, _OF, _WAYS = "عبر", "عن", frozenset({"طريق", "بعد"})
_HAMZA = frozenset("أإآ")    # a hamza is no article's: ألقى is not ال + قى


class Analyser:
    """Cuts letters into words and says what each may be; remembers words it has seen."""

    def __init__(self, language: Language) -> None:
        self.morph = morphology(language)
        self._seen: dict[str, _Alone] = {}

    def _alone(self, text: str) -> _Alone:
        """What the letters of a word tell, wherever it stands: the fields of ``Word`` after ``text``."""
        if (known := self._seen.get(text)) is not None:
            return known
        form = fold(text) or text
        if text[0].isdecimal():
            found: _Alone = form, "number", "", "", False, form, None, False, False
        elif not any(c.isalpha() for c in text):
            found = form, "mark", "", "", False, form, None, False, False
        else:
            tag, conj, prep, definite, bare, verb, sure, ta = self._letters(MARKS.sub("", text) or text)
            found = form, tag or ("" if ARABIC.search(text) else "foreign"), conj, prep, definite, bare, verb, sure, ta
        if len(self._seen) < 300_000:
            self._seen[text] = found
        return found

    def _letters(self, text: str) -> tuple[str, str, str, bool, str, Form | None, bool, bool]:
        word = fold(text) or text
        conj, prep, definite, bare = strip_article(word)
        if definite and not prep and text.lstrip("وف")[:1] in _HAMZA:
            conj, prep, definite, bare = "", "", False, word
        tag = self.morph.particles.get(word, "")
        if not tag and not definite and len(word) > 2 and word[0] in "وف" and word[1:] in self.morph.particles:
            tag, conj, bare = self.morph.particles[word[1:]], word[0], word[1:]
        ta = text.endswith("ة")
        verb, sure = (None, False) if tag or definite else _verb(word, self.morph, ta)
        return tag, conj, prep, definite, bare, verb, sure, ta

    def words(self, letters: str, start: int, end: int) -> list[Word]:
        """The words of a stretch of letters, numbered from 0."""
        out = []
        for i, (s, e) in enumerate(words(letters, start, end)):
            text = letters[s:e]
            out.append(Word(i, s, e, text, *self._alone(text)))
        return [self._voiced(out, w) if w.bare == _THROUGH and w.tag == "preposition" else w for w in out]

    def _voiced(self, found: list[Word], word: Word) -> Word:
        """"عبر" before "عن" is a verb ("وعبر الوزير عن أسفه"), elsewhere a preposition."""
        for other in found[word.i + 1 : word.i + 9]:
            if other.tag == "mark" or other.sure_verb:
                break
            if other.tag == "preposition":
                voiced = other.bare == _OF and found[other.i + 1 : other.i + 2] and found[other.i + 1].bare not in _WAYS
                return replace(word, tag="", verb=_verb(word.fold, self.morph, False)[0], sure_verb=True) if voiced else word
        return word
