"""RNN, LSTM and GRU on one input: whose gradient reaches back, and what is left of a pulse."""

from .lab import SideBySide

__all__ = ["SideBySide"]
