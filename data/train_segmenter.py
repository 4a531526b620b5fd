"""Train the clitic segmenter on UD Arabic PUD.

    python data/train_segmenter.py ar_pud-ud-test.conllu --out extract/lang/ar/models/segmenter.json.gz [--folds 10]

Conditional log-linear ranking of the candidates of each word, L2, by L-BFGS. Needs scipy.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extract.letters import ARABIC
from extract.segmenter import Segmenter, candidates, features, save
from extract.vocabulary import load_vocabulary, spell

Word = tuple[str, tuple[int, ...]]


def sentences(path: Path) -> Iterator[list[Word]]:
    """The Arabic words of each sentence, in spelling form, with the lengths of their pieces."""
    words: list[Word] = []
    pieces: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip():
            if words:
                yield words
            words, pieces = [], []
        elif line[0].isdigit():
            columns = line.split("\t")
            pieces.append(columns[1])
            if "SpaceAfter=No" not in columns[9]:
                words += _word(pieces)
                pieces = []
    if words:
        yield words


def _word(pieces: Sequence[str]) -> Iterator[Word]:
    arabic = [spell(p) for p in pieces if ARABIC.search(p)]
    if arabic:
        yield "".join(arabic), tuple(map(len, arabic))


def fit(words: Sequence[Word], *, strength: float = 1.5, rare: int = 2) -> dict[str, float]:
    """Weights by feature. Words whose cut the grammar does not allow are passed over."""
    vocabulary = load_vocabulary("ar")
    rows: list[list[str]] = []
    blocks: list[tuple[int, int, int, float]] = []
    for (word, lengths), count in sorted(Counter(words).items()):
        cuts = list(candidates(word))
        right = next((n for n, c in enumerate(cuts) if tuple(map(len, c.parts)) == lengths), None)
        if right is None or len(cuts) < 2:
            continue
        blocks.append((len(rows), len(rows) + len(cuts), len(rows) + right, float(count)))
        rows += [list(features(c, word, vocabulary)) for c in cuts]
    counts = Counter(f for row in rows for f in row)
    names = sorted(f for f, n in counts.items() if n >= rare)
    index = {f: i for i, f in enumerate(names)}
    columns = [[index[f] for f in row if f in index] for row in rows]
    flat = np.array([c for column in columns for c in column])
    matrix = csr_matrix((np.ones(len(flat)), flat, np.cumsum([0, *map(len, columns)])), shape=(len(rows), len(names)))
    starts = np.array([b[0] for b in blocks])
    sizes = np.array([b[1] - b[0] for b in blocks])
    gold = np.array([b[2] for b in blocks])
    counts_ = np.array([b[3] for b in blocks])
    owner = np.repeat(np.arange(len(blocks)), sizes)
    target = np.zeros(len(rows))
    target[gold] = 1

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        top = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - top[owner])
        total = np.add.reduceat(powers, starts)
        value = -(counts_ * (scores[gold] - top - np.log(total))).sum() + (weights @ weights) / (2 * strength)
        slope = matrix.T @ ((powers / total[owner] - target) * counts_[owner]) + weights / strength
        return float(value), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return dict(zip(names, found.x.tolist(), strict=True))


def accuracy(segmenter: Segmenter, words: Sequence[Word]) -> float:
    return sum(segmenter.lengths(w) == lengths for w, lengths in words) / max(1, len(words))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("treebank", type=Path)
    cli.add_argument("--out", type=Path)
    cli.add_argument("--folds", type=int, default=0)
    given = cli.parse_args()
    texts = list(sentences(given.treebank))
    random.Random(13).shuffle(texts)
    if given.folds:
        right = total = 0.0
        for k in range(given.folds):
            train = [w for n, s in enumerate(texts) if n % given.folds != k for w in s]
            test = [w for n, s in enumerate(texts) if n % given.folds == k for w in s]
            right += accuracy(Segmenter(fit(train), load_vocabulary("ar")), test) * len(test)
            total += len(test)
        print(f"{given.folds}-fold word accuracy {right / total:.4f} over {int(total)} words")
    if given.out:
        weights = {f: w for f, w in fit([w for s in texts for w in s]).items() if abs(w) > 0.02}
        save(weights, given.out)
        print(f"{len(weights)} weights, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
