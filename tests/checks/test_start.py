"""The checkers of notebook 00 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.checks.start import check_echo, check_half_life
from rnnviz.checks.verdict import Verdict, attempt, compare


def echo(w, T, first=1, everywhere=False):
    h = np.zeros(T + 1)
    for t in range(1, T + 1):
        h[t] = w * h[t - 1] + (1 if everywhere or t == first else 0)
    return h


def test_the_right_echo_passes():
    assert check_echo(echo).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda w, T: echo(w, T, everywhere=True), "every step"),
        (lambda w, T: w ** np.arange(T + 1), "arrives at t = 0"),
        (lambda w, T: np.r_[0, np.ones(T)], "never multiplies"),
        (lambda w, T: np.r_[0, 1, np.zeros(T - 1)], "forgets its last value"),
        (lambda w, T: np.r_[0, np.full(T, w)], "not the input"),
        (lambda w, T: echo(w, T)[1:], "h_0 = 0 comes before"),
        (lambda w, T: -echo(w, T), "wrong sign"),
        (lambda w, T: "h", "array of numbers"),
        (lambda w, T: np.full(T + 1, np.nan), "not finite"),
        (lambda w, T: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_each_mistake_in_the_echo_is_named(mistake, named):
    verdict = check_echo(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_the_right_half_life_passes():
    assert check_half_life(lambda w: np.log(0.5) / np.log(w)).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda w: np.log(w) / np.log(0.5), "upside down"),
        (lambda w: np.log(2) / np.log(w), "negative"),
        (lambda w: -1 / np.log(w), "time constant"),
        (lambda w: w / 2, "is expected"),
    ],
)
def test_each_mistake_in_the_half_life_is_named(mistake, named):
    verdict = check_half_life(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize("empty", [lambda *_: None, lambda *_: ...])
def test_an_exercise_not_attempted_says_so_and_raises_nothing(empty):
    for check in (check_echo, check_half_life):
        verdict = check(empty)
        assert verdict.right is None
        assert repr(verdict).startswith("Not attempted yet: ")


def test_the_worst_value_is_named_with_its_place():
    verdict = compare("h", [[1.0, 2.0], [3.0, 9.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert verdict == Verdict(False, "h[1, 1] is 9 where 4 is expected; of 4 values 1 differ.")


def test_an_error_in_an_answer_becomes_a_sentence():
    def broken(x):
        raise RuntimeError("no <b>luck</b>")

    assert "RuntimeError: no <b>luck</b>" in attempt(broken, 1).sentence
