"""The steps of a tape along an axes: what moves as the tape gets longer, so that the rest need not be drawn again."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .step_numbers import StepNumbers

BELOW = 10.5  # pixels from an axes' lower edge to the middle of a step's number
LABEL_PAD = 14  # points from there to an axis label under the numbers


def span_steps(ax: Axes, T: int) -> None:
    """Let steps 1..T fill the axes; whatever stands still in it must do without the x-axis."""
    if ax.get_xlim() != (0.5, T + 0.5):
        ax.set_xlim(0.5, T + 0.5)


@lru_cache(maxsize=256)
def round_steps(T: int, most: int) -> tuple[int, ...]:
    """At most about `most` steps of 1..T in round numbers."""
    ticks = MaxNLocator(most, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1).tick_values(0.5, T + 0.5)
    return tuple(int(tick) for tick in ticks if 1 <= tick <= T)


class TapeNumbers(StepNumbers):
    """The round ones of steps 1..T, at most about `most`, under an axes."""

    def __init__(self, ax: Axes, color: str, most: int):
        super().__init__(ax, color, BELOW)
        self.most = most

    def number(self, T: int) -> None:
        self.write(round_steps(T, self.most))
