"""Recurrent cells in NumPy, forward and backward, line for line the equations of the course."""

from .activations import ACTIVATIONS, Activation, activation
from .compose import Bidirectional, Stacked
from .gru import GRU, GRUTrace
from .lstm import LSTM, LSTMGradients, LSTMTrace
from .rnn import RNN, RNNTrace
from .trace import Gradients, Trace

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "Bidirectional",
    "GRUTrace",
    "Gradients",
    "LSTMGradients",
    "LSTMTrace",
    "RNNTrace",
    "Stacked",
    "Trace",
    "activation",
]
