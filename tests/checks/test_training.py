"""The checkers of notebook 05 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.checks.training import (
    check_clip,
    check_initialize,
    check_windowed_gradient,
    example_gradients,
    example_windows,
)
from rnnviz.gradients import gaussian, orthogonal

CHECKS = (check_clip, check_initialize, check_windowed_gradient)


def norm_of(gradients):
    return np.sqrt(sum((g**2).sum() for g in gradients.values()))


def scaled(gradients, factor):
    return {name: factor * g for name, g in gradients.items()}


def clip(gradients, limit):
    return scaled(gradients, min(1.0, limit / (norm_of(gradients) or 1.0)))


def initialize(hidden_size, nonlinearity, rng):
    return np.eye(hidden_size) if nonlinearity == "relu" else 1.3 * orthogonal(hidden_size, rng)


def windowed_gradient(cell, x, dh, k, carry=lambda h: h[-1], parts=slice(None), stride=None):
    h, found = None, []
    for start in range(0, len(x), stride or k):
        trace = cell.forward(x[start : start + k], h)
        found.append(cell.backward(trace, dh[start : start + k]).params["W_hh"])
        h = carry(trace.h)
    return np.sum(found[parts], axis=0)


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (clip, initialize, windowed_gradient), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


def in_place(gradients, limit):
    for g in gradients.values():
        g *= 0.5


def in_place_and_returned(gradients, limit):
    factor = min(1.0, limit / (norm_of(gradients) or 1.0))
    for g in gradients.values():
        g *= factor
    return gradients


def entries_replaced(gradients, limit):
    for name, g in clip(gradients, limit).items():
        gradients[name] = g
    return gradients


def with_norm(measure):
    return lambda g, limit: scaled(g, limit / measure(np.concatenate([v.ravel() for v in g.values()])))


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda g, limit: {n: np.clip(v, -limit, limit) for n, v in g.items()}, "clipping by value"),
        (
            lambda g, limit: {n: v * min(1, limit / np.linalg.norm(v)) for n, v in g.items()},
            "one norm over all",
        ),
        (lambda g, limit: scaled(g, 1 / norm_of(g)), "has norm 1"),
        (lambda g, limit: scaled(g, norm_of(g) / limit), "upside down"),
        (lambda g, limit: scaled(g, 1.0), "nothing was clipped"),
        (lambda g, limit: scaled(g, limit / norm_of(g) ** 2), "square root is missing"),
        (with_norm(lambda v: abs(v).max()), "largest entry"),
        (with_norm(lambda v: abs(v).sum()), "absolute values"),
        (with_norm(lambda v: np.sqrt(np.mean(v**2))), "do not average"),
        (
            lambda g, limit: scaled(g, limit / sum(np.linalg.norm(v) for v in g.values())),
            "norms of the arrays were added",
        ),
        (lambda g, limit: scaled(g, limit / max(np.linalg.norm(v) for v in g.values())), "longest of the"),
        (
            lambda g, limit: scaled(g, limit / np.linalg.norm([np.linalg.norm(v, 2) for v in g.values()])),
            "leave out the 2",
        ),
        (lambda g, limit: scaled(clip(g, limit), -1), "wrong sign"),
        (lambda g, limit: scaled(g, limit / norm_of(g)) if norm_of(g) else g, "shorter than the limit"),
        (
            lambda g, limit: scaled(g, min(1.0, limit / norm_of(g))) if norm_of(g) else scaled(g, np.nan),
            "norm 0",
        ),
        (
            lambda g, limit: clip(g, limit) if norm_of(g) > limit else g,
            "where nothing is clipped, what comes back is what was given",
        ),
        (
            lambda g, limit: clip(g, limit) if norm_of(g) > limit else dict(g),
            "return new arrays in a new dict",
        ),
        (in_place, "nothing came back, and the arrays that were given have changed"),
        (in_place_and_returned, "write `factor * g`"),
        (entries_replaced, "its entries were replaced. Build a new dict"),
        (lambda g, limit: entries_replaced(g, limit) and None, "nothing came back, and the dict"),
        (
            lambda g, limit: {name: g.pop(name) for name in list(g)} and None,
            "nothing came back, and the dict",
        ),
        (lambda g, limit: g["W_hh"], "return a dict"),
        (lambda g, limit: {"W_hh": g["W_hh"]}, "should have the names"),
        (lambda g, limit: {n: v.ravel() for n, v in clip(g, limit).items()}, "keep its own"),
        (lambda g, limit: scaled(g, 0.123), "is expected"),
    ],
)
def test_each_mistake_in_clipping_is_named(mistake, named):
    verdict = check_clip(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_the_example_is_long_enough_to_be_clipped():
    assert norm_of(example_gradients()) > 4


def scheme(tanh, relu):
    return lambda H, phi, rng: (tanh if phi == "tanh" else relu)(H, rng)


def eye(gain=1.0):
    return lambda H, rng: gain * np.eye(H)


def turned(gain=1.0):
    return lambda H, rng: gain * orthogonal(H, rng)


def normal(gain=1.0):
    return lambda H, rng: gain * gaussian(H, rng)


def uniform(H, rng):
    return rng.uniform(-1, 1, (H, H)) / np.sqrt(H)


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (scheme(uniform, uniform), "with tanh"),
        (scheme(uniform, uniform), "× 0.5"),
        (
            scheme(uniform, uniform),
            "The weights do that by themselves: their largest eigenvalue is about 0.60",
        ),
        (scheme(turned(0.9), eye()), "The weights do that by themselves"),
        (
            scheme(turned(1.3), eye(0.9)),
            "The weights do that by themselves: their largest eigenvalue is about 0.90",
        ),
        (scheme(turned(1.3), uniform), "The weights do that by themselves"),
        (scheme(normal(1.35), eye()), "with tanh, 7.8e-02 to 2.5e+00"),
        (scheme(eye(), eye()), "given back to itself alone"),
        (scheme(eye(1.1), eye()), "given back to itself alone"),
        (scheme(eye(1.2), eye()), "Take weights that mix"),
        (scheme(eye(3.0), eye()), "gets stuck near ±1"),
        (scheme(lambda H, rng: 3 * abs(gaussian(H, rng)), eye()), "units are stuck near ±1"),
        (scheme(turned(1.5), eye()), "some draws hold it"),
        (lambda H, phi, rng: np.eye(H) if phi == "relu" else None, 'for "tanh" nothing came back'),
        (lambda H, phi, rng: 1.3 * orthogonal(H, rng) if phi == "tanh" else None, 'for "relu" nothing'),
        (scheme(turned(), eye()), "gain above 1 makes up"),
        (scheme(turned(1.8), eye()), "Lower the gain"),
        (scheme(turned(1.3), turned()), "ReLU switches units off"),
        (scheme(turned(1.3), normal(2**0.5)), "differs too much from draw to draw"),
        (scheme(turned(1.3), eye(1.2)), "too much. Lower the gain"),
        (scheme(turned(1.3), lambda H, rng: np.zeros((H, H))), "nothing leads back"),
        (scheme(turned(1.3), lambda H, rng: np.ones(H)), "for relu, W_hh has shape (32,)"),
        (scheme(lambda H, rng: np.full((H, H), np.nan), eye()), "not finite"),
        (lambda *_: "orthogonal", "array of numbers, not str"),
    ],
)
def test_each_initialization_that_does_not_hold_is_told_why(mistake, named):
    verdict = check_initialize(mistake)
    assert verdict.right is False
    assert named in verdict.sentence, verdict.sentence


@pytest.mark.parametrize(
    "answer",
    [
        scheme(turned(1.2), eye()),
        scheme(turned(1.25), eye()),
        scheme(turned(1.35), eye(1.03)),
        scheme(turned(1.4), eye(0.99)),
    ],
)
def test_other_answers_that_hold_the_gradient_pass_too(answer):
    assert check_initialize(answer).right is True


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.1, 1.15, 1.2, 1.3, 1.5, 2.0, 3.0])
def test_nobody_who_gives_each_tanh_unit_back_to_itself_is_told_to_change_the_gain(gain):
    """For no gain holds: the advice would lead nowhere."""
    sentence = check_initialize(scheme(eye(gain), eye())).sentence
    assert "weights that mix" in sentence and "above 1 makes up" not in sentence


def sliding(cell, x, dh, k):
    whole, total = cell.forward(x), 0
    for end in range(1, len(x) + 1):
        start = max(0, end - k)
        only = np.zeros_like(dh[start:end])
        only[-1] = dh[end - 1]
        total = total + cell.backward(cell.forward(x[start:end], whole.h[start]), only).params["W_hh"]
    return total


def whole(cell, x, dh, k, **options):
    return cell.backward(cell.forward(x), dh, **options).params["W_hh"]


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: windowed_gradient(*given, carry=lambda h: None), "not carried"),
        (whole, "nothing was cut off"),
        (lambda cell, x, dh, k: whole(cell, x, dh, k, truncate=k), "cuts once"),
        (lambda *given: windowed_gradient(*given, parts=slice(-1, None)), "only the last window"),
        (lambda *given: windowed_gradient(*given, parts=slice(0, 1)), "only the first window"),
        (lambda *given: windowed_gradient(*given) / 3, "mean over the windows"),
        (lambda *given: windowed_gradient(*given, parts=slice(0, -1)), "shorter than k"),
        (lambda *given: windowed_gradient(*given, carry=lambda h: h[0]), "not carried"),
        (lambda *given: windowed_gradient(*given, carry=lambda h: h[-2]), "not trace.h[-2]"),
        (lambda *given: windowed_gradient(*given, stride=1), "overlap"),
        (sliding, "a window that slides"),
        (lambda cell, x, dh, k: windowed_gradient(cell, x, dh, k + 1), "one step too long"),
        (lambda *given: -windowed_gradient(*given), "wrong sign"),
        (lambda *given: {"W_hh": windowed_gradient(*given)}, "a dict came back"),
        (lambda *given: np.array([windowed_gradient(*given)]), "add them up"),
        (lambda *given: windowed_gradient(*given).sum(axis=0), "has shape (3,)"),
        (lambda *given: 0 * windowed_gradient(*given), "is expected"),
    ],
)
def test_each_mistake_in_the_windows_is_named(mistake, named):
    verdict = check_windowed_gradient(mistake)
    assert verdict.right is False
    assert named in verdict.sentence, verdict.sentence


def test_the_example_does_not_divide_into_whole_windows():
    _, x, _, k = example_windows()
    assert len(x) % k
