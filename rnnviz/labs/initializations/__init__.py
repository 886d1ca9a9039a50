"""Four ways to draw the first weights: how far back does the gradient reach before any training?"""

from .lab import Initializations

__all__ = ["Initializations"]
