"""The gradient of a shared parameter, item by item: how large the term of each step is."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .beyond import BeyondMarks
from .color_key import color_key
from .decades import decade_axis, power
from .glyphs import Glyphs
from .gradient_curve import HIGH, LOW
from .itemized_captions import headline, scale_note
from .panel import MOVING, Panel, style_axes
from .shrinkage import rectangles, time_ticks
from .shrinkage_scale import figures
from .theme import GRADIENT_RANGE, gradient_norm

TERMS = {"W_hh": "h_{t−1}ᵀ ∂L/∂a_t", "W_xh": "x_tᵀ ∂L/∂a_t", "b_h": "∂L/∂a_t"}
DENSE = 80  # more steps than this leave no room between bars


class TermNorms(Panel):
    """Bars of ‖term of step t‖ on the fixed decades of *Gradient flow*; those that truncation cuts off are gray.

    Bars that leave the axis end in ▲ or ▼, and a term of exactly 0 is ×; the colors are those of all labs.

    result.norms       (T,), row t-1 that of step t
    result.whole_norm  the norm of their sum
    """

    title = "One term for each step"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ends = [power(round(np.log10(end))) for end in GRADIENT_RANGE]
        ax.set_xlabel("step t")
        self.width = ax.bbox.width / ax.figure.dpi * 100
        color_key(ax, self.width - 30, 31, "‖term‖", theme.magnitude, ends, theme)
        self.bars = self.moving(PolyCollection([], linewidths=0))
        ax.add_collection(self.bars, autolim=False)
        (self.whole,) = ax.plot([], [], color=theme.gradient, lw=1.2, ls=(0, (4, 3)))
        self.moving(self.whole, MOVING + 1)
        self.marks = BeyondMarks(self, ax, theme.ink, MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.note = self.moving(Glyphs(ax), MOVING + 4)
        self.note.set_clip_on(False)
        self.name = self.label(0, 0, fontsize=9.5, color=theme.gradient, va="center")
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient, va="bottom")
        for label in (self.name, self.value):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result):
        return result.T, result.parameter, result.own, result.state

    def arrange(self, result) -> None:
        for text in self.ax.texts[:]:
            if text not in self.artists:
                text.remove()
        s = result.state
        term = f"∂L/∂{s}_t ∂⁺{s}_t/∂{result.parameter}" if result.own else TERMS[result.parameter]
        more = ", s = (h, c)" if result.own and s == "s" else ""
        self.heading(self.ax, subtitle=f"‖{term}‖{more}; gray: cut off")
        self.ax.set_xlim(0.5, result.T + 0.5)
        pixel = self.ax.figure.dpi / 100
        self.up = (HIGH - LOW) * pixel / self.ax.bbox.height
        self.right = result.T / self.width
        time_ticks(self.ax)

    def update(self, result, t: float) -> None:
        t = int(t)
        low, high = LOW, HIGH
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(result.norms)
        steps = np.arange(1, result.T + 1)
        tops = np.clip(np.nan_to_num(logs, nan=low, posinf=high), low, high)
        half = 0.5 if result.T > DENSE else 0.43
        self.bars.set_verts(rectangles(steps - half, steps + half, np.full(result.T, low), tops))
        self.bars.set_antialiased(result.T <= DENSE)
        colors = self.theme.magnitude(gradient_norm()(10.0 ** np.minimum(tops, 300)))
        colors[: t - 1] = to_rgba(self.theme.hairline)
        self.bars.set_facecolor(colors)
        self.marks.show(steps, logs > high, (logs < low) & (result.norms > 0), result.norms == 0, 4, 4)
        self.cursor.set_xdata([t, t])
        self._write(result, t, tops)

    def _write(self, result, t, tops) -> None:
        low, high = LOW, HIGH
        up, gap = self.up, 0.012 * result.T
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = np.log10(result.whole_norm)
        inside = bool(low <= whole <= high)
        self.whole.set_data([0.5, result.T + 0.5], [whole, whole])
        self.whole.set_visible(inside)
        level = min(
            max(whole if inside else low if whole < low else high, low + 9 * up) + 9 * up, high - 9 * up
        )
        sign = "" if inside or not result.whole_norm else " ▼" if result.whole_norm < 1 else " ▲"
        right = t < 0.35 * result.T  # clear of the number at the cursor
        self.name.set(
            text=f"{'- - ' if inside else ''}whole: {figures(result.whole_norm)}{sign}",
            position=(result.T + 0.5 - gap if right else 0.5 + gap, level),
            ha="right" if right else "left",
        )
        self.note.show(
            [scale_note(result)], [(result.T + 0.5, high + 11 * up)], 9, self.theme.ink, anchor=1.0
        )
        text = figures(result.norms[t - 1])
        left = t > 0.55 * result.T  # right of the name of the whole
        wide = round((9.5 * len(text) + 4) * self.right)
        beside = tops[max(t - 1 - wide, 0) : t] if left else tops[t - 1 : t + wide]
        y = max(beside.max(), low + 4 * up) + 4 * up  # over the bars that it would cover
        if inside and y < whole < y + 18 * up:
            y = whole + 4 * up
        self.value.set(text=text, ha="right" if left else "left")
        self.value.set_position((t - gap if left else t + gap, min(y, high - 18 * up)))

    def describe(self, result, t: float) -> str:
        return headline(result, t)

    def time_axis(self, result):
        return 1, result.T
