"""What each cell costs: parameters, and multiplications and time at every step."""

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel
from .side_by_side_captions import costs

CELLS = ("RNN", "LSTM", "GRU")
COLUMNS = (0.1, 0.475, 0.84)  # where the bars of the three quantities begin
LONG = 0.09  # the longest bar
QUANTITIES = ("parameters (in PyTorch)", "multiplications a step", "µs a step")


class CellCosts(Panel):
    """Three bars and their numbers for each cell; each column on its own linear scale from zero.

    The time is measured, so that it is in no caption: those are the same on every machine.
    """

    title = "What they cost"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        ax.set(xlim=(0, 1), ylim=(2.6, -0.6))
        self.heading(ax, subtitle=" ")
        words = dict(
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="left", va="bottom",
            color=theme.soft, fontsize=9, parse_math=False,
        )  # fmt: skip
        for column, quantity in zip(COLUMNS, QUANTITIES, strict=True):
            ax.annotate(quantity, (column, 1), (0, 5), **words)
        for row, name in enumerate(CELLS):
            ax.text(0, row, name, va="center", weight="bold", fontsize=9, color=theme.ink)
        bars = LineCollection(
            [], colors=theme.soft, linewidths=0.56 * ax.bbox.height / ax.figure.dpi * 72 / 3.2
        )
        self.bars = self.moving(ax.add_collection(bars, autolim=False))
        self.bars.set_capstyle("butt")
        self.values = self.moving(Glyphs(ax), MOVING + 1)

    def update(self, result, t: float) -> None:
        counts = [(run.parameters, run.multiplications, run.microseconds) for run in result.runs]
        most = [max(column) for column in zip(*counts, strict=True)]
        bars, values, places = [], [], []
        for row, run in enumerate(result.runs):
            torch = "none" if run.torch_parameters is None else f"{run.torch_parameters:,}"
            time = f"{run.microseconds:.2g}" if run.microseconds < 10 else f"{run.microseconds:.0f}"
            texts = (f"{run.parameters:,} ({torch})", f"{run.multiplications:,}", time)
            for i, text in enumerate(texts):
                end = COLUMNS[i] + LONG * counts[row][i] / most[i]
                bars.append([(COLUMNS[i], row), (end, row)])
                values.append(text)
                places.append((end + 0.015, row))
        self.bars.set_segments(bars)
        self.values.show(values, places, 9, self.theme.ink, anchor=0)

    def describe(self, result, t: float) -> str:
        return costs(result)
