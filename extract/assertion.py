"""Whether a sentence asserts an event or takes it for granted: «وقع هجوم» tells of one, «بعد الهجوم» only mentions one.

After the distinction of asserted and presupposed content (Strawson 1950; Karttunen 1974), by what is seen of it in Arabic news:
finite verbs of main clauses and of what is said assert, as do indefinite nouns that such a verb governs; definite nouns,
relative and temporal clauses, what is charged, averted, asked or repeated do not. Words stand in ``assertion.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .forms import splits
from .language import Language, folded, lemma_forms, listed
from .names import name_words
from .roles import SAYING
from .scene import Event, SentenceView
from .syntax import STOPS
from .words import Word

FORCES = SAYING - {"statement"}    # speech with a force of its own: what is charged, threatened or asked is not asserted
_PAUSES = STOPS | {"،", ","}
_NEAR = 10    # how far left the verb of a noun's clause is sought


@dataclass(frozen=True, slots=True)
class Assertion:
    """Whether an event is asserted, and why."""

    asserted: bool
    why: str


class AssertionFinder:
    """Judges the events of a sentence by the words of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("assertion")
        self.tells = _verbs(table.get("tells")) | _verbs(language.table("light_verbs").get("light"))
        self.masdars = frozenset(text for text, found in language.forms.items() if any(form.pos == "noun" for _, form in found))
        self.reports = _verbs(table.get("reports"))
        self.presents = _verbs(table.get("tells"), tense="present") - _verbs(table.get("tells"), tense="past")
        self.backgrounds = {name_words(p) for p in listed(table.get("backgrounds"))}
        self.questions = folded(table.get("questions"))
        self.stands_for = folded(table.get("stands_for"))
        self.course = folded(table.get("in_the_course_of"))
        self.beyond = folded(table.get("beyond"))
        self.unsaid = folded(table.get("unsaid", {}).get("words"))
        self.doers = {kind: folded(row.get("doers")) for kind, row in table.items() if isinstance(row, Mapping)}
        self.figures = {kind: folded(row.get("figures")) for kind, row in table.items() if isinstance(row, Mapping)}
        self.begins = {kind: _verbs(row.get("begins")) for kind, row in table.items() if isinstance(row, Mapping)}

    def judge(self, view: SentenceView) -> list[Assertion]:
        """One judgement an event of the sentence, in order."""
        question = self._asks(view)
        found: dict[int, Assertion] = {}
        for event in view.events:
            i = event.frame.trigger.i
            if event.status != "actual":
                found[i] = Assertion(False, event.status)
            elif question:
                found[i] = Assertion(False, "in a question")
            elif self._finite(view, event):
                found[i] = self._verb(view, event, found)
            else:
                found[i] = self._noun(view, event, found)
        return [found[e.frame.trigger.i] for e in view.events]

    def _asks(self, view: SentenceView) -> bool:
        words = [w for w in view.words if w.tag != "mark"]
        return bool(words) and (view.words[-1].text in "؟?" or words[0].fold in self.questions)

    # verbs

    def _finite(self, view: SentenceView, event: Event) -> bool:
        """Whether an event's word is a finite verb here: letters leave open whether «قتل» is "killed" or "killing", the pipeline decides."""
        trigger, word = event.frame.trigger, view.words[event.frame.trigger.i]
        if trigger.pos == "verb":
            if word.pos == "NOUN" and trigger.i and view.words[trigger.i - 1].tag == "complementiser" and trigger.split.enclitic:
                return False
            return not (word.pos == "NOUN" and word.conj and trigger.i and view.words[trigger.i - 1].tag != "mark" and trigger.split.stem in self.masdars)
        return word.pos == "VERB" and word.verb is not None and not trigger.split.proclitic

    def _verb(self, view: SentenceView, event: Event, found: Mapping[int, Assertion]) -> Assertion:
        trigger = event.frame.trigger
        if why := self._background(view, trigger.i):
            return Assertion(False, why)
        if trigger.type not in SAYING and trigger.form.tense == "present" and trigger.pos == "verb" and not view.is_title:
            return Assertion(False, "in the present, as what is done again and again")
        if why := self._known_doers(view, event) or self._figure(view, event):
            return Assertion(False, why)
        head = self._described(view, trigger.i, found)
        if head is not None and not found[head].asserted:
            return Assertion(False, f"describes what is not asserted: {found[head].why}")
        return Assertion(True, "a finite verb of what is told")

    def _known_doers(self, view: SentenceView, event: Event) -> str:
        """Whether a verb only tells what those do who are known to be at such an event."""
        trigger = event.frame.trigger
        doers = self.doers.get(trigger.type)
        if not doers or trigger.split.stem in self.begins[trigger.type]:
            return ""
        return "what those do who are known to be at it" if any(w.bare in doers for w in view.words[max(0, trigger.i - 3) : trigger.i + 5]) else ""

    def _figure(self, view: SentenceView, event: Event) -> str:
        """The word that makes a verb a figure of speech, if any."""
        i = event.frame.trigger.i
        return next((f"a figure of speech with {w.text}" for w in view.words[i + 1 : i + 8] if w.fold in self.figures.get(event.frame.trigger.type, ())), "")

    def _described(self, view: SentenceView, i: int, found: Mapping[int, Assertion]) -> int | None:
        """The noun that a verb without a relative pronoun describes («هجوم استهدف»), if it is an event before it."""
        if view.words[i].conj:
            return None
        for k in range(i - 1, max(-1, i - 7), -1):
            word = view.words[k]
            if k in found:
                return k if not self._is_verb(view, k) else None
            if word.tag in ("mark", "complementiser", "relative", "conjunction") or self._is_verb(view, k):
                return None
        return None

    # nouns

    def _noun(self, view: SentenceView, event: Event, found: Mapping[int, Assertion]) -> Assertion:
        words, i = view.words, event.frame.trigger.i
        head, prep = self._head(view, event)
        if head < 0:
            return Assertion(False, f"belongs to {words[i - 1].text}")
        before = words[head - 1] if head else None
        known = self._known(view, event, head)
        joined = not prep and (words[head].conj or (before is not None and before.fold == "و"))
        partner = max((k for k in found if head - 12 <= k < head and not self._is_verb(view, k)), default=None) if joined else None
        if partner is not None:
            return Assertion(found[partner].asserted, f"joined to {words[partner].text}")
        governor = self._governor(view, head)
        if governor is None:
            if prep:
                return Assertion(False, f"after {prep}, with no verb that says so")
            return self._opening(view, i, head, known)
        return self._governed(view, event, governor, prep, known, found)

    def _head(self, view: SentenceView, event: Event) -> tuple[int, str]:
        """The word at which the event's phrase begins and the preposition before it; -1 where the event's name belongs to another noun."""
        words, k = view.words, event.frame.trigger.i
        prep = event.frame.trigger.split.proclitic.removesuffix("ال").replace("لل", "ل")
        while k and not prep and not words[k].conj:
            before = words[k - 1]
            bare = before.bare
            if before.tag == "preposition":
                return k, bare
            cut = next((c for c in ("ب", "ل") if bare.startswith(c) and bare[1:] in self.stands_for), "")
            if before.tag == "number" or before.tag == "quantifier" or cut or bare in self.stands_for or (bare[:1] == "و" and bare[1:] in self.stands_for):
                k -= 1
                prep = cut or before.prep
                continue
            if self._owns(view, k - 1, k):
                return -1, ""
            break
        return k, prep

    def _owns(self, view: SentenceView, k: int, i: int) -> bool:
        """Whether the noun at k is in the construct state, its genitive the word at i."""
        word, leaf = view.words[k], view.tree.get(i)
        if word.tag or word.definite or self._is_verb(view, k) or any(p.first <= k < p.last for p in view.phrases):
            return False
        if view.words[i].fold.endswith("ا") and len(view.words[i].fold) > 4 and not view.words[i].ta:
            return False
        if word.fold.endswith(("ون", "ين", "ان", "ا")):
            return False
        return leaf is None or (leaf.head == k and leaf.dep not in ("nsubj", "obj", "obl"))

    def _known(self, view: SentenceView, event: Event, head: int) -> bool:
        """Whether the noun is definite: by its article, by a pronoun, or by a definite genitive or name right after it."""
        trigger = event.frame.trigger
        words, i = view.words, trigger.i
        if trigger.split.definite or trigger.split.enclitic or words[head].definite:
            return True
        following = words[i + 1] if i + 1 < len(words) else None
        if following is None or following.tag or following.prep or following.conj:
            return False
        phrase = next((p for p in view.phrases if p.first == i + 1), None)
        return following.definite or (phrase is not None and not phrase.prep and bool(phrase.entries or phrase.name))

    def _governor(self, view: SentenceView, head: int) -> int | None:
        """The verb or event noun that stands nearest before a phrase in its clause."""
        triggers, paused = {e.frame.trigger.i for e in view.events}, False
        for k in range(head - 1, max(-1, head - 1 - _NEAR * 2), -1):
            word = view.words[k]
            if word.text in STOPS or word.tag == "complementiser":
                return None
            paused = paused or word.text in _PAUSES
            if (k in triggers or self._is_verb(view, k)) and not (paused and self._relative(view, k)):
                return k
        return None

    def _relative(self, view: SentenceView, k: int) -> bool:
        """Whether a word stands in a relative clause, which a comma after it ends."""
        for word in reversed(view.words[max(0, k - 8) : k]):
            if word.text in _PAUSES:
                return False
            if word.tag == "relative" and word.bare not in ("ما", "من"):
                return True
        return False

    def _opening(self, view: SentenceView, i: int, head: int, known: bool) -> Assertion:
        """A noun that opens its clause: what follows tells of it."""
        if view.is_title:
            return Assertion(True, "a headline's noun")
        verb = next((k for k in range(i + 1, min(len(view.words), i + 12)) if self._is_verb(view, k)), None)
        relative = any(w.tag == "relative" for w in view.words[i + 1 : verb or i + 1])
        if verb is not None and not relative and self._says(view, verb, self.tells) and not self._background(view, verb) and not self._unreal(view, verb):
            return Assertion(True, "opens a clause that tells of it")
        if verb is None and not view.words[i].definite and (head == 0 or view.words[head - 1].tag == "mark"):
            return Assertion(True, "a sentence of its own")
        return Assertion(False, "opens a clause about something else")

    def _governed(self, view: SentenceView, event: Event, k: int, prep: str, known: bool, found: Mapping[int, Assertion]) -> Assertion:
        words, trigger = view.words, event.frame.trigger
        if word := next((w for w in words[k : trigger.i] if w.fold in self.unsaid or w.bare in self.unsaid), None):
            return Assertion(False, f"after {word.text}")
        other = next((e for e in view.events if e.frame.trigger.i == k), None)
        if other is not None and other.frame.trigger.type in FORCES and not self._is_verb(view, k):
            return Assertion(False, f"what {words[k].text} is about")
        if not self._is_verb(view, k):
            inherits = prep in self.course and not known and found[k].asserted
            return Assertion(inherits, f"in the course of {words[k].text}" if inherits else f"beside {words[k].text}")
        if why := self._background(view, k) or self._unreal(view, k):
            return Assertion(False, why)
        tells = self._says(view, k, self.tells) or (other is not None and other.frame.trigger.type == trigger.type)
        if not tells and ((other is not None and other.frame.trigger.type == "statement") or self._says(view, k, self.reports)):
            brings = prep in ("", "ب", "عن") and not trigger.split.definite and trigger.i - k <= 14
            return Assertion(brings, "the news that is brought" if brings else "spoken about")
        if other is not None and not tells and other.frame.trigger.type in SAYING:
            return Assertion(False, f"what {words[k].text} is about")
        if known and not trigger.split.definite:
            return Assertion(tells and prep in ("", "الي", "عن", "ل", "ب"), f"told by {words[k].text}" if tells else "taken as known")
        if known:
            subject = tells and not prep and trigger.i - k <= 3
            return Assertion(subject, "its effects are told" if subject else "taken as known")
        if tells:
            return Assertion(prep not in self.beyond, f"told by {words[k].text}" if prep not in self.beyond else f"after {prep}")
        return Assertion(prep in self.course, f"in the course of what {words[k].text} tells" if prep in self.course else f"governed by {words[k].text}")

    def _unreal(self, view: SentenceView, k: int) -> str:
        """Whether a verb is negated, in the future or in the present, so that what it governs need not have happened."""
        word, before = view.words[k], view.words[k - 1] if k else None
        form = view.clause.verbs.get(k, word.verb) if view.clause is not None else word.verb
        if before is not None and before.tag == "negation":
            return f"after {before.text}"
        present = form.tense == "present" if form is not None else any(s.stem in self.presents for s in splits(word.fold))
        if present and not view.is_title and not self._says(view, k, self.reports):
            return f"{word.text} is in the present"
        return ""

    # clauses

    def _background(self, view: SentenceView, i: int) -> str:
        """The word that makes the clause of a verb one that is taken for granted, if any."""
        words = view.words
        for k in range(i - 1, max(-1, i - 9), -1):
            word = words[k]
            if word.text in _PAUSES or (word.tag == "mark" and word.text not in "()"):
                return ""
            if any(self._ends_here(words, k, phrase) for phrase in self.backgrounds):
                return f"in a clause of {word.text}"
            if word.tag == "complementiser":
                return self._unsaid_before(view, k)
            if self._is_verb(view, k) and not words[i].conj and word.tag != "auxiliary":
                return ""
        return ""

    def _ends_here(self, words: Sequence[Word], k: int, phrase: tuple[str, ...]) -> bool:
        size = len(phrase)
        if k + 1 < size or words[k].fold not in (phrase[-1], "و" + phrase[-1] if size == 1 else phrase[-1]):
            return False
        return all(words[k - size + 1 + n].bare == part for n, part in enumerate(phrase[:-1]))

    def _unsaid_before(self, view: SentenceView, k: int) -> str:
        """Whether a complement is that of a charge, a threat or a denial, which asserts nothing itself."""
        for event in reversed(view.events):
            at = event.frame.trigger.i
            if at < k and k - at <= 8:
                return f"what {view.words[at].text} is about" if event.frame.trigger.type in FORCES else ""
        return ""

    def _is_verb(self, view: SentenceView, k: int) -> bool:
        word = view.words[k]
        if view.clause is not None and (k in view.clause.verbs or word.sure_verb):
            return word.pos not in ("NOUN", "ADJ") or word.sure_verb
        return (word.pos in ("VERB", "AUX") or (not word.pos and not word.definite)) and (self._says(view, k, self.tells) or self._says(view, k, self.reports))

    def _says(self, view: SentenceView, k: int, verbs: frozenset[str]) -> bool:
        return any(split.stem in verbs for split in splits(view.words[k].fold))


def _verbs(rows: Any, *, tense: str = "") -> frozenset[str]:
    return frozenset(form.text for row in rows or () for form in lemma_forms(row) if form.pos == "verb" and tense in ("", form.tense))
