"""Where each actor stands on the page: components laid out one by one and set side by side, the same for the same graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .forces import EDGE, EXACT, spread
from .packing import pack, unstick
from .stress import lengths, relaxed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
    place = spread(count, ends, weights)
    return relaxed(place, ends, lengths(ends, weights, edge=EDGE)) if count <= EXACT else place
