"""The lens agrees with what it looks at: Jacobians with differences of the states themselves."""

import numpy as np
import pytest

from rnnviz.cells import GRU, RNN
from rnnviz.gradients import (
    chain,
    jacobian_norms,
    loss_gradients,
    made_to_order,
    orthogonal,
    product_norms,
    row_norms,
    step_jacobians,
)

T, INPUTS, H = 5, 3, 4
SMALL = 1e-6
NONLINEARITIES = ["tanh", "sigmoid", "relu", "linear"]


def drawn(nonlinearity, seed=0):
    """A cell, an input, and its trace from a random initial state."""
    rng = np.random.default_rng(seed)
    cell = RNN(INPUTS, H, nonlinearity, rng=rng)
    x = rng.normal(size=(T, 1, INPUTS))
    return cell, x, cell.forward(x, h0=rng.normal(size=(1, H)))


def differences(f, at):
    """∂f/∂at by central differences, one column an entry of `at`."""
    steps = SMALL * np.eye(at.size).reshape(at.size, *at.shape)
    return np.stack([(f(at + step) - f(at - step)) / (2 * SMALL) for step in steps], axis=-1)


class OwnCell:
    """A learner's cell: h_t = tanh(x_t + w h_{t-1}), unit by unit, with the two methods of the contract."""

    def __init__(self, w):
        self.w = np.asarray(w)

    def forward(self, x, h0=None):
        h = [np.zeros((x.shape[1], self.w.size)) if h0 is None else h0]
        for x_t in x:
            h.append(np.tanh(x_t + self.w * h[-1]))
        return type("OwnTrace", (), {"x": x, "h": np.array(h)})

    def backward(self, trace, dh):
        total = np.concatenate([np.zeros_like(dh[:1]), dh])
        for t in range(len(dh), 0, -1):
            total[t - 1] += total[t] * (1 - trace.h[t] ** 2) * self.w
        return type("OwnGradients", (), {"h": total})


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
def test_step_jacobians_agree_with_central_differences(nonlinearity):
    cell, x, trace = drawn(nonlinearity)
    jacobians = step_jacobians(cell, trace)
    assert jacobians.shape == (T, H, H)
    for t in range(1, T + 1):
        difference = differences(lambda h, t=t: cell.forward(x[t - 1 : t], h).last[0], trace.h[t - 1])
        np.testing.assert_allclose(jacobians[t - 1], difference, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
def test_the_triangle_is_the_norm_of_differences_of_the_forward_pass(nonlinearity):
    cell, x, trace = drawn(nonlinearity, seed=3)
    norms = jacobian_norms(cell, trace)
    assert norms.shape == (T + 1, T + 1)
    np.testing.assert_array_equal(np.diag(norms), 1)
    np.testing.assert_array_equal(np.triu(norms, 1), 0)
    for k in range(T):
        # ∂h_t/∂h_k of every t > k at once: (T-k, H, H)
        difference = differences(lambda h, k=k: cell.forward(x[k:], h).h[1:, 0], trace.h[k])
        expected = [np.linalg.norm(matrix, 2) for matrix in difference]
        np.testing.assert_allclose(norms[k + 1 :, k], expected, rtol=1e-6, atol=1e-9)


def test_a_chain_is_the_product_of_its_factors_with_the_latest_on_the_left():
    cell, _, trace = drawn("tanh")
    J = step_jacobians(cell, trace)
    np.testing.assert_allclose(chain(J, 4, 1), J[3] @ J[2] @ J[1], rtol=1e-14)
    np.testing.assert_array_equal(chain(J, 3, 3), np.eye(H))
    for t, k in ((1, 2), (T + 1, 0), (3, -1)):
        with pytest.raises(ValueError, match=r"needs 0 <= k <= t <= 5"):
            chain(J, t, k)


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
@pytest.mark.parametrize("losses", [{T}, {1}, {2, 4}, set(range(1, T + 1))], ids=str)
def test_loss_gradients_equal_central_differences_of_the_loss(nonlinearity, losses):
    cell, x, trace = drawn(nonlinearity, seed=5)
    dh = np.random.default_rng(6).normal(size=(T, H))
    dh[[t - 1 for t in range(1, T + 1) if t not in losses]] = 0

    for k in range(T + 1):

        def loss(h, k=k):
            """Σ dh_t · h_t over the losses from step k on, h_k being moved."""
            later = cell.forward(x[k:], h).h[1:, 0] if k < T else np.empty((0, H))
            own = dh[k - 1] @ h[0] if k else 0
            return own + (dh[k:] * later).sum()

        np.testing.assert_allclose(
            loss_gradients(cell, trace, dh)[k], differences(loss, trace.h[k]), rtol=1e-6, atol=1e-8
        )


def test_products_of_step_jacobians_are_the_gradient_that_backward_finds():
    cell, _, trace = drawn("tanh", seed=1)
    at_end = np.random.default_rng(2).normal(size=H)
    dh = np.zeros((T, H))
    dh[-1] = at_end
    back = at_end @ chain(step_jacobians(cell, trace), T, 0)
    np.testing.assert_allclose(back, loss_gradients(cell, trace, dh)[0], rtol=1e-12)


def test_step_jacobians_of_a_learners_own_cell_come_from_its_two_methods():
    cell = OwnCell([0.5, -1.5, 2.0])
    trace = cell.forward(np.random.default_rng(0).normal(size=(T, 1, 3)))
    expected = [np.diag((1 - h[0] ** 2) * cell.w) for h in trace.h[1:]]
    np.testing.assert_allclose(step_jacobians(cell, trace), expected, rtol=1e-14)


def test_a_second_state_without_its_jacobian_is_refused():
    cell = OwnCell([0.5])
    trace = cell.forward(np.zeros((T, 1, 1)))
    trace.c = trace.h
    with pytest.raises(ValueError, match="second state, c"):
        step_jacobians(cell, trace)


def test_a_batch_of_two_is_refused():
    cell = RNN(INPUTS, H, rng=0)
    trace = cell.forward(np.zeros((T, 2, INPUTS)))
    with pytest.raises(ValueError, match="holds 2 sequences"):
        step_jacobians(cell, trace)
    with pytest.raises(ValueError, match="holds 2 sequences"):
        loss_gradients(cell, trace, np.zeros((T, 2, H)))


@pytest.mark.parametrize("t", [-1, T + 1])
def test_a_row_of_norms_that_does_not_exist_is_refused(t):
    with pytest.raises(ValueError, match=f"t is {t}; there are {T} steps"):
        row_norms(np.zeros((T, H, H)), t)


@pytest.mark.parametrize("nonnormality", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "linear"])
def test_quick_norms_are_lower_bounds_and_right_to_a_factor_of_two(nonlinearity, nonnormality):
    rng = np.random.default_rng(0)
    cell = RNN(16, 32, nonlinearity, rng=rng)
    cell.params["W_hh"] = made_to_order(32, 1.0, nonnormality, rng)
    J = step_jacobians(cell, cell.forward(rng.normal(size=(40, 1, 16))))
    exact, quick = product_norms(J), product_norms(J, quick=True)
    pairs = np.tril_indices(41, -1)
    ratio = quick[pairs] / exact[pairs]
    assert ratio.max() <= 1 + 1e-9
    assert ratio.min() > 0.5
    assert np.quantile(ratio, 0.02) > 0.85


def test_quick_norms_do_not_depend_on_a_direction_that_the_cell_cannot_see():
    H = 32
    centered = 0.9 * (np.eye(H) - 1 / H)  # the mean of the state has no influence
    quick = product_norms(np.array([centered] * 60), quick=True)
    np.testing.assert_allclose(quick[60, :60], 0.9 ** np.arange(60, 0, -1), rtol=1e-9)


def test_quick_norms_of_steps_that_are_all_alike_stay_below_the_exact_ones():
    cell = GRU(20, 20, rng=3)
    cell.gate_params("z")["b_h"][:] = 3.5
    J = step_jacobians(cell, cell.forward(np.zeros((75, 1, 20))))
    exact, quick = product_norms(J), product_norms(J, quick=True)
    assert (quick <= exact * (1 + 1e-9)).all()


def test_quick_norms_of_an_orthogonal_chain_are_exact():
    J = np.array([0.9 * orthogonal(8, 0)] * 30)
    np.testing.assert_allclose(product_norms(J, quick=True), product_norms(J), rtol=1e-12)


@pytest.mark.parametrize("quick", [False, True])
def test_a_product_beyond_the_largest_float_is_infinite_and_one_below_the_smallest_is_zero(quick):
    huge = product_norms(np.full((5, 2, 2), 1e100), quick)
    assert np.isfinite(huge[3, 0]) and huge[4, 0] == np.inf
    tiny = product_norms(np.full((5, 2, 2), 1e-100), quick)
    assert tiny[3, 0] > 0 and tiny[4, 0] == 0
