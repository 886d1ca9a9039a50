"""The checkers of notebook 03 know the right answer, and name each mistake."""

import numpy as np
import pytest

from rnnviz.checks.hidden_state import check_factor, check_project, check_step_jacobian


def svd(h):
    return np.linalg.svd(h - h.mean(axis=0), full_matrices=False)


def project(h):
    return (h - h.mean(axis=0)) @ svd(h)[2][:2].T


def step_jacobian(h, W_hh):
    return (1 - h**2)[:, None] * W_hh.T


def factor(w, h):
    return w * (1 - h**2)


@pytest.mark.parametrize(
    "check, answer", [(check_project, project), (check_step_jacobian, step_jacobian), (check_factor, factor)]
)
def test_the_right_answer_passes_and_dots_are_not_an_attempt(check, answer):
    assert check(answer).right is True
    assert check(lambda *arguments: ...).right is None
    assert check(lambda *arguments: None).right is None


def test_the_sign_of_a_component_is_free():
    assert check_project(lambda h: project(h) * (-1, 1)).right is True


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        (lambda h: h @ np.linalg.svd(h, full_matrices=False)[2][:2].T, "mean was not taken away"),
        (lambda h: h @ svd(h)[2][:2].T, "projected without taking their mean away"),
        (lambda h: (h - h.mean(axis=0)) @ svd(h)[2][-2:].T, "last two"),
        (lambda h: svd(h)[0][:, :2], "columns of U"),
        (lambda h: (h - h.mean(axis=0))[:, :2], "first two units"),
        (lambda h: (h - h.mean(axis=0)) @ svd(h)[2][:, :2], "rows of Vᵀ"),
        (lambda h: project(h).T, "axes are swapped"),
        (lambda h: "two", "array of numbers"),
        (lambda h: project(h)[:-1], "shape"),
    ],
)
def test_a_mistake_in_a_projection_is_named(wrong, sentence):
    verdict = check_project(wrong)
    assert verdict.right is False and sentence in verdict.sentence


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        (lambda h, W: (1 - h**2)[:, None] * W, "not transposed"),
        (lambda h, W: step_jacobian(h, W).T, "this is the transpose"),
        (lambda h, W: (1 - h**2) * W.T, "multiplies the columns"),
        (lambda h, W: W.T, "slope of tanh is missing"),
        (lambda h, W: step_jacobian(np.tanh(h), W), "no further tanh"),
        (lambda h, W: (1 + h**2)[:, None] * W.T, "with a minus"),
        (lambda h, W: (1 - h)[:, None] * W.T, "squared"),
        (lambda h, W: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_a_mistake_in_a_step_jacobian_is_named(wrong, sentence):
    verdict = check_step_jacobian(wrong)
    assert verdict.right is False and sentence in verdict.sentence


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        (lambda w, h: w, "slope of tanh is missing"),
        (lambda w, h: 1 - h**2, "weight is missing"),
        (lambda w, h: w * (1 - np.tanh(h) ** 2), "no further tanh"),
        (lambda w, h: w * (1 - np.tanh(w * h) ** 2), "no further w"),
        (lambda w, h: abs(factor(w, h)), "keep the sign"),
        (lambda w, h: w * factor(w, h), "w stands in it once"),
        (lambda w, h: abs(factor(w, h)) < 1, "return the factor itself"),
    ],
)
def test_a_mistake_in_a_factor_is_named(wrong, sentence):
    verdict = check_factor(wrong)
    assert verdict.right is False and sentence in verdict.sentence
