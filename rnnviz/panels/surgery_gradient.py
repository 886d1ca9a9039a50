"""How much of the gradient reaches the memory of each step, and how much of it over the forget gates alone."""

import numpy as np
from matplotlib.axes import Axes

from .decades import decade_axis, log10, size
from .panel import MOVING, Panel, style_axes
from .surgery_captions import way_back
from .surgery_steps import LABEL_PAD, TapeNumbers, span_steps
from .typeset import typeset

LOW, HIGH = -8, 2
DROWNED = -6
UNDER = DROWNED - 0.98
LONG, SHORT = 98, 58  # pixels that a number at the cursor takes: 2.96×10⁻⁶, 0.692


class GradientHighway(Panel):
    """`result` as in `labs.gate_surgery`; values off the scale are marked at its edge."""

    title = "The gradient highway"
    subtitle = "‖∂L/∂c_t‖, if ‖∂L/∂h_T‖ is 1"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xticks(())
        ax.set_xlabel("step t", labelpad=LABEL_PAD)
        self.heading(ax)
        self.width, height = ax.bbox.size / ax.figure.dpi * 100
        self.decade = (HIGH - LOW) / height  # a pixel, in powers of ten
        ax.axhspan(LOW, DROWNED, color=theme.soft, alpha=0.12, lw=0)
        words = dict(transform=ax.transAxes, ha="right", color=theme.soft, fontsize=9)
        ax.text(0.98, 0.157, "nothing left to learn from", **words)
        self._key(ax)
        self.steps = self.moving(TapeNumbers(ax, theme.soft, 6))
        self.before = self._line(color=theme.gradient, lw=1.5, alpha=0.75, ls=(0, (4, 2.5)))
        self.now = self._line(color=theme.gradient, lw=3, solid_capstyle="round")
        self.alone = self._line(color=theme.memory, lw=2, ls=(0, (1, 1.3)))
        self.gone = self._line(color=theme.gradient, ls="none", marker="v", ms=6)
        self.gone_alone = self._line(color=theme.memory, ls="none", marker="v", ms=4)
        self.nothing = self.label(1, DROWNED + 0.4, va="center", color=theme.memory)
        self.cursor = self.moving(ax.axvline(0, ymax=0.81, color=theme.cursor, lw=2), MOVING + 1)
        self.dot = self._line(color=theme.gradient, ls="none", marker="o", ms=9, mec=theme.paper, mew=2)
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + 2)

    def _key(self, ax: Axes) -> None:
        """The names of the lines, where no gradient stands: above 1."""
        theme = self.theme
        width, height = ax.bbox.size / ax.figure.dpi * 100
        third = (0.52, 14) if width > 400 else (0.02, 36)
        self.key = HIGH - (third[1] + 8) * self.decade  # its lower edge
        for x, down, dash, color, words in (
            (0.02, 14, "-", theme.gradient, "now"),
            (0.26, 14, (0, (2.2, 1.2)), theme.gradient, "untouched"),
            (*third, (0, (1, 1.3)), theme.memory, "now, over f_T ⋯ f_{t+1} alone"),
        ):
            y = 1 - down / height
            ax.plot([x, x + 0.075], [y, y], transform=ax.transAxes, color=color, ls=dash, lw=2)
            ax.text(
                x + 0.095,
                y,
                typeset(words),
                transform=ax.transAxes,
                va="center",
                fontsize=9,
                color=theme.ink,
            )

    def update(self, result, t: float) -> None:
        t = int(t)
        span_steps(self.ax, result.T)
        self.steps.number(result.T)
        steps = np.arange(1, result.T + 1)
        for line, gone, values in (
            (self.now, self.gone, result.now.gradient),
            (self.alone, self.gone_alone, result.now.highway),
            (self.before, None, result.untouched.gradient),
        ):
            heights = log10(values[1:])
            line.set_data(steps, np.where(heights < LOW, np.nan, heights))
            if gone is not None:
                below = steps[heights < LOW]
                gone.set_data(below, np.full(len(below), LOW + (0.22 if gone is self.gone_alone else 0.55)))
        lost = result.now.highway[1:]
        self.nothing.set_text(
            "exactly 0" if (lost == 0).any() else "below 10⁻⁸" if (lost < 1e-8).any() else ""
        )
        self.cursor.set_xdata([t, t])
        height = log10(result.now.gradient)[t]
        self.dot.set_data([t], [height if height >= LOW else np.nan])
        self._show_value(result, t)

    def _show_value(self, result, t: int) -> None:
        """The number at the cursor, where neither the curve nor words are, and in the band only if it belongs there."""
        text, T = size(result.now.gradient[t]), result.T
        heights = np.maximum(log10(result.now.gradient), LOW)
        away, pixel = 13 * self.decade, T / self.width
        wide = pixel * (LONG if len(text) > 5 else SHORT)
        left, right = (t - 0.03 * T - wide, t - 0.03 * T), (t + 0.03 * T, t + 0.03 * T + wide)
        places = []
        for x0, x1 in (left, right) if t > 0.6 * T else (right, left):  # the roomier side first
            beside = heights[max(int(min(x0, t)), 0) : int(max(x1, t)) + 2]
            ys = [beside.min() - away, beside.max() + away]
            ys += [y for y in (UNDER, UNDER - 0.6) if abs(beside - y).min() > 10 * self.decade]
            places += [(x0, x1, y) for y in ys if x0 >= 0.5 and x1 <= T + 0.5]
        drowned = heights[t] < DROWNED
        free = [place for place in places if self._is_free(*place, drowned, pixel)]
        x0, x1, y = free[0] if free else (*places[0][:2], max(places[1][2], DROWNED + 0.4 + 20 * self.decade))
        self.value.set(text=text, ha="left" if x0 > t else "right", position=(x0 if x0 > t else x1, y))

    def _is_free(self, x0: float, x1: float, y: float, drowned: bool, pixel: float) -> bool:
        """Whether a number there is clear of the key, of the words at the band and of what is said of the highway."""
        half, right = 9 * self.decade, self.width * pixel
        low, high = y - half, y + half
        in_words = high > DROWNED - 0.6 and low < DROWNED + 0.15 and x1 > right - 175 * pixel
        in_note = self.nothing.get_text() and abs(y - DROWNED - 0.4) < 2 * half and x0 < 80 * pixel
        fits = (LOW if drowned else DROWNED) <= low and high < self.key
        return fits and not in_words and not in_note

    def describe(self, result, t: float) -> str:
        return way_back(result, int(t))

    def time_axis(self, result):
        return 1, result.T
