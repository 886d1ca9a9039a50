"""Checkers of notebook 04."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..cells import RNN, RNNTrace
from ..gradients import chain, itemized, loss_gradients, orthogonal, step_jacobians
from .verdict import Verdict, attempt, compare

T, INPUTS, UNITS = 6, 2, 3


def check_chain_of(chain_of: Callable) -> Verdict:
    """`chain_of(h, W_hh, k, t)` should return ∂h_t/∂h_k (H, H) of a tanh network with the states h (T+1, H)."""
    cell, trace = example()
    h, W, k, t = trace.h[:, 0], cell.params["W_hh"], 1, 4
    J = step_jacobians(cell, trace)
    answer = attempt(chain_of, h.copy(), W.copy(), k, t)
    if not isinstance(answer, Verdict) and np.shape(answer) in ((t - k, UNITS, UNITS), (T, UNITS, UNITS)):
        return Verdict(False, "those are step Jacobians one by one; multiply those of steps k+1 to t.")

    def product(step=lambda h_t: (1 - h_t**2)[:, None] * W.T, first=k + 1, last=t):
        P = np.eye(UNITS)
        for s in range(first, last + 1):
            P = step(h[s]) @ P
        return P

    mistakes = {
        "the slopes are missing: row i of J_t is φ'(a_t[i]) = 1 - h_t[i]² times column i of W_hh.": product(
            lambda h_t: W.T
        ),
        "the order is reversed: the newest step stands on the left, J_t … J_{k+1}.": np.linalg.multi_dot(
            J[k:t]
        ),
        "each Jacobian is transposed: rows belong to h_t, columns to h_{t-1}.": product(
            lambda h_t: W * (1 - h_t**2)
        ),
        "that is the transpose: rows belong to h_t, columns to h_k.": chain(J, t, k).T,
        "W_hh is the wrong way round: h_{t-1}[j] acts on unit i through W_hh[j, i].": product(
            lambda h_t: (1 - h_t**2)[:, None] * W
        ),
        "the slopes multiply the columns; they belong to the rows, to the units of h_t.": product(
            lambda h_t: (1 - h_t**2) * W.T
        ),
        "one factor too many: J_k ends at h_k, so the chain begins with J_{k+1}.": product(first=k),
        "one factor too few: J_t, the step that ends at h_t, is missing.": product(last=t - 1),
        "one factor too few: J_{k+1}, the step that leaves h_k, is missing.": product(first=k + 2),
        "every factor is one step early: J_t has its slopes at h_t, not at h_{t-1}.": product(
            first=k, last=t - 1
        ),
        "h is already the output of tanh: the slope is 1 - h_t², with no further tanh.": product(
            lambda h_t: (1 - np.tanh(h_t) ** 2)[:, None] * W.T
        ),
        "the slope should be 1 - h_t², not 1 - h_t.": product(lambda h_t: (1 - h_t)[:, None] * W.T),
        "the Jacobians are multiplied entry by entry: use @, the matrix product.": np.prod(J[k:t], axis=0),
        "the Jacobians are added; a chain multiplies them.": J[k:t].sum(axis=0),
    }
    praise = "one factor for every step between, the newest on the left."
    verdict = compare("chain_of", answer, chain(J, t, k), mistakes, praise)
    if not verdict.right:
        return verdict
    nothing_between = compare("chain_of", attempt(chain_of, h.copy(), W.copy(), t, t), np.eye(UNITS))
    if not nothing_between.right:
        return Verdict(False, "right for k < t; for k = t there is no step between: return the identity.")
    return verdict


def check_holding_scales(holding_scales: Callable) -> Verdict:
    """`holding_scales(W, slope, n, factor)` should return the smallest and the largest scale s, (2,).

    W (H, H) is a multiple of an orthogonal matrix and every φ' is `slope`; over n steps with s W, the gradient
    becomes at most `factor` times longer or shorter.
    """
    W, slope, n, factor = 0.7 * orthogonal(4, np.random.default_rng(10)), 0.6, 50, 10.0
    answer = attempt(holding_scales, W.copy(), slope, n, factor)
    if not isinstance(answer, Verdict):
        if np.shape(answer) == ():
            return Verdict(False, "that is one number; return two, the smallest scale and the largest.")
        if any(isinstance(entry, complex) for entry in np.ravel(answer)):
            return Verdict(
                False, "those are complex numbers, as eigenvalues are; what counts is their size, |λ|."
            )

    size = np.linalg.norm(W, 2)
    both = np.array([1 / factor, factor])

    def scales(per_step=both ** (1 / n), slope=slope, size=size):
        return per_step / (slope * size)

    mistakes = {
        "the smaller scale comes first.": scales()[::-1],
        "the slope is missing: every step multiplies by it too.": scales(slope=1),
        "the slope is on the wrong side: what the slope takes, the scale has to make up for, so divide by it.": (
            scales(slope=1 / slope)
        ),
        "the slope acts at every step, not once: divide by it after taking the root.": scales(
            slope=slope ** (1 / n)
        ),
        "slope and σ_max(W) are on the wrong side: the scale has to make up for both, so divide by both.": scales(
            slope=1 / slope, size=1 / size
        ),
        "slope and σ_max(W) are missing: every step multiplies by both, so divide by both.": scales(
            slope=1, size=1
        ),
        "slope and σ_max(W) act at every step, not once: take the root first, then divide by both.": scales(
            (both / (slope * size)) ** (1 / n), slope=1, size=1
        ),
        "W has a size of its own: divide by σ_max(W), which is 0.7 here.": scales(size=1),
        "W.max() is an entry of W; how far W stretches is σ_max(W), np.linalg.norm(W, 2).": scales(
            size=W.max()
        ),
        "the largest |entry| is not how far W stretches; that is σ_max(W), np.linalg.norm(W, 2).": scales(
            size=abs(W).max()
        ),
        "σ_max is on the wrong side: a larger W needs a smaller scale, so divide by it.": scales(
            size=1 / size
        ),
        "that is the Frobenius norm, which grows with H; the spectral norm is np.linalg.norm(W, 2).": scales(
            size=np.linalg.norm(W)
        ),
        "that is the largest real part of an eigenvalue; what counts is its size, |λ|.": scales(
            size=np.linalg.eigvals(W).real.max()
        ),
        "the root is missing: the factor is that of all n steps together, and one step gets its n-th root.": (
            scales(both)
        ),
        "n steps multiply, they do not add: take the n-th root of the factor, not its n-th part.": scales(
            both / n
        ),
        "n steps multiply, they do not add: one step may do factor ** (1 / n), not factor / n.": scales(
            np.array([n / factor, factor / n])
        ),
        "off by one: n steps are n factors, so the root is the n-th, not the (n-1)-th.": scales(
            both ** (1 / (n - 1))
        ),
        "off by one: n steps are n factors, so the root is the n-th, not the (n+1)-th.": scales(
            both ** (1 / (n + 1))
        ),
    }
    praise = "a factor of 10 over 50 steps leaves room for 4.6 % to either side; over 500 steps, for 0.46 %."
    verdict = compare("holding_scales", answer, scales(), mistakes, praise)
    if verdict.right is False and "is expected" in verdict.sentence:
        call = f"for σ_max(W) = {size:.3g}, slope = {slope:g}, n = {n}, factor = {factor:g}"
        return Verdict(False, f"{verdict.sentence} That is {call}.")
    return verdict


def check_term_sizes(term_sizes: Callable) -> Verdict:
    """`term_sizes(h, W_hh, g)` should return (T,): entry d is the norm of the term of step T-d in ∂L/∂W_hh.

    h (T+1, H) are the states of a tanh network and g (H,) is ∂L/∂h_T, the only gradient from outside.
    """
    cell, trace = example()
    h, W, g = trace.h[:, 0], cell.params["W_hh"], np.linspace(-1.0, 1.5, UNITS)
    outside = np.zeros((T, UNITS))
    outside[-1] = g
    answer = attempt(term_sizes, h.copy(), W.copy(), g.copy())
    if not isinstance(answer, Verdict):
        if np.shape(answer) == (T, UNITS, UNITS):
            return Verdict(False, "those are the terms themselves; return the norm of each.")
        if np.shape(answer) == ():
            return Verdict(False, "that is one number; return one for each step, T of them.")
        if np.shape(answer) == (T + 1,):
            return Verdict(False, f"{T + 1} entries for {T} steps: h_0 is a state, but no step made it.")

    def sizes(
        left=h[:-1],
        back=lambda da: W @ da,
        here=lambda h_t: 1 - h_t**2,
        on_the_way=None,
        measure=None,
        at=h[1:],
    ):
        d, found = g, []
        for t in range(T, 0, -1):
            found.append(np.outer(left[t - 1], d * here(at[t - 1])))
            d = back(d * (on_the_way or here)(at[t - 1]))
        return np.array([(measure or np.linalg.norm)(term) for term in found])

    terms = itemized(cell, trace, outside)["W_hh"][::-1]
    mistakes = {
        "the order is that of time; sort by distance: entry 0 belongs to the last step.": sizes()[::-1],
        "the slopes are missing: ∂L/∂a_t is ∂L/∂h_t times 1 - h_t².": sizes(here=np.ones_like),
        "the slope is missing in the terms: each is h_{t-1}ᵀ ∂L/∂a_t, not h_{t-1}ᵀ ∂L/∂h_t.": sizes(
            here=np.ones_like, on_the_way=lambda h_t: 1 - h_t**2
        ),
        "the slope is missing on the way back: ∂L/∂h_{t-1} is ∂L/∂a_t @ W_hh.T.": sizes(
            on_the_way=np.ones_like
        ),
        "W_hh is the wrong way round: ∂L/∂h_{t-1} is ∂L/∂a_t @ W_hh.T.": sizes(back=lambda da: da @ W),
        "the gradient does not travel: ∂L/∂h_{t-1} is ∂L/∂a_t @ W_hh.T.": sizes(
            back=lambda da: g, on_the_way=np.ones_like
        ),
        "the states are shifted: step t reads h_{t-1}, not h_t.": sizes(left=h[1:]),
        "the slopes are one step early: ∂L/∂a_t is ∂L/∂h_t times 1 - h_t², not 1 - h_{t-1}².": sizes(
            at=h[:-1]
        ),
        "the state is missing: those are norms of ∂L/∂a_t; a term is the outer product of h_{t-1} and that.": (
            sizes(left=np.ones((T, 1)))
        ),
        "h_{t-1} and ∂L/∂a_t are multiplied entry by entry; a term is their outer product, (H, H).": sizes(
            measure=lambda term: np.linalg.norm(np.diag(term))
        ),
        "those are inner products of h_{t-1} and ∂L/∂a_t; a term is their outer product, (H, H).": sizes(
            measure=np.trace
        ),
        "those are norms of ∂L/∂h_t; the term of a step is the outer product of h_{t-1} and ∂L/∂a_t.": (
            np.linalg.norm(loss_gradients(cell, trace, outside)[:0:-1], axis=1)
        ),
        "those are sums of signed entries, which cancel; the size of a term is its norm.": terms.sum(
            axis=(1, 2)
        ),
        "those are sums of |entries|; the norm is the root of the sum of squares.": abs(terms).sum(
            axis=(1, 2)
        ),
        "those are squares of norms: take the root.": sizes() ** 2,
        "each entry adds up all terms until there; return the size of each term by itself.": np.linalg.norm(
            np.cumsum(terms, axis=0), axis=(1, 2)
        ),
        "the sizes are added up; return each by itself.": np.cumsum(sizes()),
    }
    praise = "eq. 4 by hand, one term for each distance back."
    return compare("term_sizes", answer, np.linalg.norm(terms, axis=(1, 2)), mistakes, praise)


def example() -> tuple[RNN, RNNTrace]:
    """The tanh network that answers are tried on, and what it did over T steps from a state that is not 0."""
    rng = np.random.default_rng(1)
    cell = RNN(INPUTS, UNITS, rng=rng)
    cell.params["W_hh"] = rng.normal(size=(UNITS, UNITS))
    return cell, cell.forward(rng.normal(size=(T, 1, INPUTS)), h0=rng.uniform(-0.5, 0.5, (1, UNITS)))
