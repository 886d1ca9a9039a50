"""Powers of a matrix of two units: what one step makes of a vector, and what many make of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...gradients import lengths, spectrum

STEPS = 40


@dataclass(frozen=True, eq=False)
class EllipseResult:
    """A vector v_0 of length 1 and v_n = v_0 W^n, for n = 0..N."""

    rho: float
    one_way: float
    sigma: float  # σ_max
    W: np.ndarray  # (2, 2)
    best: np.ndarray  # (2,) of length 1: what W stretches the most
    directions: np.ndarray  # (N+1, 2) v_n / ‖v_n‖
    factors: np.ndarray  # (N+1,) ‖v_{n+1}‖ / ‖v_n‖, the step that comes next
    sizes: np.ndarray  # (N+1,) ‖v_n‖
    N: int = STEPS


def compute(p: SimpleNamespace) -> EllipseResult:
    W = p.rho * np.array([[1.0, p.one_way], [0.0, 1.0]])
    path = [np.array([np.cos(np.radians(p.angle)), np.sin(np.radians(p.angle))])]
    for _ in range(STEPS + 1):
        path.append(path[-1] @ W)
    vectors = np.array(path)
    sizes = lengths(vectors)
    best = np.linalg.svd(W)[0][:, 0]
    return EllipseResult(
        rho=p.rho,
        one_way=p.one_way,
        sigma=spectrum(W).norm,
        W=W,
        best=best * np.sign(best @ [1.0, 1.0]),
        directions=(vectors / sizes[:, None])[:-1],
        factors=sizes[1:] / sizes[:-1],
        sizes=sizes[:-1],
    )
