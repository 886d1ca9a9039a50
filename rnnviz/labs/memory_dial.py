"""A lab of notebook 06: the bias of the forget gate as a dial for how long a memory lasts."""

from dataclasses import dataclass

import numpy as np

from ..cells import LSTM
from ..cells.activations import sigmoid
from ..cells.memory import chrono_biases, half_life
from ..panels.memory_dial import BIASES, Dial
from ..panels.memory_dial_fade import Fade
from ..panels.memory_dial_outside import InsideOutside
from ..panels.memory_dial_units import FadeOfUnits
from ..stage import Timeline
from .lab import Lab
from .parameters import Choice, Integer, Number

UNITS = 64
START, PULSE = 5, 2.0  # the first step of the pulse, and the input then
ONE, CHRONO = DRAWS = ("one for all", "chrono")
FLOORS = {"10⁻⁴": -4, "10⁻¹⁶": -16}


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
    def steps(self) -> np.ndarray:
        """(T+1,) steps since the pulse; negative before."""
        return np.arange(self.T + 1) - self.written


class MemoryDial(Lab):
    """c_t = f ⊙ c_{t-1} + …: at f = σ(b) a memory halves every ln ½ / ln σ(b) steps."""

    title = "Memory dial"
    size = (10.0, 5.6)
    narrow_size = (6.2, 10.6)
    presets = {
        "chrono": {},
        "bias 0": {"biases": ONE, "forget_bias": 0.0, "t": 12},
        "bias 1": {"biases": ONE, "t": 12},
        "bias 5": {"biases": ONE, "forget_bias": 5.0},
        "noisy input": {"noise": 1.0, "unit": 45, "t": 55},
        "the loop writes, too": {"biases": ONE, "recurrent": 1.0, "floor": "10⁻¹⁶", "t": 105},
        "c is not bounded": {
            "biases": ONE, "forget_bias": 4.0, "pulse": 30, "T": 200, "unit": 32, "t": 100,
        },
    }  # fmt: skip

    biases = Choice(
        CHRONO, DRAWS, "forget biases", "Drawn so that half-lives are spread, or one bias for all units."
    )
    forget_bias = Number(1.0, *BIASES, 0.05, "forget bias b_f", "Or turn the dial: drag its needle.")
    longest = Integer(100, 3, 1000, "T_max", "Chrono: the longest memory wanted, b_f ~ ln U[1, T_max − 1].")
    noise = Number(
        0.0, 0, 3, 0.1, "input noise", "Its standard deviation: input moves the gates and is written, too."
    )
    recurrent = Number(
        0.0, 0, 2, 0.1, "recurrent weights", "Times PyTorch's: h_{t−1} moves the gates and is written, too."
    )
    pulse = Integer(
        1, 1, 40, "length of the pulse", "For how many steps from step 5 on something is written."
    )
    T = Integer(105, 50, 200, "steps T", "How long the run is.")
    unit = Integer(27, 1, UNITS, "unit followed", "1: the shortest half-life. Or press on a row of the map.")
    floor = Choice("10⁻⁴", tuple(FLOORS), "scale down to", "How small a rest of the pulse is still shown.")
    seed = Integer(0, 0, 99, "seed", "Another draw of weights, biases and noise.")

    def compute(self, p) -> MemoryResult:
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

    def make_panels(self):
        return [Dial(), Fade(), FadeOfUnits(), InsideOutside()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [
                (0.06, 0.715, 0.88, 0.24), (0.13, 0.505, 0.84, 0.145),
                (0.13, 0.29, 0.84, 0.15), (0.13, 0.05, 0.84, 0.155),
            ]  # fmt: skip
        else:
            boxes = [
                (0.02, 0.475, 0.34, 0.43), (0.45, 0.56, 0.53, 0.345),
                (0.45, 0.085, 0.53, 0.36), (0.055, 0.085, 0.305, 0.29),
            ]  # fmt: skip
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        T = result.T
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=8 / T)

    def start_time(self):
        return 35

    def irrelevant(self, p):
        return {"forget_bias"} if p.biases == CHRONO else {"longest"}


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
