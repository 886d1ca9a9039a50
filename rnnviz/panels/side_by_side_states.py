"""The state of one cell, units × time, with how its line is drawn elsewhere."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from .color_key import color_key
from .panel import MOVING, Panel, number, style_axes
from .side_by_side_axis import StepAxis
from .side_by_side_costs import CELLS
from .side_by_side_curves import STROKES
from .theme import signed_norm
from .tints import Tints

DIALS = {"RNN": "ρ", "LSTM": "mean f", "GRU": "mean z"}
COLORS = 256  # of the map
RISE = 15  # pixels from the map to the middle of its heading
FAINT = 0.12  # a largest value below this cannot be seen on the map


class CellStates(Panel):
    """h_t of the first draw of cell number `index`; units sorted by what the pulse did to them."""

    def __init__(self, index: int, last: bool):
        super().__init__()
        self.index, self.last = index, last

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(yticks=(), ylim=(1, 0))  # as high as the axes, whatever the number of units
        self.steps = StepAxis(self, ax, labeled=self.last)
        self.map = self.moving(Tints(ax))
        self.colors = theme.signed(np.arange(COLORS), bytes=True)
        ax.spines[:].set_visible(False)
        frame = Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, ec=theme.hairline, clip_on=False)
        ax.add_patch(self.moving(frame, MOVING + 0.5))  # over the map, which would hide it
        style = dict(color=theme.input, lw=1.2, ls=(0, (2, 2)))
        self.start = self.moving(ax.axvline(0, **style), MOVING + 1)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 2)
        self.wide = ax.bbox.width / ax.figure.dpi * 100
        self.high = ax.bbox.height / ax.figure.dpi * 100
        name, y = CELLS[self.index], 1 + RISE / self.high
        self.heading(ax, name, "")
        sample = dict(color=theme.ink, mec=theme.paper, transform=ax.transAxes, clip_on=False, markevery=[1])
        places = np.array([62, 85, 108]) / self.wide
        ax.add_line(Line2D(places, [y, y, y], **sample, **STROKES[name]))
        self.note = self.label(120 / self.wide, y, va="center", color=theme.soft, transform=ax.transAxes)
        self.faint = self.label(0.5, 0.5, transform=ax.transAxes, ha="center", va="center", color=theme.soft)
        if self.index == 0:
            color_key(ax, self.wide - 12, 10, "h_t", theme.signed, ("−1", "1"), theme)

    def update(self, result, t: float) -> None:
        run = result.runs[self.index]
        self.steps.show(result.T, 0.5)
        lowest_first = np.argsort(-run.response, kind="stable")[::-1]
        shares = signed_norm()(run.h[:, lowest_first].T)
        self.map.show(np.clip(shares * COLORS, 0, COLORS - 1).astype(int), self.colors)
        self.start.set_xdata([result.s, result.s])
        self.cursor.set_xdata([t, t])
        units = f"{run.hidden_size} unit{'' if run.hidden_size == 1 else 's'}"
        self.note.set_text(f"{units}, {DIALS[run.name]} = {number(run.dial)}")
        largest = float(np.abs(run.h).max())
        self.faint.set_text(f"too small for this scale: at most {number(largest)}" if largest < FAINT else "")

    def describe(self, result, t: float) -> str:
        return ""

    def time_axis(self, result):
        return 1, result.T
