"""A loop unfolds into a chain, and a gradient runs back along it."""

from .lab import Unrolling

__all__ = ["Unrolling"]
