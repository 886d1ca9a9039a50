"""Where labels go, so that they hide as little as can be, and never each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes

from .text import width

Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""

ON_A_LABEL = 9  # to cover another label is as bad as to cover so many points of a line
LINE = 1.35  # the height of a line of text, in ems
SHIFTS = np.arange(-6, 6.5, 0.5)  # where a label beside a cursor may go, in its own height


def text_size(ax: Axes, text: str, points: float, bold: bool = False) -> tuple[float, float]:
    """Width and height of a label of one line in the pixels of the figure."""
    em = points * ax.figure.dpi / 72
    return em * width(text, bold), em * LINE


def box_at(center: Sequence[float], size: Sequence[float]) -> Box:
    """The box of a label of this size around its center."""
    (x, y), (wide, high) = center, size
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def place(
    size: Sequence[float],
    candidates: Iterable[Sequence[float]],
    bounds: Box,
    lines: Iterable[np.ndarray] = (),
    boxes: Iterable[Box] = (),
) -> tuple[float, float] | None:
    """The center, among the candidates inside the bounds, where a label of this size covers least.

    candidates  centers, the best first: of two that cover as much the earlier is taken
    lines       polylines (N, 2) better not covered
    boxes       labels and marks already there
    All in the same units, the pixels of the figure, say. None if no candidate lies inside.
    """
    centers, half = np.array([*candidates], float).reshape(-1, 2), np.asarray(size) / 2
    inside = (centers - half >= bounds[:2]).all(axis=1) & (centers + half <= bounds[2:]).all(axis=1)
    centers = centers[inside]
    if not len(centers):
        return None
    x, y = centers.T
    across = x[:, None] + np.linspace(-half[0], half[0], 9)
    covered = np.zeros(len(centers), int)
    for line in lines:
        if len(line):
            at = np.interp(across, *_rising(line), left=np.nan, right=np.nan)
            covered += (abs(at - y[:, None]) < half[1]).sum(axis=1)
    for left, bottom, right, top in boxes:
        beside, below = (
            (x + half[0] <= left) | (x - half[0] >= right),
            (y + half[1] <= bottom) | (y - half[1] >= top),
        )
        covered += ON_A_LABEL * ~(beside | below)
    best = int(covered.argmin())
    return float(x[best]), float(y[best])


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share some area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rising(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A polyline with x going up, as `np.interp` wants it."""
    return (line[:, 0], line[:, 1]) if line[0, 0] <= line[-1, 0] else (line[::-1, 0], line[::-1, 1])


def beside(
    x: float,
    heights: np.ndarray,
    widths: Sequence[float],
    bounds: Box,
    lines: Iterable[np.ndarray] = (),
    high: float = 16.0,
    gap: float = 14.0,
) -> tuple[int, np.ndarray]:
    """Where labels stand beside a cursor at x: all to its right, 1, or its left, -1, where they cover less.

    heights  where what they name meets the cursor (N,)
    lines    polylines (M, 2), x going up, better not covered
    high     of a label, and the least from one to the next
    gap      from the cursor to a label
    Returns the side and the centers (N, 2), in the order of the heights. A label too long for its side comes nearer.
    """
    left, bottom, right, top = bounds
    n, lines = len(heights), list(lines)
    rows = spread(np.asarray(heights, float), high, bottom + high / 2, top - high / 2)
    best, least = (1, np.empty((n, 2))), np.inf
    for side in (1, -1):
        centers, cost, ceiling = np.empty((n, 2)), 0.1 * (side < 0), top - high / 2
        for below, i in zip(range(n - 1, -1, -1), np.argsort(-rows, kind="stable"), strict=True):
            half = widths[i] / 2
            wanted = x + side * (gap + half)
            center = min(max(wanted, left + half), right - half)
            across = np.linspace(center - half, center + half, 9)
            crossed = np.concatenate(
                [[np.nan], *(np.interp(across, line[:, 0], line[:, 1], np.nan, np.nan) for line in lines)]
            )
            tried = np.clip(rows[i] + SHIFTS * high, bottom + high / 2 + below * high, ceiling)
            costs = (abs(crossed - tried[:, None]) < high / 2).sum(axis=1) + abs(tried - rows[i]) / (2 * high)
            chosen = int(costs.argmin())
            centers[i] = center, tried[chosen]
            cost += costs[chosen] + ON_A_LABEL * (center != wanted)
            ceiling = tried[chosen] - high
        if cost < least:
            best, least = (side, centers), cost
    return best


def fitting(ax: Axes, texts: Sequence[str], points: float = 9, spare: float = 0.0, share: float = 1.0) -> str:
    """The first of these texts that fits a share of the axes' width and `spare` pixels more; the last if none does."""
    room = share * ax.bbox.width + spare * ax.figure.dpi / 100
    return next((text for text in texts if text_size(ax, text, points)[0] <= room), texts[-1])


def spread(heights: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Heights at least `gap` apart between low and high, in the same order, as near to the given as can be.

    Isotonic regression: less its place in the order times the gap, each may only rise; groups that would fall
    share their mean.
    """
    if not len(heights):
        return heights
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(heights))
    groups: list[list[float]] = []
    for height in np.clip(heights[order], low, high) - steps:
        groups.append([height])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    levels = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    apart = np.empty(len(heights))
    apart[order] = np.clip(levels, low, high - steps[-1]) + steps
    return apart
