"""A gradient on its way back through time: it vanishes, holds, explodes, or grows before it vanishes."""

from .lab import GradientFlow

__all__ = ["GradientFlow"]
