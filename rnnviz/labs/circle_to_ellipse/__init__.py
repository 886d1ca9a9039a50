"""One step stretches by at most σ_max, many go by ρ."""

from .lab import CircleToEllipse

__all__ = ["CircleToEllipse"]
