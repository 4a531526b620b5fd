"""Which words are triggers: lexicon, chain and encoder together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Chooses the triggers of an article."""

    def __init__(self, triggers: TriggerFinder, clusters: Clusters) -> None:
        self.triggers, self.clusters = triggers, clusters
        self.learned = Learned()

    def choose(self, scene: Scene, taken: Sequence[frozenset[int]], times: Sequence[frozenset[int]]) -> list[list[Trigger]]:
        """By sentence, the lexicon's triggers, or what the model makes of every word (or what is given, in training). ``taken`` and ``times`` are
        the words of each sentence that belong to actors and to times."""
        views = scene.sentences
        listed = [{t.i: t for t in self.triggers.find(view.words, a | b)} for view, a, b in zip(views, taken, times, strict=True)]
        if self.learned.triggers is None and scene.given is None:
            return [[known[i] for i in sorted(known)] for known in listed]
        chain = self.learned.triggers if scene.given is None else None
        also = [attending.types(scene, view.index, chain.labels) if chain is not None else None for view in views]
        for view, known, here, seen in zip(views, listed, times, also, strict=True):
            phrase_at = {k: p.kind for p in view.phrases for k in range(p.first, p.last)} | dict.fromkeys(here, "time")
            senses = {w.i: found for w in view.words if (found := self.triggers.senses(w)) and not w.tag}
            asked = {w.i for w in view.words} if chain is None or seen is None else attending.open_words(seen, chain.labels.index(NONE), known)
            view.seen = [trigger_features(view, w.i, known.get(w.i), senses, phrase_at, self.clusters) if w.i in asked else None for w in view.words]
        if scene.given is not None:
            given = scene.given
            kinds = [{w.i: (given[w.start], 1.0) for w in view.words if w.start in given} for view in views]
        elif chain is not None:
            tables = chain.marginals([view.seen for view in views], known=NONE)
            kinds = [self._judged(scene, chain, *of) for of in zip(views, listed, tables, also, strict=True)]
        return [[self._trigger(view, known.get(i), i, kind, score) for i, (kind, score) in sorted(some.items())] for view, known, some in zip(views, listed, kinds, strict=True)]

    def _trigger(self, view: SentenceView, known: Trigger | None, i: int, kind: str, score: float) -> Trigger:
        """Word i as a trigger of a type: as the lexicon has it, where it says the same."""
        return replace(known, score=score) if known is not None and known.type == kind else self.triggers.as_type(view.words, view.words[i], kind, score)

    def _judged(self, scene: Scene, chain: Chain, view: SentenceView, listed: Mapping[int, Trigger], table: Table, also: Table | None) -> dict[int, tuple[str, float]]:
        """Words that model and lexicon together take for triggers: the type and the probability that it is one.

        The two are mixed: the model has learnt contexts, the lexicon knows words that no article of the corpus holds.
        """
        share, take = ENCODED_ALONE if scene.alone else ENCODED, needed(scene)
        if also is not None:
            table = (1 - share) * table + share * also
        table = (1 - LEXICON) * table
        for i, known in listed.items():
            table[i, chain.labels.index(known.type)] += LEXICON * known.score
        table[:, chain.labels.index(NONE)] = 0
        totals, best = table.sum(axis=1).tolist(), table.argmax(axis=1).tolist()
        out: dict[int, tuple[str, float]] = {}
        for word, total, column in zip(view.words, totals, best, strict=True):
            i, label = word.i, chain.labels[column]
            if word.tag in ("mark", "number", "preposition"):
                continue
            if total >= 0.05 or i in listed:
                view.weighed[i] = label, total
            if total >= (take if i in listed else UNLISTED):
                out[i] = label, total
        return out
