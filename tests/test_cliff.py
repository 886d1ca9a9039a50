"""The error surface with a wall: its gradient, its fixed points, and descent with and without clipping."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz import cliff, dynamics
from rnnviz.cells.activations import activation, sigmoid
from rnnviz.gradients.clipping import clip_norm, clip_value

SIGMOID = activation("sigmoid")
EDGE = (5.0, -2.61234)
ws, bs = st.floats(*cliff.W_RANGE), st.floats(*cliff.B_RANGE)


def error_at(w, b):
    return float(cliff.error(cliff.states(w, b)[-1]))


# -- the surface -----------------------------------------------------------------------------------


def test_the_median_gradient_is_short_and_the_one_on_the_cliff_is_not():
    """Pascanu, Mikolov, Bengio 2013, Fig. 6, computed anew."""
    local = cliff.differentiate(*EDGE)
    norm = math.hypot(local.dw, local.db)
    assert cliff.surface().median == pytest.approx(0.039, abs=5e-4)
    assert norm > 6.7e3
    assert norm / cliff.surface().median > 1e4


def test_the_thresholds_that_can_converge_are_half_to_ten_times_the_average_gradient():
    """Their section 3.2 reports so of their experiments; the lab's help gives both figures.

    Most of the average is in the wall, which falls between the values of any even grid.
    """
    rows, away = np.linspace(*cliff.W_RANGE, 121)[1::2], np.append(0, np.geomspace(1e-15, 3, 400))
    means = []
    for w in rows:
        middle = float(cliff.crest(w)[0][0])
        b = np.concatenate([middle - away, middle + away, np.linspace(*cliff.B_RANGE, 400)])
        b = np.unique(b[(b >= cliff.B_RANGE[0]) & (b <= cliff.B_RANGE[1])])
        local = cliff.differentiate(w, b)
        means.append(np.trapezoid(np.hypot(local.dw, local.db), b) / np.ptp(cliff.B_RANGE))
    assert 0.5 * np.mean(means) == pytest.approx(0.09, abs=0.005)
    assert 10 * np.mean(means) == pytest.approx(1.7, abs=0.05)


@pytest.mark.parametrize(("w", "b"), [(3.2, -3.7), (4, -1.5), (5, -3.5), (5, -2), (6.5, -2), (7.9, -3.9)])
def test_the_gradient_is_that_of_central_differences(w, b):
    d = 1e-5
    local = cliff.differentiate(w, b)
    assert local.error == pytest.approx(error_at(w, b), rel=1e-12)
    assert local.dw == pytest.approx((error_at(w + d, b) - error_at(w - d, b)) / (2 * d), rel=1e-5)
    assert local.db == pytest.approx((error_at(w, b + d) - error_at(w, b - d)) / (2 * d), rel=1e-5)


def test_the_gradient_is_the_sum_of_its_terms_over_the_steps():
    """Backpropagation: ∂E/∂b = E'(x_50) Σ_k Π_{j>k} w σ'(x_{j-1}), and for w each term times σ(x_{k-1})."""
    w, b = EDGE
    x = cliff.states(w, b)
    factors = cliff.stretch(x[:-1], w)
    products = np.append(np.cumprod(factors[:0:-1])[::-1], 1.0)
    h = sigmoid(x[-1])
    slope = 2 * (h - cliff.TARGET) * h * (1 - h)
    local = cliff.differentiate(w, b)
    assert local.db == pytest.approx(slope * products.sum(), rel=1e-10)
    assert local.dw == pytest.approx(slope * (products * sigmoid(x[:-1])).sum(), rel=1e-10)


def test_where_the_start_is_a_stable_point_the_gradient_is_a_geometric_series():
    w = 3.5
    factor = float(cliff.stretch(cliff.START, w))
    h = sigmoid(cliff.START)
    slope = 2 * (h - cliff.TARGET) * h * (1 - h)
    local = cliff.differentiate(w, cliff.wall(w))
    assert factor < 1
    assert local.x == pytest.approx(cliff.START, abs=1e-12)
    assert local.db == pytest.approx(slope * (1 - factor**cliff.T) / (1 - factor), rel=1e-12)
    assert local.dw == pytest.approx(local.db * h, rel=1e-12)


@given(ws, bs)
def test_floats_and_arrays_give_the_same(w, b):
    one, many = (
        cliff.differentiate(w, b, cliff.one_sigmoid),
        cliff.differentiate(np.array([w]), np.array([b])),
    )
    growth = np.prod(np.maximum(cliff.stretch(cliff.states(w, b)[:-1], w), 1))
    if growth < 1e6:  # nearer to the wall a rounding error grows as any other difference does
        assert np.allclose(np.ravel(one), np.ravel(many), rtol=1e-6, atol=1e-12)


def test_the_surface_is_computed_once():
    assert cliff.surface() is cliff.surface()
    assert np.isfinite(cliff.surface().error).all() and np.isfinite(cliff.surface().norm).all()


@pytest.mark.parametrize("w", [4.5, 5.0, 6.0, 7.0])
def test_the_wall_stands_where_the_start_is_an_unstable_fixed_point(w):
    b = cliff.wall(w)
    assert cliff.fixed_points(w, b)[1] == pytest.approx(cliff.START, abs=1e-9)
    assert cliff.stretch(cliff.START, w) > 1
    before, after = cliff.states(w, b - 0.005)[-1], cliff.states(w, b + 0.005)[-1]
    assert cliff.error(before) - cliff.error(after) > 0.2
    crest, norm = cliff.crest(w)
    assert abs(crest[0] - b) < 2e-3
    assert norm[0] > 100


def test_a_path_that_goes_round_the_end_of_the_wall_does_not_cross_it():
    w, b = np.array([5.0, 5.0, 3.5, 3.5, 5.0]), np.array([-3.0, -2.0, -1.5, -2.0, -3.0])
    assert cliff.crossings(w, b) == 1


def test_no_gradient_is_longer_than_the_one_on_the_crest():
    w = np.linspace(3.5, 7, 8)
    crest, norm = cliff.crest(w)
    near = crest[:, None] + np.append(0, np.geomspace(1e-12, 0.5, 300)) * np.array([[[-1]], [[1]]])
    everywhere = np.broadcast_to(np.linspace(*cliff.B_RANGE, 3000), (8, 3000))
    for b in (*near, everywhere):
        local = cliff.differentiate(w[:, None], b)
        assert (np.hypot(local.dw, local.db).max(axis=1) <= norm * (1 + 1e-3)).all()


def test_a_cut_is_a_slice_of_the_surface():
    w = np.array([3.0, 5.0, 8.0])
    b, x = cliff.cut(w)
    assert (np.diff(b, axis=1) >= 0).all()
    assert b.min() == cliff.B_RANGE[0] and b.max() == cliff.B_RANGE[1]
    assert np.allclose(x, cliff.states(w[:, None], b)[-1])


# -- fixed points ----------------------------------------------------------------------------------


def test_folds_of_the_bifurcation_diagram():
    """Their Fig. 3: w = 5."""
    x = cliff.folds(5)
    assert x == pytest.approx([-0.96242, 0.96242], abs=1e-5)
    assert cliff.resting_bias(x, 5) == pytest.approx([-2.34439, -2.65561], abs=1e-5)
    assert cliff.stretch(x, 5) == pytest.approx([1, 1], abs=1e-12)


@pytest.mark.parametrize(("b", "count"), [(-2.65562, 1), (-2.65560, 3), (-2.34440, 3), (-2.34438, 1)])
def test_between_the_folds_there_are_three_fixed_points(b, count):
    assert np.isfinite(cliff.fixed_points(5.0, b)).sum() == count


def test_two_stable_states_need_a_weight_above_four():
    assert 1 / SIGMOID.gamma == cliff.ONSET
    assert cliff.folds(4.0).size == 0 and cliff.folds(4.01).size == 2
    b = np.linspace(-8, 2, 2001)
    assert np.isfinite(cliff.fixed_points(np.full(2001, 4.0), b)).sum(axis=1).max() == 1
    assert np.isfinite(cliff.fixed_points(np.full(2001, 4.1), b)).sum(axis=1).max() == 3


@given(ws, bs)
@example(cliff.ONSET, -2.0)
def test_fixed_points_are_those_that_the_search_in_two_dimensions_finds(w, b):
    turning = cliff.resting_bias(cliff.folds(w), w)
    if (abs(turning - b) < 1e-6).any():
        return  # at a fold two are one
    x = cliff.fixed_points(w, b)
    x = np.sort(x[~np.isnan(x)])
    # At the cusp, (4, -2), all three are one: x³/48 = b + w/2 there, and a rounding moves x by its cube root.
    cusp = abs(cliff.stretch(x, w) - 1).min() < 1e-8
    within = np.cbrt(48 * 4 * np.finfo(float).eps) if cusp else 1e-7
    assert sigmoid(x) == pytest.approx(dynamics.scalar_fixed_points(w, b, SIGMOID), abs=within)
    assert x == pytest.approx(w * sigmoid(x) + b, abs=1e-9)


def test_at_a_stable_fixed_point_a_difference_shrinks_by_its_slope_at_every_step():
    """ln of the difference falls by ln|w σ'(x*)| a step."""
    w, b = 5.0, -2.0
    x = cliff.states(w, b)
    rest = cliff.fixed_points(w, b)[2]
    distance = np.log(abs(x[10:21] - rest))
    assert np.diff(distance) == pytest.approx(math.log(cliff.stretch(rest, w)), abs=0.01)
    assert np.diff(distance)[-1] == pytest.approx(math.log(cliff.stretch(rest, w)), abs=1e-5)


# -- clipping and descent --------------------------------------------------------------------------

parts = st.floats(-1e6, 1e6)
thresholds = st.floats(1e-4, 1e4)


@given(parts, parts, thresholds)
def test_clipping_by_norm_changes_the_length_and_not_the_direction(dw, db, threshold):
    norm = math.hypot(dw, db)
    clipped = cliff.clip(dw, db, threshold)
    if norm < threshold:
        assert clipped == (dw, db)
    else:
        assert math.hypot(*clipped) == pytest.approx(threshold)
        assert (clipped[0] * dw + clipped[1] * db) / (norm * threshold) == pytest.approx(1)


@given(parts, parts, thresholds)
def test_clipping_is_that_of_the_courses_networks(dw, db, threshold):
    for by, reference in ((cliff.NORM, clip_norm), (cliff.VALUE, clip_value)):
        gradients = {"w": np.array([dw]), "b": np.array([db])}
        reference(gradients, threshold)
        expected = gradients["w"][0], gradients["b"][0]
        assert cliff.clip(dw, db, threshold, by) == pytest.approx(expected, rel=1e-12)


def test_clipping_by_value_turns_the_step():
    run = cliff.descend(*EDGE, rate=0.5, steps=1, threshold=0.5, by=cliff.VALUE)
    assert abs(run.step_w[0]) == abs(run.step_b[0]) == 0.5
    h = sigmoid(cliff.START)  # all along the wall ∂E/∂w is nearly σ(0.5) ∂E/∂b
    assert run.cosine[0] == pytest.approx((1 + h) / math.sqrt(2 * (1 + h * h)), abs=1e-3)


@pytest.mark.parametrize(("threshold", "by"), [(0, "norm"), (-1, "norm"), (math.nan, "norm"), (1, "length")])
def test_what_cannot_be_clipped_by_is_refused(threshold, by):
    with pytest.raises(ValueError, match="above 0|clip by"):
        cliff.clip(1, 1, threshold, by)


def test_a_raw_step_from_the_edge_is_lost_and_a_clipped_run_reaches_the_valley():
    raw, clipped = (cliff.descend(*EDGE, 0.5, 40, threshold) for threshold in (math.inf, 0.5))
    assert raw.left == 1
    assert raw.w[1] > 1000 and raw.norm[1] < 1e-12
    assert np.all(raw.w[1:] == raw.w[1])
    assert raw.error[-1] == pytest.approx(0.09, abs=1e-6)  # σ = 1 there: (1 - 0.7)²
    assert clipped.left is None
    assert clipped.error[-1] < 1e-3
    lengths = np.hypot(np.diff(clipped.w), np.diff(clipped.b))
    assert lengths.max() <= 0.5 * 0.5 * (1 + 1e-12)
    assert clipped.cosine == pytest.approx(np.ones(41))


def test_a_step_beyond_the_largest_float_is_named_and_the_run_stays_where_it_was():
    run = cliff.descend(*EDGE, rate=1e306, steps=5)
    assert run.overflow == 1
    assert run.w == pytest.approx(np.full(6, 5.0))
    with pytest.raises(ValueError, match="start nearer to 0"):
        cliff.descend(1e10, cliff.wall(1e10), 1, 5)
