"""The short labels of an unrolled network: inputs, steps, values, gradients and the names of the weights."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba

from ...drawing import Glyphs, Theme
from ...words import number
from .geometry import INPUT_ROW, NODE_ROW, STEPS_ROW, Geometry
from .model import UnrollingResult
from .moment import Moment

ROOMY = 52  # pixels a step needs for a number inside its node
SNUG = 42  # for a gradient above it
WIDE = 84  # for the name of the weights on its arrow


class ChainLabels:
    """Gathers labels for one `Glyphs` artist."""

    def __init__(self, theme: Theme):
        self.theme = theme
        self.texts: list[str] = []
        self.points: list[Any] = []
        self.sizes: list[float] = []
        self.colors: list[tuple] = []

    def put(self, texts: Iterable[str], points: Any, size: float, color: str, alpha: float = 1.0) -> None:
        """Add labels of one size and color, each at its point."""
        texts = list(texts)
        self.texts += texts
        self.points += list(points)
        self.sizes += [size] * len(texts)
        self.colors += [to_rgba(color, alpha)] * len(texts)

    def show(self, glyphs: Glyphs) -> None:
        glyphs.show(self.texts, self.points, self.sizes, np.array(self.colors))

    def weights(self, moment: Moment, place: Geometry) -> None:
        """The symbols of the folded cell, which fade; W_hh stays on its arrows where there is room."""
        theme, unfold, middle = self.theme, moment.unfold, place.width / 2
        fading = (1 - unfold) ** 3
        self.put(["h_t"], [(middle, NODE_ROW)], 15, theme.ink, fading)
        self.put(["x_t"], [(middle, INPUT_ROW)], 13, theme.input, fading)
        self.put(["W_xh"], [(middle + 32, 60)], 11, theme.input, fading)
        copies = place.T if unfold else 1  # the labels of the folded loop lie on one another
        stays = 1.0 if place.pitch >= WIDE else (1 - unfold) ** 2
        above = place.recurrent[:copies, 12] + (0, 12)
        self.put(["W_hh"] * copies, above, 11 - 2 * unfold, theme.state, stays)

    def inputs(self, result: UnrollingResult, moment: Moment, place: Geometry) -> None:
        """What each step reads, darker once it has been read, and under it the number of the step."""
        theme, T, appearing = self.theme, result.T, moment.unfold**2
        done, row = int(moment.read), place.row(INPUT_ROW)
        size, every = input_type(result.labels, place.pitch)
        for steps, color in ((range(1, done + 1), theme.ink), (range(done + 1, T + 1), theme.soft)):
            named = [t for t in steps if (T - t) % every == 0]
            self.put([result.labels[t - 1] for t in named], row[named], size, color, appearing)
        every, apart = (1 if place.pitch >= 28 else 5), 24 / place.pitch
        numbered = [
            t for t in range(1, T + 1) if t in (1, T) or (t % every == 0 and apart < min(t - 1, T - t))
        ]
        row = place.row(STEPS_ROW)
        self.put(map(str, numbered), row[numbered], 9, theme.soft, appearing)
        self.put(["t"], [row[0] - (0 if every == 1 else 6, 0)], 9, theme.soft, appearing)
        if place.pitch > 44:
            self.put(["h_0 = 0"], [(place.x[0], INPUT_ROW)], 9, theme.soft, appearing)

    def states(self, result: UnrollingResult, moment: Moment, place: Geometry) -> None:
        """The value in each node that has room for it, and in full above the newest."""
        done, now = int(moment.read), round(moment.read)
        if place.pitch >= ROOMY:
            for strong, color in ((True, self.theme.paper), (False, self.theme.ink)):
                known = [t for t in range(1, done + 1) if (abs(result.shown[t]) > 0.6) == strong]
                texts = [hundredths(result.shown[t], place.radius) for t in known]
                self.put(texts, place.nodes[known], 9, color)
        if now >= 1 and not moment.backward:
            aside = 62 if now == result.T else 0  # of the wire to the loss
            point = (place.x[now] - aside, NODE_ROW + place.radius + 18)
            self.put([f"h_{now} = {number(result.shown[now])}"], [point], 11, self.theme.state)

    def gradients(self, result: UnrollingResult, reached: np.ndarray, place: Geometry) -> None:
        """The gradient's size above each step that it has reached, or the last if there is no room."""
        if not len(reached):
            return
        roomy = place.pitch >= SNUG
        shown = reached if roomy else reached[:1]
        points = place.row(place.backward[0, 12, 1] + 16)[shown]
        points[shown == result.T] += (27, 0)  # aside of the wire to the loss
        texts = [brief(result.state_gradients[t]) for t in shown]
        self.put(texts, points, 9 if roomy else 11, self.theme.gradient)


def input_type(labels: Sequence[str], pitch: float) -> tuple[float, int]:
    """The type size of the inputs, and of how many of them one is named, so that they stand side by side."""
    if max(map(len, labels)) == 1:
        return max(9.0, min(13.0, 0.42 * pitch)), math.ceil(9 / pitch)
    return max(9.0, min(11.0, 0.3 * pitch + 2)), math.ceil(28 / pitch)


def hundredths(value: float, radius: float) -> str:
    """A state inside its node: −0.34, or −.34 where it would touch the rim."""
    text = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")
    return text if radius > 22 else text.replace("0.", ".", 1)


def brief(value: float) -> str:
    """A gradient's size in a few characters: 0.12, 3.4, 2e−5."""
    return f"{value:.2g}" if value == 0 or 1e-3 <= value < 1e3 else power(value)


def power(value: float) -> str:
    """1e−8 for 1e-08."""
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
