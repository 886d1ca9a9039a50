"""What is known of vanishing and exploding gradients, held to its numbers.

Pascanu, Mikolov and Bengio 2013; Bengio, Simard and Frasconi 1994.
"""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.dynamics import scalar_fixed_points
from rnnviz.gradients import (
    chain,
    gaussian,
    itemized,
    loss_gradients,
    made_to_order,
    orthogonal,
    product_norms,
    row_norms,
    spectrum,
    step_jacobians,
)

SEEDS = range(8)
FAR = 400


def network(W, nonlinearity, T, seed=0, input_scale=1.0):
    """An RNN with recurrent weights W that has read T random inputs, and its trace."""
    rng = np.random.default_rng(seed)
    H = len(W)
    cell = RNN(H, H, nonlinearity, rng=rng)
    cell.params["W_hh"] = W
    cell.params["b_h"][:] = 0
    return cell, cell.forward(input_scale * rng.standard_normal((T, 1, H)))


def of_radius(radius, ratio, rng, H=12):
    """W with ρ = radius: made to order with σ_max/ρ = ratio, or a Gaussian matrix, whose |λ| are all different."""
    if ratio:
        return made_to_order(H, radius, ratio, rng)
    W = gaussian(H, rng)
    return W * (radius / spectrum(W).radius)


def over(W, steps, seed=0):
    """‖∂h_steps/∂h_0‖ of the linear RNN with these recurrent weights."""
    cell, trace = network(W, "linear", steps, seed, input_scale=0.1)
    return row_norms(step_jacobians(cell, trace), steps)[0]


@pytest.mark.parametrize("ratio", [1.0, 2.0, 4.0, None], ids=["normal", "ratio 2", "ratio 4", "Gaussian"])
@pytest.mark.parametrize("seed", SEEDS)
def test_linear_rho_below_one_is_sufficient_to_vanish_and_above_one_necessary_to_explode(seed, ratio):
    rng = np.random.default_rng(seed)
    assert over(of_radius(rng.uniform(0.3, 0.95), ratio, rng), FAR) < 1e-4
    assert over(of_radius(rng.uniform(1.05, 2), ratio, rng), FAR) > 1e4


def test_at_rho_one_a_normal_matrix_only_holds():
    """ρ > 1 is necessary: without it nothing explodes in the long run."""
    for seed in SEEDS:
        assert over(made_to_order(12, 1, 1, seed), FAR) == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize("ratio", [1.0, 4.0, None], ids=["normal", "ratio 4", "Gaussian"])
@pytest.mark.parametrize("radius", [0.5, 0.95, 1.3])
def test_every_product_of_a_linear_rnn_is_a_power_of_its_weights_with_rho_for_its_rate(radius, ratio):
    W, T = of_radius(radius, ratio, np.random.default_rng(3)), 60
    cell, trace = network(W, "linear", T)
    norms = product_norms(step_jacobians(cell, trace))
    powers = [np.linalg.norm(np.linalg.matrix_power(W, n), 2) for n in range(T + 1)]
    for t in range(T + 1):
        np.testing.assert_allclose(norms[t, : t + 1], powers[t::-1], rtol=1e-9)
    # Gelfand 1941: ‖Wⁿ‖^(1/n) comes down to ρ, which it is never below
    rates = norms[1:, 0] ** (1 / np.arange(1, T + 1))
    assert (rates >= radius * (1 - 1e-9)).all()
    assert rates[-1] == pytest.approx(radius, rel=0.1)


def test_rho_above_one_is_not_sufficient_for_a_given_gradient_to_explode():
    """A gradient in the span of the small eigenvalues never meets the large one."""
    cell, trace = network(np.diag([1.5, 0.5]), "linear", 60)
    for direction, factor in (([0.0, 1.0], 0.5), ([1.0, 0.0], 1.5)):
        dh = np.zeros((60, 2))
        dh[-1] = direction
        g = np.linalg.norm(loss_gradients(cell, trace, dh), axis=1)
        np.testing.assert_allclose(g, factor ** np.arange(60, -1, -1), rtol=1e-12)


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("seed", SEEDS)
def test_sigma_max_below_one_over_gamma_is_sufficient_to_vanish(nonlinearity, seed):
    gamma = ACTIVATIONS[nonlinearity].gamma
    sigma = 0.97 / gamma
    cell, trace = network(made_to_order(12, sigma / 2, 2, seed), nonlinearity, 100, seed)
    norms = product_norms(step_jacobians(cell, trace))[:, 0]
    assert (norms <= (gamma * sigma) ** np.arange(101) * (1 + 1e-12)).all()
    assert norms[-1] < 0.05


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu"])
def test_sigma_max_above_one_over_gamma_is_necessary_to_explode_but_not_sufficient(nonlinearity):
    """No gradient of 300 random networks ever grows with σ_max < 1/γ; with σ_max > 1/γ some grow and some vanish."""
    gamma = ACTIVATIONS[nonlinearity].gamma
    grown = {False: [], True: []}
    for seed in range(300):
        rng = np.random.default_rng(seed)
        sigma = rng.uniform(0.5, 8) / gamma
        W = made_to_order(8, sigma / rng.uniform(1, 2), 1, rng) if seed % 2 else rng.standard_normal((8, 8))
        W *= sigma / np.linalg.norm(W, 2)
        cell, trace = network(W, nonlinearity, 12, seed, input_scale=rng.uniform(0, 1.5))
        grown[sigma > 1 / gamma].append(np.linalg.norm(chain(step_jacobians(cell, trace), 12, 0), 2) > 1)
    assert not any(grown[False])
    assert any(grown[True]) and not all(grown[True])


@pytest.mark.parametrize("rho", [0.5, 0.9, 1.0, 1.1, 3.0])
def test_gradient_of_an_orthogonal_linear_rnn_is_rho_to_the_t(rho):
    cell, trace = network(rho * orthogonal(16, 0), "linear", 60)
    norms = product_norms(step_jacobians(cell, trace))
    for t in range(61):
        for k in range(t + 1):
            assert norms[t, k] == pytest.approx(rho ** (t - k), rel=1e-10, abs=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_tanh_it_is_never_above_rho_to_the_t(seed):
    rho = 1.2
    cell, trace = network(rho * orthogonal(16, seed), "tanh", 60, seed, input_scale=0.3)
    norms = product_norms(step_jacobians(cell, trace))[:, 0]
    assert (norms <= rho ** np.arange(61) * (1 + 1e-12)).all()
    assert norms[-1] < 0.5 * rho**60


@pytest.mark.parametrize("seed", SEEDS)
def test_transient_growth_a_gradient_with_rho_below_one_first_grows_a_hundredfold(seed):
    W = made_to_order(32, 0.9, 6, seed)
    assert spectrum(W).radius < 1
    cell, trace = network(W, "linear", 200, seed)
    norms = row_norms(step_jacobians(cell, trace), 200)[::-1]  # 0, 1, ..., 200 steps back
    assert norms.max() > 100
    assert norms[-1] < norms.max() / 100 and norms[-1] < 1


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu", "linear"])
@pytest.mark.parametrize("losses", [[-1], [2, 7, 11]], ids=["last step", "three steps"])
def test_the_terms_of_equation_4_add_up_to_the_gradient_of_backpropagation_through_time(nonlinearity, losses):
    cell, trace = network(made_to_order(10, 1.1, 1.5, 0), nonlinearity, 12, input_scale=0.5)
    dh = np.zeros((12, 10))
    dh[losses] = np.random.default_rng(0).standard_normal((len(losses), 10))
    whole = cell.backward(trace, dh[:, None]).params
    for name, terms in itemized(cell, trace, dh).items():
        assert len(terms) == 12
        np.testing.assert_allclose(terms.sum(axis=0), whole[name], rtol=1e-10, atol=1e-10)


def test_a_term_of_equation_4_is_the_gradient_of_one_steps_own_copy_of_the_weights():
    """∂L/∂h_T · ∂h_T/∂h_k · ∂⁺h_k/∂W, by moving W_hh at step k alone."""
    H, T, k, small = 3, 6, 3, 1e-6
    cell, trace = network(made_to_order(H, 1, 1.5, 0), "tanh", T)
    dh = np.zeros((T, H))
    dh[-1] = [1.0, -2.0, 0.5]
    W = cell.params["W_hh"]

    def loss(moved):
        cell.params["W_hh"] = moved
        at_k = cell.forward(trace.x[k - 1 : k], trace.h[k - 1]).last
        cell.params["W_hh"] = W
        return cell.forward(trace.x[k:], at_k).last[0] @ dh[-1]

    difference = np.empty_like(W)
    for i, j in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[i, j] = small
        difference[i, j] = (loss(W + step) - loss(W - step)) / (2 * small)
    np.testing.assert_allclose(itemized(cell, trace, dh)["W_hh"][k - 1], difference, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("w", [0.5, 0.9, 1.0, 1.1])
def test_the_scalar_linear_gradient_is_t_x0_w_to_the_t_minus_one(w):
    cell = RNN(1, 1, "linear", rng=0)
    cell.params = {"W_xh": np.zeros((1, 1)), "W_hh": np.array([[w]]), "b_h": np.zeros(1)}
    T, x0 = 20, 0.7
    trace = cell.forward(np.zeros((T, 1, 1)), h0=np.array([[x0]]))
    dh = np.zeros((T, 1, 1))
    dh[-1] = 1
    assert cell.backward(trace, dh).params["W_hh"][0, 0] == pytest.approx(
        T * x0 * w ** (T - 1), rel=1e-12, abs=0
    )


@pytest.mark.parametrize(("w", "b", "h0"), [(2.0, 0.0, 0.1), (1.5, 0.1, 0.9), (3.0, -0.5, 0.4)])
def test_latching_at_a_stable_fixed_point_the_log_slope_of_the_gradient_is_ln_w_phi_prime(w, b, h0):
    """A state held robustly, inside a contracting basin, forgets where it came from exponentially."""
    cell = RNN(1, 1, "tanh", rng=0)
    cell.params = {"W_xh": np.zeros((1, 1)), "W_hh": np.array([[w]]), "b_h": np.array([b])}
    trace = cell.forward(np.zeros((200, 1, 1)), h0=np.array([[h0]]))
    norms = product_norms(step_jacobians(cell, trace))[:, 0]
    ends = float(trace.last[0, 0])
    assert any(abs(point - ends) < 1e-9 for point in scalar_fixed_points(w, b, ACTIVATIONS["tanh"]))
    slope = abs(w * (1 - ends**2))
    assert slope < 1
    assert np.log(norms[200] / norms[150]) / 50 == pytest.approx(np.log(slope), rel=1e-6)


def test_an_irnn_without_input_holds_its_state_and_carries_a_gradient_of_exactly_one():
    """Le, Jaitly and Hinton 2015: ReLU, W_hh = I, b = 0."""
    cell = RNN(1, 5, "relu", rng=0)
    cell.params["W_hh"], cell.params["b_h"] = np.eye(5), np.zeros(5)
    h0 = np.array([[0.5, 1.0, 2.0, 0.1, 3.0]])
    trace = cell.forward(np.zeros((100, 1, 1)), h0)
    np.testing.assert_array_equal(trace.last, h0)
    dh = np.zeros((100, 5))
    dh[-1] = 1
    np.testing.assert_array_equal(loss_gradients(cell, trace, dh)[0], 1)
