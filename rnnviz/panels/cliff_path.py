"""Where a descent is at a time, and how much of its path lies in the picture."""

import numpy as np

from ..cliff import B_RANGE, W_RANGE, inside


def between(values: np.ndarray, t: float) -> np.ndarray:
    """The row of `values` (n+1, ...) at time t, on the straight way from one step to the next."""
    step = min(int(t), len(values) - 1)
    share = t - step
    return values[step] + share * (values[step + 1] - values[step]) if share > 0 else values[step]


def on_the_way(here, there) -> tuple[float, float]:
    """How far the straight way from a place (w, b) in the picture to another one stays in it."""
    share = 1.0
    for start, end, (low, high) in zip(here, there, (W_RANGE, B_RANGE), strict=True):
        if not low <= end <= high:
            share = min(share, ((high if end > high else low) - start) / (end - start))
    return tuple(start + share * (end - start) for start, end in zip(here, there, strict=True))


def route(run, t: float) -> np.ndarray:
    """The path (k, 2) of a Descent up to time t, as (w, b); it ends at the edge where it leaves the picture.

    Should it come back, a row of nan stands for what was outside.
    """
    places = [(run.w[step], run.b[step]) for step in range(int(t) + 1)]
    if t > int(t):
        places.append((between(run.w, t), between(run.b, t)))
    path = [places[0]]
    for last, place in zip(places, places[1:], strict=False):
        if inside(*place):
            path.append(place)
        elif inside(*last):
            path += [on_the_way(last, place), (np.nan, np.nan)]
    return np.array(path, float)


def seen(run, t: float) -> np.ndarray:
    """(w, b) of a Descent at time t; of one that is out of the picture, where it left."""
    path = route(run, t)
    return path[~np.isnan(path[:, 0])][-1]
