"""How much of the gradient reaches each step, between the bounds that the theory gives."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .decades import decade_axis, log10, size
from .gradient_captions import headline
from .panel import MOVING, Panel, style_axes

LOW, HIGH = -10, 6
DROWNED = -6  # below this a gradient has nothing left to teach
ROOM = 0.09  # of the height: what a line's name needs


class GradientCurve(Panel):
    """‖∂L/∂h_t‖ over t on fixed decades. The part that the gradient has come through, from loss to cursor, is bold.

    `result` has norms, upper, rate (T+1,), losses, pair and normal; see `labs.gradient_flow`.
    """

    title = "The gradient that reaches each step"
    subtitle = "‖∂L/∂h_t‖, from the loss back to t = 0"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xticks([])
        self.heading(ax)
        ax.axhspan(LOW, DROWNED, color=theme.soft, alpha=0.12, lw=0)
        ax.text(
            0.99, 0.03, "below 10⁻⁶: nothing left to learn from",
            transform=ax.transAxes, ha="right", color=theme.soft, fontsize=9,
        )  # fmt: skip
        self.between = ax.axvspan(0, 1, color=theme.cursor, alpha=0.08, lw=0)
        self.moving(self.between)
        dashes = dict(color=theme.soft, lw=1.5)
        self.upper = self._line(ls=(0, (5, 3)), **dashes)
        self.rate = self._line(ls=(0, (1, 2)), **dashes)
        self.faint = self._line(color=theme.gradient, lw=1.5, alpha=0.45)
        self.curve = self._line(color=theme.gradient, lw=3, solid_capstyle="round")
        self.loss = self._line(ls="none", marker="v", ms=8, color=theme.target, mec=theme.paper)
        self.beyond = self._line(ls="none", marker="v", ms=7, color=theme.gradient)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.dot = self._line(ls="none", marker="o", ms=10, color=theme.gradient, mec=theme.paper, mew=2)
        self.names = [self.label(0, 0, fontsize=10, va="center", zorder=MOVING + 4) for _ in range(2)]
        for name in self.names:
            name.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=0.5, alpha=0.7))
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + 2)

    def background(self, result):
        return result.T

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.02 * result.T, 1.02 * result.T)
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        t, T = int(t), result.T
        steps = np.arange(T + 1)
        heights = log10(result.norms)
        self.faint.set_data(steps, heights)
        last = result.losses[-1]
        self.curve.set_data(steps[t : last + 1], heights[t : last + 1])
        self.upper.set_data(steps, log10(result.upper))
        self.rate.set_data(steps, log10(result.rate))
        over = np.clip(heights[result.losses] + 0.45, LOW, HIGH)
        self.loss.set_data(result.losses, np.full(len(over), HIGH - 0.3) if result.everywhere else over)
        self.loss.set_markersize(4 if result.everywhere else 8)
        early, late = min(t, result.pair), result.pair
        self.between.set(x=early, width=late - early)
        self.cursor.set_xdata([t, t])
        self._show_value(result, t, heights[t])
        self._show_names(result)

    def _show_value(self, result, t: int, height: float) -> None:
        inside = LOW <= height <= HIGH
        self.dot.set_data([t], [height] if inside else [np.nan])
        edge = min(max(height, LOW), HIGH)
        self.beyond.set_data([t], [np.nan if inside else edge + (0.3 if height < LOW else -0.3)])
        self.beyond.set_marker("v" if height < LOW else "^")
        right = t > 0.62 * result.T
        gap = 0.025 * result.T * (-1 if right else 1)
        aside = min(max(t + round(4 * gap), 0), result.T)  # the label stands where the curve does not
        below = log10(result.norms[aside]) > height
        y = min(max(edge + (-0.9 if below else 0.9), LOW + 1), HIGH - 1)
        self.value.set(text=size(result.norms[t]), ha="right" if right else "left", position=(t + gap, y))

    def _show_names(self, result) -> None:
        """Write the name of each bound where its line is inside, away from the number and the other name."""
        upper, rate = ("(γσ_max)ⁿ", "ρⁿ") if result.made_to_order else ("Π‖J_t‖", f"Π{result.keeper}")
        bounds = [(upper, result.upper, 0.3), (rate, result.rate, 0.08)]
        if result.coincide:
            bounds = [("(γσ_max)ⁿ = ρⁿ", result.upper, 0.1), ("", result.rate, 0)]
        taken = [self.value.get_position()]
        for artist, (name, values, share) in zip(self.names, bounds, strict=True):
            heights = log10(values)
            visible = np.flatnonzero((heights > LOW + 1) & (heights < HIGH - 0.8))
            if not visible.size:
                artist.set_text("")
                continue
            spots = [visible[int(part * (len(visible) - 1))] for part in (share, 0.75, 0.5, 0.0)]
            free = [
                at
                for at in spots
                if all(abs(heights[at] + 0.55 - y) > 1.1 or abs(at - x) > 0.3 * result.T for x, y in taken)
            ]
            at = (free or spots)[0]
            point = (at, heights[at] + (0.55 if free else -0.6))
            if len(visible) < 0.15 * result.T and heights[visible[0]] > HIGH - 2:  # it soon leaves at the top
                at, point = visible[0], (visible[0] - 0.02 * result.T, HIGH - 0.8)
            taken.append(point)
            artist.set(text=name, position=point, ha="right" if at > 0.7 * result.T else "left")

    def describe(self, result, t: float) -> str:
        return headline(result, int(t))

    def time_axis(self, result):
        return 0, result.T
