"""Two units left to themselves: every state goes somewhere, and where it ends is what the network remembers."""

from .lab import PhasePortrait

__all__ = ["PhasePortrait"]
