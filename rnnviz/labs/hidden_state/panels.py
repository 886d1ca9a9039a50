"""The pictures of Hidden state: the text, the curve of a unit, all units, and the path of the state."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from ...drawing import (
    MOVING,
    ColoredText,
    Margins,
    Panel,
    StateHeatmap,
    Symbols,
    box_at,
    pixel,
    place,
    style_axes,
    symbol_width,
    text_size,
)
from ...words import number
from .model import HiddenStateResult

TOP = 1.45  # upper end of the curve's axis, in units of its scale: above 1 stands what a band means
BOTTOM = 1.15
WHAT = "quotation"
TAIL = 6  # steps of the path that are drawn bold


class UnitText(ColoredText[HiddenStateResult]):
    subtitle = "blue where the unit is above zero, brown below; line: inside a quotation"


class UnitMap(StateHeatmap[HiddenStateResult]):
    title = "All units"
    subtitle = "h_t, a row for each; press on one"


class UnitCurve(Panel[HiddenStateResult]):
    """h_t of the chosen unit over t, in the colors of the text, with a band over each quotation."""

    title = " "
    subtitle = "h_t; shaded: in a quotation"
    least = (258, 200)
    margins = Margins(left=52, right=14, top=46, bottom=38)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        above = ScaledTranslation(0, 21.5 / 72, ax.figure.dpi_scale_trans)
        self.name = self.label(
            0, 1, transform=ax.transAxes + above, fontsize=11, weight="bold", va="baseline"
        )
        ax.axhline(0, color=theme.soft, lw=1)
        self.fills = [
            self.moving(ax.add_collection(PolyCollection([], facecolors=color, alpha=0.45), autolim=False))
            for color in (theme.state, theme.negative)
        ]
        (self.curve,) = ax.plot([], [], color=theme.state, lw=2)
        self.moving(self.curve, MOVING + 1)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 2)
        (self.now,) = ax.plot([], [], "o", color=theme.state, ms=10, mec=theme.paper, mew=2)
        self.moving(self.now, MOVING + 3)
        self.value = self.label(0, 0, ha="center", va="center", fontsize=12, weight="bold", color=theme.state)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.still: list[Any] = []

    def background(self, result: HiddenStateResult) -> Hashable:
        return result.inside.tobytes(), result.scale

    def arrange(self, result: HiddenStateResult) -> None:
        ax, theme, scale = self.ax, self.theme, result.scale
        ax.set(xlim=(-0.5, len(result.inside) + 0.5), ylim=(-BOTTOM * scale, TOP * scale))
        ax.set_yticks((-scale, 0, scale), (f"−{scale:g}", "0", f"{scale:g}"))
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
        for artist in self.still:
            artist.remove()
        self.still = []
        across, up = pixel(ax)
        high = 100 / ax.figure.dpi
        wide, tall = (high * size for size in text_size(ax, WHAT, 9))
        for start, end in bands(result.inside):
            self.still.append(ax.axvspan(start, end, color=theme.target, alpha=0.16, lw=0))
            if (end - start) / across > wide:
                self.still.append(
                    ax.text((start + end) / 2, TOP * scale - 0.6 * tall * up, WHAT, color=theme.target,
                            fontsize=9, ha="center", va="center")
                )  # fmt: skip

    def update(self, result: HiddenStateResult, t: float) -> None:
        t, h = int(t), result.values
        steps = np.arange(len(h))
        self.name.set_text(f"Unit {result.unit}")
        self.curve.set_data(steps, h)
        for fill, part in zip(self.fills, (h.clip(min=0), h.clip(max=0)), strict=True):
            edge = np.column_stack([steps, part])
            fill.set_verts([np.concatenate([[[0, 0]], edge, [[steps[-1], 0]]])])
        self.cursor.set_xdata([t, t])
        self.now.set_data([t], [h[t]])
        self._show_value(h, t)

    def _show_value(self, h: np.ndarray, t: int) -> None:
        to_pixels = self.ax.transData
        text = number(h[t])
        wide, high = text_size(self.ax, text, 12, bold=True)
        x, y = to_pixels.transform((t, h[t]))
        aside, over = wide / 2 + 0.9 * high, 0.9 * high
        candidates = [
            (x + side * aside, y + rise * over)
            for rise in (0, 1, -1, 2, -2, 3, -3, 4, -4)
            for side in (1, -1)
        ]
        line = to_pixels.transform(np.column_stack([np.arange(len(h)), h]))
        (left, bottom, right, top), dot = self.ax.bbox.extents, box_at((x, y), (0.7 * high, 0.7 * high))
        center = place((wide, high), candidates, (left, bottom, right, top), [line], [dot])
        self.value.set_text(text if center else "")
        if center:
            self.value.set_position(to_pixels.inverted().transform(center))

    def time_axis(self, result: HiddenStateResult) -> tuple[float, float]:
        return 0, len(result.inside)


def bands(inside: np.ndarray) -> list[tuple[float, float]]:
    """From where to where each quotation lies on an axis of steps; character t stands at t."""
    found, t = [], 1
    for quoted, characters in groupby(inside):
        count = len(list(characters))
        if quoted:
            found.append((t - 0.5, t + count - 0.5))
        t += count
    return found


class StatePath(Panel[HiddenStateResult]):
    """The states along the two directions in which they vary most; one farther out is drawn on the edge."""

    title = "The path of the state"
    least = (240, 210)
    margins = Margins(left=34, right=14, top=46, bottom=38)
    aligned = False
    subtitle = " "

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.tick_params(axis="y", pad=1)
        self.heading(ax)
        self._write_key(ax)
        ax.axhline(0, color=theme.hairline, lw=1)
        ax.axvline(0, color=theme.hairline, lw=1)
        line = dict(color=theme.state, solid_joinstyle="round")
        (self.path,) = ax.plot([], [], lw=0.8, alpha=0.35, **line)
        (self.recent,) = ax.plot([], [], lw=2, **line)
        (self.outside,) = ax.plot([], [], "o", ms=4.5, mfc=theme.paper, mec=theme.state, mew=1)
        (self.inside,) = ax.plot([], [], "^", ms=5.5, color=theme.target, mew=0)
        (self.now,) = ax.plot([], [], "o", ms=13, mfc="none", mec=theme.cursor, mew=3)
        for i, artist in enumerate((self.path, self.outside, self.inside, self.recent, self.now)):
            self.moving(artist, MOVING + i)
        soft: dict[str, Any] = dict(transform=ax.transAxes, color=theme.soft)
        self.shares = [
            self.label(0.99, 0.01, ha="right", va="bottom", **soft),
            self.label(0.01, 0.99, va="top", **soft),
        ]

    def _write_key(self, ax: Axes) -> None:
        """What the marks mean, in the line under the title."""
        theme, high = self.theme, ax.figure.dpi / 100
        words = ("▲", " in a quotation   ", "○", " outside")
        colors = (theme.target, theme.soft, theme.state, theme.soft)
        ems = np.cumsum([0.0, *(symbol_width(word) for word in words)])[:-1]
        left_of_subtitle = ScaledTranslation(0, 10 / 72, ax.figure.dpi_scale_trans) + ScaledTranslation(
            0, 1, ax.transAxes
        )
        key = Symbols(ax)
        key.set_offset_transform(left_of_subtitle)
        key.set_clip_on(False)
        key.show(words, np.column_stack([ems * 9 * high * 100 / 72, np.zeros(4)]), 9, colors, 0.0)

    def background(self, result: HiddenStateResult) -> Hashable:
        return result.reach

    def arrange(self, result: HiddenStateResult) -> None:
        edge, tick = 1.04 * result.reach, 0.8 * result.reach
        self.ax.set(xlim=(-edge, edge), ylim=(-edge, edge))
        names = (f"−{tick:g}", "0", f"{tick:g}")
        self.ax.set_xticks((-tick, 0, tick), names)
        self.ax.set_yticks((-tick, 0, tick), names)

    def update(self, result: HiddenStateResult, t: float) -> None:
        t = int(t)
        for label, arrow, share in zip(self.shares, "→↑", result.shares, strict=True):
            label.set_text(f"{arrow} {100 * share:.0f} %")
        points = result.scores.clip(-result.reach, result.reach)
        inside = np.concatenate([[False], result.inside])
        self.path.set_data(points.T)
        self.recent.set_data(points[max(0, t - TAIL) : t + 1].T)
        self.outside.set_data(points[~inside].T)
        self.inside.set_data(points[inside].T)
        self.now.set_data(points[t : t + 1].T)
