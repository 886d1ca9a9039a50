import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.cells import LSTM, work
from tests.cells.gated import KINDS, random_cell, random_states

sizes = st.integers(1, 4)
kinds = pytest.mark.parametrize("kind", KINDS)


def case(kind, seed, T=6, B=3, features=2, H=4):
    rng = np.random.default_rng(seed)
    cell = random_cell(kind, features, H, rng)
    return cell, rng.normal(size=(T, B, features)), random_states(kind, B, H, rng)


def loss_at_the_end(shape, seed=0):
    dh = np.zeros(shape)
    dh[-1] = np.random.default_rng(seed).normal(size=shape[1:])
    return dh


@kinds
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    T=st.integers(1, 5),
    B=st.integers(1, 3),
    features=sizes,
    H=sizes,
    clamped=st.booleans(),
    data=st.data(),
)
def test_every_gradient_agrees_with_central_differences(
    gradient_errors, kind, seed, T, B, features, H, clamped, data
):
    cell, x, states = case(kind, seed, T, B, features, H)
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    clamp = None
    if clamped:
        rng = np.random.default_rng(seed)
        held = rng.uniform(-1, 1, size=(len(cell.gates), T, B, H))
        held[rng.random(held.shape) < 0.6] = np.nan
        clamp = dict(zip(cell.gates, held, strict=True))
    errors = gradient_errors(cell, x, **states, lengths=lengths, clamp=clamp)
    assert errors.keys() == cell.params.keys() | {"x", "h0[0]"} | ({"c0[0]"} if kind == "LSTM" else set())
    assert max(errors.values()) < 1e-6, errors


@kinds
@pytest.mark.parametrize("lengths", [None, [6, 3, 1]])
@pytest.mark.parametrize("truncate", [None, 2])
def test_the_terms_of_the_steps_add_up_to_the_gradient_used(kind, lengths, truncate):
    cell, x, states = case(kind, 5)
    trace = cell.forward(x, **states, lengths=lengths)
    gradients = cell.backward(trace, np.random.default_rng(1).normal(size=(6, 3, 4)), truncate=truncate)
    terms = cell.weight_terms(trace, gradients)
    assert terms.keys() == gradients.params.keys() == cell.params.keys()
    for name, term in terms.items():
        assert term.shape == (6, *cell.params[name].shape)
        assert np.abs(term.sum(axis=0) - gradients.params[name]).max() < 1e-12


@kinds
@pytest.mark.parametrize("k", [1, 3, 5])
def test_truncation_follows_a_final_loss_exactly_k_steps_back(kind, k):
    cell, x, states = case(kind, 7)
    trace, dh = cell.forward(x, **states), loss_at_the_end((6, 3, 4))
    full, cut = cell.backward(trace, dh), cell.backward(trace, dh, truncate=k)
    assert np.array_equal(cut.da[6 - k :], full.da[6 - k :])
    assert not cut.da[: 6 - k].any() and not cut.h[: 6 - k + 1].any() and not cut.x[: 6 - k].any()
    assert full.da[: 6 - k].all()
    if kind == "LSTM":
        assert not cut.c[: 6 - k + 1].any() and full.c.all()


@kinds
def test_truncated_gradient_is_that_of_the_last_k_steps_run_from_a_fixed_state(kind):
    cell, x, states = case(kind, 8)
    trace, dh = cell.forward(x, **states), loss_at_the_end((6, 3, 4))
    cut = cell.backward(trace, dh, truncate=2)
    memory = {"c0": trace.c[4]} if kind == "LSTM" else {}
    tail = cell.backward(cell.forward(x[4:], trace.h[4], **memory), dh[4:])
    for name, value in tail.params.items():
        assert np.allclose(cut.params[name], value, rtol=0, atol=1e-13)


@kinds
def test_truncation_counts_from_the_last_step_of_each_sequence(kind):
    cell, x, states = case(kind, 11, B=2)
    dh = loss_at_the_end((6, 2, 4))
    batch = cell.backward(cell.forward(x, **states, lengths=[6, 3]), dh, truncate=2)
    one = {name: state[1:] for name, state in states.items()}
    alone = cell.backward(cell.forward(x[:3, 1:], **one), dh[-3:, 1:], truncate=2)
    assert np.allclose(batch.da[:3, 1:], alone.da, rtol=0, atol=1e-15)
    assert not batch.da[0, 1].any() and batch.da[1, 1].all()


@kinds
def test_backward_leaves_what_it_was_given_untouched(kind):
    cell, x, states = case(kind, 12)
    trace, dh = cell.forward(x, **states, lengths=[6, 2, 4]), np.ones((6, 3, 4))
    arrays = [*cell.params.values(), *(value for value in vars(trace).values() if value is not None)]
    before = [array.copy() for array in arrays]
    cell.backward(trace, dh, truncate=1)
    assert np.array_equal(dh, np.ones((6, 3, 4)))
    for old, new in zip(before, arrays, strict=True):  # a cache has places that nothing is ever written to
        np.testing.assert_array_equal(old, new)


@kinds
def test_a_second_pass_leaves_the_first_ones_results_untouched(kind):
    cell, x, states = case(kind, 13)
    trace = cell.forward(x, **states)
    gradients = cell.backward(trace, np.ones((6, 3, 4)))
    h, dx, da = trace.h.copy(), gradients.x.copy(), gradients.da.copy()
    cell.backward(cell.forward(-x, **states), np.full((6, 3, 4), 2.0))
    assert np.array_equal(trace.h, h) and np.array_equal(gradients.x, dx) and np.array_equal(gradients.da, da)


@kinds
@pytest.mark.parametrize("B", [1, 3])
def test_how_many_steps_the_cache_holds_changes_no_gradient(kind, B, monkeypatch):
    cell, x, states = case(kind, 16, T=8, B=B)
    lengths = [8, 2, 5][:B]
    clamp = {cell.gates[1]: {3: 0.5, 7: [0.1, np.nan, 0.2, np.nan]}}
    trace = cell.forward(x, **states, lengths=lengths, clamp=clamp)
    dh = np.random.default_rng(1).normal(size=(8, B, 4))
    together = cell.backward(trace, dh, truncate=6)
    monkeypatch.setattr(work, "CACHED", 3 * B * 4)
    apart = cell.backward(trace, dh, truncate=6)
    assert np.array_equal(together.h, apart.h) and np.array_equal(together.da, apart.da)


def test_a_gradient_on_the_memory_alone_is_followed_back():
    cell, x, states = case("LSTM", 14, B=1)
    trace, nothing = cell.forward(x, **states), np.zeros((6, 1, 4))
    dc = loss_at_the_end((6, 1, 4))
    gradients = cell.backward(trace, nothing, dc)
    assert np.array_equal(gradients.c[-1], dc[-1]) and not gradients.h[-1].any()
    jacobians = cell.step_jacobians(trace)
    apart = gradients.c[
        :, 0
    ].copy()  # without what reaches c_t through h_t: the two are one state, side by side
    apart[1:] -= gradients.h[1:, 0] * (trace.o * (1 - trace.tanh_c**2))[:, 0]
    g = np.concatenate([gradients.h[:, 0], apart], axis=-1)
    for t in range(6, 0, -1):
        assert np.allclose(jacobians[t - 1].T @ g[t], g[t - 1], rtol=0, atol=1e-14)


@kinds
def test_huge_weights_and_inputs_neither_raise_nor_warn(kind, recwarn):
    cell, x, states = case(kind, 15)
    cell.params = {name: np.where(w > 0, 1e308, -1e308) for name, w in cell.params.items()}
    with np.errstate(all="raise"):
        trace = cell.forward(x * 100, **states)
        cell.weight_terms(trace, cell.backward(trace, np.ones((6, 3, 4))))
        cell.step_jacobians(cell.forward(x[:, :1]))
    assert not recwarn.list


def test_gates_saturate_silently_in_both_directions():
    cell = LSTM(1, 1)
    cell.params = {"W_xh": np.full((1, 4), 1e5), "W_hh": np.zeros((1, 4)), "b_h": np.zeros(4)}
    trace = cell.forward([[[1.0]], [[-1.0]]])
    assert trace.f.ravel().tolist() == trace.i.ravel().tolist() == [1, 0]
    assert trace.g.ravel().tolist() == [1, -1] and trace.c.ravel().tolist() == [0, 1, 0]
