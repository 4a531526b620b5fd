"""Where an article speaks in its own voice although somebody spoke just before.

Whoever condemns a bombing or welcomes a truce does not tell of it: it is the article that does. What stands between a saying
and its "that" ("he said after the talks that …") is no part of what was said, and "it is worth recalling that …" is nobody's words.
"""

from __future__ import annotations

from .claim_features import SAYING
from .language import Language, folded
from .letters import fold
from .names import name_words
from .scene import Event, SentenceView
from .syntax import QUOTES, STOPS, Clause

_FIRST = 2    # words that may stand before a phrase with which an article recalls something


class OwnVoice:
    """Says whose words an event cannot be, by the reporting words of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("reporting")
        self.granting = folded(table.get("granting"))
        self.not_said = folded(table.get("not_said"))
        self.recalls, self.glosses = (tuple(name_words(p) for p in table.get(key, ())) for key in ("recalls", "glosses"))
        self.background = folded(table.get("background"))

    def barred(self, view: SentenceView, event: Event) -> frozenset[int] | None:
        """The clusters in whose words an event of a sentence cannot be; None for everybody."""
        made, i = view.clause, event.frame.trigger.i
        if made is None:
            return frozenset()
        sayings = [e for e in view.events if e is not event and e.frame.trigger.type in SAYING]
        before = [e for e in sayings if e.frame.trigger.i < i]
        if self._glossed(made, i) or (self._opens(made, i, self.recalls) and not any(_walled(made, e.frame.trigger.i, i) for e in before)):
            return None
        if not sayings and not view.in_quote and made.words[0].fold in self.background:
            return None
        if not before or _walled(made, (last := before[-1]).frame.trigger.i, i):
            return frozenset()
        trigger = last.frame.trigger
        if self._grants(last) and not view.in_quote and not _walled(made, -1, trigger.i):
            return None
        if trigger.type == "statement" and trigger.pos == "verb" and self._before_that(made, i, {e.frame.trigger.i for e in sayings}):
            return frozenset(last.source[:1])
        return frozenset()

    def _grants(self, said: Event) -> bool:
        """Whether a saying takes for granted that what it is about is so."""
        return fold(said.frame.trigger.lemma.id.partition(":")[2]) in self.granting

    def _before_that(self, made: Clause, i: int, sayings: set[int]) -> bool:
        """Whether the "that" of the saying before word i comes only behind it."""
        for k in range(i + 1, len(made.words)):
            word = made.words[k]
            if word.tag == "complementiser" or word.text == ":":
                before = made.words[k - 1]
                return not (before.bare in self.not_said or before.sure_verb or k - 1 in made.verbs)
            if k in sayings or word.text in STOPS:
                return False
        return False

    def _glossed(self, made: Clause, i: int) -> bool:
        """Whether the article explains in passing what somebody meant ("في إشارة إلى الاتفاق"), up to the next "that"."""
        last = max((k + len(parts) for k in range(i) for parts in self.glosses if _stands(made, k, parts, i)), default=0)
        return last > 0 and not _walled(made, last - 1, i)

    def _opens(self, made: Clause, i: int, phrases: tuple[tuple[str, ...], ...]) -> bool:
        """Whether a sentence opens with one of some phrases, before word i."""
        return any(_stands(made, k, parts, i) for k in range(min(_FIRST + 1, i)) for parts in phrases)


def _stands(made: Clause, k: int, parts: tuple[str, ...], before: int) -> bool:
    """Whether a phrase, its first word with a conjunction or without, stands at word k and ends before another."""
    words = made.words
    first = k < before and parts[0] in (words[k].fold, words[k].bare, words[k].fold.removeprefix("و"))
    return first and all(k + n < before and words[k + n].fold == part for n, part in enumerate(parts[1:], 1))


def _walled(made: Clause, a: int, b: int) -> bool:
    """Whether what a saying at word a introduces ("that", a colon, an opened quotation) begins before word b."""
    opened = False
    for word in made.words[a + 1 : b]:
        if word.tag == "complementiser" or word.text == ":":
            return True
        opened ^= word.text in QUOTES
    return opened

