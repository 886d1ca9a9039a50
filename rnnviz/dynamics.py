"""Two units left to themselves, h -> φ(h W_hh + b): where they rest, where they circle, and from where.

Every function takes W_hh (2, 2), b (2,) and an Activation: tanh, sigmoid or linear. ReLU is left out: at its
kink there is no Jacobian, so that eigenvalues cannot say whether a point is stable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .cells.activations import Activation

RANGES = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
"""Where the outputs of a bounded φ lie, and with them all fixed points."""

MARGIN = 1e-6  # an |λ| this near to 1 says nothing about stability
MERGED = 1e-4  # fixed points nearer than this are one: a tangency meets Newton's method from both sides


@dataclass(frozen=True)
class FixedPoint:
    """h = φ(h W_hh + b), with the eigenvalues of the Jacobian there, the largest first.

    line  the point is one of a whole line or plane of fixed points (a linear network only)
    """

    h: np.ndarray  # (2,)
    eigenvalues: np.ndarray  # (2,) complex
    line: bool = False

    @property
    def radius(self) -> float:
        """The largest |λ|: the factor by which a small displacement changes at each step, in the long run."""
        return float(abs(self.eigenvalues[0]))

    @property
    def kind(self) -> str:
        """stable: all |λ| < 1. unstable: none. saddle: one of each. neutral: |λ| = 1 decides."""
        largest, smallest = abs(self.eigenvalues)
        if largest < 1 - MARGIN:
            return "stable"
        if largest <= 1 + MARGIN:
            return "neutral"
        return "saddle" if smallest < 1 - MARGIN else "unstable"


def step(h: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation) -> np.ndarray:
    """One step of the network without input: (..., 2) -> (..., 2)."""
    return phi.f(h @ W + b)


def jacobian(h: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation) -> np.ndarray:
    """J[i, j] = ∂h'_i/∂h_j = φ'(a_i) W_hh[j, i], for each of (..., 2) states: (..., 2, 2)."""
    return phi.slope(step(h, W, b, phi))[..., None] * W.T


def trajectories(starts: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation, T: int) -> np.ndarray:
    """The states of n starts (n, 2) over T steps: (T+1, n, 2); infinite where a linear network overflows."""
    states = [np.asarray(starts, float).reshape(-1, 2)]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(T):
            states.append(step(states[-1], W, b, phi))
    return np.nan_to_num(np.array(states), nan=np.inf, posinf=np.inf, neginf=-np.inf)


def fixed_points(W: np.ndarray, b: np.ndarray, phi: Activation) -> list[FixedPoint]:
    """All fixed points, from right to left and from the top down; for a linear network at most one."""
    if phi.name == "linear":
        found, line = _linear_rest(W, b)
    else:
        found, line = _all_rests(W, b, phi), False
    points = []
    for h in found:
        eigenvalues = np.linalg.eigvals(jacobian(h, W, b, phi)).astype(complex)
        points.append(FixedPoint(h, eigenvalues[np.argsort(-abs(eigenvalues), kind="stable")], line))
    return sorted(points, key=lambda point: tuple(-point.h.round(6)))


def _all_rests(W: np.ndarray, b: np.ndarray, phi: Activation) -> list[np.ndarray]:
    """The fixed points of a bounded φ. Σ sign det(I - J) over them is 1 (Brouwer), so that a lost one shows.

    It is one between two others, so near to both that Newton's method led past it from every square.
    """
    found = _merged(*_newton(_cells_with_rest(W, b, phi), W, b, phi))
    at = np.array(found)
    if len(at) > 1 and np.sign(np.linalg.det(np.eye(2) - jacobian(at, W, b, phi))).sum() != 1:
        between = (at[:, None] + at).reshape(-1, 2) / 2
        found = _merged(*_newton(np.concatenate([at, between]), W, b, phi))
    return found


def scalar_fixed_points(w: float, b: float, phi: Activation) -> np.ndarray:
    """The fixed points of one unit, h = φ(w h + b), in ascending order (Pascanu et al. 2013, Fig. 3)."""
    alone = fixed_points(np.diag([w, 0.0]), np.array([b, 0.0]), phi)
    return np.array([point.h[0] for point in alone])[::-1]


def _linear_rest(W: np.ndarray, b: np.ndarray) -> tuple[list[np.ndarray], bool]:
    """The solution of h (I - W) = b: none, one, or the smallest of a whole line of them."""
    A = (np.eye(2) - W).T
    h, _, rank, _ = np.linalg.lstsq(A, b, rcond=1e-9)
    solved = np.allclose(A @ h, b, atol=1e-9)
    return ([h] if solved else []), bool(rank < 2)


def _cells_with_rest(W: np.ndarray, b: np.ndarray, phi: Activation, halvings: int = 5) -> np.ndarray:
    """The centers of all small squares that may hold a fixed point: branch and bound.

    In a square of half-width r around c, entry i of φ(h W + b) - h differs from its value at c by at most
    r (γ Σ_j |W_ji| + 1): a square where it is larger than that holds no fixed point and is dropped.
    """
    low, high = RANGES[phi.name]
    r = (high - low) / 32
    axis = low + r * (2 * np.arange(16) + 1)
    cells = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    lipschitz = phi.gamma * abs(W).sum(axis=0) + 1
    for halving in range(halvings + 1):
        if halving:
            r /= 2
            cells = (cells[:, None] + r * np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)])).reshape(-1, 2)
        cells = cells[(abs(step(cells, W, b, phi) - cells) <= r * lipschitz + 1e-12).all(axis=1)]
        if len(cells) > 1000:  # two nearly parallel curves: Newton does the rest
            break
    return cells


def _newton(
    h: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation, iterations: int = 40
) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method for φ(h W + b) - h = 0 from each of (n, 2) states, and the residual left."""
    low, high = RANGES[phi.name]
    for _ in range(iterations):
        value = step(h, W, b, phi)
        rest = value - h
        slope = phi.slope(value)
        p, q = slope[:, 0] * W[0, 0] - 1, slope[:, 0] * W[1, 0]
        u, v = slope[:, 1] * W[0, 1], slope[:, 1] * W[1, 1] - 1
        determinant = p * v - q * u
        determinant = np.where(abs(determinant) < 1e-30, 1e-30, determinant)
        move = np.stack([v * rest[:, 0] - q * rest[:, 1], p * rest[:, 1] - u * rest[:, 0]], axis=1)
        h = np.clip(h - move / determinant[:, None], low, high)
    return h, abs(step(h, W, b, phi) - h).max(axis=1, initial=0)


def _merged(h: np.ndarray, residual: np.ndarray) -> list[np.ndarray]:
    """Each solution once."""
    solved = residual < 1e-12
    h = h[solved][np.argsort(residual[solved], kind="stable")]
    _, first = np.unique(h.round(6), axis=0, return_index=True)
    kept: list[np.ndarray] = []
    for solution in h[np.sort(first)]:
        if all(abs(solution - other).max() > MERGED for other in kept):
            kept.append(np.where(abs(solution) < 1e-7, 0.0, solution))
    return kept


# -- what states end in ----------------------------------------------------------------------------

NOWHERE = -1
SQUARE = (
    0.02  # a state has been caught by an attractor when one of its states is in the same square or beside it
)
_SQUARES = 112  # of this width, from -1.12 to 1.12


@dataclass(frozen=True)
class Attractor:
    """What nearby states end in: a point (period 1), a cycle, or a loop of no short period (0)."""

    states: np.ndarray  # (n, 2): one, the period, or many
    period: int

    @cached_property
    def _near(self) -> np.ndarray:
        """The squares with one of the states in or beside them, as a flat mask."""
        mask = np.zeros((_SQUARES + 2, _SQUARES + 2), bool)
        i, j = (self.states.T / SQUARE + _SQUARES // 2).astype(int)
        for across in (0, 1, 2):
            for up in (0, 1, 2):
                mask[i + across, j + up] = True
        return mask.ravel()

    def catches(self, h: np.ndarray) -> np.ndarray:
        """Which of the states (2, n) it has caught."""
        i, j = (h / SQUARE + _SQUARES // 2 + 1).astype(int)
        return self._near[i * (_SQUARES + 2) + j]


def attractors_and_basins(
    W: np.ndarray, b: np.ndarray, phi: Activation, points: list[FixedPoint], grid: np.ndarray
) -> tuple[list[Attractor], np.ndarray]:
    """The attractors: the stable points, and what else the states of a grid (n, n, 2) are found to end in.

    With them, for each state of the grid, the index of the attractor that it ends in (n, n), or NOWHERE if
    300 steps do not tell. A bounded φ only: a linear network has one stable point or none.
    """
    found = [Attractor(point.h[None], 1) for point in points if point.kind == "stable"]
    ends = np.full(grid.shape[0] * grid.shape[1], NOWHERE)
    if phi.name == "linear":
        ends[:] = 0 if found else NOWHERE
        return found, ends.reshape(grid.shape[:2])
    h = np.ascontiguousarray(grid.reshape(-1, 2).T, np.float32)
    weights, bias = W.T.astype(np.float32), b.astype(np.float32)[:, None]
    waiting = np.arange(len(ends))

    def catch(i: int) -> None:
        nonlocal h, waiting
        caught = found[i].catches(h)
        ends[waiting[caught]] = i
        h, waiting = h[:, ~caught], waiting[~caught]

    for steps in (50, 100, 150):
        for _ in range(steps if h.size else 0):
            h = phi.f(weights @ h + bias)
        for i in range(len(found)):
            catch(i)
        for _ in range(8):
            attractor = _followed(h[:, 0], W, b, phi) if h.size else None
            if attractor is None:
                break
            same = [i for i, other in enumerate(found) if other.catches(attractor.states.T).mean() > 0.5]
            if not same:
                found.append(attractor)
                catch(len(found) - 1)
            elif found[same[0]].period == attractor.period == 0:  # a loop that was not seen all around
                found[same[0]] = Attractor(np.concatenate([found[same[0]].states, attractor.states]), 0)
                catch(same[0])
            else:
                break
    return found, ends.reshape(grid.shape[:2])


LONGEST = 60  # no longer cycle is looked for
SETTLING, SEEN = 900, 2000  # steps to come near an attractor, and those of a loop that are kept
TRIED, ASTRAY = 2, 0.3  # periods for which a cycle is solved for, and how far the orbit may still be from it


def _followed(start: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation) -> Attractor | None:
    """What a state ends in that has not come to rest; None if it is still on its way after 900 steps.

    Near the border of its range a cycle draws so slowly that an orbit looks like a loop for thousands of steps, so
    that a cycle is not waited for but solved for.
    """
    orbit = _orbit(start, W, b, phi, SETTLING)
    tail = orbit[-400:]
    for period in range(1, LONGEST + 1):
        if abs(tail[period:] - tail[:-period]).max() < MARGIN:
            return Attractor(tail[-period:], period) if period > 1 else None
    cycle = _cycle_near(tail, W, b, phi)
    if cycle is not None:
        return Attractor(cycle, len(cycle))
    extents = [np.ptp(half, axis=0) for half in (tail[:200], tail[200:])]
    settled = np.allclose(extents[0], extents[1], rtol=0.03) and abs(np.diff(tail, axis=0)).max() > 1e-3
    return Attractor(_orbit(orbit[-1], W, b, phi, SEEN), 0) if settled else None


def _orbit(start: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation, n: int) -> np.ndarray:
    """The n states (n, 2) after `start`, in plain floats: NumPy would take ten times as long for one state."""
    squash = math.tanh if phi.name == "tanh" else lambda a: 0.5 + 0.5 * math.tanh(a / 2)
    (w11, w12), (w21, w22) = W.tolist()
    b1, b2 = b.tolist()
    x, y = start.tolist()
    orbit = []
    for _ in range(n):
        x, y = squash(w11 * x + w21 * y + b1), squash(w12 * x + w22 * y + b2)
        orbit.append((x, y))
    return np.array(orbit)


def _cycle_near(tail: np.ndarray, W: np.ndarray, b: np.ndarray, phi: Activation) -> np.ndarray | None:
    """The stable cycle (period, 2) that an orbit (n, 2) draws near to without having reached it; None if none is found.

    Each state of a cycle of p states is a fixed point of p steps in a row. Newton's method looks for it where the
    orbit came back closest to where it was p steps before, for the few p with which it did so best.
    """
    back = [np.hypot(*(tail[p:] - tail[:-p]).T) for p in range(2, LONGEST + 1)]
    best = np.argsort([distances.min() for distances in back], kind="stable")[:TRIED]
    for p, distances in ((int(i) + 2, back[i]) for i in best):
        cycle = _cycle_from(tail[distances.argmin()], p, W, b, phi)
        if cycle is None:
            continue
        period = next(q for q in range(1, p + 1) if p % q == 0 and abs(cycle[q - 1] - cycle[-1]).max() < 1e-8)
        passes = abs(tail[-2 * p :, None] - cycle).max(axis=2).min(axis=1).max() < ASTRAY
        if period > 1 and passes:
            return cycle[:period]
    return None


def _cycle_from(
    h: np.ndarray, p: int, W: np.ndarray, b: np.ndarray, phi: Activation, iterations: int = 12
) -> np.ndarray | None:
    """The cycle (p, 2) that Newton's method finds from h; None if there is none, or one that does not attract."""
    for _ in range(iterations):
        cycle = _orbit(h, W, b, phi, p)
        whole = np.eye(2)
        for J in phi.slope(cycle)[..., None] * W.T:
            whole = J @ whole
        rest = cycle[-1] - h
        if abs(rest).max() < 1e-11:
            stable = abs(np.linalg.eigvals(whole)).max() < 1 - MARGIN
            return cycle if stable else None
        try:
            h = h + np.linalg.solve(np.eye(2) - whole, rest)
        except np.linalg.LinAlgError:
            return None
        if not abs(h).max() < 2:
            return None
    return None


@dataclass(frozen=True)
class Ending:
    """Where a trajectory is from step `since` on: at an attractor, or at a point that does not attract."""

    since: int
    attractor: Attractor | None = None
    point: FixedPoint | None = None


def ending(
    h: np.ndarray, attractors: list[Attractor], points: list[FixedPoint], near: float = 0.01
) -> Ending | None:
    """The Ending of a trajectory (T+1, 2), within `near` of it; None if it is on its way.

    Where fixed points lie side by side the point is the one that the trajectory has come to.
    """
    places = [(Ending(0, attractor=attractor), attractor.states) for attractor in attractors]
    for point in points:
        at = _rest_on_line(h, point) if point.line else None if point.kind == "stable" else point.h
        if at is not None:
            places.append((Ending(0, point=replace(point, h=at)), at[None]))
    for place, states in places:
        there = abs(h[:, None] - states).max(axis=2).min(axis=1) < near
        if there[-1]:
            return replace(place, since=0 if there.all() else len(h) - int(np.argmin(there[::-1])))
    return None


def _rest_on_line(h: np.ndarray, point: FixedPoint) -> np.ndarray | None:
    """Which of the fixed points side by side a trajectory comes to; None for one that never does.

    With 1 and λ for eigenvalues, what is left of the way shrinks by λ at every step, the last of which is known.
    """
    last = h[-1] - h[-2]
    if abs(last).max() < 1e-12:
        return h[-1]
    shrinks = point.eigenvalues[abs(point.eigenvalues - 1).argmax()].real
    return h[-1] + last * shrinks / (1 - shrinks) if abs(shrinks) < 1 - MARGIN else None
