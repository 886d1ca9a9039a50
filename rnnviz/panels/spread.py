"""Labels of one column, moved as little as keeps them apart."""

import numpy as np


def spread(heights: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Heights at least `gap` apart between low and high, in the same order, as near to the given as can be.

    Isotonic regression: less its place in the order times the gap, each may only rise; groups that would fall
    share their mean.
    """
    if not len(heights):
        return heights
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(heights))
    groups: list[list[float]] = []
    for height in np.clip(heights[order], low, high) - steps:
        groups.append([height])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    levels = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    apart = np.empty(len(heights))
    apart[order] = np.clip(levels, low, high - steps[-1]) + steps
    return apart
