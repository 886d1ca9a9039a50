"""Every unit at every step, as a signed map."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..words import number
from .axes import style_axes
from .panel import MOVING, Panel
from .theme import signed_norm


class StateHeatmap(Panel):
    """Units down, in `result.order`, and steps t = 0..T across; a box marks `result.unit`, counted from 1, if it is not
    None.

    It has no ticks, for it stands over a panel with the same time axis.

    values  what is shown: result -> (T+1, H)
    limit   the values at the ends of the map's scale, in units of `result.scale`, which is 1 for tanh units
    """

    def __init__(self, title: str, subtitle: str, values: Callable[[Any], np.ndarray], limit: float = 1.0):
        super().__init__()
        self.title, self.subtitle, self.values, self.limit = title, subtitle, values, limit

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set(xticks=(), yticks=())
        ax.spines[:].set_visible(True)
        for spine in ax.spines.values():
            self.moving(spine, MOVING + 0.5)  # over the image, which would hide it
        self.heading(ax)
        self.image = self.moving(
            ax.imshow(
                np.zeros((1, 1)),
                cmap=self.theme.signed,
                norm=signed_norm(self.limit),
                aspect="auto",
                interpolation="nearest",
            )
        )
        self.row = Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.ink, lw=1.5)
        ax.add_patch(self.moving(self.row, MOVING + 1))
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2), MOVING + 2)
        self.name = self.label(0, 0, ha="right", va="center", weight="bold", clip_on=False)
        self.faint = self.label(
            0.5, 0.5, transform=ax.transAxes, ha="center", va="center", color=self.theme.soft
        )
        self._scale(ax)

    def _scale(self, ax: Axes) -> None:
        """The map's colors with their values, in the corner over the picture."""
        scale = ax.inset_axes((0.76, 1.03, 0.17, 0.035))
        scale.imshow(np.linspace(-1, 1, 64)[np.newaxis], cmap=self.theme.signed, aspect="auto")
        scale.set_axis_off()
        style = dict(va="center", transform=ax.transAxes, fontsize=9, color=self.theme.soft)
        self.ends = [ax.text(0.75, 1.045, "", ha="right", **style), ax.text(0.94, 1.045, "", **style)]

    def background(self, result):
        return self.values(result).shape, self.limit * result.scale

    def arrange(self, result) -> None:
        (steps, units), limit = self.background(result)
        self.image.set_norm(signed_norm(limit))
        for end, text in zip(self.ends, (f"−{limit:g} ", f"{limit:g}"), strict=True):
            end.set_text(text)
        edges = (-0.5, steps - 0.5, units - 0.5, -0.5)
        self.image.set_extent(edges)
        self.ax.set(xlim=edges[:2], ylim=edges[2:])

    def update(self, result, t: float) -> None:
        values = self.values(result)
        self.image.set_data(values[:, result.order].T)
        largest = float(np.abs(values).max())
        self.faint.set_text(
            f"too small for this scale: at most {number(largest)}"
            if largest < self.limit * result.scale / 15
            else ""
        )
        self.cursor.set_xdata([t, t])
        chosen = result.unit is not None
        self.row.set_visible(chosen)
        self.name.set_visible(chosen)
        if not chosen:
            return
        row = int(np.flatnonzero(result.order == result.unit - 1)[0])
        self.row.set_bounds(-0.5, row - 0.5, len(result.h), 1)
        self.name.set_text(f"unit {result.unit}")
        self.name.set_position((-0.5 - 0.008 * len(result.h), row))

    def describe(self, result, t: float) -> str:
        return ""

    def pointer(self, result, t, pointer):
        row = int(pointer.y + 0.5)
        if result.unit is not None and pointer.kind == "press" and 0 <= row < len(result.order):
            return {"unit": int(result.order[row]) + 1}
        return None

    def time_axis(self, result):
        return 0, len(result.h) - 1
