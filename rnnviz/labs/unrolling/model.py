"""Both passes through a chain of T copies of one cell, and the gradient of its shared weight, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...networks.untrained import (
    OWN,
    TEXT_SOURCE,
    WEATHER,
    network,
    next_character,
    next_value,
    read_own,
    read_text,
    read_weather,
)

ALL = "mean of all"


@dataclass(frozen=True, eq=False)
class UnrollingResult:
    """Both passes over T steps. Arrays whose name begins with `whole` are free of the truncation."""

    labels: tuple[str, ...]  # (T,) what stands at each input
    names: tuple[str, ...]  # (T,) the same for a sentence
    looked_at: str  # what `shown` is
    summed: str  # what the bars add up to
    weights: int  # how many numbers the cell's parameters hold
    h: np.ndarray  # (T+1, H)
    shown: np.ndarray  # (T+1,) the chosen unit, or the mean of all
    loss: float
    aim: str  # what the readout should have given
    outcome: str  # what it gave, for a sentence
    truncate: int | None
    gradient: np.ndarray  # (H, H) ∂L/∂W_hh as cell.backward returns it
    weight_terms: np.ndarray  # (T, H, H) its terms, step by step
    running: np.ndarray  # (T, H, H) running[t-1] is the sum of the terms from step T down to t
    state_gradients: np.ndarray  # (T+1,) ‖∂L/∂h_t‖
    whole_state_gradients: np.ndarray  # (T+1,)
    whole_norm: float  # ‖∂L/∂W_hh‖
    lost: float  # ‖whole - truncated‖ / ‖whole‖
    bars: np.ndarray  # (T,) one number for each term of the whole gradient
    whole_levels: np.ndarray  # (T+2,) at t: the sum of the bars from T down to t
    levels: np.ndarray  # (T+2,) the same of those that truncation leaves

    @property
    def T(self) -> int:
        return len(self.labels)

    @property
    def cut(self) -> int:
        """The last step that the gradient does not reach; -1 if it reaches all."""
        return -1 if self.truncate is None or self.truncate >= self.T else self.T - self.truncate


def compute(p: SimpleNamespace) -> UnrollingResult:
    sequences = {
        TEXT_SOURCE: read_text(p.text, p.T),  # what is not chosen must be readable, too
        WEATHER: read_weather(p.day, p.T),
        OWN: read_own(p.csv, p.T),
    }
    sequence = sequences[p.source]
    cell, readout = network(p.source, sequence.x.shape[-1], p.scale, p.seed)
    trace = cell.forward(sequence.x)
    predict = next_character if p.source == TEXT_SOURCE else next_value
    loss, dh_last, aim, outcome = predict(readout, trace.h[-1, 0], sequence)

    dh = np.zeros_like(trace.h[1:])
    dh[-1, 0] = dh_last
    whole = cell.backward(trace, dh)
    truncate = p.truncate or None
    kept = cell.backward(trace, dh, truncate)
    terms = cell.weight_terms(trace, kept)["W_hh"]
    bars = measured(cell.weight_terms(trace, whole)["W_hh"], whole.params["W_hh"], p.unit)
    kept_bars = measured(terms, whole.params["W_hh"], p.unit)
    whole_norm = float(np.linalg.norm(whole.params["W_hh"]))
    missing = float(np.linalg.norm(whole.params["W_hh"] - kept.params["W_hh"]))
    n = 0 if p.unit == ALL else int(p.unit.split()[1])
    return UnrollingResult(
        labels=sequence.labels,
        names=sequence.names,
        looked_at="the mean of all units" if n == 0 else p.unit,
        summed="‖∂L/∂W_hh‖" if n == 0 else f"∂L/∂W_hh[{n},{n}]",
        weights=sum(value.size for value in cell.params.values()),
        h=trace.h[:, 0],
        shown=trace.h[:, 0].mean(axis=1) if n == 0 else trace.h[:, 0, n - 1],
        loss=loss,
        aim=aim,
        outcome=outcome,
        truncate=truncate,
        gradient=kept.params["W_hh"],
        weight_terms=terms,
        running=np.cumsum(terms[::-1], axis=0)[::-1],
        state_gradients=np.linalg.norm(kept.h[:, 0], axis=1),
        whole_state_gradients=np.linalg.norm(whole.h[:, 0], axis=1),
        whole_norm=whole_norm,
        lost=missing / whole_norm if whole_norm else 0.0,
        bars=bars,
        whole_levels=sums_from_the_end(bars),
        levels=sums_from_the_end(kept_bars),
    )


def measured(terms: np.ndarray, whole: np.ndarray, unit: str) -> np.ndarray:
    """One number a term (T, H, H): a unit's weight to itself, or the term's length along the whole gradient.

    Both add up: the first to that entry of ∂L/∂W_hh, the second to its norm.
    """
    if unit != ALL:
        n = int(unit.split()[1]) - 1
        return terms[:, n, n]
    norm = np.linalg.norm(whole)
    return np.tensordot(terms, whole / norm, axes=2) if norm else np.zeros(len(terms))


def sums_from_the_end(bars: np.ndarray) -> np.ndarray:
    """(T+2,), at t the sum of the terms T, T-1, ..., t; at T+1 nothing yet, at 0 the same as at 1."""
    sums = np.append(np.cumsum(bars[::-1])[::-1], 0.0)
    return np.append(sums[0], sums)
