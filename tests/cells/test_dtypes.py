"""A cell computes in the one dtype of its parameters, and takes all else in that."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.gradients import orthogonal
from tests.cells.gated import random_cell

KINDS = ["RNN", "LSTM", "GRU", "GRU, reset before"]
kinds = pytest.mark.parametrize("kind", KINDS)
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def cell_of(kind, dtype):
    return RNN(2, 3, rng=0, dtype=dtype) if kind == "RNN" else random_cell(kind, 2, 3, 0, dtype=dtype)


@kinds
@dtypes
@pytest.mark.parametrize(
    "given", [np.int8, np.int64, np.uint16, bool, np.float16, np.float32, np.float64, list]
)
def test_what_a_cell_reads_is_taken_in_the_dtype_of_its_parameters(kind, dtype, given):
    cell = cell_of(kind, dtype)
    x, state = np.arange(12).reshape(3, 2, 2) % 2, np.ones((2, 3))
    states = {"h0": state, "c0": state} if kind == "LSTM" else {"h0": state}
    dh = np.ones((3, 2, 3))

    def run(change):
        trace = cell.forward(change(x), **{name: change(s) for name, s in states.items()})
        gradients = cell.backward(trace, change(dh))
        return [trace.x, trace.h, gradients.x, gradients.h, *gradients.params.values()]

    changed = run(np.ndarray.tolist if given is list else lambda array: array.astype(given))
    for ours, theirs in zip(changed, run(lambda array: array.astype(dtype)), strict=True):
        assert ours.dtype == dtype
        np.testing.assert_array_equal(ours, theirs)


@kinds
@pytest.mark.parametrize("sequences", [1, 2])
@pytest.mark.parametrize("name", ["W_xh", "W_hh", "b_h"])
@pytest.mark.parametrize(
    ("own", "other"), [(np.float32, np.float64), (np.float64, np.float32), (np.float64, int)]
)
def test_parameters_of_several_dtypes_are_refused_with_their_names(kind, sequences, name, own, other):
    cell = cell_of(kind, own)
    cell.params[name] = np.zeros(cell.params[name].shape, other)
    named = f"{name} {np.dtype(other)}.*; make them all float32 or all float64"
    with pytest.raises(ValueError, match=f"the parameters hold .*{named}"):
        cell.forward(np.ones((4, sequences, 2)))


@kinds
@pytest.mark.parametrize("dtype", [int, np.float16, complex])
def test_parameters_in_which_no_cell_computes_are_refused(kind, dtype):
    cell = cell_of(kind, np.float64)
    cell.params = {name: value.astype(dtype) for name, value in cell.params.items()}
    with pytest.raises(ValueError, match=f"W_hh {np.dtype(dtype)}, .*; make them all float32 or all float64"):
        cell.forward(np.ones((4, 1, 2)))


def test_integer_weights_never_make_the_input_an_integer():
    cell = RNN(1, 2, "linear", rng=0)
    cell.params = {"W_xh": np.array([[1, 1]]), "W_hh": np.eye(2, dtype=int), "b_h": np.zeros(2, int)}
    with pytest.raises(
        ValueError, match="the parameters hold W_xh int64, W_hh int64, b_h int64; make them all"
    ):
        cell.forward(np.full((3, 1, 1), 0.7))


@kinds
def test_the_mend_that_is_named_is_one(kind):
    cell = cell_of(kind, np.float32)
    width = cell.params["W_hh"].shape[1] // 3
    cell.params["W_hh"] = np.tile(orthogonal(3, 0), width).astype(np.float32)
    cell.backward(cell.forward(np.ones((4, 1, 2))), np.ones((4, 1, 3)))


def test_a_parameter_that_is_no_array_is_named():
    cell = RNN(2, 3, rng=0)
    cell.params["b_h"] = [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="b_h is a list; make it a NumPy array of float32 or float64"):
        cell.forward(np.ones((4, 1, 2)))


@kinds
@pytest.mark.parametrize(
    ("values", "held"),
    [(1j, "complex128"), ("a", "<U1"), (None, "object")],
    ids=["complex", "text", "nothing"],
)
def test_what_is_no_real_number_is_refused_by_its_name(kind, values, held):
    cell = cell_of(kind, np.float64)
    x = np.ones((4, 1, 2))
    with pytest.raises(ValueError, match=f"x holds {held}; a cell reads real numbers"):
        cell.forward(np.full((4, 1, 2), values))
    with pytest.raises(ValueError, match=f"h0 holds {held}; a cell reads real numbers"):
        cell.forward(x, np.full((1, 3), values))
    with pytest.raises(ValueError, match=f"dh holds {held}; a cell reads real numbers"):
        cell.backward(cell.forward(x), np.full((4, 1, 3), values))


@kinds
def test_a_trace_keeps_its_own_lengths(kind):
    cell, lengths = cell_of(kind, np.float64), np.array([4, 2])
    trace = cell.forward(np.ones((4, 2, 2)), lengths=lengths)
    lengths[:] = 1
    np.testing.assert_array_equal(trace.lengths, [4, 2])
