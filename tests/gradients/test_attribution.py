"""The split of each step's shrinkage multiplies to the step's ratio, and its parts are what they are called."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM, RNN, Stacked
from rnnviz.gradients import itemized, loss_gradients, made_to_order, orthogonal, shrinkage, truncated
from tests.own_cells import Leaky, MyRNN

T, H = 30, 8


def drawn(nonlinearity, W, input_scale=0.5, seed=0):
    rng = np.random.default_rng(seed)
    cell = RNN(3, H, nonlinearity, rng=rng)
    cell.params["W_hh"] = W
    dh = np.zeros((T, H))
    dh[-1] = rng.standard_normal(H)
    return cell, cell.forward(input_scale * rng.standard_normal((T, 1, 3))), dh


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu", "linear"])
@pytest.mark.parametrize("ratio", [1.0, 3.0])
def test_the_three_factors_multiply_to_each_steps_ratio(nonlinearity, ratio):
    cell, trace, dh = drawn(nonlinearity, made_to_order(H, 1.1, ratio, 0))
    lengths = np.linalg.norm(loss_gradients(cell, trace, dh), axis=1)
    split = shrinkage(cell, trace, dh)
    np.testing.assert_allclose(split.ratio, lengths[:-1] / lengths[1:], rtol=1e-12)
    product = split.weights * split.saturation * split.alignment
    np.testing.assert_allclose(product, split.ratio, rtol=1e-12)
    assert (split.saturation <= cell.activation.gamma * (1 + 1e-12)).all()
    assert (split.alignment <= 1 + 1e-12).all()


def test_orthogonal_weights_never_misalign_and_linear_units_never_saturate():
    cell, trace, dh = drawn("tanh", 0.8 * orthogonal(H, 0))
    np.testing.assert_allclose(shrinkage(cell, trace, dh).alignment, 1, rtol=1e-12)
    cell, trace, dh = drawn("linear", made_to_order(H, 0.8, 4, 0))
    np.testing.assert_allclose(shrinkage(cell, trace, dh).saturation, 1, rtol=1e-12)


def test_where_losses_stand_at_several_steps_the_ratio_is_that_of_the_way_back_alone():
    cell, trace, dh = drawn("tanh", made_to_order(H, 0.9, 2, 0))
    dh[9] = 5.0
    total = loss_gradients(cell, trace, dh)
    back = np.linalg.norm(total[9 + 1] * (1 - trace.h[10, 0] ** 2) @ cell.params["W_hh"].T)
    assert shrinkage(cell, trace, dh).ratio[9] == pytest.approx(back / np.linalg.norm(total[10]), rel=1e-12)


def test_it_splits_gradients_too_small_for_their_squares():
    cell, trace, dh = drawn("linear", 1e-9 * orthogonal(H, 0))
    np.testing.assert_allclose(shrinkage(cell, trace, dh).ratio, 1e-9, rtol=1e-12)  # to 1e-270


def test_dead_units_leave_nothing_to_split():
    cell, trace, dh = drawn("relu", orthogonal(H, 0))
    cell.params["b_h"][:] = -100
    trace = cell.forward(trace.x)
    split = shrinkage(cell, trace, dh)
    assert split.ratio[-1] == 0 and split.saturation[-1] == 0 and split.alignment[-1] == 1
    assert np.isnan(split.ratio[:-1]).all()


def test_zero_weights_are_to_blame_themselves():
    cell, trace, dh = drawn("tanh", np.zeros((H, H)))
    split = shrinkage(cell, trace, dh)
    assert (split.weights[-1], split.alignment[-1], split.ratio[-1]) == (0, 1, 0)


def test_only_an_rnn_can_be_split():
    stack = Stacked([RNN(3, H, rng=0), RNN(H, H, rng=1)])
    with pytest.raises(ValueError, match="this cell is a Stacked"):
        shrinkage(stack, None, None)


def test_a_batch_is_not_split():
    cell = RNN(3, H, rng=0)
    trace, dh = cell.forward(np.ones((T, 2, 3))), np.ones((T, 2, H))
    with pytest.raises(
        ValueError, match=r"the trace holds 2 sequences; give that of 1: cell.forward\(x\[:, :1\]\)"
    ):
        shrinkage(cell, trace, dh)
    with pytest.raises(ValueError, match="the trace holds 2 sequences"):
        truncated(cell, trace, dh, 3)


CELLS = {
    "RNN": lambda: RNN(3, H, rng=0),
    "LSTM": lambda: LSTM(3, H, rng=0),
    "GRU": lambda: GRU(3, H, rng=0),
    "GRU, reset before": lambda: GRU(3, H, reset="before", rng=0),
}


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(
    "losses", [[-1], [2, 7, 11], slice(None)], ids=["last step", "three steps", "every step"]
)
@pytest.mark.parametrize("length", [None, 9])
@pytest.mark.parametrize("k", [1, 2, 5, 12, 40])
def test_truncated_is_what_a_cells_own_truncated_backward_pass_gives(kind, losses, length, k):
    cell, rng = CELLS[kind](), np.random.default_rng(1)
    trace = cell.forward(rng.standard_normal((12, 1, 3)), lengths=length and [length])
    dh = np.zeros((12, H))
    dh[losses] = rng.standard_normal(dh[losses].shape)
    own = cell.backward(trace, dh[:, None], truncate=k).params
    for given in (dh, dh[:, None]):
        found = truncated(cell, trace, given, k)
        assert list(found) == list(own)
        for name, value in found.items():
            np.testing.assert_allclose(value, own[name], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("cell", [MyRNN(3, H), Leaky(3, H)], ids=lambda cell: type(cell).__name__)
def test_truncated_needs_only_the_two_methods_of_a_cell(cell):
    """Against the gradient of the last k steps run by themselves from h_{n-k}."""
    rng = np.random.default_rng(2)
    trace = cell.forward(rng.standard_normal((12, 1, 3)))
    dh = np.zeros((12, H))
    dh[-1] = rng.standard_normal(H)
    tail = cell.backward(cell.forward(trace.x[-4:], trace.h[-5]), dh[-4:, None]).params
    for name, value in truncated(cell, trace, dh, 4).items():
        np.testing.assert_allclose(value, tail[name], rtol=1e-12, atol=1e-14)
    whole = cell.backward(trace, dh[:, None]).params
    for name, value in truncated(cell, trace, dh, 12).items():
        np.testing.assert_allclose(value, whole[name], rtol=1e-12, atol=1e-14)


def test_to_follow_no_step_back_is_refused():
    cell = RNN(3, H, rng=0)
    with pytest.raises(ValueError, match="k is 0; follow at least 1 step back"):
        truncated(cell, cell.forward(np.ones((4, 1, 3))), np.ones((4, H)), 0)


def test_itemized_at_distance_zero_is_the_last_steps_own_term():
    cell, trace, dh = drawn("tanh", orthogonal(H, 0))
    term = np.outer(trace.h[T - 1, 0], dh[-1] * (1 - trace.h[T, 0] ** 2))
    np.testing.assert_allclose(itemized(cell, trace, dh)["W_hh"][-1], term, rtol=1e-12)
