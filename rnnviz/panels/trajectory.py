"""The path of the state through its space, seen along the two directions in which it varies most."""

import numpy as np
from matplotlib.axes import Axes

from .panel import MOVING, Panel, style_axes


class Trajectory(Panel):
    """`result` has scores (T+1, 2), the first two principal components, shares (2,) and inside (T,).

    `result.reach` is that of both axes, 5 for up to 24 units of tanh; a state farther out is drawn on the edge.
    """

    title = "The path of the state"
    subtitle = "h_t along its two main directions; % of variance"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.tick_params(axis="y", pad=1)
        self.heading(ax)
        ax.axhline(0, color=self.theme.hairline, lw=1)
        ax.axvline(0, color=self.theme.hairline, lw=1)
        line = dict(color=self.theme.state, solid_joinstyle="round")
        (self.path,) = ax.plot([], [], lw=0.8, alpha=0.35, **line)
        (self.recent,) = ax.plot([], [], lw=2, **line)
        (self.outside,) = ax.plot([], [], "o", ms=4.5, mfc=self.theme.paper, mec=self.theme.state, mew=1)
        (self.inside,) = ax.plot([], [], "^", ms=5.5, color=self.theme.target, mew=0)
        (self.now,) = ax.plot([], [], "o", ms=12, color=self.theme.cursor, mec=self.theme.paper, mew=2)
        for i, artist in enumerate((self.path, self.outside, self.inside, self.recent, self.now)):
            self.moving(artist, MOVING + i)
        soft = dict(transform=ax.transAxes, color=self.theme.soft)
        self.shares = [self.label(0.98, 0.02, ha="right", **soft), self.label(0.02, 0.97, va="top", **soft)]
        key = dict(transform=ax.transAxes, fontsize=9, ha="left", va="center", color=self.theme.ink)
        for y, mark, style, text in (
            (0.10, "^", dict(color=self.theme.target, mew=0), "inside a quotation"),
            (0.04, "o", dict(mfc=self.theme.paper, mec=self.theme.state), "outside"),
        ):
            ax.plot([0.04], [y], mark, ms=6, transform=ax.transAxes, **style)
            ax.text(0.07, y, text, **key)

    def background(self, result):
        return result.reach

    def arrange(self, result) -> None:
        edge, tick = 1.04 * result.reach, 0.8 * result.reach
        self.ax.set(xlim=(-edge, edge), ylim=(-edge, edge), xticks=(-tick, 0, tick), yticks=(-tick, 0, tick))

    def update(self, result, t: float) -> None:
        t = int(t)
        for label, arrow, share in zip(self.shares, "→↑", result.shares, strict=True):
            label.set_text(f"{arrow} {100 * share:.0f} %")
        points = result.scores.clip(-result.reach, result.reach)
        inside = np.concatenate([[False], result.inside])
        self.path.set_data(points.T)
        self.recent.set_data(points[max(0, t - 6) : t + 1].T)
        self.outside.set_data(points[~inside].T)
        self.inside.set_data(points[inside].T)
        self.now.set_data(points[t : t + 1].T)

    def describe(self, result, t: float) -> str:
        return ""
