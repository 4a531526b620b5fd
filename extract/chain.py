"""Linear-chain conditional random fields (Lafferty et al. 2001) over named features: the labels of words in a row.

Decoding only, in numpy: probabilities of each label at each word by forward-backward, and the best sequence
by Viterbi. Weights are stored as gzipped JSON, in thousandths; training is in ``data/train_events.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .linear import Weights, read_model, summed, thousandths, write_model

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Chain:
    """A trained chain: ``weights[rows[feature]]`` holds one weight a label, ``moves[a, b]`` that of label b after a."""

    name: str
    labels: tuple[str, ...]
    moves: Matrix
    rows: dict[str, int]
    weights: Weights

    def scores(self, sequence: Sequence[Sequence[str]]) -> Matrix:
        """The summed weights of each label at each word."""
        return summed(self.rows, self.weights, sequence)

    def marginals(self, sequence: Sequence[Sequence[str] | None], *, known: str = "") -> Matrix:
        """The probability of each label at each word; rows sum to 1. Words without features (None) are ``known`` to bear that label."""
        out = np.zeros((len(sequence), len(self.labels)))
        asked = [n for n, row in enumerate(sequence) if row is not None]
        label = self.labels.index(known) if len(asked) < len(sequence) else 0
        if len(asked) < len(sequence):
            out[:, label] = 1.0
        if not asked:
            return out
        scores = self.scores([row for row in sequence if row is not None])
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        moves = np.exp(self.moves)
        flat = np.ones(len(self.labels))
        runs = np.split(np.arange(len(asked)), np.flatnonzero(np.diff(asked) > 1) + 1)
        for run in runs:
            first, last = asked[run[0]], asked[run[-1]]
            before = moves[label] if first else flat
            after = moves[:, label] if last < len(sequence) - 1 else flat
            out[first : last + 1] = _passed(powers[run[0] : run[-1] + 1], moves, before, after)
        return out

    def best(self, sequence: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest sequence of labels."""
        if not sequence:
            return []
        scores = self.scores(sequence)
        total, came = scores[0], []
        for n in range(1, len(sequence)):
            paths = total[:, None] + self.moves
            came.append(paths.argmax(axis=0))
            total = paths.max(axis=0) + scores[n]
        at = int(total.argmax())
        out = [at]
        for pointers in reversed(came):
            at = int(pointers[at])
            out.append(at)
        return [self.labels[i] for i in reversed(out)]

    def save(self, path: Path) -> None:
        """Write the weights, the same bytes each time."""
        write_model(path, {"name": self.name, "labels": self.labels, "moves": thousandths(self.moves)}, self.rows, self.weights)

    @classmethod
    def load(cls, path: Path) -> Chain:
        """Read weights. Raises KhabarError where the file is not such a model."""
        data, rows, weights = read_model(path, "moves")
        return cls(data["name"], tuple(data["labels"]), np.array(data["moves"]) / 1000, rows, weights)


def _passed(powers: Matrix, moves: Matrix, before: Matrix, after: Matrix) -> Matrix:
    """Forward and backward over the words between two borders: the probability of each label at each of them."""
    ahead, back = np.empty_like(powers), np.empty_like(powers)
    row = before * powers[0]
    ahead[0] = row / row.sum()
    for n in range(1, len(powers)):
        row = (ahead[n - 1] @ moves) * powers[n]
        ahead[n] = row / row.sum()
    back[-1] = after
    for n in range(len(powers) - 2, -1, -1):
        row = moves @ (back[n + 1] * powers[n + 1])
        back[n] = row / row.sum()
    both = ahead * back
    return np.asarray(both / both.sum(axis=1, keepdims=True))
