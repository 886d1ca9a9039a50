"""How much of the gradient reaches each step, for one way to draw the weights."""

import numpy as np
from matplotlib.axes import Axes

from .initial_captions import NOTHING, RULES, TENFOLD, headline, spanned
from .initial_curves import FIRST, InitialCurve
from .panel import number
from .theme import GRADIENT_RANGE
from .typeset import typeset

MARGIN = 1.045  # of the axes' width: where what the heights mean is written


class InitialGradient(InitialCurve):
    """‖∂L/∂h_t‖ over t: `result.gradients` (4, D, T+1), with the loss at step T."""

    scale = GRADIENT_RANGE
    ticks = (-8, -6, -4, -2, 0, 2)
    each_drawn = True

    def color(self) -> str:
        return self.theme.gradient

    def each(self, result) -> np.ndarray:
        return result.gradients

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        low = np.log10(GRADIENT_RANGE[0])
        ax.axhspan(low, np.log10(NOTHING), color=theme.hairline, alpha=0.6, lw=0)
        for edge in np.log10(TENFOLD):
            ax.axhline(edge, color=theme.soft, lw=1, ls=(0, (1, 3)))
        ax.set_xticks([])
        if self.leftmost:
            ax.set_ylabel(typeset("gradient ‖∂L/∂h_t‖"), color=self.color(), labelpad=2)
        if ax.get_position().x1 > 0.8:
            words = dict(fontsize=9, color=theme.soft, va="center", linespacing=1.25)
            words |= dict(transform=ax.get_yaxis_transform(), parse_math=False)
            for height, text in (
                (0, "within a\nfactor of 10"),
                (-3.3, "line: one\nof 5 draws,\nalways the\nsame; band:\nall of them"),
                (-7, "nothing left\nto learn from"),
            ):
                ax.text(MARGIN, height, text, **words)

    def arrange(self, result) -> None:
        super().arrange(result)
        self.ax.set_xticks([])
        for text in [text for text in self.ax.texts if text.get_gid() == "heading"]:
            text.remove()
        for text in self.heading(self.ax, result.schemes[self.index], RULES[self.index]):
            text.set_gid("heading")

    def background(self, result):
        return result.T, result.schemes

    def name(self, values, here) -> None:
        """Under the axes, in two lines: of the draw shown, and what all of them span."""
        bottom, places = self.ax.get_ylim()[0], np.array([15, 31])
        at = np.column_stack([np.full(2, FIRST), bottom - places * self.pixel])
        colors = self.color(), self.theme.soft
        self.numbers.show([number(here), f"all: {spanned(values)}"], at, (10.5, 9), colors, anchor=0.0)

    def describe(self, result, t: float) -> str:
        return headline(result, int(t)) if self.index == 0 else ""
