"""The gradient of a shared weight is a sum of one term a step, and the near ones may drown the far ones."""

from .lab import ItemizedGradient

__all__ = ["ItemizedGradient"]
