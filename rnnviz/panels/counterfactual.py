"""What became of a change, beside what the gradient said would become of it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .decades import power
from .panel import MOVING, Panel, number, style_axes
from .theme import GRADIENT_RANGE

FLOOR, CEILING = GRADIENT_RANGE


class ChangeCurves(Panel):
    """`result` has actual and predicted (T+1,), both 0 before step `position`, and comparison, a sentence."""

    title = "How large the change is"
    subtitle = "‖h'_t − h_t‖, and the same by the chain of step Jacobians"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        decades = range(-8, 3, 2)
        ax.set(yscale="log", ylim=GRADIENT_RANGE, yticks=[10.0**d for d in decades], xlabel="step t")
        ax.set_yticklabels([power(d) if d else "1" for d in decades])
        ax.minorticks_off()
        ax.grid(axis="y", color=self.theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2))
        self.start = self.moving(ax.axvline(0, color=self.theme.input, lw=1.2, ls=":"))
        self.lines = {}
        paper = dict(facecolor=self.theme.paper, edgecolor="none", pad=1)
        narrow = ax.get_position().width * ax.figure.get_figwidth() < 7
        for name, color, dash, mark, words, where in (
            ("actual", self.theme.state, "-", "o", "— what happens:", 0.26 if narrow else 0.155),
            (
                "predicted",
                self.theme.gradient,
                "--",
                "D",
                "- - the gradient predicts:",
                0.83 if narrow else 0.9,
            ),
        ):
            (line,) = ax.plot([], [], dash, color=color, lw=2.2)
            (now,) = ax.plot([], [], mark, color=color, ms=8, mec=self.theme.paper, mew=1.5)
            (below,) = ax.plot([], [], "v", color=color, ms=7)
            (above,) = ax.plot([], [], "^", color=color, ms=7)
            style = dict(va="top", fontsize=10, weight="bold", color=color, transform=ax.transAxes)
            end = ax.text(
                where, 0.985, words, ha="right", **style
            )  # the number, which moves, stands behind it
            end.set_bbox(paper)
            label = self.label(where + 0.01, 0.985, **style)
            label.set_bbox(paper)
            for artist in (line, below, above, now):
                self.moving(artist, MOVING + 1)
            self.lines[name] = line, now, below, above, label
        self.none = self.label(
            0.5, 0.5, transform=ax.transAxes, ha="center", fontsize=12, color=self.theme.soft
        )

    def background(self, result):
        return len(result.actual)

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.5, len(result.actual) - 0.5)
        self.ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        t = int(t)
        self.cursor.set_xdata([t, t])
        self.start.set_xdata([result.position] * 2)
        steps = np.arange(len(result.actual))
        for name, values in (("actual", result.actual), ("predicted", result.predicted)):
            line, now, below, above, label = self.lines[name]
            drawn = (values >= FLOOR) & (values <= CEILING)
            line.set_data(steps, np.where(drawn, values, np.nan))
            now.set_data([t], [values[t] if drawn[t] else np.nan])
            fallen = np.flatnonzero((values < FLOOR) & (steps > result.position) & np.roll(drawn, 1))
            below.set_data(fallen, np.full(len(fallen), FLOOR * 2))
            risen = np.flatnonzero(values > CEILING)
            above.set_data(risen, np.full(len(risen), CEILING / 2))
            label.set_text(number(values[t]))
        self.none.set_text("" if result.actual.any() else "no change")

    def describe(self, result, t: float) -> str:
        return result.comparison

    def time_axis(self, result):
        return 0, len(result.actual) - 1
