"""The gradient checker that every cell of the package has to pass."""

import numpy as np
import pytest


def relative_error(analytic, numeric):
    """max|a - n| / max(|a| + |n|): absolute values, so that an error of either sign counts.

    Central differences are themselves good to about 1e-11: gradients below 1e-4 are compared to within 1e-10.
    """
    scale = (np.abs(analytic) + np.abs(numeric)).max()
    return np.abs(analytic - numeric).max() / max(scale, 1e-4)


def central_differences(loss, array, step=1e-5):
    """(L(θ + ε) - L(θ - ε)) / 2ε for each entry of an array that `loss` reads."""
    slopes = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + step
        above = loss()
        array[index] = value - step
        below = loss()
        array[index] = value
        slopes[index] = (above - below) / (2 * step)
    return slopes


def leaves(h0):
    """The arrays of an initial state: one for a cell, one for each part of a composed network."""
    return [h0] if isinstance(h0, np.ndarray) else [array for part in h0 for array in leaves(part)]


def initial_state_gradients(gradients, name="h"):
    """∂L/∂h_0 (or ∂L/∂c_0) of each cell in the network, in the order of `leaves`."""
    if hasattr(gradients, "layers"):
        parts = gradients.layers
    elif hasattr(gradients, "forward"):
        parts = (gradients.forward, gradients.backward)
    else:
        return [getattr(gradients, name)[0]]
    return [array for part in parts for array in initial_state_gradients(part, name)]


@pytest.fixture(scope="session")
def gradient_errors():
    """errors(network, x, h0, lengths=None, **more) -> the relative error of every gradient, by name.

    The loss is Σ_t h_t · r_t with fixed random r_t: a gradient arrives at every step, padded ones too. `more`
    goes to the forward pass: clamp, and c0. A cell that is given a c0 has Σ_t c_t · s_t in its loss as well.
    """

    def errors(network, x, h0, lengths=None, **more):
        x = np.array(x, dtype=np.float64)
        trace = network.forward(x, h0, lengths=lengths, **more)
        rng = np.random.default_rng(99)
        dh = rng.normal(size=trace.h[1:].shape)
        dc = rng.normal(size=dh.shape) if "c0" in more and hasattr(trace, "c") else None
        gradients = network.backward(trace, dh) if dc is None else network.backward(trace, dh, dc)

        def loss():
            trace = network.forward(x, h0, lengths=lengths, **more)
            return (trace.h[1:] * dh).sum() + (0 if dc is None else (trace.c[1:] * dc).sum())

        pairs = {name: (gradients.params[name], value) for name, value in network.params.items()}
        pairs["x"] = (gradients.x, x)
        states = {"h": h0} | ({"c": more["c0"]} if "c0" in more else {})
        for name, state in states.items():
            found = initial_state_gradients(gradients, name)
            for n, pair in enumerate(zip(found, leaves(state), strict=True)):
                pairs[f"{name}0[{n}]"] = pair
        return {
            name: relative_error(analytic, central_differences(loss, array))
            for name, (analytic, array) in pairs.items()
        }

    return errors
