"""One unit, one weight, one input: how long does the unit remember?"""

from .lab import Echo

__all__ = ["Echo"]
