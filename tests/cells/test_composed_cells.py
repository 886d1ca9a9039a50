import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.cells import GRU, LSTM, RNN, Bidirectional, Stacked


def both_ways(input_size, hidden_size, rng):
    return Bidirectional(RNN(input_size, hidden_size, rng=rng), RNN(input_size, hidden_size, rng=rng))


def deep_both_ways(rng):
    return Stacked([both_ways(2, 3, rng), both_ways(6, 2, rng)])


NETWORKS = {
    "stacked": (
        lambda rng: Stacked([RNN(2, 4, rng=rng), RNN(4, 3, "sigmoid", rng=rng), RNN(3, 2, rng=rng)]),
        lambda B: [np.full((B, 4), 0.1), np.full((B, 3), -0.2), np.full((B, 2), 0.3)],
    ),
    "bidirectional": (
        lambda rng: Bidirectional(RNN(2, 3, rng=rng), RNN(2, 4, rng=rng)),
        lambda B: (np.full((B, 3), 0.1), np.full((B, 4), -0.2)),
    ),
    "stack of bidirectionals": (
        deep_both_ways,
        lambda B: [
            (np.full((B, 3), 0.1), np.full((B, 3), 0.2)),
            (np.full((B, 2), -0.1), np.full((B, 2), -0.2)),
        ],
    ),
    "bidirectional of stacks": (
        lambda rng: Bidirectional(
            Stacked([RNN(2, 3, rng=rng), RNN(3, 2, rng=rng)]),
            Stacked([RNN(2, 2, rng=rng), RNN(2, 3, rng=rng)]),
        ),
        lambda B: (
            [np.full((B, 3), 0.1), np.full((B, 2), 0.2)],
            [np.full((B, 2), -0.1), np.full((B, 3), -0.2)],
        ),
    ),
}
LENGTHS = [5, 1, 3]


def batch(seed=0, shape=(5, 3, 2)):
    return np.random.default_rng(seed).normal(size=shape)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), T=st.integers(1, 4), B=st.integers(1, 3), data=st.data())
@pytest.mark.parametrize(("make", "state"), NETWORKS.values(), ids=NETWORKS)
def test_every_gradient_agrees_with_central_differences(gradient_errors, make, state, seed, T, B, data):
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    network = make(np.random.default_rng(seed))
    errors = gradient_errors(network, batch(seed, (T, B, 2)), state(B), lengths)
    assert len(errors) == len(network.params) + 1 + len(network.params) // 3
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("lengths", [None, [5, 1, 3]])
def test_cells_of_every_kind_go_together(gradient_errors, lengths):
    rng = np.random.default_rng(0)
    pair = Bidirectional(LSTM(3, 2, rng=rng), GRU(3, 2, "before", rng=rng))
    network = Stacked([LSTM(2, 3, rng=rng), pair, GRU(4, 2, rng=rng), RNN(2, 2, rng=rng)])
    a, b, c, d, m = rng.normal(size=(5, 3, 2))
    first, memory = rng.normal(size=(2, 3, 3))
    trace = network.forward(batch(), [first, (a, b), c, d], lengths, c0=[memory, (m, None), None, None])
    assert np.array_equal(trace.layers[0].c[0], memory) and np.array_equal(trace.layers[1].forward.c[0], m)
    errors = gradient_errors(network, batch(), [first, (a, b), c, d], lengths)
    assert len(errors) == len(network.params) + 1 + 5
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("lengths", [None, [5, 1, 3]])
def test_the_memories_of_a_network_start_where_they_are_put(gradient_errors, lengths):
    rng = np.random.default_rng(0)
    network = Stacked([Bidirectional(LSTM(2, 3, rng=rng), LSTM(2, 3, rng=rng)), LSTM(6, 2, rng=rng)])
    h0, c0 = ([tuple(rng.normal(size=(2, 3, 3))), rng.normal(size=(3, 2))] for _ in range(2))
    errors = gradient_errors(network, batch(), h0, lengths, c0=c0)
    assert {"c0[0]", "c0[1]", "c0[2]"} < errors.keys()
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize(("make", "state"), NETWORKS.values(), ids=NETWORKS)
def test_padding_changes_no_bit_of_a_composed_network(make, state):
    runs = []
    for padding in (np.nan, 3.0):
        network, x = make(np.random.default_rng(0)), batch()
        for b, length in enumerate(LENGTHS):
            x[length:, b] = padding
        trace = network.forward(x, state(3), LENGTHS)
        gradients = network.backward(trace, np.ones_like(trace.h[1:]))
        runs.append([trace.h, trace.last, gradients.x, gradients.h, *gradients.params.values()])
        assert not gradients.x[~trace.mask].any()
    for one, other in zip(*runs, strict=True):
        assert np.isfinite(one).all() and np.array_equal(one, other)


def test_each_layer_of_a_stack_reads_the_states_of_the_one_below():
    low, high = RNN(2, 4, rng=0), RNN(4, 3, rng=1)
    trace = Stacked([low, high]).forward(batch())
    assert np.array_equal(trace.layers[0].h, low.forward(batch()).h)
    assert np.array_equal(trace.h, high.forward(low.forward(batch()).h[1:]).h)
    assert np.array_equal(trace.x, batch()) and np.array_equal(trace.last, trace.h[-1])


def test_the_backward_cell_reads_each_sequence_from_its_own_end():
    network = both_ways(2, 3, np.random.default_rng(0))
    trace = network.forward(batch(), lengths=LENGTHS)
    for b, length in enumerate(LENGTHS):
        x = batch()[:length, b : b + 1]
        ahead, back = network.forward_cell.forward(x).h, network.backward_cell.forward(x[::-1]).h
        assert np.allclose(trace.h[1 : length + 1, b, :3], ahead[1:, 0], rtol=0, atol=1e-15)
        assert np.allclose(trace.h[1 : length + 1, b, 3:], back[:0:-1, 0], rtol=0, atol=1e-15)
        assert np.allclose(trace.last[b], [*ahead[-1, 0], *back[-1, 0]], rtol=0, atol=1e-15)


def test_the_initial_states_of_both_directions_stand_in_row_zero():
    make, state = NETWORKS["bidirectional"]
    trace = make(np.random.default_rng(0)).forward(batch(), state(3))
    assert np.array_equal(trace.h[0], np.concatenate(state(3), axis=-1))


def test_gradients_of_a_composed_network_keep_those_of_its_parts():
    network = deep_both_ways(np.random.default_rng(0))
    trace = network.forward(batch(), lengths=LENGTHS)
    gradients = network.backward(trace, np.ones((5, 3, 4)))
    low, high = gradients.layers
    assert gradients.params["0.backward.W_hh"] is low.backward.params["W_hh"]
    assert gradients.params["1.forward.b_h"] is high.forward.params["b_h"]
    assert low.forward.da.shape == (5, 3, 3)
    assert gradients.h is high.h and gradients.x is low.x


def test_parameters_are_named_by_layer_and_direction():
    names = [
        f"{n}.{way}.{name}" for n in "01" for way in ("forward", "backward") for name in RNN(1, 1).params
    ]
    params = deep_both_ways(np.random.default_rng(0)).params
    assert list(params) == names and len(params) == len(names)


def test_writing_a_parameter_of_a_network_writes_that_of_its_cell():
    cell = RNN(2, 3, rng=0)
    network = Stacked([Bidirectional(cell, RNN(2, 3)), RNN(6, 1)])
    network.params["0.forward.W_hh"] = np.eye(3)
    network.params["0.forward.b_h"] -= network.params["0.forward.b_h"]
    assert np.array_equal(cell.params["W_hh"], np.eye(3)) and not cell.params["b_h"].any()
    cell.params["W_xh"] = np.ones((2, 3))
    assert np.array_equal(network.params["0.forward.W_xh"], np.ones((2, 3)))


def test_a_network_of_float32_cells_stays_float32():
    make = [RNN(2, 3, dtype=np.float32) for _ in range(2)]
    network = Stacked([Bidirectional(*make), RNN(6, 2, dtype=np.float32)])
    trace = network.forward(batch(), lengths=LENGTHS)
    gradients = network.backward(trace, np.ones((5, 3, 2)))
    arrays = [trace.h, trace.layers[0].h, gradients.x, gradients.layers[0].h, *gradients.params.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_an_overflow_in_any_layer_is_found_and_warns_nobody():
    low = RNN(1, 1, "linear")
    low.params = {"W_xh": np.ones((1, 1)), "W_hh": np.array([[1e200]]), "b_h": np.zeros(1)}
    network = Stacked([low, RNN(1, 2, "tanh", rng=0)])
    twin = Bidirectional(low, RNN(1, 2, "linear", rng=0))
    x = np.ones((4, 1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace, twin_trace = network.forward(x), twin.forward(x)
        network.backward(trace, np.ones((4, 1, 2)))
        twin.backward(twin_trace, np.ones((4, 1, 3)))
    assert np.isfinite(trace.h).all()  # tanh of infinity is 1: the top layer hides what happened below it
    assert trace.first_bad_step == twin_trace.first_bad_step == 3
    assert network.forward(x[:2]).first_bad_step is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Stacked([]), "layers is empty; a stack needs at least 1 layer"),
        (
            lambda: Stacked([RNN(2, 4), RNN(3, 2)]),
            "layer 1 has input_size 3, but layer 0 gives it 4 features",
        ),
        (lambda: Stacked([RNN(2, 2)] * 2), "one cell stands in two places; build one for each"),
        (lambda: Bidirectional(RNN(2, 3), RNN(1, 3)), "forward cell has input_size 2, the backward cell 1"),
        (lambda: Stacked([RNN(2, 2)]).forward(batch(), [None, None]), "h0 holds 2 states; .* 1 parts"),
        (lambda: both_ways(2, 3, 0).forward(batch(), [None]), "h0 holds 1 states; .* 2 parts"),
        (lambda: Stacked([LSTM(2, 2)]).forward(batch(), c0=[None, None]), "^c0 holds 2 states; .* 1 parts"),
        (
            lambda: Bidirectional(LSTM(2, 3), LSTM(2, 3)).forward(batch(), c0=[None]),
            "^c0 holds 1 states; .* 2 parts",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_outside_gradient_of_the_wrong_width_is_refused():
    network = both_ways(2, 3, 0)
    with pytest.raises(
        ValueError, match=r"dh has shape \(5, 3, 3\); the states h_1\.\.h_T have shape \(5, 3, 6\)"
    ):
        network.backward(network.forward(batch()), np.ones((5, 3, 3)))
