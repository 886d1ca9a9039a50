"""One step from the wall of an error surface throws training out of the picture; clipping makes the step short."""

from .lab import Cliff

__all__ = ["Cliff"]
