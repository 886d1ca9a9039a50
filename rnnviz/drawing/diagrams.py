"""Diagrams: axes in pixels, arrowheads, and how what moves in them starts and ends."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes


def in_pixels(ax: Axes) -> tuple[float, float]:
    """Bare axes whose data are the pixels of the design, from their lower left corner; returns width and height."""
    scale = ax.figure.dpi / 100
    width, height = float(ax.bbox.width) / scale, float(ax.bbox.height) / scale
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(0, height))
    return width, height


def ease(way: float) -> float:
    """0 to 1 with a gentle start and end."""
    return way * way * (3 - 2 * way)


def arrowheads(curves: np.ndarray, length: float | np.ndarray) -> np.ndarray:
    """(N, 3, 2), heads at the ends of curves (N, points, 2); `length` is one for all or one each."""
    tip = curves[:, -1]
    along = tip - curves[:, -2]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = along[:, ::-1] * (-1, 1)
    length = np.reshape(length, (-1, 1))
    back = tip - along * length
    return np.stack([tip, back + across * length * 0.45, back - across * length * 0.45], axis=1)
