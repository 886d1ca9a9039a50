"""Rows of colors over time, each with the untouched run as a thin row under it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from .glyphs import Glyphs
from .panel import MOVING, Panel, number, style_axes
from .surgery_steps import LABEL_PAD, TapeNumbers, span_steps
from .tints import Tints

NOW, BEFORE, GAP = 6, 3, 1  # how a row is shared out
WHOLE = NOW + BEFORE + GAP
COLORS = 256


class PairedRows(Panel):
    """One row of colors a quantity, thick for the run with held gates, thin for the untouched run under it.

    A subclass gives `values`, `lut` and `names`; steps 1..T stand across, and the values at the cursor at the right.
    """

    dated = False  # whether the steps are numbered under the rows
    between = "paper"  # the color between the rows

    def values(self, result) -> tuple[np.ndarray, np.ndarray]:
        """Now and untouched, (T, rows) each, scaled to 0..1 for the colors."""
        raise NotImplementedError

    def numbers(self, result, t: int) -> np.ndarray:
        """(rows,) what is written at the right."""
        raise NotImplementedError

    def lut(self) -> np.ndarray:
        """(COLORS, 4) the colors of 0..1, bytes."""
        raise NotImplementedError

    def names(self, result) -> list[str]:
        raise NotImplementedError

    def chosen(self, result) -> int | None:
        """The row whose name stands out."""
        return None

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(yticks=(), xticks=(), ylim=(0, 1))
        ax.spines[:].set_visible(False)
        if self.dated:
            ax.set_xlabel("step t; the last one is the question", labelpad=LABEL_PAD)
            self.steps = self.moving(TapeNumbers(ax, theme.soft, 8))
        self.heading(ax)
        gap = (255 * np.array(to_rgba(getattr(theme, self.between)))).round().astype(np.uint8)
        self.bytes = np.concatenate([self.lut(), gap[None]])
        self.map = self.moving(Tints(ax))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.row_names = self.moving(Glyphs(ax), MOVING + 2)
        self.readings = self.moving(Glyphs(ax), MOVING + 2)
        for glyphs in (self.row_names, self.readings):
            glyphs.set_clip_on(False)

    def update(self, result, t: float) -> None:
        span_steps(self.ax, result.T)
        if self.dated:
            self.steps.number(result.T)
        now, before = (self._colors(values) for values in self.values(result))
        rows, T = now.shape
        grid = np.full((rows, WHOLE, T), COLORS)
        grid[:, GAP : GAP + BEFORE] = before[:, None]
        grid[:, GAP + BEFORE :] = now[:, None]
        self.map.show(grid.reshape(-1, T), self.bytes)
        self.cursor.set_xdata([t, t])
        heights = (np.arange(rows) + (GAP + BEFORE + NOW / 2) / WHOLE) / rows
        pixel = result.T / (self.ax.bbox.width / self.ax.figure.dpi * 100)
        colors = [self.theme.ink] * rows
        if (chosen := self.chosen(result)) is not None:
            colors[chosen] = self.theme.gate
        self._write(self.row_names, self.names(result), 0.5 - 7 * pixel, heights, 1.0, colors)
        readings = [short(value) for value in self.numbers(result, int(t))]
        self._write(self.readings, readings, result.T + 0.5 + 7 * pixel, heights, 0.0, self.theme.ink)

    def _colors(self, values: np.ndarray) -> np.ndarray:
        """(rows, T) from the bottom up: which color each value has."""
        return np.clip(values * COLORS, 0, COLORS - 1).astype(int).T[::-1]

    def _write(self, glyphs, words, x, heights, anchor, colors) -> None:
        points = np.stack([np.full(len(words), x), heights[::-1]], axis=1)
        glyphs.show(words, points, 9.5, colors, anchor)

    def describe(self, result, t: float) -> str:
        return ""

    def time_axis(self, result):
        return 1, result.T


def short(value: float) -> str:
    """Three figures in the room of six characters."""
    return f"{value:.3f}".replace("-", "−") if 0 < abs(value) < 1 else number(value)
