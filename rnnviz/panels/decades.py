"""Axes in powers of ten, on which "vanished" looks vanished: labeled decades, and marks for what lies beyond them."""

import numpy as np
from matplotlib.axes import Axes

from .panel import number
from .theme import Theme

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NOTHING, EVERYTHING = -400.0, 400.0
"""Where zero and infinity stand on an axis of powers of ten: beyond every finite float."""


def power(exponent: int) -> str:
    """10⁻⁶"""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def log10(values) -> np.ndarray:
    """The power of ten of each value >= 0; zero and infinity stand beyond every finite float."""
    with np.errstate(divide="ignore"):
        return np.clip(np.log10(values), NOTHING, EVERYTHING)


def decade_axis(ax: Axes, theme: Theme, low: int, high: int, every: int) -> None:
    """Mark the y-axis from 10^low to 10^high with a hairline at each labeled decade."""
    ticks = range(low, high + 1, every)
    ax.set(ylim=(low, high), yticks=ticks, yticklabels=[power(tick) for tick in ticks])
    ax.grid(axis="y", color=theme.hairline, lw=0.8)
    ax.set_axisbelow(True)


def size(value: float) -> str:
    """A magnitude to three figures; zero and infinity as what they are."""
    if value == 0:
        return "exactly 0"
    return "beyond the largest float" if value == np.inf else number(value)
