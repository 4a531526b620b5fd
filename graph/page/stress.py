"""Set neighbours at their proper distance: those of a busy actor around it, with room for their names.

Stress majorization (Gansner, Koren, North 2005), node by node, with distances along the edges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS = 70


def lengths(ends: Ints, weights: Floats, *, edge: float) -> Floats:
    """How long each edge should be: longer where many meet, shorter where much happens."""
    degree = np.bincount(ends.ravel()).astype(np.float64)
    busiest = np.maximum(degree[ends[:, 0]], degree[ends[:, 1]])
    return np.asarray(edge * (0.7 + 0.2 * np.sqrt(busiest)) * (0.85 + 0.6 / np.sqrt(weights)))


def relaxed(place: Floats, ends: Ints, lengths: Floats) -> Floats:
    """Move each node towards where its distances along the edges would have it."""
    count = len(place)
    far = np.full((count, count), np.inf)
    far[ends[:, 0], ends[:, 1]] = far[ends[:, 1], ends[:, 0]] = lengths
    np.fill_diagonal(far, 0.0)
    for k in range(count):
        np.minimum(far, far[:, k : k + 1] + far[k : k + 1, :], out=far)
    np.fill_diagonal(far, 1.0)
    trust = 1.0 / (far * far)
    np.fill_diagonal(trust, 0.0)
    total = trust.sum(axis=1)
    for _ in range(ROUNDS):
        gap_x, gap_y = place[:, None, 0] - place[None, :, 0], place[:, None, 1] - place[None, :, 1]
        pull = trust * far / np.maximum(np.sqrt(gap_x * gap_x + gap_y * gap_y), 1.0)
        place = np.stack(
            [((trust * place[None, :, k]) + pull * gap).sum(axis=1) / total for k, gap in ((0, gap_x), (1, gap_y))],
            axis=1,
        )
        place = np.rint(place * 64.0) / 64.0
    return place
