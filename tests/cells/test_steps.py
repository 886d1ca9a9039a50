"""The fast cells do what the plain steps of the lesson do."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM, RNN, gru_step, lstm_step, rnn_step

STEPS = {RNN: rnn_step, LSTM: lstm_step, GRU: gru_step}
STEPS_T, BATCH, INPUTS, UNITS = 40, 3, 4, 5


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.__name__)
def test_a_loop_over_plain_steps_is_the_forward_pass(kind):
    rng = np.random.default_rng(7)
    cell = kind(INPUTS, UNITS, rng=rng)
    for parameter in cell.params.values():
        parameter *= 2  # gates with something to say
    x = rng.normal(size=(STEPS_T, BATCH, INPUTS))
    trace = cell.forward(x)
    state = tuple(np.zeros((BATCH, UNITS)) for _ in range(2 if kind is LSTM else 1))
    for t in range(STEPS_T):
        new = STEPS[kind](x[t], *state, **cell.params)
        state = new if kind is LSTM else (new,)
        np.testing.assert_allclose(state[0], trace.h[t + 1], rtol=0, atol=1e-14)
    if kind is LSTM:
        np.testing.assert_allclose(state[1], trace.c[-1], rtol=0, atol=1e-14)
