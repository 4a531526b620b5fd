"""Set boxes apart and components side by side, so that no label hides another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GAP = 70.0  # between components
WIDE = 1.55  # width of the whole over its height


def unstick(place: Floats, boxes: Floats, *, rounds: int = 200) -> Floats:
    """Push boxes that overlap apart along the shorter way, until none does or the rounds are over."""
    place = place.copy()
    if len(place) < 2:
        return place
    wide, high = place.max(axis=0) - place.min(axis=0) + boxes.mean(axis=0)
    place *= max(1.0, float(np.sqrt(1.8 * (boxes[:, 0] * boxes[:, 1]).sum() / (wide * high))))
    slack = 60.0
    near, since = _near(place, boxes, slack), place.copy()
    for _ in range(rounds):
        if np.abs(place - since).max() > slack / 2.0:
            near, since = _near(place, boxes, slack), place.copy()
        a, b = near[:, 0], near[:, 1]
        gap = place[b] - place[a]
        need = (boxes[a] + boxes[b]) / 2.0 - np.abs(gap)
        over = (need > 0.5).all(axis=1)
        if not over.any():
            break
        a, b, gap, need = a[over], b[over], gap[over], need[over]
        axis = np.where(need[:, 0] < need[:, 1] * 1.3, 0, 1)
        rows = np.arange(len(a))
        far = gap[rows, axis]
        by = np.where(far == 0, np.where(a < b, 1.0, -1.0), np.sign(far)) * (need[rows, axis] / 2.0 + 0.5)
        both, signed = np.concatenate([b, a]), np.concatenate([by, -by])
        touched = np.sqrt(np.maximum(1.0, np.bincount(both, minlength=len(place))))
        for k in (0, 1):
            here = np.concatenate([axis, axis]) == k
            place[:, k] += np.bincount(both[here], signed[here], len(place)) / touched
        place = np.rint(place * 16.0) / 16.0
    return place


def _near(place: Floats, boxes: Floats, slack: float) -> Ints:
    """Pairs of boxes that overlap or may come to, found along the horizontal."""
    order = np.argsort(place[:, 0], kind="stable")
    x, y, wide, high = place[order, 0], place[order, 1], boxes[order, 0] / 2.0, boxes[order, 1] / 2.0
    widest = 2.0 * float(wide.max()) + slack
    found = []
    for shift in range(1, len(place)):
        gap = x[shift:] - x[:-shift]
        if not (gap < widest).any():
            break
        close = (gap < wide[shift:] + wide[:-shift] + slack) & (
            np.abs(y[shift:] - y[:-shift]) < high[shift:] + high[:-shift] + slack
        )
        at = np.flatnonzero(close)
        found.append(np.stack([order[at], order[at + shift]], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)


def pack(place: Floats, boxes: Floats, groups: Sequence[Ints]) -> Floats:
    """Move each component, given largest first, to a place of its own on one wide sheet around the origin."""
    out = place.copy()
    frames = [_frame(place[g], boxes[g]) for g in groups]
    spots = _shelves([(w + GAP, h + GAP) for _, (w, h) in frames])
    for members, (corner, _), spot in zip(groups, frames, spots, strict=True):
        out[members] += spot - corner
    low, high = (out - boxes / 2.0).min(axis=0), (out + boxes / 2.0).max(axis=0)
    return np.asarray(out - (low + high) / 2.0)


def _frame(place: Floats, boxes: Floats) -> tuple[Floats, tuple[float, float]]:
    low, high = (place - boxes / 2.0).min(axis=0), (place + boxes / 2.0).max(axis=0)
    return low, (float(high[0] - low[0]), float(high[1] - low[1]))


def _shelves(sizes: Sequence[tuple[float, float]]) -> list[Floats]:
    """Upper left corners: each box goes as high as it can on a skyline, then as far to the left."""
    area = sum(w * h for w, h in sizes)
    width = max(max(w for w, _ in sizes), float(np.sqrt(area * WIDE * 1.1)))
    line: list[tuple[float, float, float]] = [(0.0, width, 0.0)]  # from, to, height
    corners: list[Floats] = [np.zeros(2)] * len(sizes)
    for n in sorted(range(len(sizes)), key=lambda n: (-sizes[n][1], -sizes[n][0], n)):
        wide, high = sizes[n]
        x, y = _lowest(line, wide, width)
        corners[n] = np.asarray([x, y])
        line = _raised(line, x, x + wide, y + high)
    return corners


def _lowest(line: list[tuple[float, float, float]], wide: float, width: float) -> tuple[float, float]:
    best: tuple[float, float] | None = None
    for i, (left, _, _) in enumerate(line):
        if left + wide > width + 1e-6:
            break
        height = 0.0
        for start, _, y in line[i:]:
            if start >= left + wide - 1e-6:
                break
            height = max(height, y)
        if best is None or height < best[1] - 1e-6:
            best = (left, height)
    return best or (0.0, max(y for _, _, y in line))


def _raised(
    line: list[tuple[float, float, float]], left: float, right: float, height: float
) -> list[tuple[float, float, float]]:
    out = []
    for start, end, y in line:
        if end <= left + 1e-6 or start >= right - 1e-6:
            out.append((start, end, y))
            continue
        if start < left:
            out.append((start, left, y))
        if end > right:
            out.append((right, end, y))
    out.append((left, right, height))
    return sorted(out)
