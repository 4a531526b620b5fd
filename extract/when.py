"""Which event, which time: attach the times of a sentence to its event mentions, by distance and what stands between.

A time belongs to the nearest mention of its own clause, to the left before the right unless it opens the clause.
What is reported does not take the time of the saying; what an occasion frames («in a statement yesterday») does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .language import Language, Table
from .letters import fold
from .records import TimeMention, TimeSpan
from .words import Word

Relation = Literal["at", "since", "until", "before", "after", "by"]
_HARD, _SOFT, _ASIDE, _WRONG_SIDE, _TOO_FAR, _VERB, _DOUBT = 60, 12, 7, 16, 32, 3, 10
_MARKS_HARD = frozenset(":؛.!؟?")
_QUOTES = frozenset("«»\"“”")
_OF_WHAT = ("ل", "ب")


@dataclass(frozen=True, slots=True)
class Datable:
    """An event mention as this file needs it: its word, whether that is a verb, and how sure it is to be an event."""

    word: int
    verbal: bool
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A time in its sentence: words first to last (half open), and what it bounds."""

    first: int
    last: int
    mention: TimeMention
    relation: Relation = "at"


class When:
    """Attaches times by the words of ``[attachment]`` and ``[relations]`` in times.toml."""

    def __init__(self, language: Language) -> None:
        times = language.table("times")
        self.attachment = {name: frozenset(fold(w) for w in words) for name, words in times["attachment"].items() if isinstance(words, list)}
        self.purpose = fold(times["attachment"]["purpose"])
        self.relations = _relations(times["relations"])
        self.relative_genders = {fold(w): gender == "feminine" for gender, listed in times["relative_pronouns"].items() if gender != "endings" for w in listed}
        self.feminine = tuple(fold(e) for e in times["relative_pronouns"]["endings"])

    def placed(self, words: Sequence[Word], times: Sequence[TimeMention]) -> list[Placed]:
        """The times that stand in a sentence and say something of one event."""
        out = []
        for time in times:
            inside = [w.i for w in words if time.start <= w.start < time.end]
            if inside and not time.when.recurring and _bounded(time.when):
                out.append(Placed(inside[0], inside[-1] + 1, time, self._relation(words, inside[0])))
        return out

    def _relation(self, words: Sequence[Word], first: int) -> Relation:
        """What the word before a time, the two before it or its own first word make of it."""
        before = [words[k].fold for k in range(max(0, first - 2), first)]
        for said in (" ".join(before), before[-1] if before else "", words[first].fold):
            if found := self.relations.get(said):
                return found if not (found in ("before", "after") and said == words[first].fold) else "at"
        return "at"

    def attach(self, words: Sequence[Word], times: Sequence[Placed], events: Sequence[Datable]) -> dict[int, int]:
        """For events of a sentence, by their index, the index of their time: the nearest pairs first, each once, then
        those that share a time."""
        open_words = frozenset(w.i for w in words if w.sure_verb) | {e.word for e in events}
        costs = sorted(
            (self._cost(words, time, event, open_words), t, n)
            for t, time in enumerate(times) for n, event in enumerate(events) if not time.first <= event.word < time.last
        )  # fmt: skip
        out: dict[int, int] = {}
        for cost, t, n in costs:
            if cost <= _TOO_FAR and n not in out and t not in out.values():
                out[n] = t
        for n, t in sorted(out.items()):
            for other in self._sharing(words, events, n, times[t]):
                out.setdefault(other, t)
        return out

    def _cost(self, words: Sequence[Word], time: Placed, event: Datable, open_words: frozenset[int]) -> int:
        """How far a mention is from a time: words between, and more for what parts clauses."""
        left = event.word < time.first
        between = range(event.word + 1, time.first) if left else range(time.last, event.word)
        cost = len(between) + sum(self._wall(words, k) for k in between) - (_VERB if event.verbal else 0)
        if left and (said := next((k for k in between if words[k].tag == "complementiser"), None)) is not None and not any(k in open_words for k in range(said, time.first)):
            cost -= _HARD - _SOFT
        if not event.verbal and event.word - 1 not in open_words and self._is_aside(words, event.word):
            cost += _ASIDE
        if not event.verbal and words[event.word].conj:
            cost += _ASIDE
        cost += round(_DOUBT * (1 - event.score))
        if left and event.verbal and (self._in_relative(words, between) or self._describes(words, event.word, open_words)):
            cost += _SOFT
        if left and not event.verbal and not self._agrees(words, event.word, between):
            cost += _SOFT
        if left == self._opens(words, time.first):
            cost += _WRONG_SIDE
        return cost

    def _agrees(self, words: Sequence[Word], i: int, between: range) -> bool:
        """Whether a noun can be what the next relative pronoun speaks of: «الزيارة التي», «الهجوم الذي»."""
        relative = next((words[k].fold for k in between if words[k].tag == "relative" and words[k].fold in self.relative_genders), None)
        return relative is None or words[i].bare.endswith(self.feminine) == self.relative_genders[relative]

    def _in_relative(self, words: Sequence[Word], between: range) -> bool:
        """Whether a relative clause is open at the end of some words: its pronoun stands there and no comma behind it."""
        last = max((k for k in between if words[k].tag == "relative" and words[k].fold in self.relative_genders), default=None)
        return last is not None and not any(words[k].text in ("،", ",") for k in range(last, between.stop))

    def _describes(self, words: Sequence[Word], i: int, open_words: frozenset[int]) -> bool:
        """Whether a verb is denied right behind the event that it describes, without a pronoun between: «زيارة لم يعلن عنها»."""
        return i > 1 and words[i - 1].tag == "negation" and i - 2 in open_words and words[i - 2].verb is None and not words[i - 2].definite

    def _wall(self, words: Sequence[Word], k: int) -> int:
        """What word k puts between the words before and behind it."""
        word = words[k]
        if word.tag == "complementiser" or word.text in _MARKS_HARD:
            return _HARD
        if word.text in _QUOTES:
            return _SOFT
        if word.tag == "relative" and word.fold not in ("ما", "من"):
            return _SOFT
        if word.conj == "و" and word.verb is not None and not word.definite:
            return _SOFT
        if word.fold in self.attachment["subordinate"] and k + 1 < len(words) and (words[k + 1].verb is not None or words[k + 1].tag == "auxiliary"):
            return _TOO_FAR
        return 2 if word.text in ("،", ",") else 0

    def _opens(self, words: Sequence[Word], first: int) -> bool:
        """Whether a time stands at the head of its clause."""
        k = first - 1
        while k >= 0 and words[k].tag == "preposition":
            k -= 1
        return k < 0 or words[k].text in _MARKS_HARD or words[k].text in _QUOTES or (words[k].tag == "conjunction" and words[first].conj != "و")

    def _is_aside(self, words: Sequence[Word], i: int) -> bool:
        """Whether a noun depends on another noun or on a preposition that only says what the talk is of."""
        if i == 0 or (words[i].prep in _OF_WHAT and words[i].definite):
            return i > 0
        before = words[i - 1]
        if before.bare in self.attachment["aside"] or before.fold in self.attachment["aside"]:
            return True
        return not words[i].definite and before.tag == "" and not before.definite and before.verb is None and not before.fold.endswith("ا") and not before.text.isdecimal()

    def _sharing(self, words: Sequence[Word], events: Sequence[Datable], best: int, time: Placed) -> list[int]:
        """Other mentions that the same time dates: the verb that an occasion frames, the verb right before a noun («was put off the conference»), and what follows «in which»."""
        event = events[best]
        out = []
        if event.verbal:
            framed = (n for n, e in enumerate(events) if event.word < e.word < time.first and not e.verbal and self._framing(words, e.word))
            out += [n for n in framed if not any(self._wall(words, k) >= _SOFT for k in range(event.word + 1, time.first))][-1:]
        elif self._framing(words, event.word):
            verbs = [n for n, e in enumerate(events) if e.verbal and e.word < event.word and not any(self._wall(words, k) >= _SOFT for k in range(e.word + 1, event.word))]
            out += verbs[-1:]
        else:
            out += [n for n, e in enumerate(events) if e.verbal and e.word == event.word - 1]
        out += [n for n, e in enumerate(events) if e.word == time.last and n != best and not e.verbal and words[e.word].fold.startswith(self.purpose)]
        end = max(event.word, time.last - 1)
        for n, other in enumerate(events):
            if other.word > end and n != best:
                between = range(end + 1, other.word + 1)
                if any(words[k].fold in self.attachment["tied"] for k in (*between, *range(other.word + 1, min(other.word + 2, len(words))))) and not any(self._wall(words, k) >= _HARD for k in between):
                    out.append(n)
                break
        return out

    def _framing(self, words: Sequence[Word], i: int) -> bool:
        """Whether a noun stands right behind a preposition of occasion («في تصريح», «خلال زيارة»)."""
        return words[i].prep == "ب" or any(words[k].fold in self.attachment["occasion"] for k in range(max(0, i - 2), i) if words[k].tag in ("preposition", ""))


def _relations(table: Table) -> dict[str, Relation]:
    out: dict[str, Relation] = {}
    for name, words in table.items():
        relation: Relation = next(r for r in ("since", "until", "before", "after", "by") if name.startswith(r))
        out |= {" ".join(map(fold, text.split())): relation for text in words}
    return out


def _bounded(when: TimeSpan) -> bool:
    """Whether a time says anything: not «now», not a mere length."""
    return when.begin[0] is not None or (when.begin[1] is not None and when.end[1] is not None and when.grain != "day")


def bounds(time: Placed) -> TimeSpan:
    """The span of an event that began at, since, until … a time."""
    when = time.mention.when
    if time.relation == "since":
        return replace(when, begin=when.begin, end=(when.begin[0], None))
    if time.relation in ("until", "by"):
        return replace(when, begin=(None, when.end[1]), end=when.end if time.relation == "until" else (None, when.end[1]))
    if time.relation == "before":
        return replace(when, begin=(None, when.end[1]), end=(None, when.end[1]))
    if time.relation == "after":
        return replace(when, begin=(when.begin[0], None), end=(when.begin[0], None))
    return when
