"""How large the state is at each step, for four ways to draw the weights."""

import numpy as np

from .initial_captions import forward
from .initial_curves import InitialCurves


class InitialStates(InitialCurves):
    """‖h_t‖/√H over t: `result.states` (4, D, T+1)."""

    title = "Size of the state"
    subtitle = "‖h_t‖/√H: a typical unit"
    scale = (1e-4, 1e4)
    ticks = (-4, -2, 0, 2, 4)
    first, loose = 1, 1  # h_0 is 0, for which there is no place on this axis

    def color(self) -> str:
        return self.theme.state

    def median(self, result) -> np.ndarray:
        return result.state

    def each(self, result) -> np.ndarray:
        return result.states

    def describe(self, result, t: float) -> str:
        return forward(result)
