"""What the lab Ragged batch says: which final states are wrong, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import number, steps
from .model import RaggedResult


def captions(result: RaggedResult, t: float, views: Sequence[str]) -> list[str]:
    return [headline(result, int(t)), losses(result, int(t))]


def headline(result: RaggedResult, t: int) -> str:
    """What has become of the rows that have ended."""
    if t == 0:
        rows = "1 row" if result.B == 1 else f"{result.B} rows"
        padded = int((result.T - result.lengths).sum())
        if not padded:
            return f"{rows} of {steps(result.T)}: nothing needs to be filled up."
        return (
            f"{rows}, the longest of {steps(result.T)}: {padded} of {result.B * result.T} cells are padding."
        )
    ended = int((result.lengths < t).sum())
    if t < result.T:
        if not ended:
            return f"Step {t}: every row still reads text."
        what = "the mask carries their states on" if result.mask else "the network runs on over zeros"
        have = "row has" if ended == 1 else "rows have"
        return f"Step {t}: {ended} {have} ended; {what}."
    if result.even:
        return "All rows end at the last column, so it holds every row's own final state."
    if result.mask:
        return "With the mask, the last column holds each row's own final state, carried over the padding."
    off = result.off[-1]
    wrong, worst = int((off > 1e-12).sum()), int(np.argmax(off))
    return (
        f"Without the mask, {wrong} of {result.B} final states are wrong: "
        f"‘{plain(result.rows[worst])}’ is off by {number(100 * off[worst])} %."
    )


def losses(result: RaggedResult, t: int) -> str:
    """The loss over the text alone, and what counting the padding would make of it and of its gradient."""
    if t < result.T or result.even:
        return ""
    real = f"Mean loss over the {int(result.lengths.sum())} real steps: {number(result.loss)}"
    if result.mask:
        return f"{real}. The mask leaves the padding out of the loss and of ∂L/∂W_hh."
    return (
        f"{real}; with the padding counted in, {number(result.loss_padded)}, and ∂L/∂W_hh is off by "
        f"{number(100 * result.gradient_off)} %."
    )


def plain(characters: Sequence[str]) -> str:
    """A row as a learner typed it."""
    return "".join(characters).replace("␣", " ")
