"""Axes as the course draws them: hairlines, powers of ten, and steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from ..gradients import NOTHING_LEFT
from ..words import power
from .text import Glyphs, width
from .theme import Theme

if TYPE_CHECKING:
    from .panel import Panel

BEYOND = 400.0
"""Where infinity stands on an axis of powers of ten, and, below zero, nothing: beyond every finite float."""

GRADIENT_DECADES = (-10, 6)
"""The powers of ten at the ends of an axis of gradients, whatever is shown on it."""

LAST_DECADE = round(float(np.log10(NOTHING_LEFT)))
"""The power of ten below which a gradient leaves nothing to learn from."""

IN_WORDS = (
    f"below {power(LAST_DECADE)}: nothing left to learn from",
    "nothing left to learn from",
    "nothing left",
)
"""What is said of that, at length and more shortly."""


def style_axes(ax: Axes, theme: Theme) -> None:
    """Give an axes the look of the course: hairline spines at the left and below, soft ticks."""
    ax.set_facecolor("none")
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.hairline)
    ax.tick_params(colors=theme.soft, labelsize=9, length=0, pad=4)
    ax.xaxis.label.set(color=theme.soft, fontsize=9)
    ax.yaxis.label.set(color=theme.soft, fontsize=9)


def log10(values: ArrayLike) -> np.ndarray:
    """The power of ten of each value >= 0; zero and infinity stand beyond every finite float."""
    with np.errstate(divide="ignore"):
        return np.clip(np.log10(values), -BEYOND, BEYOND)


def decade_axis(ax: Axes, theme: Theme, low: int, high: int, every: int) -> None:
    """Mark the y-axis from 10^low to 10^high with a hairline at each labeled decade."""
    ticks = range(low, high + 1, every)
    ax.set(ylim=(low, high), yticks=ticks, yticklabels=[power(tick) for tick in ticks])
    ax.grid(axis="y", color=theme.hairline, lw=0.8)
    ax.set_axisbelow(True)


def nothing_left_band(ax: Axes, theme: Theme, low: float, words: bool = True) -> None:
    """Shade an axis of powers of ten from `low` to where nothing is left to learn from, and say so in it."""
    ax.axhspan(low, LAST_DECADE, color=theme.soft, alpha=0.12, lw=0)
    if words:
        style = dict(xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom")
        ax.annotate(nothing_left(ax), (0.99, 0), (0, 4), color=theme.soft, fontsize=9, **style)


def nothing_left(ax: Axes, share: float = 0.97) -> str:
    """What is said of the band, as much as there is room for in a share of the axes' width."""
    room = share * ax.bbox.width / (9 * ax.figure.dpi / 72)  # ems
    return next((said for said in IN_WORDS if width(said) <= room), IN_WORDS[-1])


def time_ticks(ax: Axes) -> None:
    """Ticks at whole steps, fewer where there is room for fewer."""
    room = ax.bbox.width / ax.figure.dpi * 100
    most = 8 if room > 250 else 4
    ax.xaxis.set_major_locator(MaxNLocator(most, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1))
    ax.xaxis.labelpad = 0


def rung(value: float, ladder: Sequence[float]) -> float:
    """The first of a ladder's ends that holds a value: limits stay while a slider moves a little."""
    return next((end for end in ladder if value <= end), ladder[-1])


def pixel(ax: Axes) -> tuple[float, float]:
    """What one pixel of a picture at 100 dpi is worth along the axes, sideways and upward."""
    scale = ax.figure.dpi / 100
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return (right - left) * scale / ax.bbox.width, (high - low) * scale / ax.bbox.height


class StepNumbers(Glyphs):
    """Numbers at their steps, the middle of each `below` pixels under the axes.

    They move: an axis whose length changes needs no full redraw.
    """

    def __init__(self, ax: Axes, color: str, below: float):
        super().__init__(ax)
        self.color, self.below = color, below
        self.set_clip_on(False)

    def write(self, steps: Sequence[int]) -> None:
        y = self.axes.get_ylim()[0] - self.below * pixel(self.axes)[1]
        self.show([str(step) for step in steps], np.column_stack([steps, [y] * len(steps)]), 9, self.color)


class StepAxis:
    """The x-axis of a panel, steps 0 to T with a margin at both ends; its labels are moving artists.

    Limits change without a full redraw, so that nothing which stays may stand in the x-data of the axes.
    """

    BELOW = 11.5  # pixels from the axes to the middle of a label
    ROOM = 15.5  # points from the axes to the name of the axis, for the labels

    def __init__(self, panel: Panel, ax: Axes, labeled: bool = True):
        self.ax = ax
        self.T: int | None = None
        ax.set_xticks(())
        self.labels = panel.moving(StepNumbers(ax, panel.theme.soft, self.BELOW)) if labeled else None
        if labeled:
            ax.set_xlabel("step t", labelpad=self.ROOM)

    def show(self, T: int, margin: float) -> None:
        """Steps 0 to T, and `margin` steps more at both ends."""
        if self.T == T:
            return
        self.T = T
        self.ax.set_xlim(-margin, T + margin)
        if self.labels:
            self.labels.write(whole_steps(T))


@lru_cache(maxsize=128)
def whole_steps(T: int) -> list[int]:
    """The steps to label: at most seven from 0 on, equally far apart."""
    return [round(step) for step in MaxNLocator(6, integer=True).tick_values(0, T) if step <= T]
