"""A lab of notebook 04: the most that one step can stretch a vector, and what many steps make of it."""

from __future__ import annotations

from ...lab import Lab, Number, Timeline, View
from .captions import captions
from .model import EllipseResult, compute
from .panels import ManySteps, OneStep


class CircleToEllipse(Lab):
    """v_{n+1} = v_n W, W = ρ (1 c; 0 1): both eigenvalues are ρ, σ_max = ρ (c + √(c² + 4)) / 2."""

    title = "Circle to ellipse"
    views = (View("step", "one step", OneStep), View("steps", "many steps", ManySteps))
    opens_with = "step steps"
    core = "rho one_way angle"
    presets = {"normal": {"one_way": 0.0, "angle": 30.0}, "far from normal": {"one_way": 10.0}}

    rho = Number(0.9, 0.5, 1.2, 0.01, "spectral radius ρ", "The size of both eigenvalues of W.")
    one_way = Number(
        3.0, 0, 10, 0.1, "one-way weight c", "How strongly unit 1 feeds unit 2, in units of ρ; nothing comes back."
    )  # fmt: skip
    angle = Number(
        0.0, 0, 360, 5, "direction of v_0 in degrees",
        "0 is all in unit 1, 90 all in unit 2. Or drag the black dot round the circle.",
    )  # fmt: skip

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: EllipseResult):
        return Timeline.steps(0, result.N, label=lambda n: f"n = {n} of {result.N}", seconds_per_step=0.25)
