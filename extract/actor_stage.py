"""The stage that finds whom an article speaks of."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from . import attending
from .clusters import load_clusters
from .coref import Coreference, joined
from .language import Language
from .learned import Learned
from .letters import fold
from .mention_features import MentionFeatures
from .mentions import MentionTagger
from .metonymy import Metonymy
from .names import Gazetteer
from .occurrences import occurrences
from .phrase import Phrase
from .phrases import PhraseFinder
from .same_actor import Pairs, meant
from .scene import Scene
from .stage import Stage, scene_of, spans
from .triggers import TriggerFinder


class Actors(Stage):
    """Phrases that name or describe someone, grouped into the article's actors."""

    def __init__(self, language: Language, gazetteer: Gazetteer, learned: Learned) -> None:
        self.gazetteer = gazetteer
        self.finder = PhraseFinder(language, gazetteer)
        self.coref = Coreference(language, gazetteer)
        self.metonymy = Metonymy(language, gazetteer.capitals)
        self.outlets = {fold(name): iso for iso, names in language.table("outlets").get("outlets", {}).items() for name in names}
        self.codes = load_clusters(language.code)
        self.features = MentionFeatures(self.finder, TriggerFinder(language), self.codes)
        self.learn(learned)

    def learn(self, learned: Learned) -> None:
        """Use these models from now on."""
        self.tagger = MentionTagger(self.finder, self.features, learned.mentions) if learned.mentions else None
        self.model = learned.coreference

    def match(self, doc: Doc) -> Any:
        scene = scene_of(doc)
        for view, ruled in zip(scene.sentences, self.finder.find_all([view.words for view in scene.sentences]), strict=True):
            view.ruled = ruled
        found = self._phrases(scene)
        found = self.metonymy.resolve([(view.words, phrases, view.is_title) for view, phrases in zip(scene.sentences, found, strict=True)])
        order = sorted(((v, n) for v in range(len(found)) for n in range(len(found[v]))), key=lambda x: found[x[0]][x[1]].start)
        when = scene.article.published or scene.written.earliest
        placed = [(v, found[v][n]) for v, n in order]
        clusters, chosen = self.coref.clusters([phrase for _, phrase in placed], published=when, home=self.outlets.get(fold(scene.article.outlet or "")))
        if self.model is not None:
            pairs = Pairs(clusters, chosen, occurrences(scene, placed, self.gazetteer), self.codes)
            clusters, chosen = joined(clusters, chosen, meant(self.model, pairs))
        table = dict(zip(order, chosen, strict=True))
        return found, clusters, table

    def _phrases(self, scene: Scene) -> list[list[Phrase]]:
        tagger, views = self.tagger, scene.sentences
        if tagger is None:
            return [view.ruled for view in views]
        chances = tagger.chances(views, [attending.tags(scene, view.index, tagger.labels) for view in views])
        return [tagger.phrases(view.words, view.ruled, table) for view, table in zip(views, chances, strict=True)]

    def set_annotations(self, doc: Doc, found: Any) -> None:
        phrases, clusters, table = found
        scene = scene_of(doc)
        scene.clusters = clusters
        for v, view in enumerate(scene.sentences):
            view.phrases = phrases[v]
            view.chosen = [table[v, n] for n in range(len(phrases[v]))]
        doc.spans["actors"] = spans(doc, ((p.start, p.end, p.kind) for view in scene.sentences for p in view.phrases))
