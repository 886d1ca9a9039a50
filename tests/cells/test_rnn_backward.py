import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.cells import ACTIVATIONS, RNN

sizes = st.integers(1, 4)


def random_case(seed, T, B, features, H, nonlinearity):
    """A cell, a batch and an initial state; for relu, with every pre-activation clear of the kink at 0."""
    for draw in np.random.default_rng(seed).spawn(50):
        cell = RNN(features, H, nonlinearity, rng=draw)
        x, h0 = draw.normal(size=(T, B, features)), draw.normal(size=(B, H))
        if nonlinearity != "relu" or np.abs(cell.forward(x, h0).a).min() > 1e-3:
            return cell, x, h0
    raise AssertionError("every draw came too close to the kink")


def loss_at_the_end(shape, seed=0):
    """A dh (T, B, H) that is zero but at the last step."""
    dh = np.zeros(shape)
    dh[-1] = np.random.default_rng(seed).normal(size=shape[1:])
    return dh


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    T=st.integers(1, 6),
    B=st.integers(1, 3),
    features=sizes,
    H=sizes,
    nonlinearity=st.sampled_from([*ACTIVATIONS]),
    data=st.data(),
)
def test_every_gradient_agrees_with_central_differences(
    gradient_errors, seed, T, B, features, H, nonlinearity, data
):
    cell, x, h0 = random_case(seed, T, B, features, H, nonlinearity)
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    errors = gradient_errors(cell, x, h0, lengths)
    assert errors.keys() == {"W_xh", "W_hh", "b_h", "x", "h0[0]"}
    assert max(errors.values()) < 1e-6, errors


def test_two_steps_worked_by_hand():
    # The loss is h_2, with w_x = 0.5, w_h = 2, b = 0.1 and x = (1, -1), so h = (0.537050, 0.587670).
    # ∂L/∂a_2 = 1 - h_2² = 0.654644                          ∂L/∂h_1 = ∂L/∂a_2 * 2 = 1.309288
    # ∂L/∂a_1 = 1.309288 * (1 - h_1²) = 0.931660             ∂L/∂h_0 = ∂L/∂a_1 * 2 = 1.863321
    # ∂L/∂w_x = 0.931660 * 1 + 0.654644 * -1 = 0.277016      ∂L/∂w_h = 0.654644 * h_1 = 0.351576
    cell = RNN(1, 1)
    cell.params = {"W_xh": np.array([[0.5]]), "W_hh": np.array([[2.0]]), "b_h": np.array([0.1])}
    gradients = cell.backward(cell.forward([[[1.0]], [[-1.0]]]), [[[0.0]], [[1.0]]])
    assert gradients.da.ravel() == pytest.approx([0.931660, 0.654644], abs=1e-6)
    assert gradients.h.ravel() == pytest.approx([1.863321, 1.309288, 1.0], abs=1e-6)
    assert gradients.x.ravel() == pytest.approx([0.465830, 0.327322], abs=1e-6)
    assert gradients.params["W_xh"].item() == pytest.approx(0.277016, abs=1e-6)
    assert gradients.params["W_hh"].item() == pytest.approx(0.351576, abs=1e-6)
    assert gradients.params["b_h"].item() == pytest.approx(0.931660 + 0.654644, abs=2e-6)


@pytest.mark.parametrize("w", [0.5, 1.0, 1.1, -0.9])
def test_scalar_linear_gradient_is_t_times_x0_times_w_to_the_t_minus_1(w):
    x0, T = 0.7, 20
    cell = RNN(1, 1, "linear")
    cell.params = {"W_xh": np.zeros((1, 1)), "W_hh": np.array([[w]]), "b_h": np.zeros(1)}
    trace = cell.forward(np.zeros((T, 1, 1)), [[x0]])
    for t in range(1, T + 1):
        dh = np.zeros((T, 1, 1))
        dh[t - 1] = 1
        slope = cell.backward(trace, dh).params["W_hh"].item()
        assert slope == pytest.approx(t * x0 * w ** (t - 1), rel=1e-12, abs=0)


@pytest.mark.parametrize("rho", [0.8, 1.0, 1.2])
@pytest.mark.parametrize("nonlinearity", ["linear", "tanh"])
def test_gradient_of_an_orthogonal_rnn_is_rho_to_the_t_and_with_tanh_never_above(rho, nonlinearity):
    H, T = 8, 50
    rng = np.random.default_rng(3)
    cell = RNN(2, H, nonlinearity, rng=rng)
    cell.params["W_hh"] = rho * np.linalg.qr(rng.normal(size=(H, H)))[0]
    trace = cell.forward(rng.normal(size=(T, 1, 2)))
    norms = np.linalg.norm(cell.backward(trace, loss_at_the_end((T, 1, H))).h[:, 0], axis=-1)
    ratios = norms / norms[-1] / rho ** np.arange(T, -1, -1.0)
    if nonlinearity == "linear":
        assert np.abs(ratios - 1).max() < 1e-10
    else:
        assert ratios.max() <= 1 + 1e-12
        assert ratios[0] < 0.5  # saturation takes its share


@pytest.mark.parametrize("lengths", [None, [7, 3, 1]])
@pytest.mark.parametrize("truncate", [None, 2])
def test_the_terms_of_the_steps_add_up_to_the_gradient_used(lengths, truncate):
    cell, x, h0 = random_case(5, 7, 3, 2, 4, "tanh")
    trace = cell.forward(x, h0, lengths)
    gradients = cell.backward(trace, np.random.default_rng(1).normal(size=(7, 3, 4)), truncate)
    terms = cell.weight_terms(trace, gradients)
    assert terms.keys() == gradients.params.keys() == cell.params.keys()
    for name, term in terms.items():
        assert term.shape == (7, *cell.params[name].shape)
        assert np.abs(term.sum(axis=0) - gradients.params[name]).max() < 1e-12


def test_the_term_of_a_step_is_the_gradient_of_a_weight_used_at_that_step_alone():
    cell, x, h0 = random_case(6, 4, 1, 2, 3, "tanh")
    trace, dh = cell.forward(x, h0), loss_at_the_end((4, 1, 3))
    terms = cell.weight_terms(trace, cell.backward(trace, dh))

    def loss(step, change):
        h = h0
        for t in range(4):
            W_hh = cell.params["W_hh"] + (change if t == step else 0)
            h = np.tanh(x[t] @ cell.params["W_xh"] + h @ W_hh + cell.params["b_h"])
        return (h * dh[-1]).sum()

    direction = np.random.default_rng(2).normal(size=(3, 3)) * 1e-5
    for step in range(4):
        numeric = (loss(step, direction) - loss(step, -direction)) / 2
        assert (terms["W_hh"][step] * direction).sum() == pytest.approx(numeric, rel=1e-6)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_truncation_follows_a_final_loss_exactly_k_steps_back(k):
    cell, x, h0 = random_case(7, 6, 2, 3, 4, "tanh")
    trace, dh = cell.forward(x, h0), loss_at_the_end((6, 2, 4))
    full, cut = cell.backward(trace, dh), cell.backward(trace, dh, truncate=k)
    assert np.array_equal(cut.da[6 - k :], full.da[6 - k :])
    assert not cut.da[: 6 - k].any() and not cut.h[: 6 - k + 1].any() and not cut.x[: 6 - k].any()
    assert full.da[: 6 - k].all()


def test_truncated_gradient_is_that_of_the_last_k_steps_run_from_a_fixed_state():
    cell, x, h0 = random_case(8, 6, 2, 3, 4, "tanh")
    trace, dh = cell.forward(x, h0), loss_at_the_end((6, 2, 4))
    cut = cell.backward(trace, dh, truncate=2)
    tail = cell.backward(cell.forward(x[4:], trace.h[4]), dh[4:])
    for name, value in tail.params.items():
        assert np.allclose(cut.params[name], value, rtol=0, atol=1e-14)


def test_before_the_cut_each_step_feels_only_the_loss_at_its_own_output():
    cell, x, h0 = random_case(9, 6, 2, 3, 4, "sigmoid")
    trace, dh = cell.forward(x, h0), np.random.default_rng(3).normal(size=(6, 2, 4))
    cut = cell.backward(trace, dh, truncate=2)
    assert np.array_equal(cut.h[1:5], dh[:4])
    assert np.allclose(cut.da[:4], (dh * trace.h[1:] * (1 - trace.h[1:]))[:4], rtol=1e-14, atol=0)


def test_truncation_beyond_the_sequence_cuts_nothing():
    cell, x, h0 = random_case(10, 4, 2, 3, 4, "tanh")
    trace, dh = cell.forward(x, h0), np.ones((4, 2, 4))
    assert np.array_equal(cell.backward(trace, dh, truncate=5).h, cell.backward(trace, dh).h)
    assert not cell.backward(trace, dh, truncate=4).h[0].any()  # k = T still cuts the initial state off


def test_truncation_counts_from_the_last_step_of_each_sequence():
    cell, x, h0 = random_case(11, 6, 2, 3, 4, "tanh")
    dh = loss_at_the_end((6, 2, 4))
    batch = cell.backward(cell.forward(x, h0, [6, 3]), dh, truncate=2)
    alone = cell.backward(cell.forward(x[:3, 1:], h0[1:]), dh[-3:, 1:], truncate=2)
    assert np.allclose(batch.da[:3, 1:], alone.da, rtol=0, atol=1e-15)
    assert not batch.da[0, 1].any() and batch.da[1, 1].all()


def test_backward_leaves_what_it_was_given_untouched():
    cell, x, h0 = random_case(12, 4, 2, 3, 4, "tanh")
    trace, dh = cell.forward(x, h0, [4, 2]), np.ones((4, 2, 4))
    before = [array.copy() for array in (trace.x, trace.a, trace.h, *cell.params.values())]
    cell.backward(trace, dh, truncate=1)
    assert np.array_equal(dh, np.ones((4, 2, 4)))
    for old, new in zip(before, (trace.x, trace.a, trace.h, *cell.params.values()), strict=True):
        assert np.array_equal(old, new)


def test_an_outside_gradient_of_the_wrong_shape_is_refused():
    cell = RNN(2, 3)
    trace = cell.forward(np.ones((5, 4, 2)))
    with pytest.raises(
        ValueError, match=r"dh has shape \(4, 3\); the states h_1\.\.h_T have shape \(5, 4, 3\)"
    ):
        cell.backward(trace, np.ones((4, 3)))


def test_truncation_to_no_step_at_all_is_refused():
    cell = RNN(2, 3)
    trace = cell.forward(np.ones((5, 4, 2)))
    with pytest.raises(
        ValueError, match="truncate is 0; follow at least 1 step back, or None for all of them"
    ):
        cell.backward(trace, np.ones((5, 4, 3)), truncate=0)
