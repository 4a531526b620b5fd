"""All the written forms of a verb, a noun or a participle, without diacritics.

Arabic letters without vowels need few rules: sound, hollow, defective and hamza-final verbs, nouns
in ta marbuta and in hamza, sound plurals and duals. Broken plurals are given by the language data.
Forms are folded (``letters.fold``); what a form says of person, number and gender comes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .letters import fold

Pos = Literal["verb", "noun", "participle"]
Tense = Literal["past", "present", ""]


@dataclass(frozen=True, slots=True)
class Form:
    """One written form. ``gender`` m, f or empty; ``number`` s, d, p or empty; ``person`` 1, 2 or 3.

    ``enclitic`` is "needs" where the form only stands before a pronoun (التقا+ه), "never" where it
    cannot take one. ``jussive`` forms only stand after لم or a commanding ل.
    """

    text: str
    pos: Pos
    tense: Tense = ""
    gender: str = ""
    number: str = ""
    person: int = 3
    enclitic: str = ""
    jussive: bool = False
    passive: bool = False


def past_forms(past: str, *, passive: bool = False) -> Iterator[Form]:
    """The perfect of a verb given by its third person masculine singular."""
    endings: list[tuple[str, str, str, int, str]]
    if past.endswith(("ى", "ا")) and len(past) > 2:
        base, glide = past[:-1], "ي" if past.endswith("ى") else "و"
        endings = [
            (past, "m", "s", 3, "never"), (base + "ا", "m", "s", 3, "needs"), (base + "ت", "f", "s", 3, ""),
            (base + "تا", "f", "d", 3, ""), (base + glide + "ا", "m", "d", 3, ""), (base + "وا", "m", "p", 3, "never"),
            (base + "و", "m", "p", 3, "needs"), (base + glide + "نا", "", "p", 1, ""), (base + glide + "ت", "", "s", 1, ""),
            (base + glide + "ن", "f", "p", 3, ""),
        ]  # fmt: skip
    elif past.endswith("ي"):
        endings = [
            (past, "m", "s", 3, ""), (past + "ت", "f", "s", 3, ""), (past + "ا", "m", "d", 3, ""), (past + "تا", "f", "d", 3, ""),
            (past[:-1] + "وا", "m", "p", 3, "never"), (past[:-1] + "و", "m", "p", 3, "needs"), (past + "نا", "", "p", 1, ""),
        ]  # fmt: skip
    else:
        endings = [
            (past, "m", "s", 3, ""), (past + "ت", "f", "s", 3, ""), (past + "تا", "f", "d", 3, ""), (past + "ا", "m", "d", 3, ""),
            (past + "وا", "m", "p", 3, "never"), (past + "و", "m", "p", 3, "needs"),
        ]  # fmt: skip
        short = past[:-2] + past[-1] if len(past) > 2 and past[-2] == "ا" else past
        endings += [(short + "نا", "", "p", 1, ""), (short + "ن", "f", "p", 3, "")]
        if past.endswith("أ"):
            endings += [(past[:-1] + "ؤوا", "m", "p", 3, "never"), (past[:-1] + "ءوا", "m", "p", 3, "never")]
    for text, gender, number, person, enclitic in endings:
        yield Form(fold(text), "verb", "past", gender, number, person, enclitic, passive=passive)


_PERSONS = (("ي", "m", 3), ("ت", "f", 3), ("ن", "", 1), ("أ", "", 1))


def present_forms(present: str, *, passive: bool = False, hollow: bool = True) -> Iterator[Form]:
    """The imperfect in all moods, given by its third person masculine singular. ``hollow`` says that a long
    vowel before the last letter falls in the jussive (يزور, يزر), which it does not in يقاوم or يعين."""
    stem = present[1:]
    for letter, gender, person in _PERSONS:
        first = person == 1
        number = "p" if letter == "ن" else "s"

        def form(
            tail: str, number: str, enclitic: str = "", *, jussive: bool = False, g: str = gender, p: int = person, x: str = letter
        ) -> Form:
            return Form(fold(x + tail), "verb", "present", g, number, p, enclitic, jussive, passive)

        if stem.endswith(("ي", "و", "ى")) and len(stem) > 1:
            base = stem[:-1]
            yield form(stem, number)
            yield form(base, number, jussive=True)
            if stem.endswith("ى"):
                yield form(base + "ا", number, "needs")
            if not first:
                glide = base + "ي" if stem.endswith("ى") else stem
                yield from (form(base + "ون", "p"), form(base + "وا", "p", "never"), form(base + "و", "p", "needs"))
                yield from (form(glide + "ان", "d"), form(glide + "ا", "d"))
        else:
            yield form(stem, number)
            if hollow and len(stem) > 2 and stem[-2] in "اوي":
                yield form(stem[:-2] + stem[-1], number, jussive=True)
            if not first:
                yield from (form(stem + "ون", "p"), form(stem + "وا", "p", "never"), form(stem + "و", "p", "needs"))
                yield from (form(stem + "ان", "d"), form(stem + "ا", "d"))
                if letter == "ي":
                    yield form(stem + "ن", "p", g="f")


def noun_forms(noun: str, *, pos: Pos = "noun", number: str = "s") -> Iterator[Form]:
    """A noun given by its singular or a plural: dual, accusative, and the shapes before a pronoun."""
    gender = "f" if noun.endswith(("ة", "ات")) else "m"
    yield Form(fold(noun), pos, "", gender, number, enclitic="never" if noun.endswith("ة") else "")
    if noun.endswith("ة"):
        stem = noun[:-1] + "ت"
        yield Form(fold(stem), pos, "", gender, number, enclitic="needs")
        yield Form(fold(noun[:-1] + "ات"), pos, "", "f", "p")
        duals = [stem + "ان", stem + "ين", stem + "ا", stem + "ي"]
    else:
        if not noun.endswith(("ا", "ى")):
            yield Form(fold(noun + "ا"), pos, "", gender, number, enclitic="never")
        if noun.endswith("ء"):
            yield from (Form(fold(noun[:-1] + seat), pos, "", gender, number, enclitic="needs") for seat in "ئؤ")
            noun = noun[:-1] + "ء"
        duals = [noun + "ان", noun + "ين"]
        if noun.endswith("ى"):
            yield Form(fold(noun[:-1] + "ا"), pos, "", gender, number, enclitic="needs")
    if number == "s" and not noun.endswith("ات"):
        yield from (Form(fold(dual), pos, "", gender, "d", enclitic="never") for dual in duals)


def participle_forms(participle: str) -> Iterator[Form]:
    """A participle in both genders and all numbers."""
    yield from noun_forms(participle, pos="participle")
    if not participle.endswith("ة"):
        yield from noun_forms(participle + "ة", pos="participle")
        for ending in ("ون", "ين", "و", "ي"):
            yield Form(fold(participle + ending), "participle", "", "m", "p", enclitic="never" if ending[-1] == "ن" else "")


CONJUNCTIONS = ("", "و", "ف")
_NOMINAL = ("", "ال", "ب", "بال", "ل", "لل", "ك", "كال")
_VERBAL = ("", "س", "ل")
ENCLITICS = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "نا", "ني", "ي")


@dataclass(frozen=True, slots=True)
class Split:
    """One way to cut a folded word: conjunction, the rest of its proclitics, stem, pronoun."""

    conjunction: str
    proclitic: str
    stem: str
    enclitic: str

    @property
    def definite(self) -> bool:
        return self.proclitic.endswith("ال") or self.proclitic == "لل"

    @property
    def preposition(self) -> str:
        """The attached preposition ب ل ك, or nothing."""
        return self.proclitic[0] if self.proclitic and self.proclitic[0] in "بلك" else ""


@lru_cache(maxsize=100_000)
def splits(word: str) -> tuple[Split, ...]:
    """Every way to cut a folded word, fewest letters first; words are remembered."""
    return tuple(_splits(word))


def _splits(word: str) -> Iterator[Split]:
    """Every way to cut a folded word, fewest letters first; what cannot be is for the lexicon to say."""
    for conjunction in CONJUNCTIONS:
        if not word.startswith(conjunction) or len(word) - len(conjunction) < 2:
            continue
        rest = word[len(conjunction) :]
        for proclitic in (*_NOMINAL, "س"):
            if not rest.startswith(proclitic):
                continue
            stem = rest[len(proclitic) :]
            if len(stem) < 2:
                continue
            yield Split(conjunction, proclitic, stem, "")
            for enclitic in ENCLITICS:
                if stem.endswith(enclitic) and len(stem) - len(enclitic) >= 2:
                    yield Split(conjunction, proclitic, stem[: -len(enclitic)], enclitic)


_NOT_OF_VERBS = frozenset({"ي", "ك", "كم"})    # a verb takes ني, never ي; a second person is rare in news


def fits(form: Form, split: Split) -> bool:
    """Whether a form can stand with these clitics."""
    if split.enclitic:
        if form.enclitic == "never" or split.definite:
            return False
    elif form.enclitic == "needs":
        return False
    if form.pos == "verb":
        if split.definite or split.proclitic not in _VERBAL:
            return False
        if split.enclitic in _NOT_OF_VERBS:
            return False
        return not (split.proclitic == "س" and (form.tense == "past" or form.jussive))
    return split.proclitic != "س"
