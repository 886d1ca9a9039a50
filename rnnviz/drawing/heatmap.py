"""Every unit at every step, as a signed map."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ..words import number
from .axes import pixel, style_axes
from .marks import color_key
from .panel import MOVING, Margins, Panel, Pointer
from .text import width
from .theme import signed_norm

KEY_UP = 31  # pixels from the axes to the color scale, which stands beside the title
FAINT = 1 / 15  # of the scale: colors of less cannot be told from paper


class StatesResult(Protocol):
    """What `StateHeatmap` shows of a result, beside the values."""

    @property
    def h(self) -> np.ndarray:
        """(T+1, H)"""
        ...

    @property
    def order(self) -> np.ndarray:
        """(H,) the units from top to bottom"""
        ...

    @property
    def unit(self) -> int | None:
        """the one in a box, from 1"""
        ...

    @property
    def scale(self) -> float:
        """at the ends of a scale of h; 1 for tanh units"""
        ...


S = TypeVar("S", bound=StatesResult)


class StateHeatmap(Panel[S]):
    """Units down and steps t = 0..T across. Pressing on a row chooses its unit, where one is chosen.

    limit  the values at the ends of the map's scale, in units of `result.scale`
    """

    title = "All units"
    least = (288, 210)
    margins = Margins(left=58, right=20, top=46, bottom=38)
    limit = 1.0

    def values(self, result: S) -> np.ndarray:
        """What is shown, (T+1, H)."""
        return result.h

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set(yticks=())
        ax.set_xlabel("step t", labelpad=0)
        ax.spines[:].set_visible(True)
        for spine in ax.spines.values():
            self.moving(spine, MOVING + 0.5)  # over the image, which would hide it
        self.heading(ax)
        self.key: Axes | None = None
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
        self.name = self.label(0, 0, ha="right", va="center", weight="bold")
        self.faint = self.label(
            0.5, 0.5, transform=ax.transAxes, ha="center", va="center", color=self.theme.soft
        )

    def background(self, result: S) -> Hashable:
        return self.values(result).shape, self.limit * result.scale

    def arrange(self, result: S) -> None:
        (steps, units), limit = self.values(result).shape, self.limit * result.scale
        self.image.set_norm(signed_norm(limit))
        if self.key:
            self.key.remove()
        ends = f"−{limit:g}", f"{limit:g}"
        right = (
            self.ax.bbox.width * 100 / self.ax.figure.dpi + self.margins.right - 10 - 12.5 * width(ends[1])
        )
        self.key = color_key(self.ax, right, KEY_UP, "", self.theme.signed, ends, self.theme)
        edges = (-0.5, steps - 0.5, units - 0.5, -0.5)
        self.image.set_extent(edges)
        self.ax.set(xlim=edges[:2], ylim=edges[2:])
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
        self.beside = -0.5 - 6 * pixel(self.ax)[0]

    def update(self, result: S, t: float) -> None:
        values = self.values(result)
        self.image.set_data(values[:, result.order].T)
        largest = float(np.abs(values).max())
        faint = largest < FAINT * self.limit * result.scale
        self.faint.set_text(f"too small for this scale:\nat most {number(largest)}" if faint else "")
        self.cursor.set_xdata([t, t])
        chosen = result.unit is not None
        self.row.set_visible(chosen)
        self.name.set_visible(chosen)
        if result.unit is None:
            return
        row = int(np.flatnonzero(result.order == result.unit - 1)[0])
        self.row.set_bounds(-0.5, row - 0.5, len(values), 1)
        self.name.set_text(f"unit {result.unit}")
        self.name.set_position((self.beside, row))

    def pointer(self, result: S, t: float, pointer: Pointer) -> dict[str, Any] | None:
        row = int(pointer.y + 0.5)
        if result.unit is not None and pointer.kind == "press" and 0 <= row < len(result.order):
            return {"unit": int(result.order[row]) + 1}
        return None

    def time_axis(self, result: S) -> tuple[float, float]:
        return 0, len(result.h) - 1
