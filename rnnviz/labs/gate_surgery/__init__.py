"""Hold the gates of a trained LSTM by hand, and see what they were for."""

from .lab import GateSurgery

__all__ = ["GateSurgery"]
