"""From frames to events: phrases become actors, dropped subjects and pronouns find whom they mean.

Fillers outside the sentence come from what the article was last speaking of: the subject of the last
saying for "وأضاف", the last actor named for a pronoun, the same event told before for a bare "الاتفاق".
"""

from __future__ import annotations

from collections.abc import Sequence

from .actor_cluster import Cluster
from .language import Language
from .names import Gazetteer
from .roles import Filler, Frame
from .scene import Event, Scene, SentenceView

ME = "ني"
_POOLED = frozenset({"agreement", "conference", "call", "meeting", "visit", "negotiation", "assault", "cooperation", "sanction", "protest", "coercion"})


class Filling:
    """Turns the frames of an article, sentence by sentence, into events with actors."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.symmetric = language.symmetric
        self.gazetteer = gazetteer

    def fill(self, scene: Scene, frames: Sequence[tuple[SentenceView, list[Frame]]]) -> None:
        """Add the events of every sentence to the scene."""
        speaker: list[int] = []
        topic: list[int] = []
        pair: list[int] = []
        for view, made in frames:
            subject: list[int] = []
            spoke = False
            for frame in made:
                event = Event(frame, view.index)
                for filler in frame.fillers:
                    index = self._cluster(scene, view, filler)
                    if index is not None:
                        self._put(event, filler.role, index)
                self._carry(scene, view, event, subject, speaker if frame.trigger.type == "statement" else topic or speaker)
                self._two(scene, event, pair)
                self._tidy(event)
                if len({*event.source, *event.target}) == 2 and (frame.trigger.type in self.symmetric or len(event.source) == 2):
                    pair = list(dict.fromkeys([*event.source, *event.target]))
                if event.source and frame.trigger.pos == "verb":
                    subject = list(event.source)
                view.events.append(event)
                if frame.trigger.type == "statement" and frame.trigger.pos == "verb" and event.source and view.segment == "body" and not spoke:
                    speaker, spoke = list(event.source), True
            if subject and view.segment == "body":
                topic = subject
        self._pool(scene)
        for event in scene.events:
            event.ruled = {"source": tuple(event.source), "target": tuple(event.target), "place": tuple(event.place)}

    def _cluster(self, scene: Scene, view: SentenceView, filler: Filler) -> int | None:
        if filler.cluster >= 0:
            return filler.cluster
        if filler.phrase >= 0:
            return view.chosen[filler.phrase]
        if filler.entry is None:
            return None
        word = view.words[filler.nisba]
        end = view.words[self.gazetteer.state_at(view.words, filler.nisba)[1] - 1].end
        start = word.end - len(word.text) + (2 if word.definite and not word.conj and not word.prep and end == word.end else 0)
        same = (n for n, c in enumerate(scene.clusters) if c.entry is not None and c.entry.id == filler.entry.id)
        index = next(same, len(scene.clusters))
        if index == len(scene.clusters):
            scene.clusters.append(Cluster("state", filler.entry))
        if (start, end) not in scene.clusters[index].spans:
            scene.clusters[index].spans.append((start, end))
        return index

    def _put(self, event: Event, role: str, index: int) -> None:
        values: list[int] = getattr(event, role)
        if index not in values:
            values.append(index)

    def _carry(self, scene: Scene, view: SentenceView, event: Event, subject: list[int], before: list[int]) -> None:
        """Fillers of dropped subjects and pronouns: ``subject`` is that of this sentence's last verb, ``before`` that of the story."""
        frame, trigger = event.frame, event.frame.trigger
        wanted = trigger.lemma.slots["verb" if trigger.pos == "verb" else "noun"]
        antecedent = subject or before
        if frame.dropped and antecedent:
            role = "source" if "subject" in wanted["source"] else "target" if "subject" in wanted["target"] else ""
            if role and not getattr(event, role):
                setattr(event, role, list(antecedent))
        if trigger.pos == "verb" and trigger.split.enclitic:
            role = "source" if "object" in wanted["source"] else "target"
            taken = {*event.source, *event.target}
            last = self._last(view, trigger.i, taken)
            if trigger.split.enclitic == ME:
                last = next(iter(self._teller(view) or before), None)
            if not getattr(event, role) and last is not None:
                self._put(event, role, last)
        if frame.home and (home := self._home(scene, view, before)) is not None:
            self._put(event, frame.home, home)
        if frame.pronoun:
            role = "source" if "genitive" in wanted["source"] else "target" if "genitive" in wanted["target"] else ""
            if role and not getattr(event, role):
                last = self._last(view, trigger.i, {*event.source, *event.target})
                for index in subject or ([last] if last is not None else before):
                    self._put(event, role, index)
        if trigger.pos == "participle" and trigger.type == "statement" and not event.source:
            event.source = list(antecedent)

    def _teller(self, view: SentenceView) -> list[int]:
        """Who last said something in the sentence so far."""
        return next((list(e.source) for e in reversed(view.events) if e.frame.trigger.type == "statement" and e.source), [])

    def _home(self, scene: Scene, view: SentenceView, before: list[int]) -> int | None:
        """The state of whoever speaks ("his country")."""
        for index in self._teller(view) or before:
            cluster = scene.clusters[index]
            if cluster.kind == "state":
                return index
            found = (n for n, c in enumerate(scene.clusters) if cluster.state and c.kind == "state" and c.entry is not None and c.entry.state == cluster.state)
            return next(found, None)
        return None

    def _two(self, scene: Scene, event: Event, pair: list[int]) -> None:
        """A dual verb with one before it, and a noun of "them both", mean the two who last had to do with each other."""
        trigger = event.frame.trigger
        wanted = trigger.lemma.slots["verb" if trigger.pos == "verb" else "noun"]
        dual = trigger.pos == "verb" and trigger.form.number == "d" and "subject" in wanted["source"]
        theirs = trigger.pos != "verb" and trigger.split.enclitic == "هما" and len(event.source) == 1 and event.source[0] in pair
        if len(pair) == 2 and (dual or theirs) and len(event.source) < 2 and not any(scene.clusters[c].both or scene.clusters[c].plural for c in event.source):
            event.source = list(pair)

    def _last(self, view: SentenceView, i: int, taken: set[int]) -> int | None:
        """The last actor named before a word of the sentence."""
        return next((view.chosen[n] for n in range(len(view.phrases) - 1, -1, -1) if view.phrases[n].last <= i and view.chosen[n] not in taken), None)

    def _tidy(self, event: Event) -> None:
        if event.frame.trigger.type in self.symmetric:
            event.source += [t for t in event.target if t not in event.source]
            event.target = []
        event.target = [t for t in event.target if t not in event.source]
        event.place = [p for p in event.place if p not in event.source and p not in event.target]

    def _pool(self, scene: Scene) -> None:
        """A definite event noun ("الزيارة") takes what it lacks from the same event told before."""
        told: dict[str, Event] = {}
        for event in scene.events:
            kind = event.frame.trigger.type
            if kind not in _POOLED:
                continue
            known = told.get(kind)
            if known is not None and event.frame.trigger.pos == "noun" and event.frame.trigger.split.definite:
                mine, theirs = {*event.source, *event.target}, {*known.source, *known.target}
                if not mine or mine & theirs:
                    event.source = event.source or [c for c in known.source if c not in event.target]
                    event.target = event.target or [c for c in known.target if c not in event.source]
            if event.source or event.target:
                told[kind] = event
