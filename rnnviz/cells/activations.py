"""The nonlinearities φ of a recurrent cell, each with its slope φ' and the largest slope γ."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Activation:
    """h = φ(a), entry by entry: `f(a)`, or `f(a, out=h)` into an array there is.

    All four slopes can be read off the output: `slope(h)` is φ'(a) at the a that gave h, so a backward pass
    needs nothing but the states it already has. `gamma` is the largest slope, the γ of the vanishing-gradient
    bound σ_max < 1/γ (Pascanu, Mikolov, Bengio 2013).
    """

    name: str
    f: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    gamma: float


@np.errstate(over="ignore")  # where e^-a overflows to infinity, 1 / (1 + infinity) is the right 0
def sigmoid(a, out=None):
    """σ(a) = 1 / (1 + e^-a), accurate for every a and silent for huge ones."""
    return np.divide(1, 1 + np.exp(-a), out=out)


ACTIVATIONS = {
    phi.name: phi
    for phi in (
        Activation("tanh", np.tanh, lambda h: 1 - h * h, gamma=1.0),
        Activation(
            "relu", lambda a, out=None: np.maximum(a, 0, out=out), lambda h: np.heaviside(h, 0), gamma=1.0
        ),
        Activation("sigmoid", sigmoid, lambda h: h * (1 - h), gamma=0.25),
        Activation("linear", np.positive, np.ones_like, gamma=1.0),
    )
}


def activation(name: str) -> Activation:
    """The activation of that name; ValueError if there is none."""
    if name not in ACTIVATIONS:
        raise ValueError(f"nonlinearity is {name!r}; choose one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]
