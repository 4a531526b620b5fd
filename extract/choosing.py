"""Which words are triggers: lexicon, chain and encoder together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import attending
from .attending import Table
from .chain import Chain
from .clusters import Clusters
from .learned import NONE, Learned
from .scene import Scene, SentenceView
from .trigger_features import features as trigger_features
from .triggers import Trigger, TriggerFinder

TAKE, TAKE_ALONE = 0.5, 0.36    # from which chance on a word is a trigger, and where the article is one sentence
UNLISTED = 0.5    # a word that the lexicon does not propose must be surer
ENCODED, ENCODED_ALONE = 0.75, 0.5    # the encoder's share in what is learnt
LEXICON = 0.4    # the lexicon's share in saying what is a trigger


def needed(scene: Scene) -> float:
    """From which chance on a word that the lexicon proposes is a trigger."""
    return TAKE_ALONE if scene.alone else TAKE


class Choice:
    """Chooses the triggers of one sentence at a time."""

    def __init__(self, triggers: TriggerFinder, clusters: Clusters) -> None:
        self.triggers, self.clusters = triggers, clusters
        self.learned = Learned()

    def choose(self, scene: Scene, view: SentenceView, taken: frozenset[int], times: frozenset[int]) -> list[Trigger]:
        """The lexicon's triggers, or what the model makes of every word (or what is given, in training)."""
        listed = {t.i: t for t in self.triggers.find(view.words, taken | times)}
        if self.learned.triggers is None and scene.given is None:
            return [listed[i] for i in sorted(listed)]
        phrase_at = {k: p.kind for p in view.phrases for k in range(p.first, p.last)} | dict.fromkeys(times, "time")
        senses = {w.i: found for w in view.words if (found := self.triggers.senses(w)) and not w.tag}
        chain = self.learned.triggers if scene.given is None else None
        also = attending.types(scene, view.index, chain.labels) if chain is not None else None
        asked = {w.i for w in view.words} if chain is None or also is None else attending.open_words(also, chain.labels.index(NONE), listed)
        view.seen = [trigger_features(view, w.i, listed.get(w.i), senses, phrase_at, self.clusters) if w.i in asked else None for w in view.words]
        if scene.given is not None:
            kinds = {w.i: (scene.given[w.start], 1.0) for w in view.words if w.start in scene.given}
        elif chain is not None:
            kinds = self._judged(scene, chain, view, listed, also)
        out = []
        for i, (kind, score) in sorted(kinds.items()):
            known = listed.get(i)
            same = known is not None and known.type == kind
            out.append(replace(known, score=score) if known is not None and same else self.triggers.as_type(view.words, view.words[i], kind, score))
        return out

    def _judged(self, scene: Scene, chain: Chain, view: SentenceView, listed: Mapping[int, Trigger], also: Table | None) -> dict[int, tuple[str, float]]:
        """Words that model and lexicon together take for triggers: the type and the probability that it is one.

        The two are mixed: the model has learnt contexts, the lexicon knows words that no article of the corpus holds.
        """
        table = chain.marginals(view.seen, known=NONE)
        share, take = ENCODED_ALONE if scene.alone else ENCODED, needed(scene)
        if also is not None:
            table = (1 - share) * table + share * also
        none = chain.labels.index(NONE)
        out: dict[int, tuple[str, float]] = {}
        for word in view.words:
            i = word.i
            known = listed.get(i)
            if word.tag in ("mark", "number", "preposition"):
                continue
            row = table[i] * (1 - LEXICON)
            if known is not None:
                row[chain.labels.index(known.type)] += LEXICON * known.score
            row[none] = 0
            total, label = float(row.sum()), chain.labels[int(row.argmax())]
            if total >= 0.05 or known is not None:
                view.weighed[i] = label, total
            if total >= (take if known is not None else UNLISTED):
                out[i] = label, total
        return out
