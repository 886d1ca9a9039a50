"""A lab of notebook 03: a network of two units left to itself. Memory is an attractor."""

from dataclasses import dataclass

import numpy as np

from .. import dynamics
from ..cells.activations import activation
from ..panels.phase_curves import PhaseCurves
from ..panels.phase_portrait import GRID, REACH, STARTS, plane
from ..panels.phase_portrait import PhasePortrait as Portrait
from ..stage import Timeline
from .lab import Lab
from .parameters import Action, Choice, InputError, Number, State

STEPS = 60
FINE = (np.arange(96) + 0.5) * 2 * REACH / 96 - REACH  # the grid of the basins: the middles of its cells
TURNED = "scale × rotation"


@dataclass(frozen=True)
class PhaseResult:
    """What the portrait shows; see `dynamics` for its parts."""

    nonlinearity: str
    points: list[dynamics.FixedPoint]
    attractors: list[dynamics.Attractor]
    ends: np.ndarray  # (n, n) index of the attractor that a state of the picture ends in, or -1
    arrows: np.ndarray  # (m, m, 2) the step from each state of GRID x GRID
    h: np.ndarray  # (T+1, starts, 2), the newest last
    ending: dynamics.Ending | None  # of the newest
    escape: int | None  # the first step that takes the newest out of the picture


class Entry(Number):
    """An entry of W_hh: given, or what scale and rotation make it."""

    def __init__(self, default: float, row: int, column: int, label: str, help: str):
        super().__init__(default, -3, 3, 0.05, label, help)
        self.row, self.column = row, column

    def nearest(self, lab, value: float) -> float:
        if lab.how == TURNED:
            value = float(turned(lab.scale, lab.angle)[self.row, self.column])
        return super().nearest(lab, value)


def turned(scale: float, degrees: float) -> np.ndarray:
    """W_hh that turns a state (a row) counterclockwise by an angle and stretches it."""
    angle = np.deg2rad(degrees)
    W = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return W.round(12) + 0.0  # cos 90° is 0, not 6e-17, and not -0


def checked_points(value) -> tuple[tuple[float, float], ...]:
    """Starts inside the picture, at most STARTS - 1 beside the newest."""
    try:
        points = np.array(value, float).reshape(-1, 2)
    except (TypeError, ValueError):
        raise InputError("points needs pairs of numbers, such as ((0.3, -0.2), (0.5, 0.5)).") from None
    if len(points) >= STARTS:
        raise InputError(f"points can hold {STARTS - 1} starts beside the newest; {len(points)} were given.")
    if not (abs(points) <= REACH).all():
        raise InputError(f"points can lie from {-REACH:g} to {REACH:g}; one of them is outside.")
    return tuple(map(tuple, points.tolist()))


class PhasePortrait(Lab):
    """h_t = φ(h_{t-1} W_hh + b), two units, no input: where does every state go?"""

    title = "Phase portrait"
    size = (10.0, 4.7)
    narrow_size = (6.2, 8.8)
    presets = {
        "one memory": {"w11": 1.2, "w22": 0.5, "b1": 0.6},
        "two memories": {"w11": 1.5, "w22": 0.5},
        "four memories": {},
        "rotation": {
            "how": TURNED,
            "scale": 1.2,
            "angle": 25.0,
            "points": ((1.0, 1.0),),
            "h_1": 0.1,
            "h_2": 0.0,
        },
        "saddle": {"w11": 0.6, "w12": 1.1, "w21": 1.1, "w22": 0.6, "h_1": 0.6, "h_2": -0.55},
        "forgetting": {"w11": 0.85, "w12": -0.3, "w21": 0.3, "w22": 0.85, "h_1": 0.9, "h_2": -0.6},
    }

    how = Choice(
        "entries",
        ["entries", TURNED],
        "W_hh given by",
        "Set the four weights, or how far W turns and stretches.",
    )
    scale = Number(1.2, 0, 3, 0.05, "scale", "The factor by which W stretches every state.")
    angle = Number(25.0, -180, 180, 5, "rotation in degrees", "How far W turns every state in one step.")
    w11 = Entry(1.5, 0, 0, "weight w11", "From unit 1 to itself.")
    w12 = Entry(0.0, 0, 1, "weight w12", "From unit 1 to unit 2: row 1, column 2 of W_hh.")
    w21 = Entry(0.0, 1, 0, "weight w21", "From unit 2 to unit 1: row 2, column 1 of W_hh.")
    w22 = Entry(1.5, 1, 1, "weight w22", "From unit 2 to itself.")
    b1 = Number(0.0, -3, 3, 0.05, "bias b1", "What unit 1 is given at every step.")
    b2 = Number(0.0, -3, 3, 0.05, "bias b2", "What unit 2 is given at every step.")
    nonlinearity = Choice(
        "tanh", ["tanh", "sigmoid", "linear"], "nonlinearity φ", "What bends the sum into the new state."
    )
    h_1 = Number(0.3, -REACH, REACH, 0.01, "newest start h_1", "Or press on the picture to drop a point.")
    h_2 = Number(-0.2, -REACH, REACH, 0.01, "newest start h_2", "Or press on the picture to drop a point.")
    clear = Action("Keep only the newest point", "Take away the other points that were dropped.")
    points = State(
        ((0.15, 0.5), (-0.5, 0.1), (-0.1, -0.6)), "points dropped before the newest", checked_points
    )

    def compute(self, p) -> PhaseResult:
        W, b, phi = (
            np.array([[p.w11, p.w12], [p.w21, p.w22]]),
            np.array([p.b1, p.b2]),
            activation(p.nonlinearity),
        )
        points = dynamics.fixed_points(W, b, phi)
        attractors, ends = dynamics.attractors_and_basins(W, b, phi, points, plane(FINE))
        h = dynamics.trajectories((*p.points, (p.h_1, p.h_2)), W, b, phi, STEPS)
        out = (abs(h[:, -1]) > REACH).any(axis=1)
        grid = plane(GRID)
        return PhaseResult(
            nonlinearity=p.nonlinearity,
            points=points,
            attractors=attractors,
            ends=ends,
            arrows=dynamics.step(grid, W, b, phi) - grid,
            h=h,
            ending=dynamics.ending(h[:, -1], attractors, points),
            escape=int(out.argmax()) if out.any() else None,
        )

    def make_panels(self):
        return [Portrait(), PhaseCurves(STEPS)]

    def layout(self, figure, narrow):
        if narrow:
            boxes = (0.11, 0.325, 0.86, 0.606), (0.11, 0.055, 0.86, 0.175)
        else:
            boxes = (0.045, 0.1, 0.375, 0.798), (0.50, 0.1, 0.48, 0.798)
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        return Timeline.steps(
            0, STEPS, between=1, label=lambda t: f"t = {t} of {STEPS}", seconds_per_step=0.2
        )

    def start_time(self):
        return STEPS

    def irrelevant(self, p):
        return {"w11", "w12", "w21", "w22"} if p.how == TURNED else {"scale", "angle"}

    def act(self, name):
        if name != "clear":
            return super().act(name)
        self.set(points=())
