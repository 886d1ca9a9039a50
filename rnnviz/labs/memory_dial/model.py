"""A pulse written into 64 LSTM units, and what is left of it: c_t = f ⊙ c_{t-1} + … with f = σ(b)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...cells import LSTM
from ...cells.activations import sigmoid
from ...cells.memory import chrono_biases, half_life

UNITS = 64
START, PULSE = 5, 2.0  # the first step of the pulse, and the input then
ONE, CHRONO = DRAWS = ("one for all", "chrono")
FLOORS = {"10⁻⁴": -4, "10⁻¹⁶": -16}
BIASES = (-3.0, 8.0)
"""The forget biases that the dial can be turned to."""


@dataclass(frozen=True, eq=False)
class MemoryResult:
    """A pulse written into 64 units, and what is left of it; units stand in the order of their half-lives.

    What is left is the difference that the pulse makes: c of a run with it less c of one without.
    """

    T: int
    written: int  # the last step of the pulse
    longest: int | None  # T_max of chrono biases, None if all biases are the same
    bias: np.ndarray  # (H,) b_f, ascending
    forget: np.ndarray  # (H,) σ(b_f)
    half_life: np.ndarray  # (H,) in steps, predicted
    measured: np.ndarray  # (H,) the same of the run; inf if more than half is left at the end
    left: np.ndarray  # (T+1, H) |Δc_t| / |Δc_written|, 0 before
    predicted: np.ndarray  # (T+1, H) f^n after n steps, 0 before
    c: np.ndarray  # (T+1, H) of the run with the pulse
    h: np.ndarray  # (T+1, H)
    unit: int  # the one that is followed, an index of the units
    disturbed: bool  # whether anything but the bias moves the gates after the pulse
    floor: int  # the power of ten down to which it is shown

    @property
    def various(self) -> bool:
        """Whether units differ in what is left."""
        return self.longest is not None or self.disturbed

    @property
    def steps(self) -> np.ndarray:
        """(T+1,) steps since the pulse; negative before."""
        return np.arange(self.T + 1) - self.written


def compute(p: SimpleNamespace) -> MemoryResult:
    rng = np.random.default_rng(p.seed)
    cell = LSTM(1, UNITS, rng)
    cell.params["W_xh"] = rng.uniform(-1, 1, cell.params["W_xh"].shape)
    cell.params["W_hh"] *= p.recurrent
    cell.params["b_h"][:] = 0
    noise = p.noise * rng.normal(size=200)
    b_f, b_i = np.full(UNITS, p.forget_bias), np.zeros(UNITS)
    if p.biases == CHRONO:
        b_f, b_i = chrono_biases(UNITS, p.longest, rng)
    cell.gate_params("f")["b_h"][:] = b_f
    cell.gate_params("i")["b_h"][:] = b_i

    order = np.argsort(b_f, kind="stable")
    written = START + p.pulse - 1
    x = np.zeros((p.T, 2, 1))  # the second of the batch is left without the pulse
    x[:, :, 0] = noise[: p.T, None]
    x[START - 1 : written, 0] += PULSE
    trace = cell.forward(x)
    c = trace.c[..., order]
    left = fading(c[:, 0] - c[:, 1], written)
    n = np.arange(p.T + 1)[:, None] - written
    forget = sigmoid(b_f[order])
    return MemoryResult(
        T=p.T,
        written=written,
        longest=p.longest if p.biases == CHRONO else None,
        bias=b_f[order],
        forget=forget,
        half_life=half_life(b_f[order]),
        measured=measured_half_lives(left[written:]),
        left=left,
        predicted=np.where(n < 0, 0, forget ** np.maximum(n, 0)),
        c=c[:, 0],
        h=trace.h[:, 0][:, order],
        unit=p.unit - 1,
        disturbed=bool(p.noise or p.recurrent),
        floor=FLOORS[p.floor],
    )


def fading(difference: np.ndarray, written: int) -> np.ndarray:
    """|Δc_t| / |Δc_written| (T+1, H), 0 before step `written`."""
    size = np.abs(difference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.arange(len(size))[:, None] < written, 0, np.nan_to_num(size / size[written]))


def measured_half_lives(left: np.ndarray) -> np.ndarray:
    """Steps until half of it is left, for left (n, H) from 1 at step 0; between two steps it falls by one factor.

    inf for a unit that keeps more than half to the end.
    """
    below = left <= 0.5
    first = np.where(below.any(axis=0), below.argmax(axis=0), -1)
    units = np.arange(left.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = np.log2(left[first - 1, units]), np.log2(left[first, units])
        return np.where(first < 0, np.inf, first - 1 + (before + 1) / (before - after))


def bias_of(life: float) -> float:
    """The forget bias b with that half-life: σ(b) = ½^(1/life)."""
    f = 0.5 ** (1 / life)
    return math.log(f) - math.log(-math.expm1(math.log(0.5) / life))
