"""Two ways to keep a step short when a gradient explodes (Pascanu, Mikolov and Bengio 2013; Mikolov 2012)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

SQUARABLE = 1e-140, 1e140
"""Between these a norm's square, and that of every entry that counts in it, is a float64 of full precision."""


@np.errstate(all="ignore")
def clip_norm(gradients: Mapping[str, np.ndarray], limit: float) -> float:
    """If ‖g‖ > limit then g ← limit · g/‖g‖, in place; returns ‖g‖ as it was, inf if that is beyond any float.

    ‖g‖ is the norm of all arrays together, in float64, right for every finite gradient, those too whose squares no
    float can hold. One factor for all keeps the direction. A gradient with an entry that is infinite or nan has no
    direction to keep: it stays as it is, and the norm returned, inf or nan, tells the caller to leave out the step.
    Pascanu et al. advise a limit between half the average norm and ten times as much. ValueError unless limit > 0.
    """
    _check(limit)
    scale, length = 1.0, _length(gradients, 1.0)
    if not SQUARABLE[0] < length < SQUARABLE[1]:
        scale = _largest(gradients)
        if scale == 0 or not np.isfinite(scale):
            return scale
        length = _length(gradients, scale)
    norm = length * scale
    if norm > limit:
        for gradient in gradients.values():
            share = np.divide(gradient, scale, dtype=np.float64) if scale != 1 else gradient
            # in float64, for limit/‖g‖ may be too small for a float32
            np.multiply(share, limit / length, out=gradient, dtype=np.float64, casting="same_kind")
    return norm


def clip_value(gradients: Mapping[str, np.ndarray], limit: float) -> float:
    """Bring every entry into [-limit, limit], in place; returns the largest |entry| as it was.

    It changes the direction: large entries are cut, infinite ones too, small ones stay; nan stays nan. ValueError
    unless limit > 0.
    """
    _check(limit)
    largest = _largest(gradients)
    for gradient in gradients.values():
        np.clip(gradient, -limit, limit, out=gradient)
    return largest


def _length(gradients: Mapping[str, np.ndarray], scale: float) -> float:
    """‖g/scale‖ of all arrays together, in float64."""
    entries = (np.asarray(gradient, np.float64) for gradient in gradients.values())
    shares = entries if scale == 1 else (gradient / scale for gradient in entries)
    return float(np.sqrt(sum(np.vdot(share, share) for share in shares)))


def _largest(gradients: Mapping[str, np.ndarray]) -> float:
    """The largest |entry| of all arrays; 0 if there is none, nan if one is nan."""
    return float(np.max([abs(gradient).max(initial=0) for gradient in gradients.values()], initial=0))


def _check(limit: float) -> None:
    if not limit > 0:
        raise ValueError(f"limit is {limit:g}; a gradient is clipped at a length above 0")
