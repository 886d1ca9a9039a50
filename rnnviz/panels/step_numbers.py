"""Numbers of steps under an axes that move: an axis whose length changes needs no full redraw."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from .glyphs import Glyphs


class StepNumbers(Glyphs):
    """Numbers at their steps, the middle of each `below` pixels under the axes."""

    def __init__(self, ax: Axes, color: str, below: float):
        super().__init__(ax)
        self.color, self.below = color, below
        self.set_clip_on(False)

    def write(self, steps: Sequence[int]) -> None:
        low, high = self.axes.get_ylim()
        y = low - self.below * (high - low) / (self.axes.bbox.height / self.axes.figure.dpi * 100)
        self.show([str(step) for step in steps], np.column_stack([steps, [y] * len(steps)]), 9, self.color)
