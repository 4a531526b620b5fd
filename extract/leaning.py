"""Which way a sentence looks beside a time expression: back (قال, وصل), ahead (سيزور, المقرر), or nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .anchor import Way
from .language import Language, folded, lemma_forms
from .letters import fold
from .times_tokens import Token

_STOPS = frozenset((".", "؟", "!", "؛"))
_PAUSES = _STOPS | {"،", ",", ":"}
_AND = ("و", "ف")


@dataclass(frozen=True, slots=True)
class Leaning:
    """The words of ``[direction]`` in times.toml and the verbs of the event types, folded."""

    future: frozenset[str]
    past: frozenset[str]
    before_present: frozenset[str]
    prefix: str
    imperfect: tuple[str, ...]
    no_verbs: tuple[str, ...]
    until: frozenset[str]
    until_words: frozenset[str]

    @classmethod
    def of(cls, language: Language) -> Leaning:
        table = language.table("times")
        said = table["direction"]
        perfect, imperfect = _verbs(language)
        return cls(
            frozenset(map(fold, said["future"])) | imperfect, frozenset(map(fold, said["past"])) | perfect, frozenset(map(fold, said["past_before_present"])),
            said["future_prefix"], tuple(map(fold, said["imperfect"])), tuple(map(fold, said["no_verbs"])), frozenset(map(fold, said["until_is_future"])),
            frozenset(map(fold, table["relations"]["until"])),
        )  # fmt: skip

    def way(self, tokens: Sequence[Token], first: int, last: int) -> Way:
        """The way of the nearest telling word before an expression in its sentence, else after it in its clause."""
        before = tokens[first - 1].word if first else ""
        for k in range(first - 1, -1, -1):
            word = tokens[k].word
            if word in _STOPS or (tokens[k + 1].broken and k + 1 < first):
                break
            if way := self.says(word, tokens[k - 1].word if k else ""):
                return way
            if word in self.until and before in self.until_words:
                return "future"
        for k in range(last, len(tokens)):
            if tokens[k].word in _PAUSES or tokens[k].broken:
                break
            if way := self.says(tokens[k].word, tokens[k - 1].word if k else ""):
                return way
        return ""

    def says(self, word: str, before: str = "") -> Way:
        """What one folded word tells after another: an imperfect looks ahead, but not after «كان» or «لم»."""
        bare = word[1:] if word.startswith(_AND) and len(word) > 3 else word
        if word in self.future or bare in self.future:
            return "past" if before in self.before_present else "future"
        if word in self.past or bare in self.past:
            return "past"
        if len(bare) > 4 and bare[:1] == self.prefix and bare[1] in self.imperfect and not bare.startswith(self.no_verbs):
            return "future"
        return ""


def _verbs(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Perfect and imperfect forms of the listed verbs that are no nouns or particles, and perfect ones of light verbs; the imperfect of saying tells nothing."""
    perfect, imperfect = set(), set()
    particles = {word for words in language.table("particles").values() for word in folded(words)}
    for text, found in language.forms.items():
        if len(text) < 3 or text in particles or any(form.pos != "verb" for _, form in found):
            continue
        types = {language.lemmas[n].type for n, _ in found}
        tenses = {form.tense for _, form in found}
        if tenses == {"past"}:
            perfect.add(text)
        elif tenses == {"present"} and text[0] in "يت" and not types & {"statement", "accusation", "support", "rejection"}:
            imperfect.add(text)
    light = [form for row in language.table("light_verbs").get("light", ()) for form in lemma_forms(row) if len(form.text) > 2]
    known = {form.text for form in light if form.pos != "verb"} | particles | set(language.forms)
    perfect |= {form.text for form in light if form.pos == "verb" and form.tense == "past" and form.text not in known}    # «أبرمت في فبراير»
    return frozenset(perfect), frozenset(imperfect)
