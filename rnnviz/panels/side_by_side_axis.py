"""A step axis whose length may change at every frame: with nothing of it still, no full redraw is needed."""

from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .panel import Panel
from .step_numbers import StepNumbers

BELOW = 11.5  # pixels from the axes to the middle of a label
ROOM = 15.5  # points from the axes to the name of the axis, for the labels


class StepAxis:
    """The x-axis of a panel, steps 0 to T with a margin at both ends; its labels are moving artists.

    Limits change without a full redraw, so that nothing which stays may stand in the x-data of the axes.
    """

    def __init__(self, panel: Panel, ax: Axes, labeled: bool = True):
        self.ax, self.T = ax, None
        ax.set_xticks(())
        self.labels = panel.moving(StepNumbers(ax, panel.theme.soft, BELOW)) if labeled else None
        if labeled:
            ax.set_xlabel("step t", labelpad=ROOM)

    def show(self, T: int, margin: float) -> None:
        """Steps 0 to T, and `margin` steps more at both ends."""
        if T == self.T:
            return
        self.T = T
        self.ax.set_xlim(-margin, T + margin)
        if self.labels:
            self.labels.write(whole_steps(T))


@lru_cache(maxsize=128)
def whole_steps(T: int) -> list[int]:
    """The steps to label: at most seven from 0 on, equally far apart."""
    return [round(step) for step in MaxNLocator(6, integer=True).tick_values(0, T) if step <= T]
