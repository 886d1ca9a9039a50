"""How much of the gradient reaches each step, between the bounds that the theory gives."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .beyond import BeyondMarks
from .bound_captions import bound_names
from .decades import decade_axis, log10, size
from .gradient_captions import headline
from .panel import MOVING, Panel, style_axes
from .typeset import typeset

LOW, HIGH = -10, 6
"""The powers of ten at the ends of the axis, whatever is shown on it; *Itemized gradient* has the same."""
DROWNED = -6  # below this a gradient has nothing left to teach
WORDS = 0.33  # of the width: where the words on the band begin
SHARES = (0.3, 0.08, 0.5, 0.7, 0.92)
"""Where along its line a name may stand, the best place first."""


class GradientCurve(Panel):
    """‖∂L/∂h_t‖ over t on fixed decades. The part that the gradient has come through, from loss to cursor, is bold.

    What lies beyond the decades is marked at their edge, ▲ or ▼, and what is exactly 0 with ×. `result` has norms,
    upper, rate (T+1,), losses, pair, whole and state; see `labs.gradient_flow_result`.
    """

    title = "The gradient that reaches each step"
    subtitle = "‖∂L/∂h_t‖, from the loss back to t = 0"
    of_more = "‖∂L/∂s_t‖, from the loss back to t = 0; {}"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xticks([])
        _, self.sub = self.heading(ax)
        ax.axhspan(LOW, DROWNED, color=theme.soft, alpha=0.12, lw=0)
        ax.text(
            0.99, 0.055, "below 10⁻⁶: nothing left to learn from",
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
        self.marks = BeyondMarks(self, ax, theme.gradient)
        self.beyond = self._line(ls="none", marker="v", ms=9, color=theme.gradient)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.dot = self._line(ls="none", marker="o", ms=10, color=theme.gradient, mec=theme.paper, mew=2)
        self.names = [self.label(0, 0, fontsize=10, va="center", zorder=MOVING + 4) for _ in range(2)]
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + 2)

    def background(self, result):
        return result.T, result.whole

    def arrange(self, result) -> None:
        self.sub.set_text(typeset(self.of_more.format(result.state_words) if result.whole else self.subtitle))
        self.ax.set_xlim(-0.02 * result.T, 1.02 * result.T)
        pixel = self.ax.figure.dpi / 100
        self.step, self.decade = (
            1.04 * result.T * pixel / self.ax.bbox.width, (HIGH - LOW) * pixel / self.ax.bbox.height
        )  # fmt: skip
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
        low_row, high_row = 4.0, 15.0 if result.everywhere else 5.0  # under the marks of losses
        reached = steps <= last  # after the last loss it is 0 for want of a loss
        zero = (result.norms == 0) & reached
        self.marks.show(steps, heights > HIGH, (heights < LOW) & ~zero & reached, zero, high_row, low_row)
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
        self.beyond.set_marker("X" if not result.norms[t] else "v" if height < LOW else "^")
        text = size(result.norms[t])
        right = t > 0.62 * result.T
        gap = 0.025 * result.T * (-1 if right else 1)
        near = np.linspace(t, t + gap + 12 * len(text) * self.step * (-1 if right else 1), 9)
        line = np.clip(np.interp(near, np.arange(result.T + 1), log10(result.norms)), LOW, HIGH)
        lowest, highest = (
            LOW + (1.1 if near.max() < WORDS * result.T else 2.3),
            HIGH - (0.7 if inside else 1.3),
        )
        over, under = line.max() + 0.8, line.min() - 0.8
        below = over > highest or (line[-1] > edge and under > lowest)
        y = min(max(under if below else over, lowest), highest)
        self.value.set(text=text, ha="right" if right else "left", position=(t + gap, y))

    def _show_names(self, result) -> None:
        """Write the name of each bound beside its line, where it covers no other."""
        names = bound_names(result)
        bounds = list(zip(names, (result.upper, result.rate), strict=True))
        if result.coincide:
            bounds = [(" = ".join(names), result.upper), ("", result.rate)]
        curves = np.stack([log10(values) for values in (result.norms, result.upper, result.rate)])
        taken = [self._box(self.value.get_text(), *self.value.get_position(), self.value.get_ha() == "right")]
        taken += [
            self._box("▼", x, y)
            for x, y in zip(*self.loss.get_data(), strict=True)
            if len(result.losses) == 1
        ]
        for artist, (name, values) in zip(self.names, bounds, strict=True):
            place = self._place(name, log10(values), curves, taken) if name else None
            artist.set_text(name if place else "")
            if place:
                artist.set(position=place, ha="center")

    def _box(self, text: str, x: float, y: float, right: bool = False) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a number at (x, y)."""
        wide = 12 * len(text) * self.step
        left = x - wide if right else x
        return left, left + wide, y - 9 * self.decade, y + 9 * self.decade

    def _place(self, name: str, line, curves, taken) -> tuple[float, float] | None:
        """The middle of the first free place along a line, above it or below; None if the line is never inside."""
        steps = np.arange(len(line))
        inside = steps[(line > LOW) & (line < HIGH)]
        if not inside.size:
            return None
        half, high = 3.6 * len(name) * self.step, 9 * self.decade
        low_x, high_x = self.ax.get_xlim()
        places = []
        for share in SHARES:
            x = inside[0] + share * (inside[-1] - inside[0])
            y = np.interp(x, steps, line)
            middle = min(max(x, low_x + half), high_x - half)
            near = np.interp(np.linspace(middle - half, middle + half, 9), steps, line)
            aside = half + 6 * self.step
            beside = (
                (middle, near.max() + 1.25 * high),
                (middle, near.min() - 1.25 * high),
                (x - aside, y),
                (x + aside, y),
            )
            for x, y in beside:
                box = x - half, x + half, y - high, y + high
                if low_x <= box[0] and box[1] <= high_x and box[2] > LOW + 1.2 and box[3] < HIGH:
                    places.append(((x, y), box))
        if not places:
            return None

        def covered(box):
            at = np.linspace(box[0], box[1], 9)
            through = sum(
                ((box[2] < curve) & (curve < box[3])).sum()
                for curve in (np.interp(at, steps, values) for values in curves)
            )
            others = sum(
                box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3]
                for other in taken
            )
            return through + 9 * others

        place, box = min(places, key=lambda each: covered(each[1]))
        taken.append(box)
        return place

    def describe(self, result, t: float) -> str:
        return headline(result, int(t))

    def time_axis(self, result):
        return 0, result.T
