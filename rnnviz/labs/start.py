"""The lab of notebook 00: one unit, one weight, one input."""

from dataclasses import dataclass

import numpy as np

from ..cells import RNN
from ..panels.echo import Echo
from ..stage import Timeline
from .lab import Lab
from .parameters import Number

STEPS = 20


@dataclass(frozen=True)
class EchoResult:
    w: float
    h: np.ndarray  # (T+1,)
    T: int = STEPS


class EchoLab(Lab):
    """h_t = w h_{t-1} + x_t with x_1 = 1 and nothing after: how long does the unit remember?"""

    title = "Echo"
    size = (10.0, 3.2)
    narrow_size = (5.6, 3.2)
    presets = {"fade": {"w": 0.8}, "hold": {"w": 1.0}, "grow": {"w": 1.05}, "swing": {"w": -0.9}}

    w = Number(0.8, -1.2, 1.2, 0.05, "recurrent weight w", "How much of its own last value the unit keeps.")

    def compute(self, p) -> EchoResult:
        cell = RNN(1, 1, "linear", rng=0)
        cell.params["W_xh"][:], cell.params["W_hh"][:], cell.params["b_h"][:] = 1, p.w, 0
        x = np.zeros((STEPS, 1, 1))
        x[0] = 1
        return EchoResult(p.w, cell.forward(x).h[:, 0, 0])

    def make_panels(self):
        return [Echo()]

    def layout(self, figure, narrow):
        return [figure.add_axes((0.08, 0.17, 0.89, 0.63) if narrow else (0.05, 0.17, 0.92, 0.63))]

    def timeline(self, result):
        return Timeline.steps(0, STEPS, label=lambda t: f"t = {t} of {STEPS}", seconds_per_step=0.25)

    def start_time(self):
        return 6
