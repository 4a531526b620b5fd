"""With what certainty: planned, possible, requested, denied, cancelled, or simply so.

Cue words stand in ``status.toml`` with their reach; negation and the future are closed classes. The
nearest cue to the left that governs the trigger decides; a later rule never overrides an explicit one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .forms import Form, fits, splits
from .language import Language, folded, lemma_forms, listed
from .letters import fold
from .names import name_words
from .records import Status
from .roles import SAYING
from .syntax import QUOTES, STOPS, Clause
from .triggers import Trigger
from .words import Word

DONE = "done, says the verb in the past that governs it"
_OCCASIONS = frozenset({"visit", "meeting", "conference", "negotiation", "call"})
_THINGS = frozenset({"agreement", "conference", "decision"})    # refused or unfulfilled, they are there all the same
_CONDITION = 9    # words between a verb in the future and the "if" behind it
_DONE = frozenset({"تم", "تمت", "جري", "جرت"})
_WISHED = frozenset({"cooperation", "concession", "aid"})
_SAID = frozenset({"accusation", "statement"})    # who denies a charge says that it is not true, not that it was not made
_STANDING = frozenset({"agreement", "sanction", "assault", "appeal", "accusation", "rejection", "support", "coercion"})    # in force until called off
_NOT_ASKED = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "call", "coercion", "assault"})    # what an appeal mentions more often than it asks for
_REFUSALS = frozenset({"rejection", "statement"})
_NOT = frozenset({"لا", "لم", "لن", "ولا", "ولم", "ولن", "فلم", "فلن"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A word, or words in a row, that sets a status within ``reach`` words to its right."""

    status: Status
    words: tuple[str, ...]
    scope: str
    reach: int
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A cue at word ``at`` to the left of a trigger: its status, reason and word, whether the rules let it hold, the
    kind of border between the two, and how many words and phrases lie between them."""

    status: Status
    at: int
    why: str
    word: str
    holds: bool
    barrier: str
    distance: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status and the word index and reason that gave it."""

    status: Status
    at: int
    why: str
    seen: tuple[Seen, ...] = ()


_FUTURE = Cue("planned", ("س",), "next-noun", 7)


class StatusFinder:
    """Judges triggers by the cues of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("status")
        self.negations = folded(_strings(table.get("negation"))) | folded(language.table("particles").get("negations"))
        self.maybe = folded(_strings(table.get("before_present")))
        self.happens = folded(_strings(table.get("happens")))
        self.lights = frozenset(form.text for row in language.table("light_verbs").get("light", ()) for form in lemma_forms(row) if form.tense == "past")
        self.put_off = frozenset(form.text for row in table.get("put_off", ()) for form in lemma_forms(row) if form.pos == "verb")
        self.presents = self.happens | {text for text, found in language.forms.items() if any(form.tense == "present" for _, form in found)}
        self.future = folded(_strings(table.get("future")))
        self.conditions, self.any = (folded(_strings(table.get(key))) for key in ("conditions", "any"))
        self.unless = frozenset(listed(table.get("unless")))    # as written: إن is "if", أن is "that"
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
        seen = self._seen(made, trigger, {t.i: t for t in triggers})
        found = self._plain(made, trigger) or next((Judgement(s.status, s.at, s.why) for s in self._weighed(seen)), None)
        return replace(found or self._done(made, trigger) or Judgement("actual", trigger.i, "nothing says otherwise"), seen=seen)

    def _weighed(self, seen: Sequence[Seen]) -> Iterator[Seen]:
        """The cues that hold, nearest first; of "any" and "the possibility of" a denial before them decides ("ruled out any talks")."""
        held = [s for s in seen if s.holds]
        for n, one in enumerate(held):
            if not (one.status == "possible" and fold(one.word) in self.any and any(s.status == "denied" for s in held[n + 1 :])):
                yield one

    def _done(self, made: Clause, trigger: Trigger) -> Judgement | None:
        """A noun that a light verb in the past has as its object or subject happened («عقدت الجامعة مؤتمرا»)."""
        if trigger.pos == "verb" or trigger.split.proclitic:
            return None
        for k in range(trigger.i - 1, max(-1, trigger.i - 12), -1):
            word = made.words[k]
            if word.tag in ("mark", "complementiser", "relative", "preposition") and word.bare != "من":
                return None
            if (form := made.verbs.get(k)) is not None:
                said = form.person == 1 and k > 0 and (made.words[k - 1].text == ":" or made.words[k - 1].text in QUOTES)    # «الوزارة: فرضنا عقوبات», whatever a tagger makes of it
                told = form.tense == "past" and form.text in self.lights and (word.pos in ("", "VERB") or said)
                return Judgement("actual", k, DONE) if told else None
        return None

    def _plain(self, made: Clause, trigger: Trigger) -> Judgement | None:
        """What the word itself, a negation or a future before it, or a verb of happening behind it says."""
        words, i, verb = made.words, trigger.i, trigger.pos == "verb"
        before = words[i - 1] if i else None
        if before is not None and before.fold not in trigger.lemma.before and (negated := self._negated(made, trigger)):
            return negated
        if not verb and (coming := self._to_come(made, trigger)):
            return coming
        if trigger.lemma.status:
            return Judgement(trigger.lemma.status, i, "the word itself")  # type: ignore[arg-type]
        if verb and (trigger.split.proclitic == "س" or (not trigger.split.proclitic and self._in_future(words[i])) or (before is not None and before.fold in self.future)):
            return self._on_condition(made, i) or Judgement("planned", i, "future")
        if verb and trigger.form.tense == "present" and before is not None and before.fold in self.maybe:
            return Judgement("possible", i, "may, before a verb in the present")
        return None

    def _seen(self, made: Clause, trigger: Trigger, others: Mapping[int, Trigger]) -> tuple[Seen, ...]:
        """The cues to the left of a trigger, nearest first, each with whether it holds of the trigger."""
        words, i, verb = made.words, trigger.i, trigger.pos == "verb"
        inside = {k for p in made.phrases for k in range(p.first, p.last)}
        firsts = {p.first for p in made.phrases}
        hal = trigger.pos == "participle" and trigger.type in SAYING and not trigger.split.definite
        out: list[Seen] = []
        crossed, distance, barrier = False, 0, ""
        for k in range(i - 1, max(-1, i - 26), -1):
            word = words[k]
            if word.text in STOPS:
                break
            distance += k not in inside or k in firsts
            if distance > 16:
                break
            if k not in inside:
                for cue in self._cues(words, k, event=k in others):
                    fits_pos = not (cue.scope == "next-verb" and (not verb or (cue.status in ("planned", "requested") and trigger.form.tense == "past")))
                    fits_pos = fits_pos and not (cue.scope == "next-noun" and verb)
                    if cue.scope == "any":
                        fits_pos = not verb and any(fold(s.word) in self.any for s in out)
                    thing = self._stands(trigger, cue)
                    holds = fits_pos and distance <= cue.reach and not crossed and not hal and (not thing or cue.status == "cancelled")
                    refused = len(cue.words) == 1 and cue.status in ("planned", "possible", "requested") and k and words[k - 1].bare in ("لا", "لم", "لن")
                    status: Status = "actual" if thing and cue.status == "cancelled" else "denied" if refused else "possible" if cue is _FUTURE and self._on_condition(made, k) else cue.status
                    out.append(Seen(status, k, f"after {' '.join(cue.words)}", cue.words[-1] if cue.form is None else cue.form.text, holds, barrier, distance))
            other = others.get(k)
            if other is not None and not hal and not crossed:
                if other.type == "appeal" and (trigger.type not in _NOT_ASKED or (verb and trigger.type not in ("statement", "appeal"))) and distance <= 12 and not (verb and trigger.form.tense == "past"):
                    out.append(Seen("requested", k, "what is asked for", "appeal", True, barrier, distance))
                if other.type == "negotiation" and trigger.type in _WISHED and not verb and distance <= 6 and trigger.type != "negotiation":
                    out.append(Seen("requested", k, "what is talked about", "negotiation", True, barrier, distance))
            if word.sure_verb and word.tag != "auxiliary" and k not in others:
                crossed = crossed or distance > 4
            crossed = crossed or word.bare in _DONE
            barrier = self._barrier(made, k, others) or barrier
            if word.tag == "relative" and word.bare not in ("ما", "من"):
                break
        return tuple(out)

    def _stands(self, trigger: Trigger, cue: Cue) -> bool:
        """Whether what a denial or a cancellation is about is there all the same."""
        known = trigger.split.definite or bool(trigger.split.enclitic)
        if cue.status == "cancelled":
            return trigger.type in _STANDING
        if cue.status != "denied" or trigger.pos == "verb":
            return False
        return (trigger.type in _THINGS and trigger.split.definite) or trigger.type in _SAID or (known and cue.words[-1] in _NOT)

    def _barrier(self, made: Clause, k: int, others: Mapping[int, Trigger]) -> str:
        """What kind of border a word is between a cue and what stands behind it; empty for none."""
        word = made.words[k]
        if word.text in QUOTES:
            return "quote"
        if word.text in ("،", ","):
            return "comma"
        if k in others:
            return "event-" + others[k].pos
        if k in made.verbs or word.sure_verb:
            return "verb-" + (made.verbs[k].tense if k in made.verbs else "")
        if word.tag == "auxiliary":
            return "auxiliary"
        if word.tag == "complementiser":
            return "that"
        return ""

    def _to_come(self, made: Clause, trigger: Trigger) -> Judgement | None:
        """What a verb says of the noun that is its subject: that it will happen («اعترافنا سيحدث»), or was put off («الزيارة أجلت»)."""
        i, relative = trigger.i, False
        for k in range(i + 1, min(i + 12, len(made.words))):
            word = made.words[k]
            if word.tag == "mark" or word.tag == "complementiser" or (word.conj and word.verb is not None):
                return None
            if word.fold in self.maybe and k + 1 < len(made.words) and made.words[k + 1].fold in self.happens:
                return Judgement("possible", k, "may happen, says the verb behind it")
            relative = relative or (word.tag == "relative" and k <= i + 4 and word.bare not in ("ما", "من"))
            if self._in_future(word) and (word.fold[1:] in self.happens or relative or trigger.type in _OCCASIONS):
                return Judgement("planned", i, "what will happen, says the verb behind it")
            if not relative and word.verb is not None and made.words[k - 1].bare != "من" and any(split.stem in self.put_off for split in splits(word.fold)):
                return Judgement("cancelled", k, f"put off or called off: {word.text}")
            if word.verb is not None and word.sure_verb:
                return None
        return None

    def _on_condition(self, made: Clause, i: int) -> Judgement | None:
        """A verb in the future with its condition right behind it ("will answer if attacked") is possible."""
        words = made.words
        for word in words[i + 1 : i + _CONDITION + 1]:
            following = words[word.i + 1] if word.i + 1 < len(words) else None
            deed = following is not None and (following.bare == "لم" or (following.verb is not None and following.verb.tense == "past"))
            if word.bare in self.conditions or (word.text in self.unless and word.tag == "complementiser" and deed):
                return Judgement("possible", word.i, f"on condition: {word.text}")
            if word.tag in ("mark", "complementiser"):
                return None
        return None

    def _in_future(self, word: Word) -> bool:
        """Whether a word is a verb with the س of the future."""
        core = word.fold[1:] if word.fold[:1] in ("و", "ف") and len(word.fold) > 4 else word.fold
        if len(core) < 5 or core[0] != "س" or core[1] not in "يتنا" or word.verb is None or word.verb.tense != "present":
            return False
        return word.pos in ("", "VERB", "AUX") or core[1:] in self.presents

    def _negated(self, made: Clause, trigger: Trigger) -> Judgement | None:
        """What a negation right before a word says. Where the model alone took a negated verb for a refusal («لن يتراجعوا», «لم يخف»), it is one because it is negated."""
        i, verb, type_ = trigger.i, trigger.pos == "verb", trigger.type
        unknown = trigger.lemma.id.endswith(":?")
        for k in range(i - 1, max(-1, i - 3), -1):
            word = made.words[k]
            if word.tag == "mark":
                return None
            if verb and word.bare in ("لم", "لن", "لا", "ما") and word.tag in ("negation", "relative", "conjunction") and k == i - 1:
                if word.bare == "ما":
                    return None
                return self._unless(made, k) or Judgement("actual" if unknown and type_ in _REFUSALS else "denied", k, f"after {word.fold}")
            if not verb and word.bare in ("عدم", "دون", "بدون", "بعدم"):
                return Judgement("denied", k, f"after {word.fold}")
        return None

    def _unless(self, made: Clause, k: int) -> Judgement | None:
        """What a negation in a condition says: "unless they withdraw" asks for it, "if they do not agree" leaves it open."""
        before = made.words[k - 1] if k else None
        if before is None or made.words[k].bare != "لم":
            return None
        if before.text in self.unless:
            return Judgement("requested", k - 1, f"after {before.text} لم")
        return Judgement("possible", k - 1, f"after {before.text} لم") if before.bare in self.conditions else None

    def _cues(self, words: Sequence[Any], k: int, *, event: bool) -> list[Cue]:
        """The cues that end at word k; a verb in the future that is no event itself is one too."""
        word = words[k]
        found: list[Cue] = []
        for split in splits(word.fold):
            found += [c for c in self.cues.get(split.stem, ()) if c.form is not None and fits(c.form, split)]
        for opening in dict.fromkeys((word.bare, word.fold, word.fold[1:] if word.fold[:1] in "وف" else word.fold)):    # in order, for the first is named
            for cue in self.phrases.get(opening, ()):
                size = len(cue.words)
                if size == 1 or (k + 1 >= size and all(
                    words[k - size + 1 + n].fold == part or (n == 0 and words[k - size + 1].fold[1:] == part) for n, part in enumerate(cue.words[:-1])
                )):
                    found.append(cue)
        return [*found, _FUTURE] if not event and self._in_future(word) else found    # "will study" is what it is to study


def _strings(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _strings(v)]
    return [fold(s) for s in listed(value)]
