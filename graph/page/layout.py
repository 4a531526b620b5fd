"""Where each actor stands on the page: a force layout in numpy, the same for the same graph.

After ForceAtlas2 (Jacomy et al. 2014): repulsion by degree, linear attraction, far cells of a grid standing for
their nodes; then, where the component is not too large, stress majorization (Gansner, Koren, North 2005), which sets
neighbours of a busy actor around it with room for their names. Positions are rounded at each step, so that the last
bit of a processor does not grow into another picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .packing import pack, unstick

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EDGE = 150.0  # the distance of two joined actors, in pixels
EXACT = 350  # components up to this size weigh every pair
RELAX = 70  # rounds of stress majorization
GOLDEN = 2.399963229728653


def layout(count: int, pairs: Sequence[tuple[int, int, float]], boxes: Sequence[tuple[float, float]]) -> Ints:
    """Positions of nodes in pixels, one row a node, none over another.

    Args:
        pairs: which nodes are joined and how strongly; loops and repetitions are allowed.
        boxes: width and height of each node with its label.
    """
    if not count:
        return np.zeros((0, 2), dtype=np.int64)
    sizes = np.asarray(boxes, dtype=np.float64).reshape(count, 2)
    ends, weights = _merged(count, pairs)
    placed = np.zeros((count, 2))
    groups = _components(count, ends)
    local = np.full(count, -1, dtype=np.int64)
    owner = np.full(count, -1, dtype=np.int64)
    for number, members in enumerate(groups):
        local[members] = np.arange(len(members))
        owner[members] = number
    own_edges = _by_owner(owner[ends[:, 0]], len(groups)) if len(ends) else [np.zeros(0, dtype=np.int64)] * len(groups)
    for number, members in enumerate(groups):
        chosen = own_edges[number]
        placed[members] = unstick(_component(len(members), local[ends[chosen]], weights[chosen]), sizes[members])
    return np.rint(pack(placed, sizes, groups)).astype(np.int64)


def _merged(count: int, pairs: Sequence[tuple[int, int, float]]) -> tuple[Ints, Floats]:
    """Each joined pair once, lower node first, weights added."""
    strength: dict[tuple[int, int], float] = {}
    for a, b, weight in pairs:
        if a != b:
            key = (min(a, b), max(a, b))
            strength[key] = strength.get(key, 0.0) + weight
    keys = sorted(strength)
    return np.asarray(keys, dtype=np.int64).reshape(len(keys), 2), np.asarray([strength[k] for k in keys])


def _components(count: int, ends: Ints) -> list[Ints]:
    """Nodes that hang together, the largest group first."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in ends.tolist():
        low, high = sorted((find(a), find(b)))
        root[high] = low
    groups: dict[int, list[int]] = {}
    for node in range(count):
        groups.setdefault(find(node), []).append(node)
    return [np.asarray(g, dtype=np.int64) for g in sorted(groups.values(), key=lambda g: (-len(g), g[0]))]


def _by_owner(owner: Ints, count: int) -> list[Ints]:
    order = np.argsort(owner, kind="stable")
    cuts = np.searchsorted(owner[order], np.arange(count + 1))
    return [order[cuts[i] : cuts[i + 1]] for i in range(count)]


def _component(count: int, ends: Ints, weights: Floats) -> Floats:
    """The nodes of one component around the origin."""
    if count == 1:
        return np.zeros((1, 2))
    if count == 2:
        return np.asarray([[-EDGE * 0.62, 0.0], [EDGE * 0.62, 0.0]])
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
    return (
        _relaxed(_scaled(place, ends), ends, _lengths(ends, weights, degree))
        if count <= EXACT
        else _scaled(place, ends)
    )


def _lengths(ends: Ints, weights: Floats, degree: Floats) -> Floats:
    """How long each edge should be: longer where many meet, shorter where much happens."""
    busiest = np.maximum(degree[ends[:, 0]], degree[ends[:, 1]])
    return np.asarray(EDGE * (0.7 + 0.2 * np.sqrt(busiest)) * (0.85 + 0.6 / np.sqrt(weights)))


def _relaxed(place: Floats, ends: Ints, lengths: Floats) -> Floats:
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
    for _ in range(RELAX):
        gap_x, gap_y = place[:, None, 0] - place[None, :, 0], place[:, None, 1] - place[None, :, 1]
        pull = trust * far / np.maximum(np.sqrt(gap_x * gap_x + gap_y * gap_y), 1.0)
        place = np.stack(
            [((trust * place[None, :, k]) + pull * gap).sum(axis=1) / total for k, gap in ((0, gap_x), (1, gap_y))],
            axis=1,
        )
        place = np.rint(place * 64.0) / 64.0
    return place


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
