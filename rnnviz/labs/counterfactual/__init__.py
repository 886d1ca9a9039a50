"""One character of a text is changed: what becomes of the change, and what the linear prediction says of it."""

from .lab import Counterfactual

__all__ = ["Counterfactual"]
