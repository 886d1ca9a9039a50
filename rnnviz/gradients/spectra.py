"""What a recurrent matrix does on its own: its eigenvalues, its singular values, and how far the two are apart.

Repeated often, a matrix scales by its eigenvalues: ‖Wⁿ‖^(1/n) → ρ(W). Applied once, it scales by at most its
largest singular value, σ_max(W) = ‖W‖₂ ≥ ρ(W). The two are equal if W is normal, W Wᵀ = Wᵀ W; if it is not, Wⁿ
can grow for many steps although ρ < 1 (Trefethen and Embree 2005, Spectra and Pseudospectra).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NORMAL = 1e-13
"""A matrix whose σ_max/ρ is above 1 by less is taken for normal: rounding alone gives one as much."""
HELD = 1e-3
"""The share by which the size of an eigenvalue of a matrix made to order may be off."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues (H,) by falling size and singular values (H,) falling, with what follows from them."""

    eigenvalues: np.ndarray
    singular_values: np.ndarray

    @property
    def radius(self) -> float:
        """ρ, the largest |eigenvalue|."""
        return float(abs(self.eigenvalues[0]))

    @property
    def norm(self) -> float:
        """σ_max, the largest singular value, which is ‖W‖₂."""
        return float(self.singular_values[0])

    @property
    def nonnormality(self) -> float:
        """σ_max/ρ: 1 for a normal matrix; infinity for one that is not zero and has no eigenvalue but 0."""
        if self.norm == 0:
            return 1.0
        return self.norm / self.radius if self.radius else np.inf

    @property
    def henrici(self) -> float:
        """Henrici's departure from normality, √(‖W‖²_F − Σ|λ|²) (Henrici 1962): 0 only for a normal matrix."""
        whole = (self.singular_values**2).sum()
        excess = whole - (abs(self.eigenvalues) ** 2).sum()
        rounding = 1e-13 * whole  # what is less than this is no departure
        return float(np.sqrt(excess)) if excess > rounding else 0.0


def spectrum(W: np.ndarray) -> Spectrum:
    """The eigenvalues and singular values of W (H, H)."""
    eigenvalues = np.linalg.eigvals(W).astype(complex)
    order = np.argsort(-abs(eigenvalues), kind="stable")
    return Spectrum(eigenvalues[order], np.linalg.svd(W, compute_uv=False))


def orthogonal(hidden_size: int, rng) -> np.ndarray:
    """A random orthogonal matrix (H, H), every one as likely (Mezzadri 2007): all |λ| and all σ are 1."""
    Q, R = np.linalg.qr(np.random.default_rng(rng).standard_normal((hidden_size, hidden_size)))
    return Q * np.sign(np.diag(R))


def gaussian(hidden_size: int, rng) -> np.ndarray:
    """Entries from N(0, 1/H): ρ is near 1 and σ_max near 2 for large H (Girko's circular law)."""
    return np.random.default_rng(rng).standard_normal((hidden_size, hidden_size)) / np.sqrt(hidden_size)


def identity(hidden_size: int) -> np.ndarray:
    """I, with which an IRNN starts (Le, Jaitly and Hinton 2015)."""
    return np.eye(hidden_size)


def made_to_order(hidden_size: int, radius: float, nonnormality: float, rng) -> np.ndarray:
    """W (H, H) with ρ(W) = radius and σ_max(W)/ρ(W) = nonnormality.

    W = radius · Q (D + s N) Qᵀ: a real Schur form. Q is orthogonal; D is normal and has all eigenvalues on the unit
    circle, at random angles; N couples them one way only, above the blocks of D, and leaves the eigenvalues where
    they are. Newton's method finds the s at which ‖D + s N‖₂ = nonnormality. With nonnormality 1, W is radius times
    an orthogonal matrix. The same rng gives the same Q, D and N whatever is ordered.

    The further a matrix is from normal, the further rounding moves its eigenvalues (Bauer and Fike 1960). With
    nonnormality 6 they are right to 1e-6 up to H = 64, with 15 to 1e-3 up to H = 32. An order that moves one of them
    by more than HELD is refused.

    ValueError if radius < 0, nonnormality < 1 or beyond what float64 holds at this size, or nonnormality > 1 for
    H = 1, where every matrix is normal.
    """
    if not 0 <= radius < np.inf:
        raise ValueError(f"radius is {radius:g}; a spectral radius is 0 or more, and finite")
    if not 1 <= nonnormality < np.inf:
        raise ValueError(
            f"nonnormality is {nonnormality:g}; σ_max is never below ρ, so ask for 1 or more, and a finite ratio"
        )
    if hidden_size == 1 and nonnormality > 1:
        raise ValueError(f"nonnormality is {nonnormality:g}; a 1 x 1 matrix is normal, so it can only be 1")
    rng = np.random.default_rng(rng)
    D, N = _schur_parts(hidden_size, rng)
    Q = orthogonal(hidden_size, rng)
    W = Q @ (D + _coupling(D, N, nonnormality) * N) @ Q.T
    off = abs(abs(np.linalg.eigvals(W)) - 1).max()
    if off > HELD:
        raise ValueError(
            f"nonnormality is {nonnormality:g}; so far from normal, rounding in float64 moves the eigenvalues of a "
            f"{hidden_size} x {hidden_size} matrix by {100 * off:.2g} %: ask for a smaller ratio or fewer units"
        )
    return radius * W


def _schur_parts(H: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """D: rotations by random angles, ±1 where no pair is left; N: Gaussian entries above the blocks of D."""
    pairs = H // 2 if H > 2 else 0  # two units stay apart, or there were nothing to couple
    D = np.diag(rng.choice([-1.0, 1.0], H))
    N = np.triu(rng.standard_normal((H, H)), 1)
    for i in range(0, 2 * pairs, 2):
        angle = rng.uniform(0, np.pi)
        D[i : i + 2, i : i + 2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        N[i, i + 1] = 0
    return D, N


def _coupling(D: np.ndarray, N: np.ndarray, norm: float) -> float:
    """The s >= 0 with ‖D + s N‖₂ = norm, which is convex in s: Newton from above comes down to it and stops."""
    if norm < 1 + NORMAL:
        return 0.0
    s = (norm + 1) / np.linalg.norm(N, 2)  # ‖D + s N‖ >= s ‖N‖ - 1
    for _ in range(50):
        left, sizes, right = np.linalg.svd(D + s * N)
        step = (sizes[0] - norm) / (left[:, 0] @ N @ right[0])
        s -= step
        if step <= 1e-14 * s:
            break
    return s
