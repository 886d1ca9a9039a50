"""How long a pulse in the input lasts in the states of RNN, LSTM and GRU."""

import numpy as np
from matplotlib.axes import Axes

from .decades import log10
from .panel import MOVING
from .side_by_side_captions import ROUNDING, pulse_left
from .side_by_side_curves import CellCurves, Series

CIRCLES, ROOM = 9, 22  # at most so many along each line, so many pixels apart


class PulseLeft(CellCurves):
    """‖h_t - h_t without the pulse‖ from step s on, and what ∂h_t/∂x_s predicts for it as circles."""

    title = "What is left of the pulse"
    subtitle = "how far it moves h_t, and c_t; circles: ‖∂h_t/∂x_s · pulse‖"
    series = (
        Series("RNN", "RNN", "state"),
        Series("LSTM", "LSTM", "state"),
        Series("LSTM's c", "LSTM, with c", "memory", band=False),
        Series("GRU", "GRU", "state"),
    )
    floor = ROUNDING

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        self.start = self.moving(ax.axvline(0, color=theme.input, lw=1.2, ls=(0, (2, 2))), MOVING)
        self.circles = self._line(
            MOVING + 3, ls="none", marker="o", ms=5.5, mew=1.2, mfc=theme.paper, mec=theme.gradient
        )

    def draws(self, result) -> list:
        rnn, lstm, gru = result.runs
        return [rnn.changes, lstm.changes, lstm.memory_changes, gru.changes]

    def update(self, result, t: float) -> None:
        super().update(result, t)
        self.start.set_xdata([result.s, result.s])
        count = min(CIRCLES, 1 + int((result.T - result.s) / self.across / ROOM))
        steps = np.unique(np.linspace(result.s, result.T, count).round().astype(int))
        predicted = [result.input.size * run.slopes.median[steps] for run in result.runs]
        self.circles.set_data(np.tile(steps, len(predicted)), log10(np.concatenate(predicted)))

    def describe(self, result, t: float) -> str:
        return pulse_left(result, int(t))
