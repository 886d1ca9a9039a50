import numpy as np
import pytest

from rnnviz.cells import LSTM
from tests.cells.gated import random_cell

T, B, FEATURES, H = 6, 3, 2, 4


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def case(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    cell = random_cell("LSTM", FEATURES, H, rng, dtype=dtype)
    return cell, rng.normal(size=(T, B, FEATURES)), *rng.normal(size=(2, B, H))


def test_every_step_obeys_the_equations():
    cell, x, h0, c0 = case()
    trace = cell.forward(x, h0, c0)
    a = {
        name: x @ w["W_xh"] + trace.h[:-1] @ w["W_hh"] + w["b_h"]
        for name in "oifg"
        for w in [cell.gate_params(name)]
    }
    assert np.array_equal(trace.h[0], h0) and np.array_equal(trace.c[0], c0)
    for name in "ifo":
        assert np.allclose(getattr(trace, name), sigmoid(a[name]), rtol=0, atol=1e-14)
    assert np.allclose(trace.g, np.tanh(a["g"]), rtol=0, atol=1e-14)
    assert np.allclose(trace.kept, trace.f * trace.c[:-1], rtol=0, atol=1e-15)
    assert np.allclose(trace.written, trace.i * trace.g, rtol=0, atol=1e-15)
    assert np.allclose(trace.c[1:], trace.kept + trace.written, rtol=0, atol=1e-15)
    assert np.allclose(trace.tanh_c, np.tanh(trace.c[1:]), rtol=0, atol=1e-15)
    assert np.allclose(trace.h[1:], trace.o * trace.tanh_c, rtol=0, atol=1e-15)


def test_one_step_worked_by_hand():
    # One unit, x = 1, h_0 = 0.5, c_0 = 2; weights 1 and -1 for every gate, b = ln 3: a = 1 - 0.5 + ln 3.
    # i = f = o = σ(1.598612) = 0.831824, g = tanh(1.598612) = 0.921459
    # c_1 = 0.831824 * 2 + 0.831824 * 0.921459 = 2.430141, h_1 = 0.831824 * tanh(2.430141) = 0.819033
    cell = LSTM(1, 1)
    cell.params = {"W_xh": np.ones((1, 4)), "W_hh": -np.ones((1, 4)), "b_h": np.full(4, np.log(3))}
    trace = cell.forward([[[1.0]]], [[0.5]], [[2.0]])
    assert trace.i.item() == trace.f.item() == trace.o.item() == pytest.approx(0.831824, abs=1e-6)
    assert trace.g.item() == pytest.approx(0.921459, abs=1e-6)
    assert trace.c[1].item() == pytest.approx(2.430141, abs=2e-6)
    assert trace.h[1].item() == pytest.approx(0.819033, abs=2e-6)


def test_state_and_memory_start_at_zero_unless_given():
    cell, x, *_ = case()
    zeros = np.zeros((B, H))
    assert np.array_equal(cell.forward(x).h, cell.forward(x, zeros, zeros).h)


def test_parameters_have_the_gates_side_by_side_within_one_over_root_h():
    cell = LSTM(50, 100, rng=0)
    assert {name: w.shape for name, w in cell.params.items()} == {
        "W_xh": (50, 400),
        "W_hh": (100, 400),
        "b_h": (400,),
    }
    assert all(0.09 < np.abs(w).max() <= 0.1 for w in cell.params.values())
    assert np.array_equal(cell.params["W_hh"], LSTM(50, 100, rng=0).params["W_hh"])


def test_the_parameters_of_one_gate_are_views():
    cell = LSTM(2, 3, rng=0)
    cell.gate_params("o")["W_hh"][:] = 7
    assert (cell.params["W_hh"][:, :3] == 7).all() and not (cell.params["W_hh"][:, 3:] == 7).any()
    assert [cell.gate_params(name)["b_h"].base is cell.params["b_h"] for name in "oifg"] == [True] * 4


def test_float32_stays_float32_in_every_array():
    cell, x, h0, c0 = case(dtype=np.float32)
    trace = cell.forward(x, h0, c0, lengths=[6, 2, 4], clamp={"f": {2: 1.0}})
    gradients = cell.backward(trace, np.ones((T, B, H)), np.ones((T, B, H)), truncate=3)
    arrays = [value for value in vars(trace).values() if value is not None and value is not trace.lengths]
    arrays += [trace.c, gradients.x, gradients.h, gradients.c, gradients.da, *gradients.params.values()]
    arrays += cell.weight_terms(trace, gradients).values()
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_float32_agrees_with_float64_to_its_precision():
    (cell, x, h0, c0), twin = case(), LSTM(FEATURES, H, dtype=np.float32)
    twin.params = {name: w.astype(np.float32) for name, w in cell.params.items()}
    trace, low = cell.forward(x, h0, c0), twin.forward(x, h0, c0)
    assert np.abs(trace.h - low.h).max() < 2e-6
    dh = np.ones((T, B, H))
    for name, exact in cell.backward(trace, dh).params.items():
        assert np.abs(exact - twin.backward(low, dh).params[name]).max() < 1e-5 * np.abs(exact).max()


def test_the_usual_shapes_are_those_of_the_contract():
    cell, x, h0, c0 = case()
    trace = cell.forward(x, h0, c0)
    gradients = cell.backward(trace, np.ones((T, B, H)))
    for name in ("i", "f", "o", "g", "kept", "written", "tanh_c"):
        assert getattr(trace, name).shape == (T, B, H)
    assert trace.h.shape == trace.c.shape == gradients.h.shape == gradients.c.shape == (T + 1, B, H)
    assert gradients.x.shape == x.shape and gradients.da.shape == (T, B, 4 * H)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda cell, x: cell.forward(x, c0=np.ones(4)), r"c0 has shape \(4,\); .* starts from \(3, 4\)"),
        (
            lambda cell, x: cell.backward(cell.forward(x), np.ones((T, B, H)), np.ones((B, H))),
            r"dc has shape \(3, 4\); the states c_1\.\.c_T have shape \(6, 3, 4\)",
        ),
        (lambda cell, x: LSTM(2, 0), "hidden_size is 0; a cell needs at least 1 unit"),
        (lambda cell, x: LSTM(2, 3, dtype=int), "dtype is int64; a cell computes in float32 or float64"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call, sentence):
    cell, x, *_ = case()
    with pytest.raises(ValueError, match=sentence):
        call(cell, x)
