"""The lens agrees with what it looks at: Jacobians with differences of the states themselves."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.gradients import step_jacobians

T, INPUTS, H = 5, 3, 4


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu", "linear"])
def test_step_jacobians_agree_with_central_differences(nonlinearity):
    rng = np.random.default_rng(0)
    cell = RNN(INPUTS, H, nonlinearity, rng=rng)
    x = rng.normal(size=(T, 1, INPUTS))
    trace = cell.forward(x, h0=rng.normal(size=(1, H)))
    jacobians = step_jacobians(cell, trace)
    assert jacobians.shape == (T, H, H)
    small = 1e-6
    for t in range(1, T + 1):
        for j in range(H):
            ends = [
                cell.forward(x[t - 1 : t], trace.h[t - 1] + sign * small * np.eye(H)[j]).last[0]
                for sign in (1, -1)
            ]
            difference = (ends[0] - ends[1]) / (2 * small)
            np.testing.assert_allclose(jacobians[t - 1, :, j], difference, rtol=1e-6, atol=1e-8)


def test_products_of_step_jacobians_are_the_gradient_that_backward_finds():
    rng = np.random.default_rng(1)
    cell = RNN(INPUTS, H, rng=rng)
    trace = cell.forward(rng.normal(size=(T, 1, INPUTS)))
    at_end = rng.normal(size=H)
    dh = np.zeros((T, 1, H))
    dh[-1, 0] = at_end
    chain = np.linalg.multi_dot([*step_jacobians(cell, trace)[::-1]])  # ∂h_T/∂h_0
    np.testing.assert_allclose(at_end @ chain, cell.backward(trace, dh).h[0, 0], rtol=1e-12)


def test_step_jacobians_of_a_batch_of_two_are_refused():
    cell = RNN(INPUTS, H, rng=0)
    with pytest.raises(ValueError, match="holds 2 sequences"):
        step_jacobians(cell, cell.forward(np.zeros((T, 2, INPUTS))))
