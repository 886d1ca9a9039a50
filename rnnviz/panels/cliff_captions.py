"""What the lab of the cliff says."""

import math

import numpy as np

from ..cliff import START, T, inside, stretch
from .panel import number

LATE = 20  # of the steps of a descent, the last whose errors are taken together
LEAST = 1e-5  # smaller errors are called that
TINY = 1e-12  # a gradient shorter than this moves nothing in any number of steps that anybody takes


def figures(value: float) -> str:
    """A number of any size to three figures and no more: 6,770 and 174,000 before powers of ten begin."""
    if 1000 <= abs(value) < 999_500:
        return f"{float(f'{value:.2e}'):,.0f}".replace("-", "−")
    return number(value)


def pair(w: float, b: float) -> str:
    return f"w = {figures(w)}, b = {figures(b)}"


def headline(result, t: float) -> str:
    """How long the gradient at the ball is, and where one step from it lands: raw, and clipped."""
    run, step = result.clipped, int(t)
    if step > result.shown:
        return astray(run, step)
    here = f"After {step} step{'' if step == 1 else 's'}" if step else "Here"
    g, taken = run.norm[step], run.step_norm[step]
    if g < TINY:
        return f"{here} the gradient is shorter than 1e-12: no step leads anywhere."
    size = f"{here} the gradient is {figures(g)} long, {compared(g / result.surface.median)}"
    landing = lands(result.landing[step])
    if taken == g:
        below = f"less than θ = {result.threshold:.3g}"
        return f"{size}, {below}: nothing is clipped, and the step lands at {landing}."
    cosine = run.cosine[step]
    turn = "in the same direction" if cosine > 1 - 5e-7 else f"in another direction: cosine {cosine:.3g}"
    return f"{size}. Raw, the step lands at {lands(result.raw_landing[step])}; clipped, at {landing}, {turn}."


def compared(ratio: float) -> str:
    return "as long as the median" if 0.95 < ratio < 1.05 else f"{figures(ratio)} times the median"


def lands(place) -> str:
    return pair(*place) + ("" if inside(*place) else ", out of the picture")


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
    come = float(np.hypot(run.w[step or last] - run.w[0], run.b[step or last] - run.b[0]))
    come = "has not moved" if come < TINY else f"has come {figures(come)} away"
    if step == 0:
        raw, clipped = (said(float(np.median(run.error[-LATE:]))) for run in (result.raw, result.clipped))
        end = f"over the last {LATE} of {last} steps its median is {raw} raw, {clipped} clipped"
        return f"The error here is {said(run.error[0])}; {end}; then the ball {come}."
    raw, clipped = (said(errors[step]) for errors in (result.raw.error, run.error))
    return f"Error after {step} of {last} steps: {raw} raw, {clipped} clipped; the ball {come}."


def rest(result, t: float) -> str:
    """Where the unit ends at the ball, and what fifty steps make of a small difference."""
    step = min(int(t), result.shown)
    x, w = result.x[step], result.clipped.w[step]
    grown = math.exp(sum(math.log(max(factor, 1e-300)) for factor in stretch(x[:-1], w)))
    before = "Before it left, the" if int(t) > result.shown else "The"
    middle = result.rests[step, 1]
    if abs(START - middle) < 0.005:
        return (
            f"{before} start x_0 lay on the unstable branch, where a step stretches a small difference "
            f"{figures(float(stretch(middle, w)))} times at first: "
            f"after {T} steps it is {figures(grown)} times as large."
        ).replace("The start x_0 lay", "The start x_0 lies")
    end = f"{before} unit goes from x_0 = 0.5 to x_50 = {figures(x[-1])}".replace(
        "the unit goes", "the unit went"
    )
    return f"{end}; a small difference at x_0 becomes {figures(grown)} times as large."
