"""Train the models that decide triggers, roles, status and speakers, from articles in the gold format.

    python data/train_events.py data/train --out extract/lang/ar/models

Every article is read with the rules alone; what the rules and the lexicon say becomes features, what the annotators
say becomes the answer. Multinomial logistic regression, L2, fixed order: the same bytes each time. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extract.learned import Learned, examples_of
from extract.linear import Linear
from extract.pipeline import Reader, load, scene_of
from extract.records import Article


def gold_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The annotated articles of a folder, by name."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


def as_article(gold: dict[str, Any]) -> Article:
    published = gold.get("published")
    return Article(
        id=gold["id"], title=gold["title"], text=gold["text"], outlet=gold.get("outlet"),
        published=date.fromisoformat(published) if published else None, published_basis="given" if published else "unknown",
    )  # fmt: skip


def fit(name: str, rows: Sequence[tuple[list[str], str]], *, strength: float, rare: int = 2) -> Linear:
    """A log-linear model of labels given features; features seen fewer than ``rare`` times are left out."""
    counts = Counter(f for features, _ in rows for f in features)
    names = sorted(f for f, n in counts.items() if n >= rare)
    index = {f: i for i, f in enumerate(names)}
    labels = sorted({label for _, label in rows})
    columns = [[index[f] for f in features if f in index] for features, _ in rows]
    pointers = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for column in columns for c in column], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(rows), len(names)))
    answers = np.array([labels.index(label) for _, label in rows])
    learner = LogisticRegression(C=strength, max_iter=400, tol=1e-4)
    learner.fit(matrix, answers)
    coefficients, bias = learner.coef_, learner.intercept_
    if len(labels) == 2:
        coefficients, bias = np.vstack([np.zeros_like(coefficients[0]), coefficients[0]]), np.array([0.0, bias[0]])
    keep = np.abs(coefficients).max(axis=0) > 0.02
    kept = [n for n, k in zip(names, keep, strict=True) if k]
    return Linear(name, tuple(labels), bias, {f: i for i, f in enumerate(kept)}, coefficients.T[keep])


STRENGTH = {"triggers": 1.0, "roles": 0.3, "status": 0.5, "speakers": 0.3}


def collect(reader: Reader, golds: Sequence[dict[str, Any]], learned: Learned | None) -> dict[str, list[tuple[list[str], str]]]:
    """Training rows of every model, from articles read by rules (and the models already learnt)."""
    rows: dict[str, list[tuple[list[str], str]]] = {name: [] for name in STRENGTH}
    for gold in golds:
        scene = scene_of(reader.doc(as_article(gold)))
        for name, features, label in examples_of(scene, gold):
            rows[name].append((features, label))
    return rows


def train(golds: Sequence[dict[str, Any]]) -> dict[str, Linear]:
    """All models from annotated articles."""
    rows = collect(load("ar", learned=False), golds, None)
    return {name: fit(name, rows[name], strength=STRENGTH[name]) for name in STRENGTH}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--leave-out", type=Path, help="a file of article ids, one a line, that are set aside")
    given = parser.parse_args(arguments)
    aside = set(given.leave_out.read_text("utf-8").split()) if given.leave_out else set()
    golds = [g for g in gold_articles(given.folder) if g["id"] not in aside]
    if not golds:
        sys.exit(f"{given.folder}: no articles to train on")
    given.out.mkdir(parents=True, exist_ok=True)
    for name, model in train(golds).items():
        model.save(given.out / f"{name}.json.gz")
        print(f"{name}: {len(model.rows)} features, {len(model.labels)} labels, from {len(golds)} articles")


if __name__ == "__main__":
    main()
