"""How much of the gradient reaches each input in RNN, LSTM and GRU, on one axis."""

from matplotlib.axes import Axes

from .side_by_side_captions import headline
from .side_by_side_curves import CellCurves, Series


class CellGradients(CellCurves):
    """‖∂h_T/∂x_t‖ over t, as a share of that at t = T, where the loss stands."""

    title = "Gradient reaching each input"
    subtitle = "‖∂h_T/∂x_t‖ as a share of ‖∂h_T/∂x_T‖; line: median of 5 draws, bars: all 5"
    series = (Series("RNN", "gradient"), Series("LSTM", "gradient"), Series("GRU", "gradient"))
    labeled = False

    def build(self, ax: Axes) -> None:
        super().build(ax)
        ax.axhspan(self.low, -6, color=self.theme.hairline, alpha=0.6, lw=0)
        ax.text(
            0.985, 0.03, "below 10⁻⁶: nothing left to learn from", transform=ax.transAxes,
            ha="right", color=self.theme.soft, fontsize=9, parse_math=False,
        )  # fmt: skip

    def draws(self, result) -> list:
        return [run.gradients for run in result.runs]

    def describe(self, result, t: float) -> str:
        return headline(result, int(t))
