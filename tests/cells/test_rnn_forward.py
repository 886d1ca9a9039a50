import warnings

import numpy as np
import pytest

from rnnviz.cells import RNN

rng = np.random.default_rng(0)


def scalar_cell(w_x, w_h, b, nonlinearity="tanh"):
    cell = RNN(1, 1, nonlinearity)
    cell.params = {"W_xh": np.array([[w_x]]), "W_hh": np.array([[w_h]]), "b_h": np.array([b])}
    return cell


def test_two_steps_worked_by_hand():
    # a_1 =  1 * 0.5 + 0        * 2 + 0.1 = 0.6         h_1 = tanh a_1 = 0.537050
    # a_2 = -1 * 0.5 + 0.537050 * 2 + 0.1 = 0.674099    h_2 = tanh a_2 = 0.587670
    trace = scalar_cell(0.5, 2.0, 0.1).forward([[[1.0]], [[-1.0]]])
    assert trace.a.ravel() == pytest.approx([0.6, 0.674099], abs=1e-6)
    assert trace.h.ravel() == pytest.approx([0.0, 0.537050, 0.587670], abs=1e-6)


def test_every_step_obeys_the_equation():
    cell = RNN(3, 4, "sigmoid", rng=1)
    x, h0 = rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4))
    trace = cell.forward(x, h0)
    W_xh, W_hh, b_h = cell.params["W_xh"], cell.params["W_hh"], cell.params["b_h"]
    assert np.array_equal(trace.h[0], h0)
    for t in range(1, 6):
        a_t = x[t - 1] @ W_xh + trace.h[t - 1] @ W_hh + b_h
        assert np.allclose(trace.a[t - 1], a_t, rtol=0, atol=1e-14)
        assert np.allclose(trace.h[t], 1 / (1 + np.exp(-a_t)), rtol=0, atol=1e-14)


def test_state_starts_at_zero_unless_given():
    cell, x = RNN(2, 3, rng=0), rng.normal(size=(4, 2, 2))
    assert np.array_equal(cell.forward(x).h, cell.forward(x, np.zeros((2, 3))).h)


def test_weights_are_drawn_within_one_over_root_h_and_fill_that_range():
    params = RNN(50, 100, rng=0).params
    assert {name: value.shape for name, value in params.items()} == {
        "W_xh": (50, 100),
        "W_hh": (100, 100),
        "b_h": (100,),
    }
    for value in params.values():
        assert 0.09 < np.abs(value).max() <= 0.1
        assert abs(value.mean()) < 0.02


def test_one_seed_gives_one_draw_and_no_seed_gives_a_new_one():
    def W_hh(seed):
        return RNN(2, 3, rng=seed).params["W_hh"]

    assert np.array_equal(W_hh(7), W_hh(np.random.default_rng(7)))
    assert not np.array_equal(W_hh(None), W_hh(None))


def test_float32_cell_computes_in_float32_from_float64_data():
    cell = RNN(3, 4, rng=0, dtype=np.float32)
    trace = cell.forward(rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4)), lengths=[5, 2])
    gradients = cell.backward(trace, np.ones((5, 2, 4)), truncate=2)
    terms = cell.weight_terms(trace, gradients)
    arrays = [trace.x, trace.a, trace.h, trace.last, gradients.x, gradients.h, gradients.da]
    arrays += [*gradients.params.values(), *terms.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_overflow_stays_in_the_trace_and_names_its_first_step():
    cell = scalar_cell(1.0, 1e200, 0.0, "linear")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = cell.forward(np.ones((4, 1, 1)))  # 1, 1e200, then infinity
        cell.weight_terms(trace, cell.backward(trace, np.ones((4, 1, 1))))
    assert trace.first_bad_step == 3
    assert np.isfinite(trace.h[:3]).all() and np.isinf(trace.h[3:]).all()


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu", "sigmoid", "linear"])
def test_weights_of_1e308_neither_raise_nor_warn(nonlinearity):
    cell = RNN(2, 3, nonlinearity, rng=0)
    cell.params = {name: np.where(value > 0, 1e308, -1e308) for name, value in cell.params.items()}
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        trace = cell.forward(rng.normal(size=(6, 2, 2)) * 100)
        cell.weight_terms(trace, cell.backward(trace, np.ones((6, 2, 3))))


def test_a_finite_run_has_no_bad_step():
    assert RNN(1, 2).forward(np.ones((3, 1, 1))).first_bad_step is None


def test_a_bad_initial_state_is_step_zero():
    assert RNN(1, 2).forward(np.ones((3, 1, 1)), [[np.nan, 0.0]]).first_bad_step == 0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: RNN(2, 0), "hidden_size is 0; a cell needs at least 1 unit"),
        (lambda: RNN(0, 2), "input_size is 0; a cell needs at least 1 input"),
        (lambda: RNN(2, 3, dtype=int), "dtype is int64; a cell computes in float32 or float64"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"x": np.ones((5, 2))}, r"x has shape \(5, 2\), 2 dimensions; a cell reads 3, \(T, B, I\)"),
        ({"x": np.ones((0, 4, 2))}, "x has 0 steps; a sequence needs at least 1"),
        ({"x": np.ones((5, 0, 2))}, "x has 0 sequences; a batch needs at least 1"),
        ({"x": np.ones((5, 4, 3))}, "x has 3 features a step; this cell reads 2"),
        ({"h0": np.ones(3)}, r"h0 has shape \(3,\); a batch of 4 on 3 units starts from \(4, 3\)"),
        ({"lengths": [5, 5]}, r"lengths has shape \(2,\); a batch of 4 needs \(4,\), one length each"),
        ({"lengths": [1, 2, 3, 6]}, r"lengths holds 6; x has 5 steps, so each length lies in 1\.\.5"),
        ({"lengths": [0, 2, 3, 5]}, r"lengths holds 0; x has 5 steps, so each length lies in 1\.\.5"),
        ({"lengths": [1.5, 2, 3, 5]}, "lengths holds float64; a length counts whole steps"),
    ],
)
def test_an_argument_that_does_not_fit_is_refused_with_the_bound(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        RNN(2, 3).forward(**({"x": np.ones((5, 4, 2))} | arguments))


def test_weights_under_pytorchs_names_need_no_pytorch():
    arrays = {
        "weight_ih_l1": rng.normal(size=(4, 3)),
        "weight_hh_l1": rng.normal(size=(4, 4)),
        "bias_ih_l1": rng.normal(size=4),
        "bias_hh_l1": rng.normal(size=4),
    }
    cell = RNN.from_torch(arrays, "relu", layer="l1")
    assert (cell.input_size, cell.hidden_size, cell.activation.name) == (3, 4, "relu")
    assert np.array_equal(cell.params["W_xh"], arrays["weight_ih_l1"].T)
    assert np.array_equal(cell.params["W_hh"], arrays["weight_hh_l1"].T)
    assert np.array_equal(cell.params["b_h"], arrays["bias_ih_l1"] + arrays["bias_hh_l1"])
    cell.params["W_hh"] += 1
    assert not np.array_equal(cell.params["W_hh"], arrays["weight_hh_l1"].T)  # a copy, not a view


def test_a_layer_that_the_weights_lack_is_named_with_those_they_have():
    with pytest.raises(ValueError, match="state_dict has no 'weight_ih_l0'; its names are rnn.weight_ih_l0"):
        RNN.from_torch({"rnn.weight_ih_l0": np.ones((2, 2))})
