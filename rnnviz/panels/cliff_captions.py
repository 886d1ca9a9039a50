"""What the lab of the cliff says."""

import math

import numpy as np

from ..cells.activations import sigmoid
from ..cliff import START, T, crossings, inside, stretch
from .panel import number

LATE = 20  # of the steps of a descent, the last whose errors are taken together
LEAST = 1e-5  # smaller errors are called that
STUCK = 1e-6  # a gradient shorter than this has nothing left to learn from
TINY = 1e-12  # a gradient shorter than this moves nothing in any number of steps that anybody takes


def figures(value: float) -> str:
    """A number of any size to three figures and no more: 6,770 and 174,000 before powers of ten begin."""
    if 1000 <= abs(value) < 999_500:
        return f"{float(f'{value:.2e}'):,.0f}".replace("-", "−")
    return number(value)


def pair(w: float, b: float) -> str:
    return f"w = {figures(w)}, b = {figures(b)}"


def headline(result, t: float) -> str:
    """How long the gradient at the ball is, and how long one step from it: raw, and clipped."""
    run, step = result.clipped, int(t)
    if step > result.shown:
        return astray(run, step)
    here = f"After {step} step{'' if step == 1 else 's'}" if step else "Here"
    g, taken = run.norm[step], run.step_norm[step]
    if g < TINY:
        return f"{here} the gradient is shorter than 1e-12: no step leads anywhere."
    size = f"{here} the gradient is {figures(g)} long"
    if taken == g:
        way = "the step leaves the picture" if leaves(result.landing[step]) else "nothing is clipped"
        return f"{size}, less than θ = {result.threshold:.3g}: {way}."
    degrees = math.degrees(math.acos(run.cosine[step]))
    turn = f", turned by {degrees:.1f}°" if degrees > 0.05 else ""
    gone = leaves(result.raw_landing[step]), leaves(result.landing[step])
    if all(gone):
        return f"{size}. Raw and clipped step: out of the picture."
    raw, clipped = (
        "out of the picture" if out else figures(result.rate * length)
        for out, length in zip(gone, (g, taken), strict=True)
    )
    return f"{size}. Raw step: {raw}; clipped: {clipped}{turn}."


def leaves(place) -> bool:
    return not inside(*place)


def astray(run, step: int) -> str:
    """What has become of a clipped run that left the picture."""
    place = f"The clipped run left the picture at step {run.left}; at step {step} it is at"
    place += f" {pair(run.w[step], run.b[step])}"
    if run.overflow is not None and step >= run.overflow:
        return f"{place}, and the next step is beyond the largest float."
    if run.norm[step] < TINY:
        return f"{place}, where the gradient is shorter than 1e-12: no step leads back."
    return f"{place}, where the gradient is {figures(run.norm[step])} long."


def said(error: float, equals: str = "") -> str:
    return f"under {LEAST:.0e}".replace("e-0", "e-") if error < LEAST else equals + figures(error)


def errors(result, t: float) -> str:
    """The errors of both runs, and how far the clipped one has come; at the start what is typical of their ends.

    A run that meets the wall again and again ends high or low by chance, so that its last error says little.
    """
    step, run, last = int(t), result.clipped, len(result.raw.error) - 1
    if step == 0:
        raw, clipped = (said(float(np.median(run.error[-LATE:]))) for run in (result.raw, result.clipped))
        start = f"Error here: {said(run.error[0])}; median of the last {LATE} of {last} steps: "
        return f"{start}{raw} raw{stuck(result.raw)}, {clipped} clipped."
    raw, clipped = (said(errors[step]) for errors in (result.raw.error, run.error))
    come = float(np.hypot(run.w[step] - run.w[0], run.b[step] - run.b[0]))
    come = "has not moved" if come < TINY else f"is {figures(come)} away from its start"
    times = crossings(run.w[: min(step, result.shown) + 1], run.b[: min(step, result.shown) + 1])
    across = f" and has crossed the wall {times} time{'' if times == 1 else 's'}" if times else ""
    return f"Error after {step} of {last} steps: {raw} raw, {clipped} clipped. The ball {come}{across}."


def stuck(run) -> str:
    """Why a run that was thrown out has an error that never changes again."""
    ends = float(sigmoid(run.x[-1]))
    if run.left is None or run.norm[-1] > STUCK or not (ends < 1e-4 or ends > 1 - 1e-4):
        return ""
    return f" (stuck: σ(x_50) = {ends:.0f}, no gradient)"


def rest(result, t: float) -> str:
    """Where the unit ends at the ball, and what fifty steps make of a small difference."""
    step = min(int(t), result.shown)
    x, w = result.x[step], result.clipped.w[step]
    grown = math.exp(sum(math.log(max(factor, 1e-300)) for factor in stretch(x[:-1], w)))
    if int(t) > result.shown:
        return f"Before it left, the unit went from x_0 = 0.5 to x_{T} = {figures(x[-1])}."
    if grown > 1 and abs(START - result.rests[step, 1]) < 0.005:
        start = "The start x_0 = 0.5 is the unstable state of rest"
        return f"{start}: {T} steps make a small difference {figures(grown)} times as large."
    end = f"The unit goes from x_0 = 0.5 to x_{T} = {figures(x[-1])}"
    if grown > 1:
        return f"{end}; a small difference at x_0 becomes {figures(grown)} times as large."
    return f"{end}; of a small difference at x_0, {figures(grown)} is left."
