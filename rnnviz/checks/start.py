"""Checkers of notebook 00."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .verdict import Verdict, attempt, compare


def check_echo(echo: Callable) -> Verdict:
    """`echo(w, T)` should return h_0 .. h_T, (T+1,), of h_t = w h_{t-1} + x_t with x_1 = 1 and silence after."""
    w, T = 0.5, 4
    expected = np.array([0, 1, 0.5, 0.25, 0.125])
    answer = attempt(echo, w, T)
    if not isinstance(answer, Verdict) and np.shape(answer) == (T,):
        return Verdict(
            False, f"h has {T} values; it needs {T + 1}, because h_0 = 0 comes before the first step."
        )
    mistakes = {
        "the input is 1 at every step here; it should be 1 at t = 1 only.": [0, 1, 1.5, 1.75, 1.875],
        "the input arrives at t = 0; h_0 should be 0 and h_1 should be 1.": [1, 0.5, 0.25, 0.125, 0.0625],
        "the unit never multiplies by w: h_t should be w times h_{t-1}, plus the input.": [0, 1, 1, 1, 1],
        "the unit forgets its last value: w times h_{t-1} is missing.": [0, 1, 0, 0, 0],
        "w should multiply the last state, not the input.": [0, 0.5, 0.5, 0.5, 0.5],
    }
    return compare("h", answer, expected, mistakes, "h_t = w h_{t-1} + x_t, step by step.")


def check_half_life(half_life: Callable) -> Verdict:
    """`half_life(w)`, for 0 < w < 1, should return the number of steps n with w^n = 1/2: ln 0.5 / ln w."""
    weights = (0.5, 0.8, 0.99)
    answers = [attempt(half_life, w) for w in weights]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer
    w = np.array(weights)
    mistakes = {
        "the fraction is upside down: it should be ln 0.5 / ln w.": np.log(w) / np.log(0.5),
        "that is negative: ln 0.5 and ln w are both below zero, so their quotient is not.": np.log(2)
        / np.log(w),
        "that is the time constant, after which 1/e = 0.37 is left; after the half-life 1/2 is left.": -1
        / np.log(w),
    }
    praise = "at w = 0.8 half is gone after 3.11 steps, at w = 0.99 after 69."
    return compare("half_life", answers, np.log(0.5) / np.log(w), mistakes, praise)
