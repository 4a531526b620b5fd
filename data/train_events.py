"""Train the models that decide mentions, triggers, roles, status and speakers, from articles in the gold format.

    python data/train_events.py data/train --out extract/lang/ar/models

Every article is read as khabar reads it; what lexicon and rules say becomes features, what the annotators say becomes
the answer. Later models see what earlier ones predict, so these predictions are made by models trained on other
articles (five-fold jackknife). Chains are conditional random fields trained by CRFsuite, the others
multinomial logistic regression; fixed seeds and order. Needs python-crfsuite and scikit-learn.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pickle
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pycrfsuite
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from extract import attending
from extract.actor_stage import Actors
from extract.casting import first_guesses, guess_roles
from extract.chain import Chain
from extract.claim_features import (
    encoder_speaker,
    encoder_status,
    speaker_candidates,
    speaker_features,
    status_features,
)
from extract.claim_stage import Claims
from extract.encoder import Encoder, load_encoder
from extract.evaluate import article_of, gold_files
from extract.event_stage import Events
from extract.learned import BACKBONE, CHAINS, LINEARS, MODELS, NONE, Learned
from extract.linear import Linear
from extract.mentions import OUTSIDE
from extract.pipeline import Reader, load
from extract.role_features import RoleSight
from extract.scene import Event, Scene, SentenceView
from extract.scoring import from_gold, overlap
from extract.sight import SceneSight
from extract.stages import Encoded

T = TypeVar("T")
Gold = dict[str, Any]
Sequenced = tuple[list[list[str]], list[str]]
Row = tuple[list[str], str]
FOLDS, CAMPAIGNS = 5, (0, 827, 1593, 1990, 2335, 3187, 4124)
LEAST = {"status": 0.04}    # a feature none of whose weights is above this is left out
PULL = 50.0    # how strongly a model that goes on holds on to what it has learnt
STRENGTH = {"roles": 0.1, "roles2": 0.1, "status": 0.1, "speakers": 0.1}


@dataclass
class Rows:
    """Training rows of every model."""

    mentions: list[Sequenced] = field(default_factory=list)
    triggers: list[Sequenced] = field(default_factory=list)
    roles: list[Row] = field(default_factory=list)
    roles2: list[Row] = field(default_factory=list)
    status: list[Row] = field(default_factory=list)
    speakers: list[Row] = field(default_factory=list)


# What the annotators say


def mention_labels(view: SentenceView, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """BIO labels of a sentence's words; of mentions inside one another the outermost counts."""
    labels = [OUTSIDE] * len(view.words)
    for start, end, kind in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        inside = [w.i for w in view.words if w.start < end and start < w.end]
        if inside and all(labels[i] == OUTSIDE for i in inside):
            for i in inside:
                labels[i] = f"{'B' if i == inside[0] else 'I'}-{kind}"
    return labels


def actors_of(scene: Scene, gold: Mapping[str, Any]) -> dict[int, str]:
    """The annotated actor that shares most with each cluster."""
    table: dict[int, str] = {}
    for n, cluster in enumerate(scene.clusters):
        best = max(
            ((sum(1 + overlap(s, t) / (max(s[1], t[1]) - min(s[0], t[0])) for s in set(cluster.spans) for t in actor["mentions"]
                  if overlap(s, t) > 0 and overlap(s, t) * 2 >= min(s[1] - s[0], t[1] - t[0])), actor["id"]) for actor in gold["actors"]),
            default=(0.0, ""),
        )  # fmt: skip
        if best[0] > 0:
            table[n] = best[1]
    return table


def role_of(event: Mapping[str, Any], actor: str | None) -> str:
    if actor is None:
        return NONE
    if actor in event["source"]:
        return "source"
    if actor in event["target"] or (event["type"] == "visit" and actor in event["place"]):
        return "target"
    return "place" if actor in event["place"] else NONE


# Reading with models in the making


LATER = ("khabar_actors", "khabar_events", "khabar_claims")


class Workshop:
    """A reader whose models can be exchanged between readings. What the models do not touch (segments, tree, times) is
    worked out once an article and kept."""

    def __init__(self, *, backbone: bool = True) -> None:
        self.reader: Reader = load("ar", learned=[BACKBONE] if backbone else False)
        self.stages = dict(self.reader.nlp.pipeline)
        self.kept: dict[tuple[str, int], tuple[Doc, bytes]] = {}
        self.encoded = Encoded(Learned())

    def use(self, learned: Learned) -> None:
        self.encoded.encoder = learned.encoder
        actors, events, claims = (self.stages[n] for n in LATER)
        assert isinstance(actors, Actors)
        assert isinstance(events, Events)
        assert isinstance(claims, Claims)
        actors.learn(learned)
        events.learn(learned)
        claims.learned = learned

    def scene(self, gold: Gold, given: dict[int, str] | None = None) -> Scene:
        key = gold["id"], id(self.encoded.encoder)
        if key not in self.kept:
            article = article_of(gold)
            doc = self.reader.nlp.make_doc(article.letters)
            doc.user_data["khabar"] = Scene(article, article.letters)
            for name, stage in self.reader.nlp.pipeline:
                if name in LATER:
                    break
                doc = stage(doc)
            doc = self.encoded(doc)
            self.kept[key] = doc, pickle.dumps(doc.user_data["khabar"])
        doc, saved = self.kept[key]
        scene: Scene = pickle.loads(saved)
        scene.given = given
        doc.user_data["khabar"] = scene
        for name in LATER:
            doc = self.stages[name](doc)
        return scene


def given_of(gold: Mapping[str, Any]) -> dict[int, str]:
    return {e["trigger"][0]: e["type"] for e in gold["events"]}


def once(features: Iterable[str]) -> list[str]:
    """The same features, each string kept once in memory however many rows have it."""
    return [sys.intern(f) for f in features]


def mention_rows(scene: Scene, gold: Mapping[str, Any], shop: Workshop) -> Iterator[Sequenced]:
    actors = shop.stages["khabar_actors"]
    assert isinstance(actors, Actors)
    spans = [(s, e, a["kind"]) for a in gold["actors"] for s, e in a["mentions"]]
    for view in scene.sentences:
        inside = [s for s in spans if view.start <= s[0] < view.end]
        yield [once(f or ()) for f in actors.features(view.words, view.ruled, view.tree)], mention_labels(view, inside)


def trigger_rows(scene: Scene, gold: Mapping[str, Any]) -> Iterator[Sequenced]:
    for view in scene.sentences:
        spans = {tuple(e["trigger"]): e["type"] for e in gold["events"]}
        labels = [next((t for s, t in spans.items() if overlap(s, (w.start, w.end)) > 0), NONE) for w in view.words]
        yield [once(f or ()) for f in view.seen], labels


def answers(scene: Scene, gold: Mapping[str, Any]) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    by_start = {e["trigger"][0]: e for e in gold["events"]}
    for event in scene.events:
        word = scene.sentences[event.sentence].words[event.frame.trigger.i]
        answer = by_start.get(word.start)
        if answer is not None and answer["type"] == event.frame.trigger.type:
            yield event, answer


def add_rows(rows: list[Row], features: list[str], more: Iterable[str], answer: str) -> None:
    """A row with what the encoder says and one without, since khabar also reads without an encoder."""
    kept = once(features)
    rows.append((kept, answer))
    if told := once(more):
        rows.append(([*kept, *told], answer))


def add_status(rows: list[Row], scene: Scene, look: SceneSight, gold: Mapping[str, Any]) -> None:
    """How certain the events of an article are, and what can be seen of it."""
    seen = {id(e): told for e, told in zip(scene.events, attending.certainty(scene) or (), strict=False)}
    for event, answer in answers(scene, gold):
        add_rows(rows, status_features(scene, look, event), encoder_status(event, seen[id(event)]) if seen else (), str(answer["status"]))


# Learning


def fit_chain(name: str, rows: Sequence[Sequenced], *, c1: float, c2: float, iterations: int) -> Chain:
    """A linear-chain conditional random field by L-BFGS."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in rows:
        if labels:
            trainer.append(features, labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations, "feature.minfreq": 2, "feature.possible_transitions": True})
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "crf")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        labels = tuple(sorted(tagger.labels()))
        index = {label: n for n, label in enumerate(labels)}
        weights: dict[str, np.ndarray] = {}
        for (feature, label), weight in info.state_features.items():
            if abs(weight) >= 0.01:
                weights.setdefault(feature, np.zeros(len(labels)))[index[label]] = weight
        moves = np.zeros((len(labels), len(labels)))
        for (a, b), weight in info.transitions.items():
            moves[index[a], index[b]] = weight
        tagger.close()
    order = sorted(weights)
    return Chain(name, labels, moves, {f: n for n, f in enumerate(order)}, np.array([weights[f] for f in order]))


def fit(name: str, rows: Sequence[Row], *, strength: float, rare: int = 2, tolerance: float = 1e-3) -> Linear:
    """A log-linear model of labels given features; features seen fewer than ``rare`` times and those that say little are left out. Learning
    stops where the slope of the mean loss is below ``tolerance``: where rows are many, early."""
    counts = Counter(f for features, _ in rows for f in features)
    names = sorted(f for f, n in counts.items() if n >= rare)
    index = {f: i for i, f in enumerate(names)}
    labels = sorted({label for _, label in rows})
    columns = [[index[f] for f in features if f in index] for features, _ in rows]
    flat = np.array([c for column in columns for c in column], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, np.cumsum([0, *map(len, columns)])), shape=(len(rows), len(names)))
    answers_ = np.array([labels.index(label) for _, label in rows])
    learner = LogisticRegression(C=strength, max_iter=500, tol=tolerance)
    learner.fit(matrix, answers_)
    coefficients, bias = learner.coef_, learner.intercept_
    if len(labels) == 2:
        coefficients, bias = np.vstack([np.zeros_like(coefficients[0]), coefficients[0]]), np.array([0.0, bias[0]])
    keep = np.abs(coefficients).max(axis=0) > LEAST.get(name, 0.02)
    kept = [n for n, k in zip(names, keep, strict=True) if k]
    return Linear(name, tuple(labels), bias, {f: i for i, f in enumerate(kept)}, coefficients.T[keep])


def adapted(model: Linear, rows: Sequence[Row], *, pull: float) -> Linear:
    """A log-linear model that goes on learning from further rows: the weights it has are the mean of a Gaussian prior of precision
    ``pull`` (Chelba and Acero 2004). It gets no new features."""
    columns = [[n for f in features if (n := model.rows.get(f)) is not None] for features, _ in rows]
    flat = np.array([n for column in columns for n in column], dtype=np.int32)
    seen, places = np.unique(flat, return_inverse=True)
    matrix = csr_matrix((np.ones(len(flat)), places, np.cumsum([0, *map(len, columns)])), shape=(len(rows), len(seen)))
    answers_ = np.eye(len(model.labels))[[model.labels.index(label) for _, label in rows]]
    begun = np.vstack((model.weights[seen], model.bias)).astype(np.float64)

    def cost(steps: np.ndarray) -> tuple[float, np.ndarray]:
        moved = steps.reshape(begun.shape)
        scores = matrix @ (begun + moved)[:-1] + (begun + moved)[-1]
        logs = scores - logsumexp(scores, axis=1, keepdims=True)
        wrong = np.exp(logs) - answers_
        slope = np.vstack((matrix.T @ wrong, wrong.sum(axis=0))) + pull * moved
        return float(pull * (moved**2).sum() / 2 - (logs * answers_).sum()), slope.ravel()

    found = begun + minimize(cost, np.zeros(begun.size), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x.reshape(begun.shape)
    weights = model.weights.astype(np.float64)
    weights[seen] = found[:-1]
    return Linear(model.name, model.labels, found[-1], model.rows, weights)


def side_by_side(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """What each task gives, as many at once as there are cores; each in a process that shares the rows."""
    fork, size = multiprocessing.get_context("fork"), os.cpu_count() or 1
    out: list[T] = []
    for start in range(0, len(tasks), size):
        running = []
        for task in tasks[start : start + size]:
            ours, theirs = fork.Pipe(duplex=False)
            process = fork.Process(target=lambda task=task, end=theirs: end.send(task()))
            process.start()
            theirs.close()
            running.append((process, ours))
        for process, ours in running:
            out.append(ours.recv())
            process.join()
    return out



def folds_of(golds: Sequence[Gold]) -> list[int]:
    """The fold of each article. What is added behind those of earlier ``CAMPAIGNS`` of writing leaves theirs as they were, so that encoders taught from some of those stay of use."""
    fold = [0] * len(golds)
    for part in (range(min(start, len(golds)), min(end, len(golds))) for start, end in pairwise((*CAMPAIGNS, len(golds)))):
        order = list(part)
        random.Random(11).shuffle(order)
        for n, i in enumerate(order):
            fold[i] = n % FOLDS
    return fold


def merged(parts: Iterable[Rows]) -> Rows:
    out = Rows()
    for part in parts:
        for name in out.__dataclass_fields__:
            getattr(out, name).extend(getattr(part, name))
    return out


def train(golds: Sequence[Gold], *, say: bool = True, backbone: bool = True, encoders: Sequence[Encoder] = (), newest: Encoder | None = None) -> Learned:
    """All models from annotated articles. ``encoders[n]`` has not seen the articles whose fold gives the rest n when divided by their number;
    ``newest`` has not seen those of the last campaign, and from it the models learn how far to trust an encoder that knows all the others."""
    began = time.time()

    def note(text: str) -> None:
        if say:
            print(f"{time.time() - began:6.0f} s  {text}", file=sys.stderr)

    shop = Workshop(backbone=backbone)
    facts = [from_gold(g) for g in golds]
    fold = folds_of(golds)
    unseen = [newest if newest and n >= CAMPAIGNS[-1] else encoders[k % len(encoders)] if encoders else None for n, k in enumerate(fold)]
    parts = [Rows() for _ in golds]
    for gold, fact, part, encoder in zip(golds, facts, parts, unseen, strict=True):
        shop.use(Learned(encoder=encoder))
        part.mentions += mention_rows(shop.scene(gold), fact, shop)
    mentions = side_by_side([partial(fit_chain, "mentions", merged(p for p, f in zip(parts, fold, strict=True) if f != k).mentions, c1=0.02, c2=0.3, iterations=60) for k in range(FOLDS)])
    note("mentions, jackknifed")
    for gold, fact, part, k, encoder in zip(golds, facts, parts, fold, unseen, strict=True):
        shop.use(Learned(encoder=encoder, mentions=mentions[k]))
        scene = shop.scene(gold, given_of(fact))
        part.triggers += trigger_rows(scene, fact)
        table = actors_of(scene, fact)
        sight = RoleSight(scene)
        for event, answer in answers(scene, fact):
            part.roles += [(once(sight.features(event, c)), role_of(answer, table.get(c.cluster))) for c in sight.candidates(event)]
    roles = side_by_side([partial(fit, "roles", merged(p for p, f in zip(parts, fold, strict=True) if f != k).roles, strength=STRENGTH["roles"]) for k in range(FOLDS)])
    note("roles, jackknifed")
    for gold, fact, part, k, encoder in zip(golds, facts, parts, fold, unseen, strict=True):
        shop.use(Learned(encoder=encoder, mentions=mentions[k]))
        scene = shop.scene(gold, given_of(fact))
        table = actors_of(scene, fact)
        sight = RoleSight(scene)
        guesses = first_guesses(sight, guess_roles(scene, roles[k]))
        for event, answer in answers(scene, fact):
            part.roles2 += [
                (once([*sight.features(event, c), *sight.neighbours(event, c, guesses), *sight.encoded(event, c)]), role_of(answer, table.get(c.cluster))) for c in sight.candidates(event)
            ]
    roles2 = side_by_side([partial(fit, "roles2", merged(p for p, f in zip(parts, fold, strict=True) if f != k).roles2, strength=STRENGTH["roles2"]) for k in range(FOLDS)])
    note("roles, second pass, jackknifed")
    for gold, fact, part, k, encoder in zip(golds, facts, parts, fold, unseen, strict=True):
        shop.use(Learned(encoder=encoder, mentions=mentions[k], roles=roles[k], roles2=roles2[k]))
        scene = shop.scene(gold, given_of(fact))
        table = actors_of(scene, fact)
        look = SceneSight(scene)
        add_status(part.status, scene, look, fact)
        for event, answer in answers(scene, fact):
            for cluster in speaker_candidates(scene, event):
                said = answer.get("reported_by") is not None and table.get(cluster) == answer["reported_by"]
                told = encoder_speaker(event, cluster, scene.chances[id(event)]) if scene.chances else ()
                add_rows(part.speakers, speaker_features(scene, look, event, cluster), told, "yes" if said else "no")
    rows = merged(parts)
    note("rows ready: " + ", ".join(f"{n} {len(getattr(rows, n))}" for n in rows.__dataclass_fields__))
    longest = [("triggers", partial(fit_chain, "triggers", rows.triggers, c1=0.02, c2=0.3, iterations=110)), ("mentions", partial(fit_chain, "mentions", rows.mentions, c1=0.02, c2=0.3, iterations=90))]
    tasks: dict[str, Callable[[], Any]] = {**dict(longest), **{name: partial(fit, name, getattr(rows, name), strength=STRENGTH[name]) for name in STRENGTH}}
    found = dict(zip(tasks, side_by_side(list(tasks.values())), strict=True))
    note("done")
    return Learned(**found)


def go_on(golds: Sequence[Gold], models: Learned) -> Linear:
    """The model of status, adapted to articles that none of the models has seen."""
    assert models.status is not None
    shop, rows = Workshop(), Rows()
    shop.use(models)
    for gold in golds:
        shop.kept.clear()
        fact = from_gold(gold)
        scene = shop.scene(gold, given_of(fact))
        add_status(rows.status, scene, SceneSight(scene), fact)
    return adapted(models.status, rows.status, pull=PULL)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0, help="use only this share of the articles (learning curves)")
    parser.add_argument("--encoders", type=Path, nargs="+", default=[], help="packed encoders that have not seen the articles of fold n, n + their number, …, in order (train_encoder.py tune --skip n)")
    parser.add_argument("--newest", type=Path, help="a packed encoder that has seen all articles but those of the last campaign of writing")
    parser.add_argument("--go-on", action="store_true", help="only adapt the model of status that is in --out to the last campaign of writing, which no model there has seen")
    parser.add_argument("--no-backbone", action="store_true", help="train without the parser's features")
    given = parser.parse_args(arguments)
    if given.share < 1 and (given.encoders or given.newest):
        parser.error("--share draws articles anew, and an encoder may have seen those of another fold; leave out the encoders or take all articles")
    golds = [g for g in gold_files(given.folder) if not g.get("set_aside")]
    if given.share < 1:
        golds = random.Random(3).sample(golds, int(len(golds) * given.share))
    if not golds:
        sys.exit(f"{given.folder}: no articles to train on")
    given.out.mkdir(parents=True, exist_ok=True)
    if given.go_on:
        go_on(golds[CAMPAIGNS[-1] :], Learned.load(given.out, only=[m for m in MODELS if m != BACKBONE])).save(given.out / "status.json.gz")
        return
    learned = train(golds, backbone=not given.no_backbone, encoders=[load_encoder(path) for path in given.encoders], newest=load_encoder(given.newest) if given.newest else None)
    for name in (*CHAINS, *LINEARS):
        model = getattr(learned, name)
        model.save(given.out / f"{name}.json.gz")
        print(f"{name}: {len(model.rows)} features, {len(model.labels)} labels, {(given.out / f'{name}.json.gz').stat().st_size} bytes, from {len(golds)} articles")


if __name__ == "__main__":
    main()
