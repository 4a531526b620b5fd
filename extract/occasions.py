"""Who took part where a sentence only says "during the call" or "a review of relations took place".

An occasion that is spoken of again ("خلال الاتصال") has the participants of the one told before; what stands as a noun under a verb
of taking place ("وجرى خلال اللقاء استعراض العلاقات") was done by those who were there. Words and types are in ``occasions.toml``.
"""

from __future__ import annotations

from .language import Language, folded
from .scene import Event, Scene, SentenceView

BACK = 4    # sentences that an occasion may lie behind


class Occasions:
    """Fills participants from occasions, one article at a time."""

    def __init__(self, language: Language) -> None:
        table = language.table("occasions")
        self.during, self.held = folded(table.get("during")), folded(table.get("held"))
        self.types, self.happens = frozenset(table.get("occasions", ())), frozenset(table.get("happens", ()))
        self.symmetric = language.symmetric

    def resolve(self, scene: Scene) -> None:
        """Give occasions spoken of again, and what took place at them, their participants."""
        told: list[Event] = []
        for view in scene.sentences:
            for event in sorted(view.events, key=lambda e: e.frame.trigger.i):
                kind = event.frame.trigger.type
                again = kind in self.types and self._again(view, event)
                if again or (kind in self.happens and self._took_place(view, event)):
                    before = self._occasion(event, [e for e in told if view.index - e.sentence <= BACK], again=again)
                    if before is not None:
                        self._fill(event, before)
                if kind in self.types and len(_there(event)) > 1:
                    told.append(event)

    def _again(self, view: SentenceView, event: Event) -> bool:
        """Whether a definite noun behind "during" speaks of an occasion."""
        i = event.frame.trigger.i
        return event.frame.trigger.pos == "noun" and view.words[i].definite and i > 0 and view.words[i - 1].bare in self.during

    def _took_place(self, view: SentenceView, event: Event) -> bool:
        """Whether a noun is what "took place": the verb before it with nothing between but the occasion."""
        i = event.frame.trigger.i
        if event.frame.trigger.pos != "noun":
            return False
        k = i - 1
        while k >= 0 and i - k <= 6:
            word = view.words[k]
            if word.bare in self.held:
                return not any(p.first > k and p.last <= i for p in view.phrases)
            if word.tag == "mark" or word.sure_verb:
                return False
            k -= 1
        return False

    def _occasion(self, event: Event, told: list[Event], *, again: bool) -> Event | None:
        """The occasion that is meant: for one spoken of again the last told of the same type, else the last of any."""
        same = [e for e in told if again and e.frame.trigger.type == event.frame.trigger.type]
        return (same or told)[-1] if told else None

    def _fill(self, event: Event, before: Event) -> None:
        kind = event.frame.trigger.type
        if kind in self.symmetric:
            event.source = _there(before)
        elif kind == before.frame.trigger.type:
            event.source, event.target = event.source or list(before.source), event.target or list(before.target)
        elif not event.source:
            event.source = list(_there(before))


def _there(event: Event) -> list[int]:
    """Everybody who took part in an occasion."""
    return list(dict.fromkeys([*event.source, *event.target]))
