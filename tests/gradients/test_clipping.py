"""Clipping by norm keeps the direction; clipping by value does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnviz.cells import RNN
from rnnviz.gradients import clip_norm, clip_value

finite = arrays(np.float64, 6, elements=st.floats(-1e6, 1e6, allow_subnormal=False))


def parts(flat):
    return {"W": flat[:4].reshape(2, 2).copy(), "b": flat[4:].copy()}


def joined(gradients):
    return np.concatenate([g.ravel() for g in gradients.values()])


@given(flat=finite, limit=st.floats(1e-3, 1e3))
def test_the_norm_is_at_most_the_limit_and_the_direction_stays(flat, limit):
    gradients = parts(flat)
    norm = clip_norm(gradients, limit)
    clipped = joined(gradients)
    assert norm == pytest.approx(np.linalg.norm(flat))
    assert np.linalg.norm(clipped) <= limit * (1 + 1e-12)
    if norm > 1e-3:
        cosine = clipped @ flat / (np.linalg.norm(clipped) * norm)
        assert cosine == pytest.approx(1, abs=1e-12)


def test_below_the_limit_nothing_changes():
    flat = np.array([0.1, -0.2, 0.0, 0.3, 0.1, 0.1])
    gradients = parts(flat)
    clip_norm(gradients, 1.0)
    np.testing.assert_array_equal(joined(gradients), flat)


def test_clipping_by_value_cuts_entries_and_turns_the_gradient():
    gradients = {"w": np.array([10.0, 0.1])}
    assert clip_value(gradients, 1.0) == 10
    np.testing.assert_array_equal(gradients["w"], [1.0, 0.1])
    before, after = np.array([10.0, 0.1]), gradients["w"]
    cosine = before @ after / (np.linalg.norm(before) * np.linalg.norm(after))
    assert cosine == pytest.approx(0.9960, abs=1e-3) and cosine < 1 - 1e-3


def test_clipping_changes_the_arrays_in_place():
    g = np.array([3.0, 4.0])
    assert clip_norm({"g": g}, 1.0) == 5
    np.testing.assert_allclose(g, [0.6, 0.8])


EXPLODED = [(np.float32, 1e20), (np.float32, 3e38), (np.float64, 1e200), (np.float64, 1.7e308)]


@pytest.mark.parametrize(("dtype", "size"), EXPLODED)
@pytest.mark.parametrize("limit", [1e-3, 1.0, 100.0])
def test_a_gradient_whose_squares_overflow_keeps_its_direction(dtype, size, limit):
    shape = np.array([1, -0.5, 0.25, 0.001, 0, 0.75])
    gradients = parts((size * shape).astype(dtype))
    norm = clip_norm(gradients, limit)
    clipped = joined(gradients).astype(float)
    expected = limit * shape / np.linalg.norm(shape)
    np.testing.assert_allclose(clipped, expected, rtol=1e-15 if dtype == np.float64 else 2e-7)
    true = size * float(np.linalg.norm(shape))  # of 1.7e308 it is beyond any float
    assert norm == pytest.approx(true, rel=1e-7 if dtype == np.float32 else 1e-15)


@pytest.mark.parametrize(("dtype", "size"), [(np.float32, 3e-30), (np.float64, 3e-200), (np.float64, 5e-320)])
def test_a_gradient_whose_squares_are_too_small_has_its_norm(dtype, size):
    gradients = {"g": np.array([3 * size, 4 * size], dtype)}
    before = gradients["g"].copy()
    assert clip_norm(gradients, 1.0) == pytest.approx(float(np.hypot(*before.astype(float))), rel=1e-3, abs=0)
    np.testing.assert_array_equal(gradients["g"], before)
    limit = float(before[0])
    clip_norm(gradients, limit)
    np.testing.assert_allclose(gradients["g"].astype(float), limit * np.array([0.6, 0.8]), rtol=1e-3)


def test_the_exploded_gradient_of_a_network_in_single_precision_is_clipped_to_its_direction():
    """W_hh = 3I for 45 steps: squared, ∂L/∂W_hh is beyond the largest float32, and the step is still its direction."""
    gradients = {}
    for dtype in (np.float32, np.float64):
        cell = RNN(1, 4, "linear", rng=0, dtype=dtype)
        cell.params["W_hh"][:] = 3 * np.eye(4)
        dh = np.zeros((45, 1, 4))
        dh[-1] = 1
        gradients[dtype] = cell.backward(cell.forward(np.ones((45, 1, 1))), dh).params
    assert abs(gradients[np.float32]["W_hh"]).max() > np.sqrt(float(np.finfo(np.float32).max))
    single, double = (clip_norm(gradients[dtype], 1.0) for dtype in (np.float32, np.float64))
    assert single == pytest.approx(double, rel=1e-4) and double > 1e22
    assert np.linalg.norm(joined(gradients[np.float32]).astype(float)) == pytest.approx(1, rel=1e-6)
    assert joined(gradients[np.float32]) @ joined(gradients[np.float64]) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize(("bad", "norm"), [(np.inf, np.inf), (-np.inf, np.inf), (np.nan, np.nan)])
def test_a_gradient_that_is_not_finite_stays_as_it_is_and_its_norm_says_so(bad, norm):
    gradients = {"W": np.array([1.0, bad]), "b": np.array([1e300])}
    np.testing.assert_equal(clip_norm(gradients, 1.0), norm)
    np.testing.assert_array_equal(gradients["W"], [1.0, bad])
    assert gradients["b"] == 1e300


def test_a_nan_beside_an_infinity_is_a_nan():
    assert np.isnan(clip_norm({"a": np.array([np.inf]), "b": np.array([np.nan])}, 1.0))


def test_clipping_by_value_cuts_an_infinity():
    gradients = {"w": np.array([-np.inf, 0.1])}
    assert clip_value(gradients, 1.0) == np.inf
    np.testing.assert_array_equal(gradients["w"], [-1.0, 0.1])


def test_nothing_to_clip_has_the_norm_zero():
    assert clip_norm({}, 1.0) == clip_norm({"W": np.zeros((2, 2)), "b": np.empty(0)}, 1.0) == 0
    assert clip_value({}, 1.0) == clip_value({"b": np.empty(0)}, 1.0) == 0


@pytest.mark.parametrize("clip", [clip_norm, clip_value])
@pytest.mark.parametrize("limit", [0, -1.0, np.nan])
def test_a_limit_that_is_not_above_zero_is_refused(clip, limit):
    with pytest.raises(ValueError, match="limit is .*; a gradient is clipped at a length above 0"):
        clip({"w": np.ones(2)}, limit)
