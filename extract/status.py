"""With what certainty: planned, possible, requested, denied, cancelled, or simply so.

Cue words stand in ``status.toml`` with their reach; negation and the future are closed classes. The
nearest cue to the left that governs the trigger decides; a later rule never overrides an explicit one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .forms import Form, fits, splits
from .language import Language, folded, lemma_forms, listed
from .letters import fold
from .names import name_words
from .records import Status
from .syntax import STOPS, Clause
from .triggers import Trigger

_WISHED = frozenset({"cooperation", "agreement", "concession", "aid", "support", "visit", "meeting", "negotiation"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A word, or words in a row, that sets a status within ``reach`` words to its right."""

    status: Status
    words: tuple[str, ...]
    scope: str
    reach: int
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status and the word index and reason that gave it."""

    status: Status
    at: int
    why: str


class StatusFinder:
    """Judges triggers by the cues of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("status")
        self.negations = folded(_strings(table.get("negation"))) | folded(language.table("particles").get("negations"))
        self.maybe = folded(_strings(table.get("before_present")))
        self.happens = folded(_strings(table.get("happens")))
        self.future = folded(_strings(table.get("future")))
        self.cues: dict[str, list[Cue]] = {}
        self.phrases: dict[str, list[Cue]] = {}
        for status in ("planned", "possible", "requested", "denied", "cancelled"):
            for row in table.get(status, ()):
                if isinstance(row, Mapping):
                    self._add(status, row)

    def _add(self, status: Any, row: Mapping[str, Any]) -> None:
        scope, reach = str(row.get("scope", "clause")), int(row.get("distance", row.get("reach", 8)))
        for form in lemma_forms(row):
            self.cues.setdefault(form.text, []).append(Cue(status, (form.text,), scope, reach, form))
        for text in listed(row.get("forms")):
            parts = name_words(text)
            if parts:
                self.phrases.setdefault(parts[-1], []).append(Cue(status, parts, scope, reach))

    def judge(self, made: Clause, trigger: Trigger, triggers: Sequence[Trigger]) -> Judgement:
        """The status of one trigger among those of its sentence."""
        words, i = made.words, trigger.i
        verb = trigger.pos == "verb"
        before = words[i - 1] if i else None
        if before is not None and (negated := self._negated(made, i, verb)):
            return negated
        if not verb and self._to_come(made, i):
            return Judgement("planned", i, "what will happen, says the verb behind it")
        if trigger.lemma.status:
            return Judgement(trigger.lemma.status, i, "the word itself")  # type: ignore[arg-type]
        if verb and (trigger.split.proclitic == "س" or (before is not None and before.fold in self.future)):
            return Judgement("planned", i, "future")
        if verb and trigger.form.tense == "present" and before is not None and before.fold in self.maybe:
            return Judgement("possible", i, "may, before a verb in the present")
        others = {t.i: t for t in triggers}
        crossed = False
        for k in range(i - 1, max(-1, i - 16), -1):
            word = words[k]
            if word.text in STOPS:
                break
            distance = i - k
            if not crossed:
                for cue in self._cues(words, k):
                    if distance <= cue.reach and not (cue.scope == "next-verb" and not verb) and not (cue.scope == "next-noun" and verb):
                        return Judgement(cue.status, k, f"after {' '.join(cue.words)}")
            other = others.get(k)
            if other is not None and not crossed:
                if other.type == "appeal" and trigger.type not in ("statement", "appeal") and distance <= 12:
                    return Judgement("requested", k, "what is asked for")
                if other.type == "negotiation" and trigger.type in _WISHED and not verb and distance <= 6 and trigger.type != "negotiation":
                    return Judgement("requested", k, "what is talked about")
            if word.sure_verb and words[k].tag != "auxiliary" and k not in others:
                crossed = distance > 4
            if word.tag == "relative" and word.bare not in ("ما", "من"):
                break
        return Judgement("actual", i, "nothing says otherwise")

    def _to_come(self, made: Clause, i: int) -> bool:
        """Whether a noun is the subject of a verb in the future that only says that it happens ("اعترافنا سيحدث في سبتمبر")."""
        for k in range(i + 1, min(i + 6, len(made.words))):
            word = made.words[k]
            if word.tag in ("mark", "complementiser", "relative"):
                return False
            if word.fold[:1] == "س" and word.fold[1:] in self.happens:
                return not any(w.conj for w in made.words[i + 1 : k + 1])
            if word.verb is not None and word.sure_verb:
                return False
        return False

    def _negated(self, made: Clause, i: int, verb: bool) -> Judgement | None:
        for k in range(i - 1, max(-1, i - 3), -1):
            word = made.words[k]
            if word.tag == "mark":
                return None
            if verb and word.bare in ("لم", "لن", "لا", "ما") and word.tag in ("negation", "relative", "conjunction") and k == i - 1:
                return Judgement("denied", k, f"after {word.fold}") if word.bare != "ما" else None
            if not verb and word.bare in ("عدم", "دون", "بدون", "بعدم"):
                return Judgement("denied", k, f"after {word.fold}")
        return None

    def _cues(self, words: Sequence[Any], k: int) -> list[Cue]:
        word = words[k]
        found = []
        for split in splits(word.fold):
            found += [c for c in self.cues.get(split.stem, ()) if c.form is not None and fits(c.form, split)]
        for opening in {word.fold, word.bare, word.fold[1:] if word.fold[:1] in "وف" else word.fold}:
            for cue in self.phrases.get(opening, ()):
                size = len(cue.words)
                if size == 1 or (k + 1 >= size and all(
                    words[k - size + 1 + n].fold == part or (n == 0 and words[k - size + 1].fold[1:] == part) for n, part in enumerate(cue.words[:-1])
                )):
                    found.append(cue)
        return found


def _strings(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _strings(v)]
    return [fold(s) for s in listed(value)]
