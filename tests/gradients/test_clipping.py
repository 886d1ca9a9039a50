"""Clipping by norm keeps the direction; clipping by value does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

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
