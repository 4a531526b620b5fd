"""Linear-chain conditional random fields (Lafferty et al. 2001) over named features: the labels of words in a row.

Decoding only, in numpy: probabilities of each label at each word by forward-backward. Weights are stored as gzipped JSON, in thousandths; training is in ``data/train_events.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .linear import Weights, read_model, summed, thousandths, write_model

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in a row of which labels are asked: the powers of their scores, and what the borders before and after make of each label."""

    powers: Matrix
    before: Matrix
    after: Matrix


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

    def marginals(self, sequences: Sequence[Sequence[Sequence[str] | None]], *, known: str = "") -> list[Matrix]:
        """Of each of many sequences the probability of each label at each word; rows sum to 1. Words without features (None) are ``known`` to bear that label."""
        out = [np.zeros((len(sequence), len(self.labels))) for sequence in sequences]
        asked = [[n for n, row in enumerate(sequence) if row is not None] for sequence in sequences]
        scores = self.scores([row for sequence in sequences for row in sequence if row is not None])
        powers, moves, flat = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf)), np.exp(self.moves), np.ones(len(self.labels))
        runs: list[_Run] = []
        places: list[Matrix] = []
        done = 0
        for table, here in zip(out, asked, strict=True):
            label = self.labels.index(known) if len(here) < len(table) else 0
            if len(here) < len(table):
                table[:, label] = 1.0
            edges = [0, *(n for n in range(1, len(here)) if here[n] > here[n - 1] + 1), len(here)] if here else []
            for begun, ended in pairwise(edges):
                first, last = here[begun], here[ended - 1] + 1
                runs.append(_Run(powers[done + begun : done + ended], moves[label] if first else flat, moves[:, label] if last < len(table) else flat))
                places.append(table[first:last])
            done += len(here)
        for place, found in zip(places, _passed(runs, moves), strict=True):
            place[:] = found
        return out

    def save(self, path: Path) -> None:
        """Write the weights, the same bytes each time."""
        write_model(path, {"name": self.name, "labels": self.labels, "moves": thousandths(self.moves)}, self.rows, self.weights)

    @classmethod
    def load(cls, path: Path) -> Chain:
        """Read weights. Raises KhabarError where the file is not such a model."""
        data, rows, weights = read_model(path, "moves")
        return cls(data["name"], tuple(data["labels"]), np.array(data["moves"]) / 1000, rows, weights)


def _passed(runs: Sequence[_Run], moves: Matrix) -> list[Matrix]:
    """Forward and backward over every run of words, all runs side by side: the probability of each label at each of their words."""
    if not runs:
        return []
    order = sorted(range(len(runs)), key=lambda r: -len(runs[r].powers))    # the longest first, so that at every step those that go on stand in front
    sizes = [len(runs[r].powers) for r in order]
    active = [sum(size > step for size in sizes) for step in range(sizes[0])]
    powers = np.zeros((sizes[0], len(runs), len(moves)))
    for k, r in enumerate(order):
        powers[: sizes[k], k] = runs[r].powers
    ahead, back = np.empty_like(powers), np.empty_like(powers)
    row = np.array([runs[r].before for r in order]) * powers[0]
    ahead[0] = row / row.sum(axis=1, keepdims=True)
    for step in range(1, sizes[0]):
        k = active[step]
        row = (ahead[step - 1, :k] @ moves) * powers[step, :k]
        ahead[step, :k] = row / row.sum(axis=1, keepdims=True)
    for k, r in enumerate(order):
        back[sizes[k] - 1, k] = runs[r].after
    for step in range(sizes[0] - 2, -1, -1):
        k = active[step + 1]
        row = (back[step + 1, :k] * powers[step + 1, :k]) @ moves.T
        back[step, :k] = row / row.sum(axis=1, keepdims=True)
    found: dict[int, Matrix] = {}
    for k, r in enumerate(order):
        both = ahead[: sizes[k], k] * back[: sizes[k], k]
        found[r] = both / both.sum(axis=1, keepdims=True)
    return [found[r] for r in range(len(runs))]
