"""The nonlinearity of a cell, with the point where each unit stands on it."""

import numpy as np
from matplotlib.axes import Axes

from .one_step import SQUASH, SUM, ease
from .panel import MOVING, Panel, number, style_axes
from .typeset import typeset

REACH = 4.0  # pre-activations beyond it are marked with a triangle at the edge
HEIGHTS = {"tanh": (-1.2, 1.2), "sigmoid": (-1.2, 1.2), "relu": (-4.4, 4.4), "linear": (-4.4, 4.4)}


class OneStepSquash(Panel):
    """h = φ(a) over a; `result` as for the network, with `curve`, φ at `grid`."""

    title = "The squash"
    subtitle = "h_t = φ(a_t) over a_t: every unit is a point on the curve"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set(xlim=(-REACH - 0.4, REACH + 0.4), xticks=range(-4, 5, 2))
        ax.set_xlabel(typeset("a_t"), labelpad=0)
        self.heading(ax)
        ax.axhline(0, color=self.theme.hairline, lw=1)
        ax.axvline(0, color=self.theme.hairline, lw=1)
        (self.curve,) = ax.plot([], [], color=self.theme.soft, lw=1.5, clip_on=True)
        (self.drop,) = ax.plot([], [], color=self.theme.cursor, lw=2)
        self.moving(self.drop)
        (self.others,) = ax.plot([], [], "o", color=self.theme.state, ms=5, alpha=0.6)
        self.moving(self.others, MOVING + 1)
        (self.dot,) = ax.plot([], [], color=self.theme.state, ms=10, mec=self.theme.paper, mew=1.5)
        self.moving(self.dot, MOVING + 2)
        self.value = self.label(0, 0, fontsize=10, weight="bold", color=self.theme.state)
        self.value.set_bbox(dict(facecolor=self.theme.paper, edgecolor="none", pad=1.5))

    def background(self, result):
        return result.nonlinearity

    def arrange(self, result) -> None:
        low, high = HEIGHTS[result.nonlinearity]
        self.ax.set(ylim=(low, high), yticks=(-1, 0, 1) if high < 2 else (-4, 0, 4))
        self.curve.set_data(result.grid, result.curve)

    def update(self, result, t: float) -> None:
        known = t >= SUM
        for artist in (self.drop, self.others, self.dot, self.value):
            artist.set_visible(known)
        if not known:
            return
        way = ease(min(t - SUM, 1))
        a, h = result.a.clip(-REACH, REACH), result.h.clip(-REACH, REACH) * way
        j = result.unit
        self.others.set_data(np.delete(a, j), np.delete(h, j))
        self.dot.set_data([a[j]], [h[j]])
        self.dot.set_marker("o" if a[j] == result.a[j] else ">" if a[j] > 0 else "<")
        self.drop.set_data([a[j], a[j]], [0, h[j]])
        arrived = t >= SQUASH
        self.value.set_text(
            f"h_t[{j + 1}] = {number(result.h[j])}" if arrived else f"a_t[{j + 1}] = {number(result.a[j])}"
        )
        right = a[j] < 1.8 if a[j] > 0 else a[j] < -1.8  # where the label has room and the curve is not
        high = HEIGHTS[result.nonlinearity][1]
        height = 0.4 * high if high < 2 else -0.4 * high
        self.value.set(ha="left" if right else "right", va="center")
        self.value.set_position((a[j] + (0.35 if right else -0.35), height if a[j] > 0 else -height))

    def describe(self, result, t: float) -> str:
        if t < SQUASH:
            return ""
        slope = number(result.slope[result.unit])
        return f"The slope of {result.nonlinearity} at a_t[{result.unit + 1}] is {slope}."
