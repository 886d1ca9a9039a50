"""What four ways to draw the weights do to gradient and state, in words."""

import numpy as np

from .decades import size
from .panel import number
from .verdicts import verb

TENFOLD = (0.1, 10.0)
"""What the exercise asks for: a gradient within a factor of ten of what it was at the loss."""
ORDER = ("holds", "shrinks", "vanishes", "grows", "explodes")
NOTHING = 1e-6  # less than this leaves nothing to learn from
GROWN = 1e3  # a state above this has exploded
RULES = ("uniform ±1/√H, no gain", "N(0, g²/H)", "g·Q, with QᵀQ = I", "g·I")


def per_step(result, t: int) -> np.ndarray:
    """(4,) the factor by which one step back multiplied the gradient, on average from T to t; nan at t = T."""
    n = result.T - t
    return result.gradient[:, t] ** (1 / n) if n else np.full(len(result.schemes), np.nan)


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def spanned(values: np.ndarray) -> str:
    """0.108 to 0.243; one number where there is but one."""
    low, high = number(values.min()), number(values.max())
    return low if low == high else f"{low} to {high}"


def headline(result, t: int) -> str:
    """What becomes of the gradient with each scheme from the loss back to step t: a word, and its number."""
    n = result.T - t
    if not n:
        return f"At the loss, t = {t}, every gradient measures 1; now go back from here."
    values = result.gradient[:, t]
    said = []
    for word in sorted({verb(value) for value in values}, key=ORDER.index):
        which = [
            f"{scheme} ({size(value)})"
            for scheme, value in zip(result.schemes, values, strict=True)
            if verb(value) == word
        ]
        said.append(f"{word} with {listed(which)}")
    return f"{n} step{'' if n == 1 else 's'} back the gradient {'; it '.join(said)}."


def forward(result) -> str:
    """What the same weights do to the state on its way to the last step."""
    values = result.state[:, -1]
    largest, smallest = int(values.argmax()), int(values.argmin())
    if values[largest] > GROWN:
        step = int((result.state[largest] > GROWN).argmax())
        return (
            f"Forward, {result.schemes[largest]} explodes: a typical unit is above {GROWN:g} from step {step} "
            f"on, and at {number(values[largest])} in the end."
        )
    return (
        f"Forward, a typical unit is at {number(values[smallest])} ({result.schemes[smallest]}) "
        f"to {number(values[largest])} ({result.schemes[largest]}) in the end."
    )


def kept_units(result) -> str:
    """Where the identity keeps its state exactly: how many units carry the gradient, untouched."""
    silent = result.nonlinearity in ("relu", "linear") and result.input_scale == 0 and result.gain == 1
    if not silent:
        return ""
    H = result.hidden_size
    on = int(result.active[-1, result.shown])
    if on == H:
        return "With no input the identity keeps its state, and every unit carries a gradient of exactly 1."
    return (
        f"With no input the identity keeps its state: {on} of {H} units are active, each carries a gradient of "
        f"exactly 1, and √({on}/{H}) = {number(np.sqrt(on / H))}."
    )
