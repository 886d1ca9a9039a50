import numpy as np
import pytest

from rnnviz.cells import LSTM, RNN
from rnnviz.cells.memory import carry, chrono_biases, half_life


def memory_alone(bias, steps):
    """c over time of one unit that starts at 1, reads nothing and gets nothing back, with that forget bias."""
    cell = LSTM(1, 1, forget_bias=bias)
    cell.params["W_xh"][:] = cell.params["W_hh"][:] = 0
    return cell.forward(np.zeros((steps, 1, 1)), c0=[[1.0]], clamp={"i": 0.0}).c[:, 0, 0]


@pytest.mark.parametrize(
    ("bias", "gate", "steps_to_half", "left_after_100"),
    [(0, 0.5, 1.0, 7.9e-31), (1, 0.7311, 2.21, 2.5e-14)],
)
def test_what_a_forget_bias_remembers(bias, gate, steps_to_half, left_after_100):
    assert carry(bias, 1) == pytest.approx(gate, abs=5e-5)
    assert half_life(bias) == pytest.approx(steps_to_half, abs=5e-3)
    assert carry(bias, 100) == pytest.approx(left_after_100, rel=0.02)
    assert memory_alone(bias, 100)[100] == pytest.approx(carry(bias, 100), rel=1e-12)


@pytest.mark.parametrize("bias", [-3.0, 0.5, 2.0, 6.0])
def test_half_of_the_memory_is_left_after_the_half_life(bias):
    assert carry(bias, half_life(bias)) == pytest.approx(0.5, rel=1e-12)
    assert half_life(bias) == pytest.approx(np.log(0.5) / np.log(carry(bias, 1)), rel=1e-9)


def test_half_life_reads_arrays_and_extreme_biases():
    assert half_life(np.array([0.0, 40.0])) == pytest.approx([1.0, np.log(2) * np.exp(40.0)])
    assert half_life(-800.0) == pytest.approx(np.log(2) / 800)


def test_forget_bias_sets_b_f_and_nothing_else():
    plain, biased = LSTM(2, 3, rng=0), LSTM(2, 3, rng=0, forget_bias=1.5)
    assert (biased.gate_params("f")["b_h"] == 1.5).all()
    biased.gate_params("f")["b_h"][:] = plain.gate_params("f")["b_h"]
    assert all(np.array_equal(plain.params[name], w) for name, w in biased.params.items())


def test_chrono_biases_spread_the_time_constants_evenly_up_to_the_longest():
    b_f, b_i = chrono_biases(20_000, 50, rng=0)
    assert np.array_equal(b_i, -b_f)
    constants = np.exp(b_f)
    assert constants.min() >= 1 and constants.max() <= 49
    assert constants.mean() == pytest.approx(25, abs=0.3) and constants.std() == pytest.approx(
        48 / 12**0.5, abs=0.2
    )


def test_a_chrono_lstm_remembers_longer_than_a_drawn_one():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 1, 2))
    drawn, chrono = LSTM(2, 16, rng=1), LSTM.chrono(2, 16, longest=100, rng=1)
    assert np.array_equal(chrono.gate_params("i")["b_h"], -chrono.gate_params("f")["b_h"])
    kept = [np.prod(cell.forward(x).f[:, 0], axis=0).max() for cell in (drawn, chrono)]
    assert kept[0] < 1e-15 and kept[1] > 0.1
    for name in ("i", "f"):
        chrono.gate_params(name)["b_h"][:] = drawn.gate_params(name)["b_h"]
    assert all(np.array_equal(drawn.params[name], w) for name, w in chrono.params.items())


def test_chrono_initialization_of_less_than_2_steps_is_refused():
    with pytest.raises(ValueError, match="longest is 1; chrono initialization spreads from 2 steps up"):
        LSTM.chrono(2, 3, longest=1)


def gradient_curve(cell, x):
    """‖∂L/∂h_t‖ over the steps back from a loss on the last state, the first being 1."""
    trace = cell.forward(x)
    dh = np.zeros_like(trace.h[1:])
    dh[-1] = 1 / np.sqrt(cell.hidden_size)
    return np.linalg.norm(cell.backward(trace, dh).h[:, 0], axis=-1)[::-1]


@pytest.mark.parametrize(("forget_bias", "times"), [(None, 1), (1.0, 1e6)])
def test_50_steps_back_the_gradient_of_an_lstm_stands_above_that_of_an_rnn(forget_bias, times):
    # Twelve seeds, each with one input for both cells. For every seed the LSTM's is larger, and the bands from
    # the 10th to the 90th percentile do not touch.
    ours, theirs = [], []
    for seed in range(12):
        x = np.random.default_rng(seed).normal(size=(60, 1, 8))
        ours.append(gradient_curve(LSTM(8, 32, rng=seed, forget_bias=forget_bias), x)[50])
        theirs.append(gradient_curve(RNN(8, 32, rng=seed), x)[50])
    assert (np.array(ours) > np.array(theirs)).all()
    assert np.quantile(ours, 0.1) > times * np.quantile(theirs, 0.9), (ours, theirs)
