import numpy as np
import pytest

from tests.cells.gated import KINDS, random_cell, random_states

T, LENGTHS = 6, [6, 2, 1, 4]
kinds = pytest.mark.parametrize("kind", KINDS)


def ragged_batch(kind, padding=np.nan):
    rng = np.random.default_rng(4)
    cell = random_cell(kind, 3, 5, rng)
    x = rng.normal(size=(T, 4, 3))
    states = random_states(kind, 4, 5, rng)
    for b, length in enumerate(LENGTHS):
        x[length:, b] = padding
    return cell, x, states


@kinds
@pytest.mark.parametrize("padding", [np.nan, np.inf, 1e300])
def test_a_padded_sequence_runs_as_if_it_were_alone_whatever_the_padding_holds(kind, padding):
    cell, x, states = ragged_batch(kind, padding)
    dh = np.random.default_rng(5).normal(size=(T, 4, 5))
    for b, length in enumerate(LENGTHS):
        dh[length:, b] = 0
    trace = cell.forward(x, **states, lengths=LENGTHS)
    gradients = cell.backward(trace, dh)
    total = {name: np.zeros_like(value) for name, value in cell.params.items()}
    names = ("h", "c") if kind == "LSTM" else ("h",)
    for b, length in enumerate(LENGTHS):
        one = slice(b, b + 1)
        alone = cell.forward(x[:length, one], **{name: state[one] for name, state in states.items()})
        back = cell.backward(alone, dh[:length, one])
        for name in names:
            ours, theirs = getattr(trace, name)[: length + 1, one], getattr(alone, name)
            assert np.allclose(ours, theirs, rtol=0, atol=1e-14)
            ours, theirs = getattr(gradients, name)[: length + 1, one], getattr(back, name)
            assert np.allclose(ours, theirs, rtol=0, atol=1e-13)
        assert np.allclose(gradients.x[:length, one], back.x, rtol=0, atol=1e-13)
        for name, value in back.params.items():
            total[name] += value
    for name, value in gradients.params.items():
        assert np.allclose(value, total[name], rtol=0, atol=1e-12)


@kinds
def test_padding_changes_no_bit_of_any_state_or_gradient(kind):
    runs = []
    for padding in (np.nan, 0.0, -7.0):
        cell, x, states = ragged_batch(kind, padding)
        trace = cell.forward(x, **states, lengths=LENGTHS)
        gradients = cell.backward(trace, np.ones((T, 4, 5)))
        terms = cell.weight_terms(trace, gradients)
        runs.append([trace.h, gradients.x, gradients.h, *gradients.params.values(), *terms.values()])
    for arrays in zip(*runs, strict=True):
        assert np.isfinite(arrays[0]).all()
        assert np.array_equal(arrays[0], arrays[1]) and np.array_equal(arrays[0], arrays[2])


@kinds
def test_padded_steps_carry_state_and_memory_over_and_have_no_gradient_of_their_own(kind):
    cell, x, states = ragged_batch(kind)
    trace = cell.forward(x, **states, lengths=LENGTHS)
    gradients = cell.backward(trace, np.ones((T, 4, 5)))
    for b, length in enumerate(LENGTHS):
        assert (trace.h[length:, b] == trace.h[length, b]).all()
        assert not gradients.x[length:, b].any() and not gradients.da[length:, b].any()
        assert gradients.da[:length, b].all()
        if kind == "LSTM":
            assert (trace.c[length:, b] == trace.c[length, b]).all()
            assert not gradients.c[length + 1 :, b].any() and gradients.c[: length + 1, b].all()


@kinds
def test_a_gradient_that_arrives_on_padding_passes_straight_to_the_last_real_state(kind):
    cell, x, states = ragged_batch(kind)
    trace = cell.forward(x, **states, lengths=LENGTHS)
    on_padding, on_end = np.zeros((T, 4, 5)), np.zeros((T, 4, 5))
    on_padding[4, 1] = on_end[LENGTHS[1] - 1, 1] = [1, 2, 3, 4, 5]
    arrivals = [("dh",), ("dh", "dc")] if kind == "LSTM" else [("dh",)]
    for names in arrivals:
        late = cell.backward(trace, **dict.fromkeys(names, on_padding))
        direct = cell.backward(trace, **dict.fromkeys(names, on_end))
        assert np.array_equal(late.h[:3], direct.h[:3])
        for name, value in direct.params.items():
            assert np.array_equal(late.params[name], value)


@kinds
def test_full_lengths_are_the_same_as_none(kind):
    cell, x, states = ragged_batch(kind, padding=1.0)
    full, none = cell.forward(x, **states, lengths=[T] * 4), cell.forward(x, **states)
    assert np.array_equal(full.h, none.h)
    dh = np.ones((T, 4, 5))
    assert np.array_equal(cell.backward(full, dh).h, cell.backward(none, dh).h)
