"""A network of two units without input, h_t = φ(h_{t-1} W_hh + b): what every state of the plane ends in."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ... import dynamics
from ...cells.activations import activation
from ...errors import InputError

STEPS = 60
REACH = 1.1
"""The picture shows the states from -REACH to REACH."""
STARTS = 8  # at most
TURNED = "scale × rotation"


def middles(n: int) -> np.ndarray:
    """The middles of n cells, side by side, that fill the picture."""
    return (np.arange(n) + 0.5) * 2 * REACH / n - REACH


def plane(axis: np.ndarray) -> np.ndarray:
    """The states (n, n, 2) of a square grid, h_2 along the rows."""
    return np.stack(np.meshgrid(axis, axis), axis=-1)


ARROWS = {n: plane(middles(n)) for n in (15, 9)}
"""The states whose step is shown, (n, n, 2), for a large and for a small picture."""
FINE = plane(middles(96))
"""The states whose end is shown by a tint."""


@dataclass(frozen=True, eq=False)
class PhaseResult:
    """What the portrait shows; see `dynamics` for its parts."""

    nonlinearity: str
    points: list[dynamics.FixedPoint]
    attractors: list[dynamics.Attractor]
    ends: np.ndarray  # (96, 96) index of the attractor that each state of FINE ends in, or -1
    arrows: dict[int, np.ndarray]  # (n, n, 2) the step from each state of ARROWS
    h: np.ndarray  # (T+1, starts, 2), the newest last
    ending: dynamics.Ending | None  # of the newest
    escape: int | None  # the first step that takes the newest out of the picture

    @property
    def still(self) -> bool:
        """Whether no state moves at all."""
        return all(abs(steps).max() < 1e-12 for steps in self.arrows.values())


def compute(p: SimpleNamespace) -> PhaseResult:
    W, b, phi = np.array([[p.w11, p.w12], [p.w21, p.w22]]), np.array([p.b1, p.b2]), activation(p.nonlinearity)
    points = dynamics.fixed_points(W, b, phi)
    attractors, ends = dynamics.attractors_and_basins(W, b, phi, points, FINE)
    h = dynamics.trajectories(np.array((*p.points, (p.h_1, p.h_2))), W, b, phi, STEPS)
    out = (abs(h[:, -1]) > REACH).any(axis=1)
    return PhaseResult(
        nonlinearity=p.nonlinearity,
        points=points,
        attractors=attractors,
        ends=ends,
        arrows={n: dynamics.step(states, W, b, phi) - states for n, states in ARROWS.items()},
        h=h,
        ending=dynamics.ending(h[:, -1], attractors, points),
        escape=int(out.argmax()) if out.any() else None,
    )


def turned(scale: float, degrees: float) -> np.ndarray:
    """W_hh that turns a state (a row) counterclockwise by an angle and stretches it."""
    angle = np.deg2rad(degrees)
    W = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return W.round(12) + 0.0  # cos 90° is 0, not 6e-17, and not -0


def checked_points(value: Any) -> tuple[tuple[float, float], ...]:
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
