"""Sequences of different lengths in one batch, run with and without a mask."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...cells import RNN, RNNTrace
from ...networks.untrained import LETTERS, UNITS, network
from ...text import LONGEST_TEXT, clean, visible

ROWS, COLUMNS = 6, 18
TEXTS = "the tide\nsand\nwaves come in\na gull\nand go out again"
LAST = max(map(len, TEXTS.split("\n")))
NORM = "size of the state"
PADDING = 0  # the index that padded targets hold: the one of the space


@dataclass(frozen=True, eq=False)
class RaggedResult:
    """One batch, run with and without its lengths."""

    rows: tuple[tuple[str, ...], ...]  # the characters as drawn, B rows
    lengths: np.ndarray  # (B,)
    mask: bool
    colored_by: str  # what `shown` is
    shown: np.ndarray  # (T+1, B) one unit of the state, or its size, with or without the mask
    off: (
        np.ndarray
    )  # (T+1, B) ‖h_t − own final h‖ / ‖own final h‖, 0 until the row ends; with the mask 0 throughout
    loss: float  # the mean over real steps
    loss_padded: float  # the mean over all steps, padding counted as text
    gradient_off: float  # relative distance of the second one's ∂L/∂W_hh from the first one's

    @property
    def B(self) -> int:
        return len(self.rows)

    @property
    def T(self) -> int:
        return int(self.lengths.max())

    @property
    def even(self) -> bool:
        """Whether there is no padding at all."""
        return bool((self.lengths == self.T).all())


def compute(p: SimpleNamespace) -> RaggedResult:
    lines = lines_of(p.texts)[0]
    lengths = np.array([len(line) for line in lines])
    x = padded_one_hot(lines)
    cell, W_hy = network("text", len(LETTERS), p.scale, p.seed)
    masked, unmasked = cell.forward(x, lengths=lengths), cell.forward(x)
    targets = next_characters(lines)
    loss, gradient = loss_and_gradient(cell, W_hy, masked, targets, masked.mask)
    loss_padded, wrong = loss_and_gradient(cell, W_hy, unmasked, targets, np.ones_like(masked.mask))
    h = (masked if p.mask else unmasked).h
    shown = np.linalg.norm(h, axis=2) / np.sqrt(UNITS) if p.unit == NORM else h[:, :, int(p.unit[5:]) - 1]
    return RaggedResult(
        rows=tuple(tuple(map(visible, line)) for line in lines),
        lengths=lengths,
        mask=p.mask,
        colored_by="the size of the state" if p.unit == NORM else f"{p.unit} of the state",
        shown=shown,
        off=relative_distance((masked if p.mask else unmasked).h, masked),
        loss=loss,
        loss_padded=loss_padded,
        gradient_off=float(np.linalg.norm(wrong - gradient) / (np.linalg.norm(gradient) or 1.0)),
    )


def lines_of(texts: str) -> tuple[list[str], list[str]]:
    """The sequences that are read, and a sentence each for what was left out."""
    text, cleaned = clean(texts, LONGEST_TEXT)
    lines = [line for line in text.split("\n") if line.strip()]
    notes = list(cleaned)
    if len(lines) > ROWS:
        notes.append(f"Of {len(lines):,} lines the lab reads the first {ROWS}.")
        lines = lines[:ROWS]
    if any(len(line) > COLUMNS for line in lines):
        notes.append(f"Of each line the lab reads the first {COLUMNS} characters.")
    return [line[:COLUMNS] for line in lines], notes


def padded_one_hot(lines: list[str]) -> np.ndarray:
    """The batch (T, B, V), zeros after the end of each line."""
    x = np.zeros((max(map(len, lines)), len(lines), len(LETTERS)))
    for b, line in enumerate(lines):
        x[: len(line), b] = LETTERS.one_hot(line)[:, 0]
    return x


def next_characters(lines: list[str]) -> np.ndarray:
    """(T, B), what each step should predict: the next character, a line feed after the last, then PADDING."""
    targets = np.full((max(map(len, lines)), len(lines)), PADDING)
    for b, line in enumerate(lines):
        targets[: len(line), b] = LETTERS.encode(line[1:] + "\n")
    return targets


def loss_and_gradient(
    cell: RNN, W_hy: np.ndarray, trace: RNNTrace, targets: np.ndarray, counted: np.ndarray
) -> tuple[float, np.ndarray]:
    """The mean cross-entropy over the steps that are `counted` (T, B), and its ∂L/∂W_hh."""
    logits = trace.h[1:] @ W_hy
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    right = np.eye(len(LETTERS))[targets]
    losses = -np.log((p * right).sum(axis=-1))
    share = counted / counted.sum()
    gradients = cell.backward(trace, (p - right) * share[..., None] @ W_hy.T)
    return float((losses * share).sum()), gradients.params["W_hh"]


def relative_distance(h: np.ndarray, masked: RNNTrace) -> np.ndarray:
    """(T+1, B), how far h is from each row's own final state, for the steps after the row's end; 0 before."""
    own = masked.last
    off = np.linalg.norm(h - own, axis=-1) / np.linalg.norm(own, axis=-1)
    off[1:][masked.mask] = 0.0
    off[0] = 0.0
    return off
