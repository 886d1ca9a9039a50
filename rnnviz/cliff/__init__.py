"""The cliff of Pascanu, Mikolov and Bengio (2013): one unit, its error surface, where it rests, and descent on it."""

from .descent import NORM, VALUE, Descent, clip, crossings, descend
from .rests import fixed_points, folds, resting_bias, stretch
from .surface import Surface, crest, cut, surface
from .unit import (
    B_RANGE,
    ONSET,
    START,
    TARGET,
    W_RANGE,
    Local,
    T,
    differentiate,
    error,
    inside,
    one_sigmoid,
    states,
    wall,
)

__all__ = [
    "B_RANGE",
    "Descent",
    "Local",
    "NORM",
    "ONSET",
    "START",
    "Surface",
    "T",
    "TARGET",
    "VALUE",
    "W_RANGE",
    "clip",
    "crest",
    "crossings",
    "cut",
    "descend",
    "differentiate",
    "error",
    "fixed_points",
    "folds",
    "inside",
    "one_sigmoid",
    "resting_bias",
    "states",
    "stretch",
    "surface",
    "wall",
]
