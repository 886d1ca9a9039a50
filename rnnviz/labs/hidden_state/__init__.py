"""What the units of a network hold while it reads, and which of them follow something that we can name."""

from .lab import HiddenState

__all__ = ["HiddenState"]
