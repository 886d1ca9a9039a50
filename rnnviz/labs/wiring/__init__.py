"""The ways to wire recurrent cells into a network, and what each output can know."""

from .lab import Wiring

__all__ = ["Wiring"]
