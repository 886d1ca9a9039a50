import numpy as np
import pytest

from rnnviz.cells import ACTIVATIONS, RNN

T, LENGTHS = 6, [6, 2, 1, 4]


def ragged_batch(nonlinearity="tanh", padding=np.nan):
    rng = np.random.default_rng(4)
    cell = RNN(3, 5, nonlinearity, rng=rng)
    x, h0 = rng.normal(size=(T, 4, 3)), rng.normal(size=(4, 5))
    for b, length in enumerate(LENGTHS):
        x[length:, b] = padding
    return cell, x, h0


@pytest.mark.parametrize("nonlinearity", ACTIVATIONS)
@pytest.mark.parametrize("padding", [np.nan, np.inf, 1e300])
def test_a_padded_sequence_runs_as_if_it_were_alone_whatever_the_padding_holds(nonlinearity, padding):
    cell, x, h0 = ragged_batch(nonlinearity, padding)
    dh = np.random.default_rng(5).normal(size=(T, 4, 5))
    for b, length in enumerate(LENGTHS):
        dh[length:, b] = 0
    trace = cell.forward(x, h0, LENGTHS)
    gradients = cell.backward(trace, dh)
    total = {name: np.zeros_like(value) for name, value in cell.params.items()}
    for b, length in enumerate(LENGTHS):
        one = slice(b, b + 1)
        alone = cell.forward(x[:length, one], h0[one])
        back = cell.backward(alone, dh[:length, one])
        off = np.abs(
            trace.h[: length + 1, one] - alone.h
        ).max()  # a BLAS may sum a row of a batch in another order
        assert off <= 1e-14 * np.abs(alone.h).max()
        assert np.allclose(gradients.x[:length, one], back.x, rtol=0, atol=1e-14)
        assert np.allclose(gradients.h[: length + 1, one], back.h, rtol=0, atol=1e-14)
        for name, value in back.params.items():
            total[name] += value
    for name, value in gradients.params.items():
        assert np.allclose(value, total[name], rtol=0, atol=1e-13)


def test_padding_changes_no_bit_of_any_state_or_gradient():
    runs = []
    for padding in (np.nan, 0.0, -7.0):
        cell, x, h0 = ragged_batch(padding=padding)
        trace = cell.forward(x, h0, LENGTHS)
        gradients = cell.backward(trace, np.ones((T, 4, 5)))
        terms = cell.weight_terms(trace, gradients)
        runs.append([trace.h, gradients.x, gradients.h, *gradients.params.values(), *terms.values()])
    for arrays in zip(*runs, strict=True):
        assert np.isfinite(arrays[0]).all()
        assert np.array_equal(arrays[0], arrays[1]) and np.array_equal(arrays[0], arrays[2])


def test_padded_steps_carry_the_state_over_and_have_no_gradient_of_their_own():
    cell, x, h0 = ragged_batch()
    trace = cell.forward(x, h0, LENGTHS)
    gradients = cell.backward(trace, np.ones((T, 4, 5)))
    for b, length in enumerate(LENGTHS):
        assert (trace.h[length:, b] == trace.h[length, b]).all()
        assert not gradients.x[length:, b].any() and not gradients.da[length:, b].any()
        assert gradients.da[:length, b].all()


def test_a_gradient_that_arrives_on_padding_passes_straight_to_the_last_real_state():
    cell, x, h0 = ragged_batch()
    trace = cell.forward(x, h0, LENGTHS)
    on_padding, on_end = np.zeros((T, 4, 5)), np.zeros((T, 4, 5))
    on_padding[4, 1] = on_end[LENGTHS[1] - 1, 1] = [1, 2, 3, 4, 5]
    late, direct = cell.backward(trace, on_padding), cell.backward(trace, on_end)
    assert np.array_equal(late.h[:3], direct.h[:3])
    for name, value in direct.params.items():
        assert np.array_equal(late.params[name], value)


def test_last_is_the_state_at_the_end_of_each_sequence():
    cell, x, h0 = ragged_batch()
    trace = cell.forward(x, h0, LENGTHS)
    assert np.array_equal(trace.last, trace.h[LENGTHS, range(4)])
    full = cell.forward(np.nan_to_num(x), h0)
    assert np.array_equal(full.last, full.h[T])


def test_mask_is_true_on_real_steps_only():
    cell, x, h0 = ragged_batch()
    trace = cell.forward(x, h0, LENGTHS)
    assert trace.mask.shape == (T, 4)
    assert trace.mask.sum(axis=0).tolist() == trace.ends.tolist() == LENGTHS
    assert trace.mask[0].all()
    full = cell.forward(np.nan_to_num(x), h0)
    assert full.lengths is None and full.mask.all() and full.mask.shape == (T, 4)


def test_full_lengths_are_the_same_as_none():
    cell, x, h0 = ragged_batch(padding=1.0)
    with_lengths, without = cell.forward(x, h0, [T] * 4), cell.forward(x, h0)
    assert np.array_equal(with_lengths.h, without.h)
    dh = np.ones((T, 4, 5))
    assert np.array_equal(cell.backward(with_lengths, dh).h, cell.backward(without, dh).h)


def test_forward_leaves_the_batch_it_was_given_untouched():
    cell, x, h0 = ragged_batch()
    before = x.copy()
    cell.forward(x, h0, LENGTHS)
    assert np.array_equal(x, before, equal_nan=True)
