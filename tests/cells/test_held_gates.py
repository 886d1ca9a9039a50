import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from tests.cells.gated import KINDS, random_cell, random_states

T, B, FEATURES, H = 5, 2, 3, 4
GATES = [(kind, name) for kind in KINDS for name in ("oifg" if kind == "LSTM" else "rzn")]


def case(kind):
    rng = np.random.default_rng(0)
    cell = random_cell(kind, FEATURES, H, rng)
    return cell, rng.normal(size=(T, B, FEATURES)), random_states(kind, B, H, rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_held_memory_is_carried_unchanged_over_1000_steps_with_a_gradient_of_exactly_1(dtype):
    rng = np.random.default_rng(0)
    cell = random_cell("LSTM", FEATURES, H, rng, dtype=dtype)
    c0 = rng.normal(size=(B, H)).astype(dtype)
    trace = cell.forward(rng.normal(size=(1000, B, FEATURES)), c0=c0, clamp={"f": 1.0, "i": 0.0})
    assert (trace.c == c0).all()
    dc = np.zeros((1000, B, H))
    dc[-1] = 1
    assert (cell.backward(trace, np.zeros_like(dc), dc).c == 1).all()


@pytest.mark.parametrize("reset", ["after", "before"])
def test_a_gru_with_z_held_at_1_keeps_its_state_over_1000_steps_with_a_gradient_of_exactly_1(reset):
    rng = np.random.default_rng(0)
    cell, h0 = GRU(FEATURES, H, reset, rng=rng), rng.normal(size=(B, H))
    trace = cell.forward(rng.normal(size=(1000, B, FEATURES)), h0, clamp={"z": 1.0})
    dh = np.zeros((1000, B, H))
    dh[-1] = 1
    assert (trace.h == h0).all()
    assert (cell.backward(trace, dh).h == 1).all()


@pytest.mark.parametrize(("kind", "gate"), GATES)
def test_a_gate_held_at_one_step_has_that_value_there_and_is_free_elsewhere(kind, gate):
    cell, x, states = case(kind)
    free, held = cell.forward(x, **states), cell.forward(x, **states, clamp={gate: {3: 0.25}})
    values = getattr(held, gate)
    assert (values[2] == 0.25).all() and not (values == 0.25)[[0, 1, 3, 4]].any()
    assert np.array_equal(held.h[:3], free.h[:3])
    assert not np.isclose(held.h[3], free.h[3], atol=1e-6).any()


@pytest.mark.parametrize(("kind", "gate"), GATES)
def test_no_gradient_passes_through_a_held_gate(kind, gate):
    cell, x, states = case(kind)
    trace = cell.forward(x, **states, clamp={gate: 0.25})
    gradients = cell.backward(trace, np.ones((T, B, H)))
    da = dict(zip(cell.gates, np.split(gradients.da, len(cell.gates), axis=-1), strict=True))
    still = {gate, "r"} if gate == "n" else {gate}  # where n is held, r moves nothing
    for name, values in da.items():
        assert values.any() == (name not in still)


@pytest.mark.parametrize(("kind", "gate"), GATES)
def test_holding_a_gate_at_the_values_it_takes_changes_no_state(kind, gate):
    cell, x, states = case(kind)
    free = cell.forward(x, **states)
    held = cell.forward(x, **states, clamp={gate: getattr(free, gate)})
    assert np.allclose(held.h, free.h, rtol=0, atol=1e-15)


def test_a_mask_of_nan_is_the_same_as_the_steps_and_units_it_leaves_out():
    cell, x, states = case("LSTM")
    values = np.full((T, 1, H), np.nan)
    values[1, :, 2], values[3] = 0.5, 1.0
    by_step = {2: [np.nan, np.nan, 0.5, np.nan], 4: 1.0}
    one, other = (cell.forward(x, **states, clamp={"f": clamp}) for clamp in (values, by_step))
    assert np.array_equal(one.h, other.h) and np.array_equal(one.held, other.held, equal_nan=True)


def test_an_empty_clamp_is_none():
    cell, x, states = case("LSTM")
    assert cell.forward(x, **states, clamp={}).held is None


@pytest.mark.parametrize(
    ("clamp", "sentence"),
    [
        ({"z": 1.0}, "clamp names the gate 'z'; this cell has o, i, f, g"),
        ({"f": {0: 1.0}}, r"clamp holds f at step 0; this run has the steps 1\.\.5"),
        ({"f": {6: 1.0}}, r"clamp holds f at step 6; this run has the steps 1\.\.5"),
        (
            {"i": np.ones((5, 3, 4))},
            r"clamp gives i an array of shape \(5, 3, 4\); .* spreads to \(5, 2, 4\)",
        ),
        ({"i": {1: np.ones(3)}}, r"clamp gives i an array of shape \(3,\); .* spreads to \(2, 4\)"),
    ],
)
def test_a_clamp_that_does_not_fit_is_refused(clamp, sentence):
    with pytest.raises(ValueError, match=sentence):
        LSTM(FEATURES, H).forward(np.ones((T, B, FEATURES)), clamp=clamp)
