"""A lab of notebook 03: a network of two units left to itself. Memory is an attractor."""

from __future__ import annotations

from ...lab import Action, Choice, Lab, Number, State, Timeline, View
from .captions import captions
from .model import REACH, STEPS, TURNED, PhaseResult, checked_points, compute, turned
from .panels import Curves, Portrait

ENTRIES = "entries"


class Entry(Number):
    """An entry of W_hh: given, or what scale and rotation make it."""

    def __init__(self, default: float, row: int, column: int, label: str, help: str):
        super().__init__(default, -3, 3, 0.05, label, help)
        self.row, self.column = row, column

    def nearest(self, lab, value):
        if lab.how == TURNED:
            value = float(turned(lab.scale, lab.angle)[self.row, self.column])
        return super().nearest(lab, value)


class PhasePortrait(Lab):
    """h_t = φ(h_{t-1} W_hh + b), two units, no input: where does every state go?"""

    title = "Phase portrait"
    views = (
        View("portrait", "where states go", Portrait),
        View("curves", "the newest point over time", Curves),
    )
    opens_with = "portrait curves"
    core = "how w11 w22 b1 angle"
    presets = {
        "four memories": {},
        "rotation": {
            "how": TURNED, "scale": 1.2, "angle": 25.0, "points": ((1.0, 1.0),), "h_1": 0.1, "h_2": 0.0
        },
        "forgetting": {"w11": 0.85, "w12": -0.3, "w21": 0.3, "w22": 0.85, "h_1": 0.9, "h_2": -0.6},
    }  # fmt: skip

    how = Choice(
        ENTRIES, [ENTRIES, TURNED], "W_hh given by", "Set the four weights, or how far W turns and stretches."
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

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: PhaseResult):
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
