"""What every unit remembers at every step, with held gates and without."""

import numpy as np

from .color_key import color_key
from .panel import number
from .surgery_rows import COLORS, PairedRows

LIMIT = 1.0  # |c| at the ends of the map


class MemoryRows(PairedRows):
    """c_t of the units; `result` as in `labs.gate_surgery`."""

    title = "The memory c_t of each unit"
    subtitle = "thick: now; thin: untouched; numbers: at t"

    between = "hairline"

    def build(self, ax) -> None:
        super().build(ax)
        width = ax.bbox.width / ax.figure.dpi * 100
        ends = (f"−{LIMIT:g}", f"{LIMIT:g}")
        color_key(ax, width - 14, 27, "", self.theme.signed, ends, self.theme)
        self.beyond = self.label(1, 1, transform=ax.transAxes, ha="right", va="bottom", color=self.theme.ink)

    def values(self, result):
        return tuple((run.c[1:] / LIMIT + 1) / 2 for run in (result.now, result.untouched))

    def numbers(self, result, t):
        return result.now.c[t]

    def lut(self):
        return (255 * self.theme.signed(np.linspace(0, 1, COLORS))).round().astype(np.uint8)

    def names(self, result):
        return [f"unit {n}" for n in range(1, result.now.c.shape[1] + 1)]

    def chosen(self, result):
        unit = result.place[2]
        return unit - 1 if unit else None

    def update(self, result, t: float) -> None:
        super().update(result, t)
        largest = np.abs(result.now.c).max()
        self.beyond.set_text(f"beyond: up to {number(largest)}" if largest > LIMIT else "")
