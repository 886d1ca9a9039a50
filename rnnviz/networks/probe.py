"""What can be read off states: how well a unit separates, where h_t lies, which units go together."""

from __future__ import annotations

import numpy as np


def auc(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The area under the ROC curve of each column: scores (T, ...), labels (T,) booleans -> (...).

    It is the chance that a random True has a higher score than a random False, ties counting half: 0.5 tells
    nothing, 1 separates, 0 separates the other way round. NaN if all labels are the same.
    """
    labels = np.asarray(labels, dtype=bool)
    if labels.all() or not labels.any():
        return np.full(scores.shape[1:], np.nan)
    yes, no = scores[labels], np.sort(scores[~labels], axis=0)
    wins = np.empty(scores.shape[1:])
    for i in np.ndindex(wins.shape):
        column = (slice(None), *i)
        below = np.searchsorted(no[column], yes[column], side="left")
        not_above = np.searchsorted(no[column], yes[column], side="right")
        wins[i] = (below + not_above).mean() / 2
    return wins / len(no)


def principal_components(h: np.ndarray, count: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where states h (T, H) vary most: their coordinates (T, count), the directions (count, H), and shares.

    The coordinates are those of h minus its mean; a share is the part of the variance along one direction.
    A direction points where its largest entry is positive, so that the sign is not left to chance.
    """
    centered = h - h.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centered, full_matrices=False)
    directions = directions[:count]
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, np.newaxis]
    variance = np.square(sizes)
    shares = variance[:count] / variance.sum() if variance.sum() > 0 else np.zeros(len(directions))
    return centered @ directions.T, directions, shares


def similarity_order(h: np.ndarray) -> np.ndarray:
    """Units of h (T, H) in an order that puts similar ones side by side: (H,) indices.

    Starting from the unit that varies most, the next is always the one that correlates best with the last.
    A unit that never changes correlates with none.
    """
    z = h - h.mean(axis=0)
    length = np.linalg.norm(z, axis=0)
    z = np.divide(z, length, out=np.zeros_like(z), where=length > 0)
    alike = z.T @ z
    order = [int(length.argmax())]
    left = set(range(h.shape[1])) - {order[0]}
    while left:
        order.append(max(sorted(left), key=lambda unit: alike[order[-1], unit]))
        left.remove(order[-1])
    return np.array(order)
