"""One step of a recurrent cell, every weight within reach."""

from .lab import OneStep

__all__ = ["OneStep"]
