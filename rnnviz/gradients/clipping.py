"""Two ways to keep a step short when a gradient explodes (Pascanu, Mikolov and Bengio 2013; Mikolov 2012)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def clip_norm(gradients: Mapping[str, np.ndarray], limit: float) -> float:
    """If ‖g‖ ≥ limit then g ← limit · g/‖g‖, in place; returns ‖g‖ as it was.

    ‖g‖ is the norm of all arrays together. One factor for all keeps the direction. Pascanu et al. advise a limit
    between half the average norm and ten times as much.
    """
    norm = float(np.sqrt(sum(np.vdot(g, g) for g in gradients.values())))
    if norm > limit:
        for gradient in gradients.values():
            gradient *= limit / norm
    return norm


def clip_value(gradients: Mapping[str, np.ndarray], limit: float) -> float:
    """Bring every entry into [-limit, limit], in place; returns the largest |entry| as it was.

    It changes the direction: large entries are cut, small ones stay.
    """
    largest = max((float(abs(g).max()) for g in gradients.values() if g.size), default=0.0)
    for gradient in gradients.values():
        np.clip(gradient, -limit, limit, out=gradient)
    return largest
