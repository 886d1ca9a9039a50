"""How large the state is at each step, for one way to draw the weights."""

import numpy as np
from matplotlib.axes import Axes

from .initial_captions import forward
from .initial_curves import FIRST, InitialCurve
from .panel import number
from .typeset import typeset


class InitialState(InitialCurve):
    """‖h_t‖/√H over t, the size of a typical unit: `result.states` (4, D, T+1)."""

    scale = (1e-2, 1e2)
    ticks = (-2, 0, 2)
    each_drawn = False

    def color(self) -> str:
        return self.theme.state

    def each(self, result) -> np.ndarray:
        return result.states

    def build(self, ax: Axes) -> None:
        super().build(ax)
        ax.set_xlabel("step t", labelpad=0)
        if self.leftmost:
            ax.set_ylabel(typeset("state ‖h_t‖/√H"), color=self.color(), labelpad=2)

    def name(self, values, here) -> None:
        """In the upper left corner: every state begins below 1."""
        at = np.array([(FIRST + 7 * self.across, self.ax.get_ylim()[1] - 10 * self.pixel)])
        self.numbers.show([number(here)], at, 9.5, self.color(), anchor=0.0)

    def describe(self, result, t: float) -> str:
        return forward(result) if self.index == 0 else ""
