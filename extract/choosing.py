"""Which words are triggers: lexicon, chain and encoder together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from . import attending
from .chain import Chain
from .clusters import Clusters
from .learned import NONE, Learned
from .scene import Scene, SentenceView
from .trigger_features import features as trigger_features
from .triggers import Trigger, TriggerFinder

TAKE, TAKE_ALONE = 0.45, 0.42    # from which chance on a word is a trigger, and where the article is one sentence
POOL = {"bias": -1.26, "chain": 0.23, "encoder": 0.36, "listed": 1.24, "trust": 0.71, "title": 0.6}    # what speaks for a trigger, in log-odds
UNENCODED = 0.4, 0.5    # without an encoder: from which chance on, and where the lexicon does not propose the word
ENCODED, ENCODED_ALONE = 0.75, 0.6    # the encoder's share in saying which type
LEXICON = 0.4    # the lexicon's share in that, and without an encoder in saying what is a trigger
SURE = 1e-4    # no model is surer than this


def needed(scene: Scene) -> float:
    """From which chance on a word that the lexicon proposes is a trigger."""
    if scene.encoding is None:
        return UNENCODED[0]
    return TAKE_ALONE if scene.alone else TAKE


def odds(chance: float) -> float:
    """The logarithm of the odds, no surer than ``SURE``."""
    p = min(max(chance, SURE), 1 - SURE)
    return math.log(p / (1 - p))


def pooled(chain: float, encoder: float, known: Trigger | None, title: bool) -> float:
    """The chance that a word is a trigger: what the models give it and what the lexicon says, pooled in log-odds (Genest and Zidek 1986)."""
    total = POOL["bias"] + POOL["chain"] * odds(chain) + POOL["encoder"] * odds(encoder) + POOL["title"] * title
    if known is not None:
        total += POOL["listed"] + POOL["trust"] * (known.score - 0.5)
    return 1 / (1 + math.exp(-total))


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
        view.seen = [trigger_features(view, w.i, listed.get(w.i), senses, phrase_at, self.clusters) for w in view.words]
        if scene.given is not None:
            kinds = {w.i: (scene.given[w.start], 1.0) for w in view.words if w.start in scene.given}
        elif self.learned.triggers is not None:
            kinds = self._judged(scene, self.learned.triggers, view, listed)
        out = []
        for i, (kind, score) in sorted(kinds.items()):
            known = listed.get(i)
            same = known is not None and known.type == kind
            out.append(replace(known, score=score) if known is not None and same else self.triggers.as_type(view.words, view.words[i], kind, score))
        return out

    def _judged(self, scene: Scene, chain: Chain, view: SentenceView, listed: Mapping[int, Trigger]) -> dict[int, tuple[str, float]]:
        """Words that model and lexicon together take for triggers: the type and the probability that it is one.

        The two are mixed: the model has learnt contexts, the lexicon knows words that no article of the corpus holds.
        """
        table = chain.marginals(view.seen)
        none = chain.labels.index(NONE)
        plain = 1 - table[:, none]
        if (also := attending.types(scene, view.index, chain.labels)) is not None:
            share = ENCODED_ALONE if scene.alone else ENCODED
            table = (1 - share) * table + share * also
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
            if also is not None:
                total = pooled(float(plain[i]), 1 - float(also[i][none]), known, view.is_title)
            if total >= 0.05 or known is not None:
                view.weighed[i] = label, total
            if total >= (UNENCODED[1] if known is None and also is None else needed(scene)):
                out[i] = label, total
        return out
