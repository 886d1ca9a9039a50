"""What one step does to all vectors of length 1, and to the one that the steps before have left."""

import numpy as np
from matplotlib.axes import Axes

from .panel import MOVING, Panel, number, style_axes
from .shrinkage_scale import rung

CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 181)), np.sin(np.linspace(0, 2 * np.pi, 181))], axis=1)
REACHES = (1.5, 2.2, 3.6, 5.5, 8.5, 13.0)


class OneStretch(Panel):
    """The unit circle, the ellipse that W makes of it, and the direction of v_n with its image.

    `result` has W (2, 2), rho, sigma, best (2,), directions (N+1, 2), factors and sizes (N+1,); t is n.
    """

    title = "One step"
    subtitle = "W makes the circle an ellipse; orange: stretched the most"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.heading(ax)
        self.aspect = ax.bbox.width / ax.bbox.height
        ax.spines[:].set_visible(False)
        ax.axhline(0, color=theme.hairline, lw=1)
        ax.axvline(0, color=theme.hairline, lw=1)
        ax.plot(*CIRCLE.T, color=theme.soft, lw=1.4)
        self.ellipse = self._line(MOVING, color=theme.state, lw=1.8)
        self.axis = self._line(MOVING + 1, color=theme.gradient, lw=1.4, ls=(0, (4, 3)))
        self.best = self._line(MOVING + 1, color=theme.gradient, marker="D", ms=6, ls="none")
        self.before = self._line(MOVING + 2, color=theme.soft, marker="o", ms=3.5, ls="none", alpha=0.5)
        self.after = self._line(MOVING + 2, color=theme.state, marker="o", ms=3.5, ls="none", alpha=0.4)
        self.image = self._line(MOVING + 3, color=theme.state, lw=3, marker="o", ms=9, markevery=[1])
        self.unit = self._line(MOVING + 4, color=theme.ink, lw=2, marker="o", ms=7, markevery=[1])
        bold = dict(fontsize=11, weight="bold", va="center", zorder=MOVING + 6)
        self.times = self.label(0, 0, color=theme.state, **bold)
        self.most = self.label(0, 0, color=theme.gradient, fontsize=10, va="center")
        for label in (self.times, self.most):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def _line(self, zorder: float, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    def background(self, result):
        return rung(1.12 * result.sigma, REACHES)

    def arrange(self, result) -> None:
        reach = self.background(result)
        tick = 1 if reach < 4 else 5 if reach < 9 else 10
        wide, high = reach * max(self.aspect, 1), reach * max(1 / self.aspect, 1)
        self.ax.set(xlim=(-wide, wide), ylim=(-high, high), xticks=(-tick, tick), yticks=(-tick, tick))
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_ticklabels([f"−{tick}", f"{tick}"])

    def update(self, result, t: float) -> None:
        n, W = int(t), result.W
        self.ellipse.set_data((CIRCLE @ W).T)
        far = result.best @ W
        self.axis.set_data([-far[0], far[0]], [-far[1], far[1]])
        self.best.set_data(*np.stack([result.best, -result.best], axis=1))
        passed = result.directions[:n]
        self.before.set_data(passed.T)
        self.after.set_data((passed @ W).T)
        unit, image = result.directions[n], result.directions[n] @ W
        self.unit.set_data([0, unit[0]], [0, unit[1]])
        self.image.set_data([0, image[0]], [0, image[1]])
        gap = 0.03 * self.ax.get_xlim()[1]
        step = 0.11 * self.ax.get_ylim()[1]
        beside = 1 if image[0] >= 0 else -1
        self.times.set(text=f"× {number(result.factors[n])}", ha="left" if beside > 0 else "right")
        self.times.set_position((image[0] + beside * 2 * gap, image[1]))
        end = -far  # the end of the axis that the vector is not at
        if np.linalg.norm(image + far) < np.linalg.norm(image - far):
            end = far
        ahead = 1 if end[0] >= 0 else -1
        self.most.set(text=f"σ_max = {number(result.sigma)}", ha="left" if ahead > 0 else "right")
        self.most.set_position((end[0] + ahead * 2 * gap, end[1] + np.sign(end[1]) * 0.2 * step))

    def describe(self, result, t: float) -> str:
        n = int(t)
        where = f"After {n} step{'s' * (n != 1)}" if n else "At the start"
        first = "next" if n else "first"
        return (
            f"{where} the vector is {number(result.sizes[n])} long; the {first} step multiplies it by "
            f"{number(result.factors[n])} (σ_max = {number(result.sigma)})."
        )
