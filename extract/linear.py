"""Log-linear models over named features: small, deterministic, readable, without a learning library.

A model is a table from feature name to one weight a label, as multinomial logistic regression learns it;
probabilities are the softmax of the summed weights. Weights are stored as gzipped JSON.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .records import KhabarError

Weights = NDArray[np.float32] | NDArray[np.float64]


def summed(index: Mapping[str, int], weights: Weights, rows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """For each row of features the sum of their weight rows; features without weights count nothing."""
    ends = np.cumsum(np.fromiter(map(len, rows), dtype=np.intp, count=len(rows)))
    found = np.fromiter(map(index.get, chain.from_iterable(rows), repeat(-1)), dtype=np.intp, count=int(ends[-1]) if len(rows) else 0)
    known = np.concatenate(([0], np.cumsum(found >= 0)))[np.concatenate(([0], ends))]    # how many known features stand before each row
    out = np.zeros((len(rows), weights.shape[1]))
    some = np.flatnonzero(np.diff(known))
    if len(some):
        out[some] = np.add.reduceat(weights[found[found >= 0]], known[some], axis=0)
    return out


def thousandths(values: Weights) -> Any:
    """Numbers as whole thousandths, as models are stored."""
    return np.round(values * 1000).astype(int).tolist()


def write_model(path: Path, head: Mapping[str, Any], rows: Mapping[str, int], weights: Weights) -> None:
    """Write a model as gzipped JSON: its head, and one row of weights a feature in order; the same bytes each time."""
    table = {f: thousandths(weights[rows[f]]) for f in sorted(rows)}
    body = json.dumps({**head, "weights": table}, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(body, 9, mtime=0))


def read_model(path: Path, *needed: str) -> tuple[dict[str, Any], dict[str, int], NDArray[np.float32]]:
    """The head, the rows by feature and the weights of a model. Raises KhabarError where the file is not such a model."""
    try:
        data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
        rows = {f: i for i, f in enumerate(data["weights"])}
        weights = np.array(list(data["weights"].values()), dtype=np.float32).reshape(len(rows), len(data["labels"])) / np.float32(1000)
        if missing := {"name", *needed} - set(data):
            raise KeyError(*sorted(missing))
        return data, rows, weights
    except (OSError, EOFError, KeyError, ValueError, TypeError) as error:
        raise KhabarError(f"{path}: not a khabar model ({error}); reinstall the package or train it again") from error


@dataclass(frozen=True)
class Linear:
    """Weights by feature; ``labels`` are the classes in the order of every weight row."""

    name: str
    labels: tuple[str, ...]
    bias: NDArray[np.float64]
    rows: dict[str, int]
    weights: Weights

    def scores(self, features: Iterable[str]) -> NDArray[np.float64]:
        """The summed weights of each label."""
        known = [i for f in features if (i := self.rows.get(f)) is not None]
        total: NDArray[np.float64] = self.bias + self.weights[known].sum(axis=0) if known else self.bias.copy()
        return total

    def table(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """The probability of each label for many rows of features at once; one row of numbers each."""
        scores = self.bias + summed(self.rows, self.weights, rows)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each label; they sum to 1."""
        scores = self.scores(features)
        powers = np.exp(scores - scores.max())
        return dict(zip(self.labels, (powers / powers.sum()).tolist(), strict=True))

    def strongest(self, features: Iterable[str], label: str, *, top: int = 5) -> list[tuple[str, float]]:
        """The features that spoke loudest for or against a label."""
        column = self.labels.index(label)
        found = [(f, float(self.weights[i, column])) for f in features if (i := self.rows.get(f)) is not None]
        return sorted(found, key=lambda x: -abs(x[1]))[:top]

    def save(self, path: Path) -> None:
        """Write the weights, the same bytes each time, rounded to three digits."""
        write_model(path, {"name": self.name, "labels": self.labels, "bias": thousandths(self.bias)}, self.rows, self.weights)

    @classmethod
    def load(cls, path: Path) -> Linear:
        """Read weights. Raises KhabarError where the file is not such a model."""
        data, rows, weights = read_model(path, "bias")
        return cls(data["name"], tuple(data["labels"]), np.array(data["bias"]) / 1000, rows, weights)
