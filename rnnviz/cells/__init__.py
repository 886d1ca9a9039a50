"""Recurrent cells in NumPy, forward and backward.

`rnn_step`, `lstm_step` and `gru_step` are the equations of the course line for line; the cells are held to them.
"""

from .activations import ACTIVATIONS, Activation, activation
from .compose import Bidirectional, Stacked
from .gated_traces import GRUGradients, GRUTrace, LSTMGradients, LSTMTrace
from .gru import GRU, gru_step
from .lstm import LSTM, lstm_step
from .rnn import RNN, RNNTrace, rnn_step
from .trace import Gradients, Trace

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "Bidirectional",
    "GRUGradients",
    "GRUTrace",
    "Gradients",
    "LSTMGradients",
    "LSTMTrace",
    "RNNTrace",
    "Stacked",
    "Trace",
    "activation",
    "gru_step",
    "lstm_step",
    "rnn_step",
]
