"""A lab of notebook 05: a plateau, a wall, and what clipping does to a step from its edge."""

from __future__ import annotations

from ...cliff import B_RANGE, NORM, VALUE, W_RANGE, crest
from ...lab import Action, Choice, Lab, Number, Timeline, View
from .captions import captions
from .model import ERRORS, GRADIENTS, STEPS, CliffResult, compute
from .panels import Bifurcation, Cut, ErrorCurves
from .surface import ErrorSurface


class Cliff(Lab):
    """x_t = w σ(x_{t-1}) + b, 50 steps from 0.5; E = (σ(x_50) - 0.7)² (Pascanu, Mikolov, Bengio 2013, Fig. 6)."""

    title = "Cliff"
    views = (
        View("surface", "the error surface", ErrorSurface),
        View("cut", "a cut through the ball", Cut),
        View("errors", "error after each step", ErrorCurves),
        View("rests", "where the unit comes to rest", Bifurcation),
    )
    opens_with = "surface cut"
    core = "w b edge threshold rate"
    presets = {
        "on the cliff": {},
        "over the edge later": {"w": 4.5, "b": -1.8, "threshold": 0.05},
        "not clipped enough": {"threshold": 50.0},
        "clipped too hard": {"w": 4.5, "b": -1.8, "threshold": 0.001},
        "clipped by value": {"by": VALUE},
        "on the plateau": {"w": 6.6, "b": -1.3},
    }

    w = Number(5.0, *W_RANGE, 0.01, "weight w", "Of the unit to itself. Or drag the ball.")
    b = Number(-2.61234, *B_RANGE, 0.01, "bias b", "What the unit is given at every step. Or drag the ball.")
    rate = Number(0.5, 1e-3, 10, 0.01, "learning rate η", "A step is η times the gradient.", log=True)
    threshold = Number(
        0.5,
        1e-4,
        1e4,
        0.01,
        "clipping threshold θ",
        "Half to ten times the average gradient, here 0.09 to 1.7, can still converge (Pascanu et al. 2013).",
        log=True,
    )
    by = Choice(
        NORM, [NORM, VALUE], "clip by", "The length of the gradient, or each of its components alone."
    )
    map = Choice(ERRORS, [ERRORS, GRADIENTS], "map of", "What the colors of the surface show.")
    edge = Action("Put the ball on the wall", "To the b with the longest gradient at this w.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: CliffResult):
        return Timeline.steps(
            0, STEPS, between=1, label=lambda t: f"step {t} of {STEPS}", seconds_per_step=0.25
        )

    def act(self, name):
        if name != "edge":
            return super().act(name)
        self.set(b=float(crest(self.w)[0][0]), t=0)
