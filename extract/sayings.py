"""Who speaks "in a statement": a noun of saying inside a saying is its speaker's ("قال … في بيان", "وأضاف البيان").

Whoever says something in an interview gives it; the noun tells where the words stand, and nobody else speaks in it.
"""

from __future__ import annotations

from .language import Language, folded
from .scene import Event, Scene, SentenceView

FAR = 14    # words between a saying and the statement that it is made in


class Sayings:
    """Gives nouns of saying the speaker of the saying that they belong to."""

    def __init__(self, language: Language) -> None:
        self.within = folded(language.table("reporting").get("within"))

    def resolve(self, scene: Scene) -> None:
        """Give every statement that something is said in its speaker."""
        for view in scene.sentences:
            said = [e for e in view.events if e.frame.trigger.type == "statement"]
            for event in said:
                own = any(f.role == "source" and f.slot == "عن" for f in event.frame.fillers)    # "في بيان صادر عن الوزارة"
                if event.frame.trigger.pos == "noun" and not own and (speakers := self._speakers(view, event, said)):
                    event.source = list(speakers)
                    event.target = [t for t in event.target if t not in speakers]

    def _speakers(self, view: SentenceView, noun: Event, said: list[Event]) -> list[int]:
        i = noun.frame.trigger.i
        verbs = [e for e in said if e is not noun and e.frame.trigger.pos != "noun" and 0 < i - e.frame.trigger.i <= FAR]
        if not verbs:
            return []
        last = max(verbs, key=lambda e: e.frame.trigger.i)
        beside = last.frame.trigger.i == i - 1 and last.frame.trigger.pos == "verb"
        if not (beside or view.words[i - 1].bare in self.within) or not self._open(view, last.frame.trigger.i, i):
            return []
        if not last.source and (before := next((e for e in verbs if e.frame.trigger.i == last.frame.trigger.i - 1), None)) is not None:
            last = before
        return last.source

    def _open(self, view: SentenceView, a: int, b: int) -> bool:
        """Whether nothing begins between two words of a sentence: no clause, no quotation, no other deed."""
        verbs = view.clause.verbs if view.clause is not None else {}
        deeds = {e.frame.trigger.i for e in view.events}
        return not any(w.tag in ("complementiser", "relative") or w.sure_verb or w.i in verbs or w.i in deeds or w.text in ':؛."«»“”' for w in view.words[a + 1 : b])
