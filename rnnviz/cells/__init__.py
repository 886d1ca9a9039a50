"""Recurrent cells in NumPy, forward and backward, line for line the equations of the course."""

from .activations import ACTIVATIONS, Activation, activation
from .compose import Bidirectional, Stacked
from .rnn import RNN, RNNTrace
from .trace import Gradients, Trace

__all__ = [
    "ACTIVATIONS",
    "RNN",
    "Activation",
    "Bidirectional",
    "Gradients",
    "RNNTrace",
    "Stacked",
    "Trace",
    "activation",
]
