"""Where everything of an unrolled network stands, in pixels, between folded (0) and unfolded (1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

STEPS_ROW, INPUT_ROW, NODE_ROW, LOSS_ROW = 9.0, 30.0, 98.0, 206.0  # heights of the rows, from below
LEFT, RIGHT = 52.0, 80.0  # from the edges to the middle of the first and of the last node
NARROW, NARROW_LEFT = 450.0, 20.0  # on a panel that is less wide than this, more of it is the chain's
WIDEST = 110.0  # pitch of a short chain
FOLDED_RADIUS = 32.0
CURVE = np.linspace(0, 1, 25)[:, None]


@dataclass(frozen=True)
class Geometry:
    """T copies on a panel `width` pixels wide; `unfold` goes from 0, the loop, to 1, the chain.

    Each thing is placed by mixing its place in the loop with its place in the chain, so that the one arrow of
    the loop becomes the T arrows of the chain.
    """

    width: float
    T: int
    unfold: float = 1.0

    @property
    def pitch(self) -> float:
        """From one node of the chain to the next."""
        return min(WIDEST, (self.width - self.left - RIGHT) / self.T)

    @property
    def left(self) -> float:
        return LEFT if self.width >= NARROW else NARROW_LEFT

    @property
    def chain_radius(self) -> float:
        return min(0.34 * self.pitch + 1, 24.0)

    @property
    def radius(self) -> float:
        return mix(FOLDED_RADIUS, self.chain_radius, self.unfold)

    @cached_property
    def x(self) -> np.ndarray:
        """(T+1,), the middles of the nodes h_0..h_T."""
        middle = (self.left + self.width - RIGHT) / 2
        chain = middle + self.pitch * (np.arange(self.T + 1) - self.T / 2)
        return mix(self.width / 2, chain, self.unfold)

    @property
    def nodes(self) -> np.ndarray:
        """(T+1, 2)"""
        return self.row(NODE_ROW)

    def row(self, y: float) -> np.ndarray:
        """(T+1, 2), a point at height y for each of h_0..h_T."""
        return np.column_stack([self.x, np.full(self.T + 1, y)])

    @cached_property
    def recurrent(self) -> np.ndarray:
        """(T, 25, 2), the arrow from h_{t-1} to h_t: a loop when folded, straight when unfolded."""
        start, end = self.nodes[:-1], self.nodes[1:]
        angle = np.radians(mix(40.0, 0.0, self.unfold))
        edge = self.radius * np.array([np.cos(angle), np.sin(angle)])
        first, last = start + edge, end + edge * (-1, 1) - (2, 0)
        loop = np.array([self.width / 2, NODE_ROW])
        third = (last - first) / 3
        bend_out = mix(loop + (120, 128), first + third, self.unfold)
        bend_in = mix(loop + (-120, 128), last - third, self.unfold)
        return bezier(first, bend_out, bend_in, last)

    @cached_property
    def inputs(self) -> np.ndarray:
        """(T, 2, 2), the arrow from x_t up to h_t."""
        below, above = self.row(INPUT_ROW + 14)[1:], self.row(NODE_ROW - self.radius - 2)[1:]
        return np.stack([below, above], axis=1)

    @cached_property
    def loss(self) -> np.ndarray:
        """(2, 2), from h_T up to the loss."""
        return np.array([(self.x[-1], NODE_ROW + self.radius + 2), (self.x[-1], LOSS_ROW - 9)])

    @cached_property
    def backward(self) -> np.ndarray:
        """(T, 25, 2), the arc over the chain from h_t back to h_{t-1}, in the order of t."""
        lift = np.array([0.34, 0.94]) * (self.radius + 2)
        start, end = self.nodes[1:] + lift * (-1, 1), self.nodes[:-1] + lift
        height = 26 + 0.14 * self.pitch
        slant = np.array([0.12 * self.pitch, height])
        return bezier(start, start + slant * (-1, 1), end + slant, end)


def mix(a: Any, b: Any, share: float) -> Any:
    """a at share 0, b at share 1."""
    return a + (np.asarray(b) - a) * share


def bezier(start: Any, bend_out: Any, bend_in: Any, end: Any) -> np.ndarray:
    """Cubic curves through (N, 2) points: (N, 25, 2)."""
    start, bend_out, bend_in, end = (np.asarray(p)[:, None] for p in (start, bend_out, bend_in, end))
    rest = 1 - CURVE
    return rest**3 * start + 3 * rest**2 * CURVE * bend_out + 3 * rest * CURVE**2 * bend_in + CURVE**3 * end


def along(curve: np.ndarray, share: float) -> np.ndarray:
    """The point (2,) at a share of the way along one curve (points, 2)."""
    place = share * (len(curve) - 1)
    i = min(int(place), len(curve) - 2)
    return mix(curve[i], curve[i + 1], place - i)
