"""What the network answers: at the end, and at every step if the question came right then."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from .color_key import color_key
from .glyphs import Glyphs
from .panel import MOVING, Panel, number, style_axes
from .shrinkage import rectangles
from .surgery_captions import LETTERS, asked
from .surgery_rows import COLORS, PairedRows


def shades(theme):
    """From nothing to certain, in the color of targets."""
    return LinearSegmentedColormap.from_list("certainty", [theme.hairline, theme.target])


class AnswerIfAsked(PairedRows):
    """P(letter) after each step, if the question came next; `result` as in `labs.gate_surgery`."""

    title = "Its answer, if asked right after step t"
    subtitle = "P(letter); thick: now; thin: untouched"
    dated = True

    def build(self, ax) -> None:
        super().build(ax)
        width = ax.bbox.width / ax.figure.dpi * 100
        color_key(ax, width - 14, 27, "", shades(self.theme), ("0", "1"), self.theme)

    def values(self, result):
        return result.now.asked[1:], result.untouched.asked[1:]

    def numbers(self, result, t):
        return result.now.asked[t]

    def lut(self):
        return (255 * shades(self.theme)(np.linspace(0, 1, COLORS))).round().astype(np.uint8)

    def names(self, result):
        return list(LETTERS)

    def describe(self, result, t: float) -> str:
        return asked(result, int(t))


class Answer(Panel):
    """P(letter) at the end as bars, the untouched run as outlines, and the loss under them."""

    title = "The answer at the end"
    subtitle = "P(letter); loss: −ln P; dashed: untouched"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.12, 1.8), ylim=(-0.2, 4.9), xticks=(), yticks=())
        self.heading(ax)
        self.bars = self.moving(PolyCollection([], linewidths=0))
        dashed = dict(facecolors="none", edgecolors=theme.ink, linewidths=1.1, linestyles=[(0, (2.5, 2))])
        self.before = self.moving(PolyCollection([], **dashed), MOVING + 1)
        for bars in (self.bars, self.before):
            ax.add_collection(bars, autolim=False)
        self.words = self.moving(Glyphs(ax), MOVING + 2)
        self.words.set_clip_on(False)
        self.loss = self.label(-0.12, 0.3, va="center", fontsize=10.5, weight="bold", color=theme.target)

    def update(self, result, t: float) -> None:
        theme, touched = self.theme, result.now is not result.untouched
        now, before = (run.asked[-1] for run in (result.now, result.untouched))
        y = 4.4 - np.arange(len(now))
        zero = np.zeros(len(now))
        self.bars.set_verts(rectangles(zero, now, y - 0.36, y + 0.36))
        colors = np.array([to_rgba(theme.soft, 0.55)] * len(now))
        colors[result.target] = to_rgba(theme.target)
        self.bars.set_facecolor(colors)
        self.before.set_visible(touched)
        self.before.set_verts(rectangles(zero, before, y - 0.36, y + 0.36))
        numbers = [f"{a:.3f}" for a in now]
        old = [f"was {b:.3f}" if touched else "" for b in before]
        points = [(x, height) for x in (-0.12, 1.04, 1.36) for height in y]
        ink = [theme.ink] * len(now)
        ink[result.target] = theme.target
        sizes = [11] * len(now) + [10] * len(now) + [9] * len(now)
        self.words.show([*LETTERS, *numbers, *old], points, sizes, ink + ink + [theme.soft] * len(now), 0.0)
        was = f", was {number(result.untouched.loss)}" if touched else ""
        self.loss.set_text(f"loss {number(result.now.loss)}{was}")

    def describe(self, result, t: float) -> str:
        return ""
