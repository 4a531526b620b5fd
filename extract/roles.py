"""Who does it, to whom, where: the fillers of each trigger's roles, by its lemma's frame.

A frame lists slots in order of preference: subject, object, genitive, nisba, governor, or a preposition.
Each filler comes with the slot that gave it, so that ``explain`` can say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .forms import splits
from .language import Entry, Language, folded, lemma_forms
from .letters import fold
from .names import Gazetteer
from .syntax import QUOTES, STOPS, Clause, Group, clause_end
from .triggers import Trigger

THROUGH = frozenset({"rejection", "accusation", "support", "appeal", "threat", "sanction", "assault", "aid", "coercion", "concession", "protest", "visit"})
SAYING = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "support"})

_HOME = frozenset({"بلاده", "بلادها", "بلادهم", "بلده", "بلدها", "بلدهم"})
_OCCASIONS = frozenset({"visit", "statement", "meeting", "call", "negotiation", "conference"})


@dataclass(frozen=True, slots=True)
class Filler:
    """An actor in a role: a phrase of the sentence, or a state named by a nisba at a word, or, with
    neither, one carried over from elsewhere (``cluster``)."""

    role: str
    slot: str
    phrase: int = -1
    nisba: int = -1
    entry: Entry | None = None
    cluster: int = -1


@dataclass
class Frame:
    """A trigger with its fillers. ``dropped`` marks a verb whose doer is dropped, ``pronoun`` a noun with a pronoun at its end;
    ``home`` is the role of "his country", whosever that is."""

    trigger: Trigger
    fillers: list[Filler] = field(default_factory=list)
    dropped: bool = False
    pronoun: bool = False
    home: str = ""

    def fillers_of_subject(self) -> list[Filler]:
        return [f for f in self.fillers if f.slot == "subject"]

    def of(self, role: str) -> list[Filler]:
        return [f for f in self.fillers if f.role == role]


class Lights:
    """Light and aspectual verbs and what their subject is of the noun that they govern; how a clause with one looks back at the noun."""

    def __init__(self, language: Language) -> None:
        self.role: dict[str, str] = {}
        self.back_at_end, self.back_behind = (folded(language.table("light_verbs").get(key)) for key in ("back_at_end", "back_behind"))
        for row in language.table("light_verbs").get("light", ()):
            for form in lemma_forms(row):
                self.role.setdefault(form.text, str(row.get("role", "source")))
        for name in ("planned", "cancelled"):
            for row in language.table("status").get(name, ()):
                if isinstance(row, Mapping):
                    for form in lemma_forms(row):
                        if form.pos == "verb":
                            self.role.setdefault(form.text, "source")


class RoleFinder:
    """Fills frames for the triggers of one sentence at a time."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.language = language
        self.gazetteer = gazetteer
        self.lights = Lights(language)
        self.kinds = language.table("kinds")
        self.slots: dict[str, Callable[[Clause, Trigger], list[Filler]]] = {
            "subject": self._subject, "object": self._object, "genitive": self._genitive, "nisba": self._nisba, "governor": self._governor,
        }  # fmt: skip

    def frames(self, made: Clause, triggers: Sequence[Trigger]) -> list[Frame]:
        """One frame a trigger."""
        made.triggers = frozenset(t.i for t in triggers)
        made.sayings = frozenset(t.i for t in triggers if t.type in SAYING and t.pos == "verb")
        taking: dict[int, set[str]] = {t.i: {fold(s) for slots in t.lemma.slots[_pos(t)].values() for s in slots} for t in triggers}
        return [self._frame(made, trigger, taking) for trigger in triggers]

    def _frame(self, made: Clause, trigger: Trigger, taking: Mapping[int, set[str]]) -> Frame:
        frame = Frame(trigger)
        slots = trigger.lemma.slots[_pos(trigger)]
        passive = trigger.pos == "verb" and trigger.i in made.passive
        symmetric = trigger.type in self.language.symmetric
        for role in ("source", "target", "place"):
            wanted = slots[role]
            if passive and role == "source":
                wanted = tuple(s for s in wanted if s not in ("subject", "object"))
            if passive and role == "target":
                wanted = ("subject", *wanted) if not symmetric else wanted
            if role == "place" and not wanted:
                wanted = ("في",)
            for slot in wanted:
                found = self._slot(made, trigger, slot, taking, role)
                new = [f for f in found if not self._taken(frame, f) and self._may(made, trigger.type, role, f)]
                frame.fillers += [Filler(role, slot, f.phrase, f.nisba, f.entry, f.cluster) for f in new]
                if new and not (symmetric and role == "source") and role != "place":
                    break
        if trigger.pos == "noun" and not frame.of("source"):
            frame.fillers += [Filler("source", "relative", f.phrase) for f in self._relative(made, trigger) if not self._taken(frame, f) and self._may(made, trigger.type, "source", f)]
        if trigger.pos != "verb" and "governor" in (*slots["source"], *slots["target"]) and (receiver := self._receiver(made, trigger)):
            role = "source" if symmetric else "target"
            frame.fillers += [Filler(role, "receiver", f.phrase) for f in receiver if not self._taken(frame, f) and self._may(made, trigger.type, role, f)]
        if trigger.pos == "verb" and not passive and not frame.fillers_of_subject() and (trigger.i not in made.noun_subject or self._speech_subject(made, trigger)):
            frame.dropped = True
        frame.home = self._home(made, trigger, slots)
        frame.pronoun = trigger.pos != "verb" and bool(trigger.split.enclitic)
        return frame

    def _home(self, made: Clause, trigger: Trigger, slots: Mapping[str, tuple[str, ...]]) -> str:
        """The role of "his country", where it stands as the noun's genitive or the verb's subject ("دعم بلاده", "بلاده ترفض")."""
        slot, places = ("subject", (trigger.i - 1, trigger.i + 1)) if trigger.pos == "verb" else ("genitive", (trigger.i + 1,))
        if not any(made.words[k].fold in _HOME for k in places if 0 <= k < len(made.words)):
            return ""
        return next((role for role in ("source", "target") if slot in slots[role]), "")

    def _speech_subject(self, made: Clause, trigger: Trigger) -> bool:
        """"وقال البيان": what speaks is a speech, so the speaker is whoever gave it."""
        following = made.words[trigger.i + 1] if trigger.i + 1 < len(made.words) else None
        return trigger.type == "statement" and following is not None and following.i in made.triggers

    def _may(self, made: Clause, type: str, role: str, filler: Filler) -> bool:
        """Whether this kind of actor can have this role of this type at all (``kinds.toml``)."""
        allowed = self.kinds.get(type, {}).get(role) or self.kinds["default"][role]
        if filler.phrase < 0:
            return "state" in allowed
        phrase = made.phrases[filler.phrase]
        capital = phrase.kind == "place" and any(e.id in self.gazetteer.capitals for e in phrase.entries)
        return phrase.kind in allowed or (capital and "capital" in allowed)

    def _taken(self, frame: Frame, filler: Filler) -> bool:
        return any(f.phrase == filler.phrase >= 0 or f.nisba == filler.nisba >= 0 for f in frame.fillers)

    def _slot(self, made: Clause, trigger: Trigger, slot: str, taking: Mapping[int, set[str]], role: str) -> list[Filler]:
        if slot in self.slots:
            return self.slots[slot](made, trigger)
        return self._prepositional(made, trigger, fold(slot), taking, role)

    def _group(self, made: Clause, group: int | None) -> list[Filler]:
        return [] if group is None else [Filler("", "", n) for n in made.groups[group].phrases]

    def _subject(self, made: Clause, trigger: Trigger) -> list[Filler]:
        if trigger.pos == "participle":
            main = next((v for v in sorted(made.sayings) if v < trigger.i and made.subjects.get(v) is not None), None)
            verb = main if main is not None and trigger.type in SAYING else max((v for v in made.verbs if v < trigger.i), default=None)
            return [] if verb is None else self._group(made, made.subjects.get(verb))
        subject = made.subjects.get(trigger.i)
        if trigger.type == "statement" and subject is not None and self._far(made, trigger.i, subject):
            main = next((v for v in sorted(made.sayings) if v < trigger.i and made.subjects.get(v) is not None), None)
            return [] if main is None else self._group(made, made.subjects.get(main))
        return self._group(made, subject)

    def _far(self, made: Clause, i: int, subject: int) -> bool:
        """Whether a verb of saying has a subject only by reaching back over other verbs or clauses."""
        group = made.groups[subject]
        return group.last <= i and any(w.text in "،,.؛" or w.i in made.verbs or w.tag in ("complementiser", "conjunction") for w in made.words[group.last : i])

    def _object(self, made: Clause, trigger: Trigger) -> list[Filler]:
        subject = made.subjects.get(trigger.i)
        begin = trigger.i + 1
        if subject is not None and made.groups[subject].first > trigger.i:
            begin = made.groups[subject].last
        end = clause_end(made, trigger.i)
        for n, group in enumerate(made.groups):
            if not begin <= group.first < end or n == subject:
                continue
            if not group.prep and group.genitive < 0 and not made.phrases[group.phrases[0]].conj:
                return self._group(made, n)
            if group.genitive >= begin and not group.outer and trigger.type in THROUGH:
                return self._group(made, n)
            if group.prep and trigger.type not in THROUGH:
                continue
        return []

    def _genitive(self, made: Clause, trigger: Trigger) -> list[Filler]:
        n = made.starts.get(trigger.i + 1)
        if n is not None and not trigger.split.definite:
            group = made.groups[n]
            if not group.prep and not made.phrases[group.phrases[0]].conj:
                return self._group(made, n)
        if trigger.type in THROUGH and not trigger.split.definite:
            for m, group in enumerate(made.groups):
                near = group.genitive > trigger.i and group.first - trigger.i <= 3 and not group.outer and not group.prep
                if near and all(not w.tag and not w.definite for w in made.words[trigger.i + 1 : group.first]):
                    return self._group(made, m)
        return []

    def _nisba(self, made: Clause, trigger: Trigger) -> list[Filler]:
        for k in range(trigger.i + 1, min(trigger.i + 4, len(made.words))):
            word = made.words[k]
            if word.tag or word.prep or k in made.starts or word.sure_verb:
                return []
            if (state := self.gazetteer.state_at(made.words, k)[0]) is not None:
                return [Filler("", "", -1, k, state)]
        return []

    def _governor(self, made: Clause, trigger: Trigger) -> list[Filler]:
        for k in range(trigger.i - 1, max(-1, trigger.i - 14), -1):
            word = made.words[k]
            if word.text in STOPS or word.text in QUOTES or word.tag == "complementiser":
                return []
            if k not in made.verbs and not word.sure_verb:
                continue
            form = made.verbs.get(k) or word.verb
            if any(k < t < trigger.i and made.words[t].i not in made.verbs for t in made.triggers) and not made.words[trigger.i].fold.startswith("و"):
                return []
            role = self.lights.role.get(form.text) if form else None
            if role is None and not self._adjunct(made, trigger):
                return []
            subject = made.subjects.get(k)
            if role in (None, "source", "participant"):
                return self._group(made, subject)
            return []
        return []

    def _relative(self, made: Clause, trigger: Trigger) -> list[Filler]:
        """Who does it in a clause that describes the noun: the subject of a light verb whose object the noun is ("المؤتمر الذي استضافته باريس", "الزيارة التي قام بها")."""
        words, k = made.words, trigger.i + 1
        while k < min(trigger.i + 6, len(words)) and words[k].tag != "relative":
            if k in made.verbs or k in made.triggers or not (words[k].text in "،," or (words[k].definite and not words[k].tag and not words[k].prep)):
                return []
            k += 1
        verb = k + 1
        if verb >= len(words) or words[k].tag != "relative" or verb not in made.verbs or self.lights.role.get(made.verbs[verb].text) not in ("source", "participant"):
            return []
        back = any(split.enclitic in self.lights.back_at_end for split in splits(words[verb].fold) if split.stem == made.verbs[verb].text)
        if not back and (verb + 1 == len(words) or words[verb + 1].fold not in self.lights.back_behind):
            return []
        subject = made.subjects.get(verb)
        return self._group(made, subject) if subject is not None and made.groups[subject].first > verb else []

    def _receiver(self, made: Clause, trigger: Trigger) -> list[Filler]:
        """The subject of a light verb that receives its noun ("تلقى الرئيس رسالة")."""
        for k in range(trigger.i - 1, max(-1, trigger.i - 10), -1):
            word = made.words[k]
            if word.text in STOPS or word.text in QUOTES or word.tag == "complementiser" or k in made.triggers:
                return []
            form = made.verbs.get(k) or word.verb
            if form is not None and (k in made.verbs or word.sure_verb):
                return self._group(made, made.subjects.get(k)) if self.lights.role.get(form.text) == "target" else []
        return []

    def _adjunct(self, made: Clause, trigger: Trigger) -> bool:
        """Whether a noun tells the occasion of the verb's deed ("قال في بيان", "خلال زيارته"), so that they share the doer."""
        if trigger.type not in _OCCASIONS:
            return False
        before = made.words[trigger.i - 1] if trigger.i else None
        return trigger.split.preposition == "ب" or (before is not None and before.bare in ("في", "خلال", "ضمن", "عقب", "بعد", "عبر", "اثناء"))

    def _same(self, made: Clause, trigger: Trigger, other: int) -> bool:
        """Whether another trigger is the genitive of this noun and tells of the same ("جلسة مباحثات")."""
        return other == trigger.i + 1 and trigger.pos == "noun" and other not in made.verbs and not made.words[other].definite

    def _prepositional(self, made: Clause, trigger: Trigger, prep: str, taking: Mapping[int, set[str]], role: str) -> list[Filler]:
        end = clause_end(made, trigger.i)
        out: list[Filler] = []
        for n, group in enumerate(made.groups):
            if not trigger.i < group.first < end:
                continue
            through = group.prep != prep and group.outer == prep and (trigger.type in THROUGH) and role == "target"
            if group.prep != prep and not through:
                continue
            rival = any(trigger.i < t < group.first and prep in taking[t] and not self._same(made, trigger, t) for t in taking)
            if rival and role != "place":
                continue
            if role == "place" and made.phrases[group.phrases[0]].kind not in ("place", "state"):
                continue
            out += self._group(made, n)
            if prep != "بين":
                break
            break
        return out


def _pos(trigger: Trigger) -> str:
    return "verb" if trigger.pos == "verb" else "noun"


def heads_group(made: Clause, phrase: int) -> Group:
    """The group that holds a phrase."""
    return next(g for g in made.groups if phrase in g.phrases)
