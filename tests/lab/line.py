"""The smallest lab with all that a lab can have: a line, its slope and where it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnviz.drawing import Panel
from rnnviz.lab import InputError, Integer, Lab, Number, Timeline, View


@dataclass(frozen=True, eq=False)
class Line:
    slope: float
    y: np.ndarray


class LinePanel(Panel[Line]):
    def build(self, ax):
        ax.set(xlim=(0, 10), ylim=(-30, 30))
        (self.dot,) = ax.plot([], [], "o")
        self.moving(self.dot)

    def update(self, result, t):
        self.dot.set_data([t], [result.slope * t])

    def time_axis(self, result):
        return 0, 10


class SlopePanel(LinePanel):
    def update(self, result, t):
        self.dot.set_data([5], [10 * result.slope])

    def time_axis(self, result):
        return None

    def pointer(self, result, t, pointer):
        return {"slope": 1.5} if pointer.kind == "press" else None


class EndPanel(SlopePanel):
    def update(self, result, t):
        self.dot.set_data([len(result.y) - 1], [result.y[-1]])


class LineLab(Lab):
    """y = slope · t, with a note at slope 1, a refusal at 3, and faults at 2 and -2."""

    title = "Line"
    views = (
        View("line", "the line", LinePanel),
        View("slope", "its slope", SlopePanel),
        View("end", "its end", EndPanel),
    )
    opens_with = "line slope"
    core = "slope T"
    presets = {"flat": {"slope": 0.0}, "long": {"T": 10, "t": 10}}

    slope = Number(0.5, -3, 3, 0.1, "slope", "How steep.")
    T = Integer(4, 1, 10, "steps T", "How long.")
    k = Integer(2, 1, lambda lab: lab.T, "mark k", "Where.")

    computed = 0

    def compute(self, p):
        self.computed += 1
        if p.slope == 2:
            raise ValueError("operands could not be broadcast together")
        if p.slope == -2:
            raise ZeroDivisionError("division by zero")
        if p.slope == 3:
            raise InputError("A slope of 3 is too steep today.")
        return Line(p.slope, p.slope * np.arange(p.T + 1))

    def describe(self, result, t, views):
        end = f"It ends at {result.y[-1]:g}." if "end" in views else ""
        return [f"At t = {t:g} the line is at {result.slope * t:g}.", end]

    def timeline(self, result):
        return Timeline.steps(0, len(result.y) - 1, between=1)

    def start_time(self):
        return 1

    def notes(self, result):
        return "A slope of 1." if result.slope == 1 else ""


def everything(lab):
    """All that must stay as it is when something is refused."""
    return (
        lab.values, lab.t, lab.caption, lab.result, lab.shown, lab.stage.frame["png"], lab.controls.values,
        lab.controls.preset,
    )  # fmt: skip


def hear(lab, **message):
    """A message of the browser."""
    lab._hear(lab.controls, message | {"seq": 1})


def meet(lab, width=800, theme="light", scale=1.0):
    """A browser shows the lab from now on."""
    hear(lab, type="hello", theme=theme, scale=scale, width=width)
