"""The echo of one input in a single recurrent unit."""

from matplotlib.axes import Axes

from .panel import MOVING, Panel, number, style_axes

REACH = 2.0  # values beyond it are marked with a triangle at the edge


class Echo(Panel):
    """h_t over t after one pulse; `result` has h (T+1,), w, and T."""

    title = "What the unit still holds"
    subtitle = "h_t, after an input of 1 at t = 1 and silence since"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set(
            xlim=(-0.6, 20.6),
            ylim=(-2.2, 2.2),
            xticks=range(0, 21, 5),
            yticks=(-2, -1, 0, 1, 2),
            xlabel="step t",
        )
        ax.axhline(0, color=self.theme.hairline, lw=1)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2))
        self.stems = self.moving(ax.vlines(range(21), 0, [0] * 21, color=self.theme.state, lw=2.5))
        (self.dots,) = ax.plot([], [], "o", color=self.theme.state, ms=6)
        self.moving(self.dots, MOVING + 1)
        beyond = dict(ls="none", color=self.theme.state, ms=8)
        (self.above,) = ax.plot([], [], marker="^", **beyond)
        (self.below,) = ax.plot([], [], marker="v", **beyond)
        self.moving(self.above, MOVING + 1)
        self.moving(self.below, MOVING + 1)
        (self.now,) = ax.plot([], [], "o", color=self.theme.state, ms=11, mec=self.theme.paper, mew=2)
        self.moving(self.now, MOVING + 2)
        self.value = self.label(0, 0, "", fontsize=13, weight="bold", color=self.theme.state)
        self.value.set_bbox(dict(facecolor=self.theme.paper, edgecolor="none", pad=1.5))

    def update(self, result, t: float) -> None:
        shown = result.h.clip(-REACH, REACH)
        steps = range(len(shown))
        self.stems.set_segments([[(i, 0), (i, y)] for i, y in zip(steps, shown, strict=True)])
        inside = abs(result.h) <= REACH
        for marks, chosen in (
            (self.dots, inside),
            (self.above, result.h > REACH),
            (self.below, result.h < -REACH),
        ):
            marks.set_data([i for i in steps if chosen[i]], shown[chosen])
        t = int(t)
        self.cursor.set_xdata([t, t])
        self.now.set_data([t], [shown[t]])
        self.now.set_visible(bool(inside[t]))
        self.value.set_text(number(result.h[t]))
        above = shown[t] >= 0
        right = t > 16
        self.value.set(ha="right" if right else "left", va="bottom" if above else "top")
        edge = min(abs(shown[t]), REACH - 0.5) + 0.1
        self.value.set_position((t - 0.4 if right else t + 0.4, edge if above else -edge))

    def describe(self, result, t: float) -> str:
        t = int(t)
        if t == 0:
            return "Before the first step the unit holds nothing: h_0 = 0."
        steps = f"{t - 1} step{'' if t == 2 else 's'}"
        if t == 1:
            return f"The input of 1 has just arrived: h_1 = {number(result.h[1])}."
        kept = f"{steps} after the input the unit holds h_{t} = {number(result.h[t])}"
        size = abs(result.w)
        if size == 0:
            return f"{kept}: with w = 0 the unit has no memory at all."
        fate = "fades" if size < 1 else "grows" if size > 1 else "stays"
        return f"{kept}: the echo {fate}, for every step multiplies it by w = {number(result.w)}."

    def time_axis(self, result):
        return 0, result.T
