"""How much of the gradient reaches each step, for four ways to draw the weights."""

import numpy as np
from matplotlib.axes import Axes

from .initial_captions import HELD, headline
from .initial_curves import InitialCurves, decades
from .theme import GRADIENT_RANGE


class InitialGradients(InitialCurves):
    """‖∂L/∂h_t‖ over t: `result.gradients` (4, D, T+1), with the loss at step T."""

    title = "Gradient reaching each step"
    subtitle = "‖∂L/∂h_t‖; loss at step T; line: median of 5 draws, band: all 5"
    scale = GRADIENT_RANGE
    ticks = (-8, -6, -4, -2, 0, 2)
    first, loose = 0, 0

    def color(self) -> str:
        return self.theme.gradient

    def median(self, result) -> np.ndarray:
        return result.gradient

    def each(self, result) -> np.ndarray:
        return result.gradients

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        low = np.log10(GRADIENT_RANGE[0])
        ax.axhspan(low, -6, color=theme.hairline, alpha=0.6, lw=0)
        for edge in np.log10(HELD):
            ax.axhline(edge, color=theme.soft, lw=1, ls=(0, (1, 3)))
        words = dict(
            fontsize=9, color=theme.soft, va="center", parse_math=False, transform=ax.get_yaxis_transform()
        )
        ax.text(0.98, 1.5, "held: between the dotted lines", ha="right", **words)
        self.drowned = ax.text(0.98, -6.5, "nothing left to learn from", **words)

    def background(self, result):
        return result.T, self._free_side(result)

    def arrange(self, result) -> None:
        super().arrange(result)
        side = self._free_side(result)
        self.drowned.set(x=0.02 if side == "left" else 0.98, ha=side)

    def _free_side(self, result) -> str:
        """Where the words at the bottom have fewer curves behind them."""
        logs = decades(result.gradient)
        crossing = (logs > -7) & (logs < -6)
        half = result.T // 2
        return "left" if crossing[:, :half].sum() < crossing[:, half:].sum() else "right"

    def describe(self, result, t: float) -> str:
        return headline(result, int(t))
