"""The steps of a tape along an axes: what moves as the tape gets longer, so that the rest need not be drawn again."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .glyphs import Glyphs

BELOW = 10.5  # pixels from an axes' lower edge to the middle of a step's number
LABEL_PAD = 14  # points from there to an axis label under the numbers


def span_steps(ax: Axes, T: int) -> None:
    """Let steps 1..T fill the axes; whatever stands still in it must do without the x-axis."""
    if ax.get_xlim() != (0.5, T + 0.5):
        ax.set_xlim(0.5, T + 0.5)


@lru_cache(maxsize=256)
def round_steps(T: int, most: int) -> tuple[int, ...]:
    """At most about `most` steps of 1..T in round numbers."""
    ticks = MaxNLocator(most, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1).tick_values(0.5, T + 0.5)
    return tuple(int(tick) for tick in ticks if 1 <= tick <= T)


class StepNumbers(Glyphs):
    """Numbers of steps under an axes."""

    def __init__(self, ax: Axes, color: str, most: int):
        super().__init__(ax)
        self.color, self.most = color, most
        self.set_clip_on(False)

    def number(self, T: int) -> None:
        """Write the round ones of steps 1..T."""
        steps = round_steps(T, self.most)
        low, high = self.axes.get_ylim()
        y = low - BELOW * (high - low) / (self.axes.bbox.height / self.axes.figure.dpi * 100)
        self.show([str(step) for step in steps], np.column_stack([steps, [y] * len(steps)]), 9, self.color)
