"""What the prose of notebook 07 says beyond what its stored outputs hold is so."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.labs import SideBySide


@pytest.fixture(scope="module")
def lab():
    return SideBySide()


@pytest.fixture(autouse=True)
def start_over(lab):
    lab.reset()


def test_every_new_state_lies_between_the_old_one_and_the_candidate():
    rng = np.random.default_rng(1)
    for scale in (1, 20):
        gru = GRU(2, 16, rng=rng)
        gru.params = {name: scale * weights for name, weights in gru.params.items()}
        trace = gru.forward(scale * rng.normal(size=(50, 3, 2)))
        low, high = np.minimum(trace.h[:-1], trace.n), np.maximum(trace.h[:-1], trace.n)
        assert (trace.h[1:] >= low - 1e-12).all() and (trace.h[1:] <= high + 1e-12).all()
        assert np.abs(trace.h).max() <= 1


def test_a_forget_bias_of_1_lifts_the_gradient_by_six_powers_of_ten(lab):
    before = lab.result.runs[1].gradients.median[10]
    lab.set(forget_bias=1.0)
    assert 6 <= np.log10(lab.result.runs[1].gradients.median[10] / before) < 7


def test_on_the_edge_a_thousandfold_difference_between_draws_is_common(lab):
    lab.preset("an RNN on the edge")
    factors = []
    for seed in range(9):
        lab.set(seed=seed)
        factors.append([run.gradients.high[10] / run.gradients.low[10] for run in lab.result.runs])
    rnn, lstm, gru = np.median(factors, axis=0)
    assert rnn > 1000 and lstm < 50 and gru < 20


def test_the_pulse_leaves_more_in_the_memory_than_in_the_state(lab):
    for bias in (0.0, 1.0, 3.0):
        lab.set(forget_bias=bias)
        lstm = lab.result.runs[1]
        assert (lstm.memory_changes.each[:, 10:] > lstm.changes.each[:, 10:]).all()


def test_a_gru_that_hardly_listens_has_the_best_gradient_and_heard_the_least(lab):
    lab.preset("a GRU that hardly listens")
    assert np.argmax([run.gradients.median[10] for run in lab.result.runs]) == 2
    assert lab.result.runs[2].changes.median[10] < 0.005 < 0.3 < lab.result.runs[1].changes.median[10]


def test_the_last_state_hears_the_pulse_best_at_an_update_bias_near_ln_50(lab):
    left = {}
    for bias in np.arange(0, 6.1, 0.5).tolist():
        lab.set(update_bias=bias)
        left[bias] = lab.result.runs[2].changes.median[-1]
    assert max(left, key=left.get) == pytest.approx(np.log(50), abs=0.3)


def test_twice_the_units_do_not_help_the_memory_of_the_rnn(lab):
    lab.preset("same parameters")
    rnn = lab.result.runs[0]
    assert rnn.hidden_size == 33
    assert rnn.gradients.median[10] < 1e-9 and rnn.changes.median[-1] < 1e-9


def test_a_constant_gate_remembers_best_at_n_of_n_plus_1():
    n, z = 50, np.linspace(0.9, 0.9999, 1000)
    assert z[np.argmax((1 - z) * z**n)] == pytest.approx(n / (n + 1), abs=1e-4)
    assert sigmoid(np.log(n)) == pytest.approx(n / (n + 1))


def test_a_gru_has_three_quarters_of_the_parameters_of_an_lstm():
    sizes = [sum(w.size for w in cell.to_torch().values()) for cell in (GRU(38, 64), LSTM(38, 64))]
    assert sizes[0] / sizes[1] == 0.75
