"""How much of the gradient reaches each step in RNN, LSTM and GRU, on one axis."""

import numpy as np
from matplotlib.axes import Axes

from .side_by_side_captions import headline
from .side_by_side_curves import LOW, CellCurves, Series


class CellGradients(CellCurves):
    """‖∂L/∂h_t‖ over t, the loss at T; of the LSTM also ‖∂L/∂(h_t, c_t)‖."""

    title = "Gradient reaching each step"
    series = (
        Series("RNN", "RNN", "gradient"),
        Series("LSTM", "LSTM", "gradient"),
        Series("LSTM (h, c)", "LSTM, with c", "gradient", band=False),
        Series("GRU", "GRU", "gradient"),
    )
    labeled = False
    obstacles = np.column_stack([np.linspace(0.44, 0.98, 12), np.full(12, LOW + 0.6)])  # the note
    subtitle = "‖∂L/∂h_t‖, loss at step T; line: median of 5 draws, band: all 5"

    def build(self, ax: Axes) -> None:
        super().build(ax)
        ax.axhspan(LOW, -6, color=self.theme.hairline, alpha=0.6, lw=0)
        ax.text(
            0.97, 0.03, "below 10⁻⁶: nothing left to learn from", transform=ax.transAxes,
            ha="right", color=self.theme.soft, fontsize=9, parse_math=False,
        )  # fmt: skip

    def draws(self, result) -> list:
        rnn, lstm, gru = result.runs
        return [rnn.gradients, lstm.gradients, lstm.state_gradients, gru.gradients]

    def describe(self, result, t: float) -> str:
        return headline(result, int(t))
