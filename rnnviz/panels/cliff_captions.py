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
        out = f"the step, {figures(result.rate * g)}, leaves the picture"
        way = out if leaves(result.landing[step]) else "nothing is clipped"
        return f"{size}, less than θ = {result.threshold:.3g}: {way}."
    degrees = math.degrees(math.acos(run.cosine[step]))
    turn = f", turned by {degrees:.1f}°" if degrees > 0.05 else ""
    raw, clipped = (
        f"{figures(result.rate * length)}{', out of the picture' * leaves(landing)}"
        for landing, length in ((result.raw_landing[step], g), (result.landing[step], taken))
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


def late(run) -> float:
    """The median error of the last steps, which says how a run does.

    One that meets the wall again and again ends on either side of it by chance, so that its last error says little.
    """
    return float(np.median(run.error[-LATE:]))


def errors(result, t: float) -> str:
    """The errors of both runs now and in their last steps, and how far the clipped one has come."""
    step, run, last = int(t), result.clipped, len(result.raw.error) - 1
    raw, clipped = (said(late(run)) for run in (result.raw, result.clipped))
    typical = f"median of the last {LATE}: {raw} raw, {clipped} clipped."
    if step == 0:
        typical = (
            f"median of the last {LATE} of {last} steps: {raw} raw{stuck(result.raw)}, {clipped} clipped."
        )
        return f"Error here: {said(run.error[0])}; {typical}"
    raw, clipped = (said(errors[step]) for errors in (result.raw.error, run.error))
    come = float(np.hypot(run.w[step] - run.w[0], run.b[step] - run.b[0]))
    come = "has not moved" if come < TINY else f"is {figures(come)} from its start"
    times = crossings(run.w[: min(step, result.shown) + 1], run.b[: min(step, result.shown) + 1])
    across = f", {times} time{'' if times == 1 else 's'} across the wall" if times else ""
    return f"Error now: {raw} raw, {clipped} clipped; {typical} The ball {come}{across}."


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
    end = (
        f"The unit goes from x_0 = 0.5 to x_{T} = {figures(x[-1])}" if t < 1 else f"x_{T} = {figures(x[-1])}"
    )
    if grown > 1:
        return f"{end}; a small difference at x_0 becomes {figures(grown)} times as large."
    return f"{end}; of a small difference at x_0, {figures(grown)} is left."
