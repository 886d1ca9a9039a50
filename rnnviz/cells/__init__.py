"""Recurrent cells in NumPy, forward and backward, line for line the equations of the course."""

from .activations import ACTIVATIONS, Activation, activation
from .compose import Bidirectional, Stacked
from .gated_traces import GRUGradients, GRUTrace, LSTMGradients, LSTMTrace
from .gru import GRU
from .lstm import LSTM
from .rnn import RNN, RNNTrace
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
]
