"""What the lab Initializations says: what four ways to draw the weights do to the gradient, and to the state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import listed, number, size, steps, verb
from .model import InitializationsResult, per_step

ORDER = ("holds", "shrinks", "vanishes", "grows", "explodes")
GROWN = 1e3  # a state above this has exploded


def captions(result: InitializationsResult, t: float, views: Sequence[str]) -> list[str]:
    """A sentence about each view that is shown, the first as the headline."""
    t, said = int(t), []
    if "gradients" in views:
        said.append(headline(result, t))
    if "spectra" in views and "gradients" not in views:
        said.append(rings(result, t))
    if {"gradients", "spectra"} & set(views):
        said.append(kept_units(result))
    if "states" in views:
        said.append(forward(result))
    return said


def spanned(values: np.ndarray) -> str:
    """0.108 to 0.243; one number where there is but one."""
    low, high = size(float(values.min())), size(float(values.max()))
    return low if low == high else f"{low} to {high}"


def headline(result: InitializationsResult, t: int) -> str:
    """What becomes of the gradient with each scheme from the loss back to step t: a word, and its number.

    First those that stand alone; the others, where they share a word, are "the rest".
    """
    n = result.T - t
    if not n:
        return f"At the loss, t = {t}, every gradient measures 1; now go back from here."
    values = result.gradient[:, t]
    fates = np.array([verb(value) for value in values])
    groups = [np.flatnonzero(fates == word) for word in ORDER if word in fates]
    groups.sort(key=len)
    said = []
    for which in groups:
        who = listed([result.schemes[i] for i in which])
        if which is groups[-1] and len(which) > 1:
            who = "the rest" if len(groups) > 1 else "all four"
        said.append(f"{fates[which[0]]} with {who} ({spanned(values[which])})")
    return f"{steps(n)} back the gradient {'; it '.join(said)}."


def rings(result: InitializationsResult, t: int) -> str:
    """By what factor a step back multiplies the gradient, on average."""
    if t == result.T:
        return f"At the loss, t = {t}, no step back has been made yet; now go back from here."
    factors = zip(per_step(result, t), result.schemes, strict=True)
    return f"A step back multiplies the gradient by {listed([f'{number(f)} ({scheme})' for f, scheme in factors])}."


def forward(result: InitializationsResult) -> str:
    """What the same weights do to the state on its way to the last step."""
    values = result.state[:, -1]
    largest, smallest = int(values.argmax()), int(values.argmin())
    if values[largest] > GROWN:
        step = int((result.state[largest] > GROWN).argmax())
        return (
            f"Forward, {result.schemes[largest]} explodes: the root mean square of its units is above {GROWN:g} "
            f"from step {step} on, and {number(values[largest])} in the end."
        )
    said = (
        f"Forward, the root mean square of the units is {number(values[smallest])} ({result.schemes[smallest]}) "
        f"to {number(values[largest])} ({result.schemes[largest]}) in the end"
    )
    off = int(result.zeros[largest, result.shown])
    units = f"; {off} of the {result.hidden_size} units of {result.schemes[largest]} are 0" if off else ""
    return f"{said}{units}."


def kept_units(result: InitializationsResult) -> str:
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
