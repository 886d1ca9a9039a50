"""The gradient of a shared parameter, item by item: how large the term of each step is."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .color_key import color_key
from .decades import decade_axis, power
from .glyphs import Glyphs
from .itemized_captions import headline, scale_note
from .panel import MOVING, Panel, style_axes
from .shrinkage import rectangles, time_ticks
from .shrinkage_scale import SCALE, figures
from .theme import gradient_norm

TERMS = {"W_hh": "h_{t−1}ᵀ ∂L/∂a_t", "W_xh": "x_tᵀ ∂L/∂a_t", "b_h": "∂L/∂a_t"}
DENSE = 80  # more steps than this leave no room between bars


class TermNorms(Panel):
    """Bars of ‖term of step t‖ on the logarithmic scale of all labs; those that truncation cuts off are gray.

    result.norms       (T,), row t-1 that of step t
    result.whole_norm  the norm of their sum
    """

    title = "One term for each step"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        low, high = SCALE
        decade_axis(ax, theme, round(low), round(high), 2)
        ax.set_xlabel("step t")
        self.width = ax.bbox.width / ax.figure.dpi * 100
        color_key(
            ax, self.width - 30, 31, "‖term‖", theme.magnitude, (power(round(low)), power(round(high))), theme
        )
        self.bars = self.moving(PolyCollection([], linewidths=0))
        ax.add_collection(self.bars, autolim=False)
        (self.whole,) = ax.plot([], [], color=theme.gradient, lw=1.2, ls=(0, (4, 3)))
        self.moving(self.whole, MOVING + 1)
        marks = dict(ls="none", color=theme.ink, mec=theme.paper, mew=0.5, clip_on=False)
        self.marks = [
            self.moving(ax.plot([], [], marker=marker, ms=size, **marks)[0], MOVING + 2)
            for marker, size in (("^", 7), ("v", 7), ("x", 5))
        ]
        self.marks[2].set(mec=theme.soft, mew=1)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.note = self.moving(Glyphs(ax), MOVING + 4)
        self.note.set_clip_on(False)
        self.name = self.label(0, 0, fontsize=9.5, color=theme.gradient, va="center")
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient, va="bottom")
        for label in (self.name, self.value):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result):
        return result.T, result.parameter, result.own

    def arrange(self, result) -> None:
        for text in self.ax.texts[:]:
            if text not in self.artists:
                text.remove()
        term = f"∂L/∂h_t ∂⁺h_t/∂{result.parameter}" if result.own else TERMS[result.parameter]
        self.heading(self.ax, subtitle=f"‖{term}‖; gray: cut off")
        self.ax.set_xlim(0.5, result.T + 0.5)
        time_ticks(self.ax)

    def update(self, result, t: float) -> None:
        t = int(t)
        low, high = SCALE
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(result.norms)
        steps = np.arange(1, result.T + 1)
        tops = np.clip(np.nan_to_num(logs, nan=low, posinf=high), low, high)
        half = 0.5 if result.T > DENSE else 0.43
        self.bars.set_verts(rectangles(steps - half, steps + half, np.full(result.T, low), tops))
        self.bars.set_antialiased(result.T <= DENSE)
        colors = self.theme.magnitude(gradient_norm()(10.0**tops))
        colors[: t - 1] = to_rgba(self.theme.hairline)
        self.bars.set_facecolor(colors)
        beyond = (logs > high, (logs < low) & (result.norms > 0), result.norms == 0)
        for mark, chosen in zip(self.marks, beyond, strict=True):
            mark.set_data(
                steps[chosen], np.full(chosen.sum(), high - 0.15 if mark is self.marks[0] else low + 0.2)
            )
        self.cursor.set_xdata([t, t])
        self._write(result, t, tops[t - 1])

    def _write(self, result, t, top) -> None:
        low, high = SCALE
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = np.log10(result.whole_norm)
        inside = bool(low <= whole <= high)
        self.whole.set_data([0.5, result.T + 0.5], [whole, whole])
        self.whole.set_visible(inside)
        gap = 0.012 * result.T
        up = (high - low) / (self.ax.bbox.height / self.ax.figure.dpi * 100)
        room = inside and whole + 18 * up < high
        level = whole + 9 * up if room else min(whole, high - 9 * up) - 9 * up
        beyond = "" if inside or not result.whole_norm else " ▲" if result.whole_norm > 1 else " ▼"
        name = f"{'- - ' if inside else ''}whole: {figures(result.whole_norm)}{beyond}"
        level = max(level, low + 18 * up)
        right = t < 0.35 * result.T  # clear of the number at the cursor
        x = result.T + 0.5 - gap if right else 0.5 + gap
        self.name.set(text=name, position=(x, level), ha="right" if right else "left")
        note = scale_note(result)
        self.note.show([note], [(result.T + 0.5, high + 11 * up)], 9, self.theme.ink, anchor=1.0)
        left = t > 0.55 * result.T  # right of the name of the whole
        self.value.set(text=figures(result.norms[t - 1]), ha="right" if left else "left")
        self.value.set_position((t - gap if left else t + gap, min(max(top, low + 0.3) + 0.15, high - 1.2)))

    def describe(self, result, t: float) -> str:
        return headline(result, t)

    def time_axis(self, result):
        return 1, result.T
