"""A lab of notebook 04: the most that one step can stretch a vector, and what many steps make of it."""

from dataclasses import dataclass

import numpy as np

from ..gradients import lengths, spectrum
from ..panels.circle_to_ellipse import OneStretch
from ..panels.stretched import Stretched
from ..stage import Timeline
from .lab import Lab
from .parameters import Number

STEPS = 40


@dataclass(frozen=True)
class EllipseResult:
    """A vector v_0 of length 1 and v_n = v_0 W^n, for n = 0..N."""

    rho: float
    one_way: float
    sigma: float  # σ_max
    W: np.ndarray  # (2, 2)
    best: np.ndarray  # (2,) of length 1: what W stretches the most
    directions: np.ndarray  # (N+1, 2) v_n / ‖v_n‖
    factors: np.ndarray  # (N+1,) ‖v_{n+1}‖ / ‖v_n‖, the step that comes next
    sizes: np.ndarray  # (N+1,) ‖v_n‖
    N: int = STEPS


class CircleToEllipse(Lab):
    """v_{n+1} = v_n W, W = ρ (1 c; 0 1): both eigenvalues are ρ, σ_max = ρ (c + √(c² + 4)) / 2."""

    title = "Circle to ellipse"
    size = (10.0, 4.4)
    narrow_size = (6.2, 8.4)
    presets = {
        "one way": {},
        "normal": {"one_way": 0.0, "angle": 30.0},
        "far from normal": {"one_way": 10.0},
        "along the eigenvector": {"angle": 90.0},
    }

    rho = Number(0.9, 0.5, 1.2, 0.01, "spectral radius ρ", "The size of both eigenvalues of W.")
    one_way = Number(
        3.0, 0, 10, 0.1, "one-way weight c", "How strongly unit 1 feeds unit 2, in units of ρ; nothing comes back."
    )  # fmt: skip
    angle = Number(0.0, 0, 180, 5, "direction of v_0 in degrees", "0 is all in unit 1, 90 all in unit 2.")

    def compute(self, p) -> EllipseResult:
        W = p.rho * np.array([[1.0, p.one_way], [0.0, 1.0]])
        v = np.array([np.cos(np.radians(p.angle)), np.sin(np.radians(p.angle))])
        path = [v]
        for _ in range(STEPS + 1):
            path.append(path[-1] @ W)
        path = np.array(path)
        sizes = lengths(path)
        best = np.linalg.svd(W)[0][:, 0]
        return EllipseResult(
            rho=p.rho,
            one_way=p.one_way,
            sigma=spectrum(W).norm,
            W=W,
            best=best * np.sign(best @ [1.0, 1.0]),
            directions=(path / sizes[:, None])[:-1],
            factors=sizes[1:] / sizes[:-1],
            sizes=sizes[:-1],
        )

    def make_panels(self):
        return [OneStretch(), Stretched()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = (0.09, 0.45, 0.86, 0.47), (0.09, 0.07, 0.86, 0.28)
        else:
            boxes = (0.04, 0.09, 0.42, 0.78), (0.54, 0.11, 0.44, 0.76)
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        return Timeline.steps(0, STEPS, label=lambda n: f"n = {n} of {STEPS}", seconds_per_step=0.25)

    def start_time(self):
        return 0
