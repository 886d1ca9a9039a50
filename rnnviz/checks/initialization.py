"""The checker of notebook 05's second exercise: first weights that hold a gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..cells import RNN
from ..cells.activations import activation
from ..gradients import loss_gradients, spectrum
from .verdict import Verdict, attempt

STEPS, UNITS, DRAWS = 50, 32, 5
HELD = (0.1, 10.0)
QUIET = 0.2
NO_WAY = 1e-3  # with a ρ below this nothing leads back but by rounding errors
WEAK = HELD[0] ** (1 / STEPS)  # a ρ below this, 0.955, makes the weights lose it by themselves
STUCK = 0.4  # a mean slope below this: most units are near ±1
NONLINEARITIES = ("tanh", "relu")


def check_initialize(initialize: Callable) -> Verdict:
    """`initialize(hidden_size, nonlinearity, rng)` should return W_hh (H, H) for "tanh" and for "relu".

    After 50 steps between a tenth and ten times of the gradient should be left, in each of five draws.
    """
    said = []
    for nonlinearity in NONLINEARITIES:
        tried = []
        for draw in range(DRAWS):
            W = attempt(initialize, UNITS, nonlinearity, np.random.default_rng((5, draw)))
            if isinstance(W, Verdict):
                return _half_done(initialize, nonlinearity, W)
            W, problem = _usable(W)
            if problem:
                return Verdict(False, f"for {nonlinearity}, {problem}")
            tried.append((W, *gradient_left(W, nonlinearity, draw)))
        left = [kept for _, kept, _ in tried]
        low, high = min(left), max(left)
        if low < HELD[0] or high > HELD[1]:
            found = (
                f"with {nonlinearity}, {low:.1e} to {high:.1e} of the gradient is left after {STEPS} steps"
            )
            return Verdict(False, found + _why(nonlinearity, left, tried))
        said.append(f"{nonlinearity} keeps {low:.2g} to {high:.2g}")
    return Verdict(
        True, f"after {STEPS} steps {' and '.join(said)} of the gradient, in all of {DRAWS} draws."
    )


def _half_done(initialize: Callable, nonlinearity: str, verdict: Verdict) -> Verdict:
    """Where nothing came back for one nonlinearity and something for the other, the dots have been replaced."""
    (other,) = (name for name in NONLINEARITIES if name != nonlinearity)
    if verdict.nothing:
        found = attempt(initialize, UNITS, other, np.random.default_rng(0))
        if not isinstance(found, Verdict) or not found.nothing:
            return Verdict(False, f'for "{nonlinearity}" nothing came back: return a W_hh there, too.')
    return verdict


def gradient_left(W: np.ndarray, nonlinearity: str, draw: int) -> tuple[float, float]:
    """‖∂L/∂h_1‖ of ‖∂L/∂h_51‖ = 1, 50 steps back, and the mean slope of the units on the way.

    One input, then quiet ones, much as in the lab at input scale 0.2; but here each unit has an input of its own.
    """
    rng = np.random.default_rng((7, draw))
    H = len(W)
    cell = RNN(H, H, nonlinearity, rng=rng)
    cell.params |= {"W_xh": np.eye(H), "W_hh": W, "b_h": np.zeros(H)}
    x = QUIET * rng.standard_normal((STEPS + 1, 1, H))
    x[0] *= 0.5 / QUIET
    outside = np.zeros((STEPS + 1, H))
    outside[-1] = rng.choice((-1.0, 1.0), H) / np.sqrt(H)
    trace = cell.forward(x)
    slope = activation(nonlinearity).slope(trace.h[1:]).mean()
    return float(np.linalg.norm(loss_gradients(cell, trace, outside)[1])), float(slope)


def _usable(W) -> tuple[np.ndarray, str]:
    """W as an array, and what is wrong with it, if anything."""
    try:
        W = np.asarray(W, dtype=float)
    except (TypeError, ValueError):
        return np.empty(0), f"W_hh should be an array of numbers, not {type(W).__name__}."
    if W.shape != (UNITS, UNITS):
        return (
            W,
            f"W_hh has shape {W.shape}; it should have {(UNITS, UNITS)}, a row and a column for each unit.",
        )
    if not np.isfinite(W).all():
        return W, "W_hh holds a value that is not finite (inf or nan)."
    return W, ""


def _why(nonlinearity: str, left: list[float], tried: list) -> str:
    """What the gradient did instead of staying within a factor of ten."""
    low, high = min(left), max(left)
    if nonlinearity == "tanh" and high <= HELD[1]:
        alone = all(np.array_equal(W, np.diag(np.diag(W))) and W.any() for W, _, _ in tried)
        if alone:
            return (
                ". Here each unit is given back to itself alone: below a gain of 1 it fades, above it gets stuck "
                "near ±1, where the slope of tanh is small. Take weights that mix the units, then a gain."
            )
        if max(slope for _, _, slope in tried) < STUCK:
            return (
                ": units are stuck near ±1, where the slope of tanh is small. The gain is too high, or the weights "
                "do not mix the units."
            )
    per_step = np.sqrt((low or high) * high) ** (1 / STEPS)
    rho = np.mean([spectrum(W).radius for W, _, _ in tried])
    if high < HELD[0] and NO_WAY < rho < WEAK:
        return (
            f": about × {per_step:.2f} a step, too little. The weights do that by themselves: their largest "
            f"eigenvalue is about {rho:.2f}. Begin with weights that keep lengths."
        )
    if low == 0:
        return ": where it is 0, nothing leads back. Each unit needs a way to itself or to others."
    if high < HELD[0]:
        cause = (
            "The slopes of tanh are below 1; a gain above 1 makes up for them."
            if nonlinearity == "tanh"
            else "ReLU switches units off, and what they should mix is lost; a unit that keeps itself is not mixed."
        )
        return f": about × {per_step:.2f} a step, too little. {cause}"
    if low > HELD[1]:
        return f": about × {per_step:.2f} a step, too much. Lower the gain."
    return (
        ": some draws hold it and some do not. Either the gain is near the edge of what holds, or this kind of "
        "matrix differs too much from draw to draw."
    )
