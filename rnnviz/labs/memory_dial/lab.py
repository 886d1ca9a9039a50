"""A lab of notebook 06: the bias of the forget gate as a dial for how long a memory lasts."""

from __future__ import annotations

from ...lab import Choice, Integer, Lab, Number, Timeline, View
from .captions import captions
from .model import BIASES, CHRONO, DRAWS, FLOORS, ONE, UNITS, MemoryResult, compute
from .panels import Dial, Fade, FadeOfUnits, InsideOutside


class MemoryDial(Lab):
    """c_t = f ⊙ c_{t-1} + …: at f = σ(b) a memory halves every ln ½ / ln σ(b) steps."""

    title = "Memory dial"
    views = (
        View("dial", "the dial", Dial),
        View("outside", "inside and outside", InsideOutside),
        View("fade", "what is left", Fade),
        View("units", "every unit", FadeOfUnits),
    )
    opens_with = "dial fade"
    core = "forget_bias biases longest noise T"
    presets = {
        "bias 0": {"forget_bias": 0.0},
        "bias 1": {},
        "bias 5": {"forget_bias": 5.0, "t": 35},
        "chrono": {"biases": CHRONO, "t": 35},
        "noisy input": {"biases": CHRONO, "noise": 1.0, "unit": 45, "t": 55},
        "the loop writes, too": {"recurrent": 1.0, "floor": "10⁻¹⁶", "t": 105},
        "c is not bounded": {"forget_bias": 4.0, "pulse": 30, "T": 200, "unit": 32, "t": 100},
    }

    biases = Choice(
        ONE, DRAWS, "forget biases", "One bias for all units, or chrono: drawn so that half-lives are spread."
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

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: MemoryResult):
        T = result.T
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=8 / T)

    def start_time(self):
        return 12

    def irrelevant(self, p):
        same = {"unit"} if p.biases == ONE and not (p.noise or p.recurrent) else set()
        return same | ({"forget_bias"} if p.biases == CHRONO else {"longest"})
