"""What the pictures of a shrinking gradient share: three factors, their colors, and axes in powers of ten."""

import math

import numpy as np
from matplotlib.colors import to_rgba

from .decades import power
from .panel import number
from .theme import Theme

SATURATION, WEIGHTS, ALIGNMENT = range(3)
NAMES = ("saturation", "weights", "misalignment")
"""The factors of a step back, in the order in which they meet the gradient."""

IN_THE_ACCOUNT = (WEIGHTS, SATURATION, ALIGNMENT)
"""The account begins with what the weights alone could leave; saturation and misalignment only take from that."""

PALER = 0.62

STEP_LIMITS = (0.06, 0.12, 0.28, 0.7, 1.5, 3, 6, 12, 32, 400)
ACCOUNT_LIMITS = (10, 30, 100, 330)
"""Powers of ten up and down: the first is the axis of every account that can be told on it."""


def factor_colors(theme: Theme) -> tuple[str, str, str]:
    """φ' lets through like a gate; W_hh has the color of the states that it carries; what is missed is gray."""
    return theme.gate, theme.state, theme.soft


def factor_fills(theme: Theme) -> np.ndarray:
    """The same for areas, (3, 4) RGBA: saturation is paler, for purple beside blue is one color to some eyes."""
    saturation, weights, alignment = (np.array(to_rgba(color)) for color in factor_colors(theme))
    return np.array([PALER * saturation + (1 - PALER) * np.array(to_rgba(theme.paper)), weights, alignment])


def rung(value: float, ladder) -> float:
    """The first of a ladder's ends that holds a value: limits stay while a slider moves a little."""
    return next((end for end in ladder if value <= end), ladder[-1])


def step_limits(result) -> tuple[float, float]:
    """Powers of ten at the ends of an axis that holds every stack of `result.logs` (3, T)."""
    logs = np.where(np.isfinite(result.logs), result.logs, 0)
    up, down = np.maximum(logs, 0).sum(axis=0).max(), -np.minimum(logs, 0).sum(axis=0).min()
    high, low = rung(up * 1.02, STEP_LIMITS), rung(down * 1.02, STEP_LIMITS)
    return -max(low, high / 4), max(high, low / 4)


def account_limits(result) -> tuple[float, float]:
    """The same for the levels of the accounts (3, T+1): fixed, but for what cannot be told on that axis."""
    levels = account_levels(result.accounts)
    levels = levels[np.isfinite(levels)]
    low = rung(-levels.min(), ACCOUNT_LIMITS)
    return -low, rung(max(levels.max(), 0.18 * low), ACCOUNT_LIMITS)  # the start keeps room above it


def longer_axis(limits: tuple[float, float]) -> str:
    """Words for an axis that is longer than it is as a rule: axis to 10³⁰."""
    low, high = limits
    ends = [f"from {power(low)}"] if -low > ACCOUNT_LIMITS[0] else []
    ends += [f"to {power(high)}"] if high > ACCOUNT_LIMITS[0] else []
    return f"axis {' '.join(ends)}" if ends else ""


def account_levels(accounts: np.ndarray) -> np.ndarray:
    """Where the account (3, ...) stands after weights, saturation and misalignment, in powers of ten."""
    return np.cumsum(accounts[list(IN_THE_ACCOUNT)], axis=0)


def decades(low: float, high: float, most: int) -> np.ndarray:
    """Whole powers of ten from low to high for at most about `most` ticks, zero among them."""
    step = next(step for step in (1, 2, 4, 5, 10, 20, 50, 100, 200) if (high - low) / step <= most)
    return np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step


def factor_ticks(low: float, high: float) -> np.ndarray:
    """Powers of ten whose factors are round: 1.5, 2, 3 on a short axis, 10, 100 on a long one."""
    span = high - low
    if span > 3:
        return decades(low, high, 6)
    rounds = {0.25: (1.1, 1.2, 1.4), 0.8: (1.5, 2, 3, 4, 6), 1.6: (2, 4, 8, 16, 32), 3: (3, 10, 30, 100, 300)}
    sizes = next(sizes for longest, sizes in rounds.items() if span <= longest)
    ticks = np.log10(sizes)
    ticks = np.concatenate([-ticks[::-1], [0], ticks])
    return ticks[(low <= ticks) & (ticks <= high)]


def times(log: float) -> str:
    """A factor at a tick: ×4, ÷1.5, ÷100, ×1e5."""
    size = abs(log)
    value = f"{10**size:.2g}" if size < 1.99 else f"{10**size:.0f}" if size < 3.5 else f"1e{size:.0f}"
    return "×1" if log == 0 else f"{'×' if log > 0 else '÷'}{value}"


def figures(value: float) -> str:
    """Three figures: 1.00 for what is 1 but for rounding."""
    return number(float(f"{value:.3g}"))


def powers_of_ten(log: float) -> str:
    """−3.77, +2.10, 0; × 0 for the logarithm of nothing."""
    if log == -math.inf:
        return "× 0"
    log = round(log, 2)
    return f"{log:+.2f}".replace("-", "−") if log else "0"
