import numpy as np
import pytest

from rnnviz.cells import RNN
from tests.cells.gated import KINDS, random_cell

T, FEATURES, H = 5, 2, 4
NONLINEARITIES = ("tanh", "relu", "sigmoid", "linear")
CASES = [*KINDS, *(f"RNN {name}" for name in NONLINEARITIES)]


def make(kind, seed=0):
    rng = np.random.default_rng(seed)
    cell = (
        RNN(FEATURES, H, kind[4:], rng=rng) if kind.startswith("RNN") else random_cell(kind, FEATURES, H, rng)
    )
    parts = 2 if kind == "LSTM" else 1
    return cell, rng.normal(size=(T, 1, FEATURES)), rng.normal(size=(parts, 1, H))


def state(trace, t):
    """(h_t, c_t) as one vector for an LSTM, h_t for the others."""
    return np.concatenate([trace.h[t, 0], trace.c[t, 0]]) if hasattr(trace, "c") else trace.h[t, 0]


def one_step(cell, x_t, s, clamp=None):
    """s_t as a function of s_{t-1}, run as a sequence of one step."""
    trace = cell.forward(x_t[None], *s.reshape(-1, 1, H), **({"clamp": clamp} if clamp else {}))
    return state(trace, 1)


def numeric_jacobian(cell, x_t, s, clamp=None, step=1e-5):
    columns = []
    for j in range(len(s)):
        d = np.zeros_like(s)
        d[j] = step
        columns.append((one_step(cell, x_t, s + d, clamp) - one_step(cell, x_t, s - d, clamp)) / (2 * step))
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize("kind", CASES)
def test_entry_i_j_is_how_unit_i_answers_unit_j_of_the_step_before(kind):
    cell, x, s0 = make(kind)
    trace = cell.forward(x, *s0)
    jacobians = cell.step_jacobians(trace)
    assert jacobians.shape == (T, s0.size, s0.size)
    for t in range(1, T + 1):
        numeric = numeric_jacobian(cell, x[t - 1], state(trace, t - 1))
        assert np.abs(jacobians[t - 1] - numeric).max() < 1e-8


@pytest.mark.parametrize(("kind", "gate"), [("LSTM", name) for name in "oifg"] + [("GRU", name) for name in "rzn"]
                         + [("GRU, reset before", name) for name in "rzn"])  # fmt: skip
def test_a_held_gate_is_a_constant_in_the_jacobian(kind, gate):
    cell, x, s0 = make(kind)
    values = np.random.default_rng(1).uniform(-1, 1, size=(T, 1, H))
    values[:, :, 2] = np.nan  # one unit's gate stays free
    trace = cell.forward(x, *s0, clamp={gate: values})
    for t in range(1, T + 1):
        numeric = numeric_jacobian(cell, x[t - 1], state(trace, t - 1), {gate: values[t - 1 : t]})
        assert np.abs(cell.step_jacobians(trace)[t - 1] - numeric).max() < 1e-8


@pytest.mark.parametrize("kind", CASES)
def test_the_product_of_the_jacobians_carries_a_gradient_from_the_last_state_to_the_first(kind):
    cell, x, s0 = make(kind)
    trace = cell.forward(x, *s0)
    dh = np.zeros((T, 1, H))
    dh[-1] = np.random.default_rng(1).normal(size=H)
    gradients = cell.backward(trace, dh)
    g = np.zeros(s0.size)
    g[:H] = dh[-1, 0]
    for J in cell.step_jacobians(trace)[::-1]:
        g = J.T @ g
    ours = np.concatenate([gradients.h[0, 0], gradients.c[0, 0]]) if kind == "LSTM" else gradients.h[0, 0]
    assert np.allclose(g, ours, rtol=0, atol=1e-14)


@pytest.mark.parametrize("kind", CASES)
def test_on_padding_the_jacobian_is_the_identity(kind):
    cell, x, s0 = make(kind)
    full = cell.step_jacobians(cell.forward(x[:3], *s0))
    padded = cell.step_jacobians(cell.forward(x, *s0, lengths=[3]))
    assert np.array_equal(padded[:3], full)
    assert (padded[3:] == np.eye(s0.size)).all()


@pytest.mark.parametrize("kind", CASES)
def test_a_batch_of_several_is_refused(kind):
    cell, *_ = make(kind)
    with pytest.raises(ValueError, match="the trace holds 2 sequences; give that of 1"):
        cell.step_jacobians(cell.forward(np.ones((T, 2, FEATURES))))


def test_the_memory_block_of_the_lstm_is_the_forget_gate_alone():
    cell, x, s0 = make("LSTM")
    trace = cell.forward(x, *s0)
    highway = cell.forget_gate_jacobians(trace)
    assert np.array_equal(highway, cell.step_jacobians(trace)[:, H:, H:])
    assert np.array_equal(highway[2], np.diag(trace.f[2, 0]))
    with pytest.raises(ValueError, match="the trace holds 2 sequences"):
        cell.forget_gate_jacobians(cell.forward(np.ones((T, 2, FEATURES))))
