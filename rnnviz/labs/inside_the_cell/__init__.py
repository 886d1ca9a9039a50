"""One step of a gated cell, operation by operation, with the numbers on its wires: the LSTM and the GRU."""

from .lab import InsideGRU, InsideLSTM

__all__ = ["InsideGRU", "InsideLSTM"]
