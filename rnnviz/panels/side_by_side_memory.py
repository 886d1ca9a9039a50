"""How long a pulse in the input lasts in the states of RNN, LSTM and GRU."""

import numpy as np
from matplotlib.axes import Axes

from .decades import log10
from .panel import MOVING
from .side_by_side_captions import ROUNDING, pulse_left
from .side_by_side_curves import STROKES, CellCurves, Series


class PulseLeft(CellCurves):
    """‖h_t - h_t without the pulse‖ from step s on; the marks stand where ∂h_t/∂x_s times the pulse says."""

    title = "What is left of the pulse"
    subtitle = "how far it moves h_t, and c_t; orange marks: as far as ‖∂h_t/∂x_s‖ says"
    series = (
        Series("RNN", "state"),
        Series("LSTM", "state"),
        Series("GRU", "state"),
        Series("LSTM's c", "memory"),
    )
    low, floor = -12, ROUNDING

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        self.start = self.moving(ax.axvline(0, color=theme.input, lw=1.2, ls=(0, (2, 2))), MOVING)
        marks = dict(ls="none", mfc=theme.paper, mec=theme.gradient, mew=1.6)
        self.predicted = []
        for line, series in zip(self.lines, self.series[:3], strict=False):
            stroke = STROKES[series.name]
            line.set_marker("none")
            self.predicted.append(self._line(MOVING + 3, marker=stroke["marker"], ms=stroke["ms"], **marks))

    def draws(self, result) -> list:
        rnn, lstm, gru = result.runs
        return [rnn.changes, lstm.changes, gru.changes, lstm.memory_changes]

    def update(self, result, t: float) -> None:
        super().update(result, t)
        self.start.set_xdata([result.s, result.s])
        for i, (line, run) in enumerate(zip(self.predicted, result.runs, strict=True)):
            steps = np.array(self.marked(result, i))
            line.set_data(steps, log10(result.input.size * run.slopes.median[steps]))

    def describe(self, result, t: float) -> str:
        return pulse_left(result, int(t))
