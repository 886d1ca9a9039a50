"""The pictures of Counterfactual: the text with its change, how large the change is, and every unit of it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ...drawing import (
    GRADIENT_RANGE,
    MOVING,
    BeyondMarks,
    EditedText,
    Margins,
    Panel,
    StateHeatmap,
    box_at,
    decade_axis,
    log10,
    overlap,
    pixel,
    place,
    style_axes,
    text_size,
)
from ...words import size
from .model import CounterfactualResult

LOW, HIGH = (round(float(np.log10(end))) for end in GRADIENT_RANGE)
NAMES = {"actual": "what really changes", "predicted": "the linear prediction"}
SHORT = {"actual": "real", "predicted": "predicted"}
ROWS = {"actual": 6, "predicted": 15}  # pixels from the edges to the marks of what lies beyond
SHARES = (0.55, 0.75, 0.35, 0.65, 0.45, 0.25, 0.85, 0.95, 0.15, 0.05)
"""Where along a line its name may stand, the best place first."""


Box = tuple[float, float, float, float]


class ChangedText(EditedText[CounterfactualResult]):
    subtitle = "the answer turned: blue to inside, brown to outside; line: a quotation before the change"


class ChangeMap(StateHeatmap[CounterfactualResult]):
    title = "Every unit"
    subtitle = "h'_t − h_t, a row for each"
    limit = 2.0

    def values(self, result: CounterfactualResult) -> np.ndarray:
        return result.change


class ChangeCurves(Panel[CounterfactualResult]):
    """The length of the true change and that of the linear prediction, over t."""

    title = "How large the change is"
    subtitle = "‖h'_t − h_t‖ and ‖J_t ⋯ J_{k+1} ∂h_k/∂x_k Δx‖"
    least = (300, 230)
    margins = Margins(left=52, right=20, top=46, bottom=38)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        self.start = self.moving(ax.axvline(0, color=theme.input, lw=1.4, ls=(0, (1, 2))))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.lines, self.beyond, self.dots, self.names, self.values = {}, {}, {}, {}, {}
        style: dict[str, Any] = dict(ha="center", va="center", weight="bold")
        for name, color, dashes, mark in (
            ("actual", theme.state, "-", "o"),
            ("predicted", theme.gradient, (0, (5, 2)), "D"),
        ):
            (line,) = ax.plot([], [], ls=dashes, color=color, lw=2.4)
            (dot,) = ax.plot([], [], mark, color=color, ms=9, mec=theme.paper, mew=1.5)
            self.lines[name] = self.moving(line, MOVING + 1)
            self.beyond[name] = BeyondMarks(self, ax, color)
            self.dots[name] = self.moving(dot, MOVING + 4)
            self.names[name] = self.label(0, 0, fontsize=10, color=color, **style)
            self.values[name] = self.label(0, 0, fontsize=12, color=color, **style)
            self.values[name].set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.none = self.label(
            0.5, 0.5, transform=ax.transAxes, ha="center", va="center", fontsize=12, color=theme.soft
        )

    def background(self, result: CounterfactualResult) -> Hashable:
        return len(result.actual)

    def arrange(self, result: CounterfactualResult) -> None:
        self.ax.set_xlim(-0.5, len(result.actual) - 0.5)
        self.ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
        self.up = pixel(self.ax)[1]

    def update(self, result: CounterfactualResult, t: float) -> None:
        t, k = int(t), result.position
        self.cursor.set_xdata([t, t])
        self.start.set_xdata([k, k])
        steps = np.arange(len(result.actual))
        heights = {}
        for name, row in ROWS.items():
            values = getattr(result, name)
            heights[name] = y = log10(values)
            changed = (steps >= k) & bool(result.actual.any())
            self.lines[name].set_data(steps, np.where((y >= LOW) & (y <= HIGH), y, np.nan))
            zero = changed & (values == 0)
            self.beyond[name].show(steps, y > HIGH, changed & (y < LOW) & ~zero, zero, row, row)
        self.none.set_text("" if result.actual.any() else "no change")
        self._show_values(result, t, heights)

    def _show_values(self, result: CounterfactualResult, t: int, heights: dict[str, np.ndarray]) -> None:
        """A dot and a number for each line at the cursor, then the lines' names where they cover least."""
        to_pixels, steps = self.ax.transData, np.arange(len(result.actual))
        bounds, changed = self.ax.bbox.extents, bool(result.actual.any())
        curves = [
            to_pixels.transform(np.column_stack([steps, y.clip(LOW + row * self.up, HIGH - row * self.up)]))
            for y, row in zip(heights.values(), ROWS.values(), strict=True)
        ]
        curves = [line[result.position :] for line in curves]
        taken: list[Box] = []
        for name, y in heights.items():
            seen = LOW <= y[t] <= HIGH
            self.dots[name].set_data([t], [y[t]] if seen else [np.nan])
            if seen:
                taken.append(box_at(to_pixels.transform((t, y[t])), (12, 12)))
        for name, y in heights.items():
            value = getattr(result, name)[t]
            text = self._says(result, name, value) if t >= result.position and changed else ""
            takes = room(self.ax, text, 12)
            at = to_pixels.transform((t, np.clip(y[t], LOW, HIGH)))
            center = place(takes, free(around(at, takes), takes, taken), bounds, curves) if text else None
            self._put(self.values[name], text, center)
            if center:
                taken.append(box_at(center, takes))
        taken += [self._upright(t), self._upright(result.position)]
        for name, line, y in zip(NAMES, curves, heights.values(), strict=True):
            drawn = line[(y > LOW + 1)[result.position :]]  # it is named where it is a line, if it is one
            words, center = self._name(name, drawn if len(drawn) > 2 else line, curves, taken)
            self._put(self.names[name], words, center if changed else None)
            if center:
                taken.append(box_at(center, room(self.ax, words, 10)))

    @staticmethod
    def _says(result: CounterfactualResult, name: str, value: float) -> str:
        """A length; below the floor a difference has no digits but those of rounding, and a product has."""
        if name == "actual" and value < result.floor:
            return f"< 10^{round(float(np.log10(result.floor)))}".replace("-", "−")
        return size(value)

    def _upright(self, t: int) -> Box:
        """What the cursor covers, or the line at the change."""
        _, low, _, high = self.ax.bbox.extents
        x = self.ax.transData.transform((t, 0))[0]
        return x - 2, low, x + 2, high

    def _name(
        self, name: str, line: np.ndarray, curves: list[np.ndarray], taken: list[Box]
    ) -> tuple[str, tuple[float, float] | None]:
        """The name of a line and where it covers no other label, the short one if the long has no room there."""
        for words in (NAMES[name], SHORT[name]):
            takes = room(self.ax, words, 10)
            center = place(takes, free(along(line, takes), takes, taken), self.ax.bbox.extents, curves)
            if center:
                return words, center
        return "", None

    def _put(self, label: Any, text: str, center: tuple[float, float] | None) -> None:
        label.set_text(text if center else "")
        if center:
            label.set_position(self.ax.transData.inverted().transform(center))

    def time_axis(self, result: CounterfactualResult) -> tuple[float, float]:
        return 0, len(result.actual) - 1


def room(ax: Axes, text: str, points: float) -> tuple[float, float]:
    """What a label takes, with a little air at both ends."""
    wide, high = text_size(ax, text, points, bold=True)
    return wide + 0.6 * high, high


def free(
    centers: list[tuple[float, float]], takes: tuple[float, float], taken: list[Box]
) -> list[tuple[float, float]]:
    """Those centers at which a label covers no other and no mark."""
    return [center for center in centers if not any(overlap(box_at(center, takes), box) for box in taken)]


def around(point: np.ndarray, takes: tuple[float, float]) -> list[tuple[float, float]]:
    """Centers for a label around a dot: beside it, above it, below it."""
    (x, y), (wide, high) = point, takes
    aside = wide / 2 + 0.7 * high
    rises = (0.8, -0.8, 0, 1.6, -1.6, 2.4, -2.4, 3.2, -3.2)
    return [(x + side * aside, y + rise * high) for rise in rises for side in (1, -1)]


def along(line: np.ndarray, takes: tuple[float, float]) -> list[tuple[float, float]]:
    """Centers for a label along a line (N, 2): over it, under it, to its right and to its left, the best first."""
    wide, high = takes
    near: list[tuple[float, float]] = []
    far: list[tuple[float, float]] = []
    for share in SHARES:
        x, y = line[round(share * (len(line) - 1))]
        under = line[np.abs(line[:, 0] - x) <= wide / 2 + 2][:, 1]
        bottom, top, aside = under.min(), under.max(), wide / 2 + 0.6 * high
        near += [(x, top + 0.7 * high), (x, bottom - 0.7 * high), (x + aside, y), (x - aside, y)]
        far += [(x, top + 1.6 * high), (x, bottom - 1.6 * high)]
        far += [(x + side * aside, y + rise * high) for rise in (1.2, -1.2, 2.4, -2.4) for side in (1, -1)]
    return near + far
