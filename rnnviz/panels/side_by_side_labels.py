"""Where the numbers at a cursor go, so that they hide as little of the lines as can be."""

from __future__ import annotations

import numpy as np

from .glyphs import width
from .spread import spread

GAP, APART = 14, 15.5  # pixels: from the cursor to a number, and between two numbers
HALF = 8  # pixels: half the height of a number
NEVER = 1e6  # the cost of what must not be
SHIFTS = np.array(sorted(np.arange(-6, 6.5, 0.5), key=abs))  # where numbers may go, in rows


def place(
    heights: list[float],
    texts: list[str],
    t: int,
    lines: np.ndarray,
    wide: tuple[float, float],
    high: tuple[float, float],
    pixel: tuple[float, float],
    points: float,
) -> tuple[int, np.ndarray]:
    """The side of the cursor at t, 1 or -1, and the height of each number.

    heights     where the lines meet the cursor
    lines       points (N, 2) that are better not covered
    wide, high  the ends of the axes
    pixel       what one pixel is worth sideways and upward
    points      the size of the type
    """
    across, up = pixel
    edge, apart = HALF * up, APART * up
    rows = spread(np.array(heights, float), apart, high[0] + edge, high[1] - edge)
    best, choice = np.inf, (1 if t < sum(wide) / 2 else -1, rows)
    if not texts:
        return choice
    length = (max(width(text, True) for text in texts) * points * 100 / 72 + 2 * GAP) * across
    for side in (1, -1):
        if wide[0] <= t + side * length <= wide[1]:
            ahead = side * (lines[:, 0] - t)
            near = lines[(ahead > 0.5) & (ahead < length), 1]
            cost, moved = settle(rows, near, edge, apart, high)
            if cost + 0.1 * (side < 0) < best:
                best, choice = cost + 0.1 * (side < 0), (side, moved)
    return choice


def settle(
    rows: np.ndarray, near: np.ndarray, edge: float, apart: float, high: tuple[float, float]
) -> tuple[float, np.ndarray]:
    """Move each cluster of rows, as one, to where it hides few of the heights `near`; the cost, and the rows."""
    order = np.argsort(rows)
    breaks = np.flatnonzero(np.diff(rows[order]) > 1.01 * apart) + 1
    moved, total, placed = rows.copy(), 0.0, np.empty(0, int)
    for cluster in sorted(np.split(order, breaks), key=len, reverse=True):
        tried = rows[cluster] + SHIFTS[:, None] * apart  # (shifts, N)
        hidden = (np.abs(near - tried[..., None]) < edge).sum(axis=(1, 2))
        upward = np.sign(
            rows[cluster][:, None] - rows[placed]
        )  # of the others that have a place, the order stays
        crossed = ((tried[..., None] - moved[placed]) * upward < 0.99 * apart).sum(axis=(1, 2))
        outside = (tried.min(axis=1) < high[0] + 0.9 * edge) | (tried.max(axis=1) > high[1] - 0.9 * edge)
        costs = hidden + NEVER * (crossed + outside) + 0.5 * np.abs(SHIFTS)
        chosen = int(costs.argmin())
        moved[cluster], total = tried[chosen], total + costs[chosen]
        placed = np.concatenate([placed, cluster])
    if total >= NEVER:  # one cluster has taken another's only place: leave all where they are
        return float((np.abs(near - rows[:, None]) < edge).sum()), rows
    return total, moved
