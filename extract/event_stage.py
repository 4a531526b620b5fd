"""The stage that finds events: triggers, and the fillers of their roles."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from . import attending, both
from .casting import decide_roles
from .choosing import Choice
from .clusters import load_clusters
from .fill import Filling
from .language import Language
from .learned import Learned
from .names import Gazetteer
from .occasions import Occasions
from .roles import Frame, RoleFinder
from .sayings import Sayings
from .scene import SentenceView
from .stage import Stage, scene_of, spans
from .syntax import clause
from .triggers import Trigger, TriggerFinder


class Events(Stage):
    """Triggers, and the fillers of their roles."""

    def __init__(self, language: Language, gazetteer: Gazetteer, learned: Learned) -> None:
        self.symmetric, self.done_by = language.symmetric, language.done_by
        self.choice = Choice(TriggerFinder(language), load_clusters(language.code))
        self.learn(learned)
        self.roles = RoleFinder(language, gazetteer)
        self.filling = Filling(language, gazetteer)
        self.occasions, self.sayings = Occasions(language), Sayings(language)

    def learn(self, learned: Learned) -> None:
        """Use these models from now on."""
        self.learned, self.choice.learned = learned, learned

    def match(self, doc: Doc) -> list[tuple[SentenceView, list[Frame]]]:
        scene = scene_of(doc)
        dated = [(t.start, t.end) for t in scene.times]
        times = [frozenset(w.i for w in view.words for s, e in dated if s <= w.start < e) for view in scene.sentences]
        taken = [frozenset(i for p in view.phrases for i in range(p.first, p.last)) for view in scene.sentences]
        chosen = self.choice.choose(scene, taken, times)
        return [(view, self._frames(view, found, a, b)) for view, found, a, b in zip(scene.sentences, chosen, taken, times, strict=True)]

    def _frames(self, view: SentenceView, triggers: list[Trigger], taken: frozenset[int], times: frozenset[int]) -> list[Frame]:
        forced = {t.i for t in triggers}
        view.words = [replace(w, verb=None, sure_verb=False) if w.i in taken and w.i not in forced and w.verb is not None else w for w in view.words]
        nominal = {t.i for t in triggers if t.pos != "verb"}
        verbs = {t.i: t.form for t in triggers if t.pos == "verb"}
        for word in view.words:
            if word.verb is None or word.i in verbs or word.i in nominal | taken | times:
                continue
            if word.sure_verb or self.roles.lights.role.get(word.verb.text):
                verbs[word.i] = word.verb
        view.clause = clause(view.words, view.phrases, verbs, times)
        return self.roles.frames(view.clause, triggers)

    def set_annotations(self, doc: Doc, found: list[tuple[SentenceView, list[Frame]]]) -> None:
        scene = scene_of(doc)
        self.filling.fill(scene, found)
        for event in scene.events:
            event.score = event.frame.trigger.score
        scene.chances = attending.chances(scene, self.learned.encoder)
        if self.learned.roles is not None:
            together = attending.together(scene, self.learned.encoder)
            decide_roles(scene, self.learned.roles, self.learned.roles2, symmetric=self.symmetric, done_by=self.done_by, together=together)
        self.occasions.resolve(scene)
        both.resolve(scene)
        self.sayings.resolve(scene)
        doc.spans["triggers"] = spans(
            doc, ((v.words[f.trigger.i].start, v.words[f.trigger.i].end, f.trigger.type) for v, frames in found for f in frames)
        )
