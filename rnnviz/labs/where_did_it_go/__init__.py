"""Every step back is slopes × weights × alignment: logarithms make an account of what took the gradient."""

from .lab import WhereDidItGo

__all__ = ["WhereDidItGo"]
