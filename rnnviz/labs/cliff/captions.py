"""What the lab of the cliff says."""

from __future__ import annotations

from collections.abc import Sequence

from ...cliff import Descent, T
from ...words import number, steps
from .model import LATE, STEPS, TINY, CliffResult, late, leaves, stuck

LEAST = 1e-5  # smaller errors are called that


def captions(result: CliffResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    said = [headline(result, t)]
    if "surface" in views:
        said.append(way(result, t))
    if "errors" in views or "cut" in views:
        said.append(errors(result, t, medians="errors" in views))
    if "rests" in views:
        said.append(rest(result, t))
    return said


def figures(value: float) -> str:
    """A number of any size to three figures and no more: 6,770 and 174,000 before powers of ten begin."""
    if 1000 <= abs(value) < 999_500:
        return f"{float(f'{value:.2e}'):,.0f}".replace("-", "−")
    return number(value)


def pair(w: float, b: float) -> str:
    return f"w = {figures(w)}, b = {figures(b)}"


def headline(result: CliffResult, t: float) -> str:
    """How long the gradient at the ball is, and where one step from it leads: raw, and clipped."""
    run, step = result.clipped, int(t)
    if step > result.shown:
        return astray(run, step)
    where = f"after {steps(step)} the gradient" if step else "here the gradient"
    g, taken = float(run.norm[step]), float(run.step_norm[step])
    if g < TINY:
        return f"{where[0].upper()}{where[1:]} is shorter than 1e-12: no step leads anywhere."
    size = f"{where[0].upper()}{where[1:]} is {figures(g)} long"
    if taken == g:
        if leaves(result.landing[step]):
            out = f"the step, {figures(result.rate * g)}, leaves the picture"
        else:
            out = "nothing is clipped"
        return f"{size}, less than θ = {result.threshold:.3g}: {out}."
    raw, clipped = figures(result.rate * g), figures(result.rate * taken)
    if leaves(result.landing[step]):
        return f"{size}: even the clipped step, {clipped}, leaves the picture."
    if leaves(result.raw_landing[step]):
        return f"{size}: the raw step, {raw}, leaves the picture; the clipped one is {clipped}."
    return f"{size}: the raw step would be {raw}, the clipped one is {clipped}."


def astray(run: Descent, step: int) -> str:
    """What has become of a clipped run that left the picture."""
    place = f"The clipped run left the picture at step {run.left}; at step {step} it is at"
    place += f" {pair(run.w[step], run.b[step])}"
    if run.overflow is not None and step >= run.overflow:
        return f"{place}, and the next step is beyond the largest float."
    if run.norm[step] < TINY:
        return f"{place}, where the gradient is shorter than 1e-12: no step leads back."
    return f"{place}, where the gradient is {figures(run.norm[step])} long."


def way(result: CliffResult, t: float) -> str:
    """What clipping did to the direction, and how far the ball has come."""
    step, said = int(t), []
    if step <= result.shown and result.clipped.step_norm[step] < result.clipped.norm[step]:
        turn = float(result.turned[step])
        said.append(
            f"Clipping by value turns the step by {turn:.1f}°."
            if turn > 0.05
            else "Clipping keeps the direction of the step."
        )
    if step:
        far = result.come(step)
        times = result.crossings(step)
        across = f", {times} time{'' if times == 1 else 's'} across the wall" if times else ""
        come = "has not moved" if far < TINY else f"is {figures(far)} from its start"
        said.append(f"The ball {come}{across}.")
    return " ".join(said)


def errors(result: CliffResult, t: float, medians: bool = True) -> str:
    """The error at the ball; with the errors over the steps in view, those of both runs now and in the end."""
    step, run = int(t), result.clipped
    if not medians:
        return f"The error here is {told(run.error[step])}."
    raw, clipped = (told(late(each)) for each in (result.raw, run))
    typical = f"median of the last {LATE} of {STEPS} steps: {raw} raw{why(result.raw)}, {clipped} clipped."
    if step == 0:
        return f"The error here is {told(run.error[0])}; {typical}"
    now, ball = (told(errors[step]) for errors in (result.raw.error, run.error))
    return f"The error is now {now} raw, {ball} clipped; {typical}"


def told(error: float, equals: str = "") -> str:
    return f"under {LEAST:.0e}".replace("e-0", "e-") if error < LEAST else equals + figures(error)


def why(run: Descent) -> str:
    """Why a run that was thrown out has an error that never changes again."""
    if not stuck(run):
        return ""
    left = "below 1e-12" if run.norm[-1] < TINY else figures(run.norm[-1])
    return f" (stuck: σ(x_{T}) is {1 if run.x[-1] > 0 else 0}, the gradient {left})"


def rest(result: CliffResult, t: float) -> str:
    """Where the unit ends at the ball, and what fifty steps make of a small difference."""
    step = min(int(t), result.shown)
    end, grown, apart = result.x[step, -1], result.stretched[step], float(result.from_rest[step])
    if int(t) > result.shown:
        return f"Before it left, the unit went from x_0 = 0.5 to x_{T} = {figures(end)}."
    larger = f"{T} steps make a small difference {figures(grown)} times as large"
    if apart == apart:
        side = "on" if abs(apart) < TINY else f"{figures(abs(apart))} {'above' if apart > 0 else 'below'}"
        return (
            f"The start x_0 = 0.5 is {side} the unstable state of rest: {larger}, and x_{T} = {figures(end)}."
        )
    went = f"The unit goes from x_0 = 0.5 to x_{T} = {figures(end)}"
    if grown > 1:
        return f"{went}; {larger}."
    return f"{went}; of a small difference at x_0, {figures(grown)} is left."
