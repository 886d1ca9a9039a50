"""What the echo of one input does, in a sentence."""

from collections.abc import Sequence

from ...words import number, steps
from .model import EchoResult


def captions(result: EchoResult, t: float, views: Sequence[str]) -> list[str]:
    t, w = int(t), result.w
    if t == 0:
        return ["Before the first step the unit holds nothing: h_0 = 0."]
    if t == 1:
        return [f"The input of 1 has just arrived: h_1 = {number(result.h[1])}."]
    kept = f"{steps(t - 1)} after the input the unit holds h_{t} = {number(result.h[t])}"
    if w == 0:
        return [f"{kept}: with w = 0 the unit has no memory at all."]
    fate = "fades" if abs(w) < 1 else "grows" if abs(w) > 1 else "stays"
    flips = ", and its sign flips" if w < 0 else ""
    return [f"{kept}: the echo {fate}, because every step multiplies it by w = {number(w)}{flips}."]
