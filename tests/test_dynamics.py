"""Fixed points, their stability, and what the states of a small network end in."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import dynamics
from rnnviz.cells import RNN
from rnnviz.cells.activations import activation

TANH, SIGMOID, LINEAR = map(activation, ("tanh", "sigmoid", "linear"))
AXIS = np.linspace(-1.1, 1.1, 40)
GRID = np.stack(np.meshgrid(AXIS, AXIS), axis=-1)
networks = st.builds(
    lambda seed, size: (
        np.random.default_rng(seed).uniform(-size, size, (2, 2)),
        np.random.default_rng(seed + 1).uniform(-1, 1, 2),
    ),
    st.integers(0, 2**32 - 1),
    st.floats(0.5, 3),
)


def turned(scale, degrees):
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return scale * np.array([[c, s], [-s, c]])


def test_one_step_is_the_step_of_the_cell():
    cell = RNN(1, 2, rng=0)
    h = np.array([[0.3, -0.2]])
    trace = cell.forward(np.zeros((1, 1, 1)), h)
    W, b = cell.params["W_hh"], cell.params["b_h"]
    assert np.allclose(dynamics.step(h, W, b, TANH), trace.h[1])


@given(networks, st.sampled_from([TANH, SIGMOID]))
def test_the_indices_of_the_fixed_points_sum_to_one(network, phi):
    """Brouwer: Σ sign det(I - J) = 1 for a map of a square into itself, so that a lost point shows."""
    W, b = network
    points = dynamics.fixed_points(W, b, phi)
    eye = np.eye(2)
    signs = [np.linalg.det(eye - dynamics.jacobian(point.h, W, b, phi)) for point in points]
    if all(abs(sign) > 1e-5 for sign in signs):  # at a fold two points are one
        assert sum(np.sign(signs)) == 1


@given(networks, st.sampled_from([TANH, SIGMOID]))
def test_brute_force_finds_no_fixed_point_more(network, phi):
    W, b = network
    found = np.array([point.h for point in dynamics.fixed_points(W, b, phi)])
    assert np.allclose(dynamics.step(found, W, b, phi), found, atol=1e-11)
    starts = np.random.default_rng(0).uniform(*dynamics.RANGES[phi.name], (4000, 2))
    solved, residual = dynamics._newton(starts, W, b, phi)
    solved = solved[residual < 1e-12]
    assert abs(solved[:, None] - found).max(axis=2).min(axis=1).max(initial=0) < 2e-4


@pytest.mark.parametrize(("w", "count"), [(-2, 1), (0.5, 1), (1, 1), (1.001, 3), (1.5, 3), (3, 3)])
def test_a_tanh_unit_has_three_fixed_points_only_above_w_1(w, count):
    assert len(dynamics.scalar_fixed_points(w, 0, TANH)) == count


@pytest.mark.parametrize(("b", "count"), [(-2.6557, 1), (-2.6556, 3), (-2.5, 3), (-2.3444, 3), (-2.3443, 1)])
def test_the_sigmoid_unit_of_pascanu_folds_where_it_should(b, count):
    assert len(dynamics.scalar_fixed_points(5, b, SIGMOID)) == count


@pytest.mark.parametrize("w", [2.0, 3.9])
def test_a_sigmoid_unit_is_never_bistable_below_w_4(w):
    assert all(len(dynamics.scalar_fixed_points(w, b, SIGMOID)) == 1 for b in np.linspace(-4, 1, 60))


def test_two_independent_units_have_four_stable_points_four_saddles_and_one_that_repels():
    kinds = [point.kind for point in dynamics.fixed_points(np.diag([1.5, 1.5]), np.zeros(2), TANH)]
    assert sorted(kinds) == ["saddle"] * 4 + ["stable"] * 4 + ["unstable"]


@pytest.mark.parametrize("W", [np.eye(2), turned(1, 25), np.diag([1, 0.5])])
def test_where_the_largest_eigenvalue_is_one_the_point_is_neutral(W):
    (point,) = dynamics.fixed_points(W, np.zeros(2), TANH)
    assert point.kind == "neutral" and point.radius == pytest.approx(1)


@pytest.mark.parametrize(
    ("W", "periods"),
    [
        (turned(1.2, 25), [0]),
        (turned(1.5, 90), [4]),
        (np.diag([-2.0, -2.0]), [2, 2]),
        (np.diag([-2.0, 0.3]), [2]),
        (turned(0.9, 25), [1]),
    ],
)
def test_cycles_are_found_with_their_periods(W, periods):
    points = dynamics.fixed_points(W, np.zeros(2), TANH)
    attractors, ends = dynamics.attractors_and_basins(W, np.zeros(2), TANH, points, GRID)
    assert [attractor.period for attractor in attractors] == periods
    assert (ends >= 0).all()


def test_a_loop_of_uneven_density_is_one_attractor():
    W, b = np.array([[2.0, 2.6], [-2.2, 2.3]]), np.array([0.3, -0.4])
    attractors, ends = dynamics.attractors_and_basins(W, b, TANH, dynamics.fixed_points(W, b, TANH), GRID)
    assert [attractor.period for attractor in attractors] == [0]
    assert (ends == 0).mean() > 0.98


def test_basins_of_two_bistable_units_are_the_quadrants():
    W, b = np.diag([1.5, 1.5]), np.zeros(2)
    attractors, ends = dynamics.attractors_and_basins(W, b, TANH, dynamics.fixed_points(W, b, TANH), GRID)
    where = np.array([attractor.states[0] for attractor in attractors])[ends]
    assert (np.sign(where) == np.sign(GRID)).all()


def test_a_linear_network_has_one_fixed_point_a_line_or_none():
    (point,) = dynamics.fixed_points(0.5 * np.eye(2), np.array([1.0, 0.5]), LINEAR)
    assert np.allclose(point.h, [2, 1]) and point.kind == "stable"
    (line,) = dynamics.fixed_points(np.diag([1, 0.5]), np.zeros(2), LINEAR)
    assert line.line and line.kind == "neutral"
    assert dynamics.fixed_points(np.diag([1, 0.5]), np.array([1.0, 0.0]), LINEAR) == []


def test_a_start_on_the_edge_of_a_basin_ends_at_the_saddle():
    W, b = np.diag([1.5, 0.5]), np.zeros(2)
    points = dynamics.fixed_points(W, b, TANH)
    attractors, _ = dynamics.attractors_and_basins(W, b, TANH, points, GRID)
    h = dynamics.trajectories([(0.0, 0.5), (0.1, 0.5)], W, b, TANH, 60)
    assert dynamics.ending(h[:, 0], attractors, points).point.kind == "saddle"
    reached = dynamics.ending(h[:, 1], attractors, points)
    rest = reached.attractor.states[0]
    apart = abs(h[:, 1] - rest).max(axis=1)
    assert apart[reached.since] < 0.01 <= apart[reached.since - 1]


@pytest.mark.parametrize(
    ("W", "b", "period"),
    [
        ([[-1.95, 1.2], [-1.8, -1.05]], (0, 0), 8),
        ([[-2.7, -3.0], [2.7, -1.75]], (0.0, 0.0), 29),
        ([[-0.95, 1.8], [-1.85, -0.6]], (0.0, 0.0), 10),
        ([[-0.2, -2.35], [1.1, 2.75]], (-0.55, -0.7), 54),
    ],
)
def test_a_cycle_that_draws_slowly_is_no_loop(W, b, period):
    """The periods are those of the orbits after 60,000 steps; of an odd one the mirror image is a second cycle."""
    W, b = np.array(W), np.array(b, float)
    attractors, _ = dynamics.attractors_and_basins(W, b, TANH, dynamics.fixed_points(W, b, TANH), GRID)
    assert [cycle.period for cycle in attractors] == [period] * (2 if period % 2 else 1)
    for cycle in attractors:
        after = dynamics.trajectories(cycle.states, W, b, TANH, period)
        assert np.allclose(after[-1], cycle.states, atol=1e-9)
        assert (abs(after[1:period, 0] - cycle.states[0]).max(axis=1) > 1e-3).all()


def test_on_a_loop_is_as_near_as_at_a_point():
    W, b = turned(1.2, 25), np.zeros(2)
    points = dynamics.fixed_points(W, b, TANH)
    attractors, _ = dynamics.attractors_and_basins(W, b, TANH, points, GRID)
    h = dynamics.trajectories([(0.1, 0.0)], W, b, TANH, 60)[:, 0]
    loop = dynamics.trajectories(h[-1:], W, b, TANH, 20_000)[2000:, 0]
    apart = abs(h[:, None] - loop).max(axis=2).min(axis=1)
    reached = dynamics.ending(h, attractors, points).since
    assert apart[reached:].max() < 0.011 and apart[reached - 1] > 0.009


@pytest.mark.parametrize(
    ("W", "start", "rest", "since"),
    [
        (np.eye(2), (0.3, -0.2), (0.3, -0.2), 0),
        (np.diag([1, 0.5]), (0.3, -0.2), (0.3, 0), 5),
        (np.diag([1, 0.98]), (0.3, -0.02), (0.3, 0), 35),
        (np.diag([1, -0.5]), (0.3, -0.2), (0.3, 0), 5),
    ],
)
def test_among_fixed_points_side_by_side_a_trajectory_rests_at_its_own(W, start, rest, since):
    h = dynamics.trajectories([start], W, np.zeros(2), LINEAR, 60)[:, 0]
    reached = dynamics.ending(h, [], dynamics.fixed_points(W, np.zeros(2), LINEAR))
    assert reached.point.line and np.allclose(reached.point.h, rest, atol=1e-12)
    assert reached.since == since


@pytest.mark.parametrize("W", [np.array([[1, 0.1], [0, 1]]), np.diag([1, 1.1]), np.diag([1, -1])])
def test_what_never_comes_to_rest_beside_a_line_of_fixed_points_is_not_said_to(W):
    h = dynamics.trajectories([(0.3, -0.2)], W, np.zeros(2), LINEAR, 60)[:, 0]
    assert dynamics.ending(h, [], dynamics.fixed_points(W, np.zeros(2), LINEAR)) is None


def test_a_point_of_rest_between_two_that_are_close_is_not_lost():
    found = dynamics.fixed_points(np.diag([1.000001, 0]), np.zeros(2), TANH)
    assert [point.h[0] for point in found] == pytest.approx([math.sqrt(3e-6), 0, -math.sqrt(3e-6)], rel=1e-5)
