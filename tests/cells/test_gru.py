import numpy as np
import pytest

from rnnviz.cells import GRU
from tests.cells.gated import random_cell

T, B, FEATURES, H = 6, 3, 2, 4


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def case(kind, dtype=np.float64):
    rng = np.random.default_rng(0)
    cell = random_cell(kind, FEATURES, H, rng, dtype=dtype)
    return cell, rng.normal(size=(T, B, FEATURES)), rng.normal(size=(B, H))


@pytest.mark.parametrize("kind", ["GRU", "GRU, reset before"])
def test_every_step_obeys_the_equations(kind):
    cell, x, h0 = case(kind)
    trace = cell.forward(x, h0)
    before, (r, z, n) = trace.h[:-1], (cell.gate_params(name) for name in "rzn")
    for gate, w in ((trace.r, r), (trace.z, z)):
        a = x @ w["W_xh"] + before @ w["W_hh"] + w["b_h"]
        assert np.allclose(gate, sigmoid(a), rtol=0, atol=1e-14)
    if kind == "GRU":
        q = before @ n["W_hh"] + cell.params["b_hn"]
        recalled = trace.r * q
    else:
        q = trace.r * before
        recalled = q @ n["W_hh"]
    assert np.allclose(trace.q, q, rtol=0, atol=1e-14)
    assert np.allclose(trace.n, np.tanh(x @ n["W_xh"] + n["b_h"] + recalled), rtol=0, atol=1e-14)
    assert np.allclose(trace.h[1:], (1 - trace.z) * trace.n + trace.z * before, rtol=0, atol=1e-15)
    assert np.array_equal(trace.h[0], h0)


def test_one_step_of_both_forms_worked_by_hand():
    # Two units, h_0 = (1, 0), no input, W_hr swaps the units, W_hn = all ones; r = (σ(0), σ(1)), z = ½.
    # After: both units recall h W_hn = 1, so n = tanh(r) = (0.462117, 0.623713).
    # Before: r ⊙ h_0 = (0.5, 0), so both read 0.5, n = tanh(0.5) = 0.462117.
    W_hh = np.concatenate([[[0, 1], [1, 0]], np.zeros((2, 2)), np.ones((2, 2))], axis=1)
    for reset, n in (("after", [0.462117, 0.623713]), ("before", [0.462117, 0.462117])):
        cell = GRU(1, 2, reset)
        cell.params |= {"W_xh": np.zeros((1, 6)), "W_hh": W_hh, "b_h": np.zeros(6)}
        if reset == "after":
            cell.params["b_hn"] = np.zeros(2)
        trace = cell.forward([[[1.0]]], [[1.0, 0.0]])
        assert trace.n[0, 0] == pytest.approx(n, abs=1e-6)
        assert trace.h[1, 0] == pytest.approx([0.5 + n[0] / 2, n[1] / 2], abs=1e-6)


def test_only_the_form_that_resets_after_has_a_second_bias():
    assert [*GRU(2, 3).params] == ["W_xh", "W_hh", "b_h", "b_hn"]
    assert [*GRU(2, 3, "before").params] == ["W_xh", "W_hh", "b_h"]
    assert {name: w.shape for name, w in GRU(2, 3).params.items()} == {
        "W_xh": (2, 9),
        "W_hh": (3, 9),
        "b_h": (9,),
        "b_hn": (3,),
    }


def test_the_two_forms_agree_where_the_reset_gate_stands_open():
    after, x, h0 = case("GRU")
    before = GRU(FEATURES, H, "before")
    after.params["b_hn"][:] = 0
    before.params = {name: after.params[name] for name in before.params}
    states = [cell.forward(x, h0, clamp={"r": 1.0}).h for cell in (after, before)]
    assert np.allclose(*states, rtol=0, atol=1e-14)
    assert not np.allclose(after.forward(x, h0).h, before.forward(x, h0).h, atol=0.01)


@pytest.mark.parametrize("kind", ["GRU", "GRU, reset before"])
def test_float32_stays_float32_in_every_array(kind):
    cell, x, h0 = case(kind, np.float32)
    trace = cell.forward(x, h0, lengths=[6, 2, 4], clamp={"z": {2: 1.0}})
    gradients = cell.backward(trace, np.ones((T, B, H)), truncate=3)
    arrays = [value for value in vars(trace).values() if value is not None and value is not trace.lengths]
    arrays += [gradients.x, gradients.h, gradients.da, gradients.dq, *gradients.params.values()]
    arrays += cell.weight_terms(trace, gradients).values()
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_an_unknown_form_of_reset_is_refused_with_the_choices():
    with pytest.raises(ValueError, match="reset is 'never'; choose 'after' .* or 'before'"):
        GRU(2, 3, reset="never")
