"""Actors push each other apart and are drawn together along their edges.

After ForceAtlas2 (Jacomy et al. 2014): repulsion by degree, linear attraction; in large components the far cells of a
grid stand for their nodes. Positions are rounded at each step, so that the last bit of a processor does not grow into
another picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EDGE = 150.0  # the usual distance of two joined actors, in pixels
EXACT = 350  # components up to this size weigh every pair
GOLDEN = 2.399963229728653


def spread(count: int, ends: Ints, weights: Floats) -> Floats:
    """The nodes of one component around the origin, the middle edge as long as ``EDGE``."""
    degree = np.bincount(ends.ravel(), minlength=count).astype(np.float64)
    place = _start(count, ends, degree)
    rounds = 220 if count <= EXACT else 140
    mass = degree + 1.0
    pull = np.minimum(1.0 + np.log2(1.0 + weights), 4.0)[:, None]
    heat = 0.22 * EDGE * np.sqrt(count)
    for step in range(rounds):
        force = _repel_all(place, mass) if count <= EXACT else _repel_far(place, mass)
        force *= EDGE * EDGE / 2.2
        along = (place[ends[:, 1]] - place[ends[:, 0]]) * pull
        for axis in (0, 1):
            force[:, axis] += np.bincount(ends[:, 0], along[:, axis], count) - np.bincount(
                ends[:, 1], along[:, axis], count
            )
        force -= place * 0.08 * mass[:, None] * np.asarray([0.7, 1.2])  # screens are wide
        length = np.sqrt((force * force).sum(axis=1))[:, None] + 1e-9
        limit = heat * (1.0 - step / rounds) ** 1.5 + 0.5
        place = place + force / length * np.minimum(length / (mass[:, None] + 1.0), limit)
        place = np.rint(place * 64.0) / 64.0
    return _scaled(place, ends)


def _start(count: int, ends: Ints, degree: Floats) -> Floats:
    """A sunflower whose heart are the busiest nodes, each then drawn towards its neighbours."""
    order = np.argsort(-degree, kind="stable")
    rank = np.empty(count)
    rank[order] = np.arange(count)
    angle = rank * GOLDEN
    place = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (EDGE * 0.6 * np.sqrt(rank + 0.5))[:, None]
    for _ in range(12):
        drawn = np.stack(
            [
                np.bincount(ends[:, 0], place[ends[:, 1], k], count)
                + np.bincount(ends[:, 1], place[ends[:, 0], k], count)
                for k in (0, 1)
            ],
            axis=1,
        )
        place = 0.6 * place + 0.4 * drawn / np.maximum(degree, 1.0)[:, None]
    return np.rint(place * 64.0) / 64.0


def _repel_all(place: Floats, mass: Floats) -> Floats:
    """The push of every node on every other, by mass over distance."""
    gap = place[:, None, :] - place[None, :, :]
    square = (gap * gap).sum(axis=2) + 25.0
    strength = mass[:, None] * mass[None, :] / square
    np.fill_diagonal(strength, 0.0)
    return np.asarray((gap * strength[:, :, None]).sum(axis=1))


def _repel_far(place: Floats, mass: Floats) -> Floats:
    """The same for many nodes: other cells of a grid push as one, nodes of the own cell one by one."""
    count = len(place)
    side = max(8, min(24, int(np.sqrt(count / 6.0))))
    low, high = place.min(axis=0), place.max(axis=0)
    spot = np.minimum(((place - low) / (high - low + 1e-9) * side).astype(np.int64), side - 1)
    cell = spot[:, 0] * side + spot[:, 1]
    used, where = np.unique(cell, return_inverse=True)
    weight = np.bincount(where, mass, len(used))
    middle = np.stack([np.bincount(where, mass * place[:, k], len(used)) / weight for k in (0, 1)], axis=1)
    gap_x, gap_y = place[:, :1] - middle[None, :, 0], place[:, 1:] - middle[None, :, 1]
    strength = mass[:, None] * weight[None, :] / (gap_x * gap_x + gap_y * gap_y + 25.0)
    strength[np.arange(count), where] = 0.0
    force = np.stack([(gap_x * strength).sum(axis=1), (gap_y * strength).sum(axis=1)], axis=1)
    order = np.argsort(cell, kind="stable")
    near, heavy, home = place[order], mass[order], cell[order]
    push = np.zeros_like(near)
    for shift in range(1, int(np.bincount(where).max())):
        same = (home[shift:] == home[:-shift])[:, None]
        gap = near[shift:] - near[:-shift]
        by = gap * (same * (heavy[shift:] * heavy[:-shift] / ((gap * gap).sum(axis=1) + 25.0))[:, None])
        push[shift:] += by
        push[:-shift] -= by
    force[order] += push
    return force


def _scaled(place: Floats, ends: Ints) -> Floats:
    """The middle edge as long as ``EDGE``, the centre at the origin."""
    gap = place[ends[:, 0]] - place[ends[:, 1]]
    usual = float(np.median(np.sqrt((gap * gap).sum(axis=1)))) or 1.0
    return np.asarray((place - place.mean(axis=0)) * (EDGE / max(usual, 1e-6)))
