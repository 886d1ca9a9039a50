"""A dial: which forget bias makes a memory last how long."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Arc

from ..cells.memory import half_life
from .memory_dial_captions import gate, headline, steps
from .panel import MOVING, Panel, number
from .typeset import typeset

BIASES = (-3.0, 8.0)
SHORTEST, LONGEST = (float(half_life(bias)) for bias in BIASES)
TICKS = (0.3, 1, 3, 10, 30, 100, 300, 1000)
OUTER, INNER = 1.0, 0.86  # radii: rim, ticks


class Dial(Panel):
    """Half-lives on an arc, in powers of ten; the needle is the unit followed, ticks on the rim are all units.

    `result` as in `labs.memory_dial`. Turning the needle sets the forget bias; with chrono biases it picks a unit.
    """

    title = "How long a memory lasts"
    subtitle = "half-life in steps, ln ½ / ln f, with f = σ(b_f)"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        self.plain(ax)
        ax.set(xlim=(-1.22, 1.22), ylim=(-0.68, 1.18))
        ax.add_patch(Arc((0, 0), 2 * OUTER, 2 * OUTER, theta1=0, theta2=180, color=theme.hairline, lw=6))
        for tick in TICKS:
            self._still_tick(ax, tick)
        left, top = ax.get_position(original=True).x0, ax.get_position(original=True).y1
        corner = dict(xycoords="figure fraction", textcoords="offset points", va="baseline")
        for text, up, style in (  # over the whole axes, of which equal scales leave a part empty
            (self.title, 21.5, dict(color=theme.ink, fontsize=11, weight="bold")),
            (self.subtitle, 7, dict(color=theme.soft, fontsize=9)),
        ):
            ax.annotate(typeset(text), (left, top), (0, up), **style, **corner)
        ax.plot([0], [0], "o", ms=9, color=theme.soft)
        self.rim = self.moving(LineCollection([], colors=theme.memory, linewidths=1.2))
        ax.add_collection(self.rim, autolim=False)
        (self.seen,) = ax.plot([], [], color=theme.memory, lw=1.8, ls=(0, (2.5, 2)))
        (self.needle,) = ax.plot([], [], color=theme.memory, lw=4, solid_capstyle="round")
        (self.knob,) = ax.plot([], [], "o", ms=11, color=theme.paper, mec=theme.memory, mew=2.5)
        for above, line in enumerate((self.seen, self.needle, self.knob), 1):
            self.moving(line, MOVING + above)
        self.reading = self.label(
            0, -0.17, ha="center", va="center", fontsize=16, weight="bold", color=theme.memory
        )
        self.gate = self.label(
            0, -0.35, ha="center", va="center", fontsize=11, color=theme.gate, weight="bold"
        )
        self.bias = self.label(0, -0.5, ha="center", va="center", fontsize=10)
        self.measured = self.label(0, -0.63, ha="center", va="center", fontsize=9, color=theme.soft)

    def _still_tick(self, ax: Axes, tick: float) -> None:
        x, y = direction(tick)
        ax.plot([INNER * x, 0.93 * x], [INNER * y, 0.93 * y], color=self.theme.soft, lw=1)
        style = dict(ha="center", va="center", fontsize=9, color=self.theme.ink)
        ax.text(1.15 * x, 1.13 * y, f"{tick:g}", **style)

    def update(self, result, t: float) -> None:
        unit = result.unit
        x, y = direction(result.half_life[unit])
        self.needle.set_data([0, OUTER * x], [0, OUTER * y])
        self.knob.set_data([OUTER * x], [OUTER * y])
        ways = np.stack(direction(result.half_life), axis=1)
        self.rim.set_segments(np.stack([0.955 * ways, 1.05 * ways], axis=1))
        measured = result.measured[unit]
        apart = result.disturbed and SHORTEST <= measured <= LONGEST
        x, y = direction(measured) if apart else (np.nan, np.nan)
        self.seen.set_data([0, INNER * x], [0, INNER * y])
        life = result.half_life[unit]
        self.reading.set_text(steps(life))
        self.gate.set_text(f"f = {gate(result.bias[unit])}")
        of = f" of unit {unit + 1}" if result.longest else ""
        self.bias.set_text(f"b_f = {number(result.bias[unit])}{of}")
        self.measured.set_text(f"- - measured: {number(measured)} steps" if apart else "")

    def describe(self, result, t: float) -> str:
        return headline(result)

    def pointer(self, result, t, pointer):
        """The needle follows the pointer."""
        far = math.hypot(pointer.x, pointer.y)
        if pointer.kind not in ("press", "drag") or not 0.25 < far < 1.3 or pointer.y < -0.1:
            return None
        life = half_life_at(math.atan2(max(pointer.y, 0.0), pointer.x))
        if result.longest:
            return {"unit": int(np.abs(np.log(result.half_life / life)).argmin()) + 1}
        return {"forget_bias": round(min(max(bias_of(life), BIASES[0]), BIASES[1]), 2)}


def direction(life):
    """Where on the unit circle a half-life stands: the shortest at the left, the longest at the right."""
    share = np.log(np.asarray(life) / SHORTEST) / math.log(LONGEST / SHORTEST)
    angle = math.pi * (1 - np.clip(share, 0, 1))
    return np.cos(angle), np.sin(angle)


def half_life_at(angle: float) -> float:
    """The half-life that stands at an angle from 0, at the right, to π."""
    return SHORTEST * (LONGEST / SHORTEST) ** (1 - angle / math.pi)


def bias_of(life: float) -> float:
    """The forget bias b with that half-life: σ(b) = ½^(1/life)."""
    f = 0.5 ** (1 / life)
    return math.log(f) - math.log(-math.expm1(math.log(0.5) / life))
