"""The lab of notebook 00: what one input leaves in a unit with one weight."""

from ...lab import Integer, Lab, Number, Timeline, View
from .captions import captions
from .model import EchoResult, compute
from .panels import Stems


class Echo(Lab):
    """h_t = w h_{t-1} + x_t with x_1 = 1 and nothing after: how long does the unit remember?"""

    title = "Echo"
    views = (View("stems", "what the unit holds", Stems),)
    opens_with = "stems"
    core = "w T"
    presets = {"fade": {"w": 0.8}, "hold": {"w": 1.0}, "grow": {"w": 1.05}, "swing": {"w": -0.9}}

    w = Number(0.8, -1.2, 1.2, 0.05, "recurrent weight w", "How much of its own last value the unit keeps.")
    T = Integer(20, 5, 60, "steps T", "How long the unit is left alone.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: EchoResult):
        return Timeline.steps(0, result.T, label=lambda t: f"t = {t} of {result.T}", seconds_per_step=0.25)

    def start_time(self):
        return 6
