"""The echo of one input in a single recurrent unit."""

from matplotlib.axes import Axes

from ...drawing import MOVING, Panel, style_axes
from ...words import number
from .model import EchoResult

REACH = 2.0  # values beyond it are marked with a triangle at the edge


class Stems(Panel[EchoResult]):
    """h_t over t after one pulse."""

    title = "What the unit still holds"
    subtitle = "h_t, after an input of 1 at t = 1 and silence since"
    least = (400, 190)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-1.1 * REACH, 1.1 * REACH), yticks=(-2, -1, 0, 1, 2), xlabel="step t")
        ax.axhline(0, color=theme.hairline, lw=1)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.stems = self.moving(ax.vlines([], 0, [], color=theme.state, lw=2.5))
        self.dots, self.above, self.below = (
            self.moving(ax.plot([], [], marker, color=theme.state, ms=size)[0], MOVING + 1)
            for marker, size in (("o", 6), ("^", 8), ("v", 8))
        )
        self.now = self.moving(
            ax.plot([], [], "o", color=theme.state, ms=11, mec=theme.paper, mew=2)[0], MOVING + 2
        )
        self.value = self.label(0, 0, fontsize=13, weight="bold", color=theme.state)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1.5))

    def background(self, result: EchoResult) -> int:
        return result.T

    def arrange(self, result: EchoResult) -> None:
        self.ax.set(
            xlim=(-0.03 * result.T, 1.03 * result.T), xticks=range(0, result.T + 1, max(result.T // 4, 1))
        )

    def update(self, result: EchoResult, t: float) -> None:
        t, h = int(t), result.h
        shown = h.clip(-REACH, REACH)
        steps = range(len(h))
        self.stems.set_segments([[(i, 0), (i, y)] for i, y in zip(steps, shown, strict=True)])
        inside = abs(h) <= REACH
        for marks, chosen in ((self.dots, inside), (self.above, h > REACH), (self.below, h < -REACH)):
            marks.set_data([i for i in steps if chosen[i]], shown[chosen])
        self.cursor.set_xdata([t, t])
        self.now.set_data([t], [shown[t]])
        self.now.set_visible(bool(inside[t]))
        right, above = t > 0.8 * result.T, shown[t] >= 0
        edge = min(abs(shown[t]), REACH - 0.5) + 0.1
        self.value.set(text=number(h[t]), ha="right" if right else "left", va="bottom" if above else "top")
        self.value.set_position((t + (-0.02 if right else 0.02) * result.T, edge if above else -edge))

    def time_axis(self, result: EchoResult) -> tuple[float, float]:
        return 0, result.T
