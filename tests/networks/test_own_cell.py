"""What a lab tries a learner's cell for: no wrong gradient passes, and no right one is doubted."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.networks.own_cell import own_cell
from tests.own_cells import Leaky, MyRNN


class Reusing(MyRNN):
    """It keeps one array of states for each shape and writes into it again."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.kept = {}

    def forward(self, x, h0=None):
        trace = super().forward(x, h0)
        kept = self.kept.setdefault(trace.h.shape, trace.h)
        kept[...] = trace.h
        trace.h = kept
        return trace


class Overwriting(Reusing):
    """It keeps one array for all runs."""

    def forward(self, x, h0=None):
        trace = MyRNN.forward(self, x, h0)
        kept = self.kept.setdefault(trace.h.shape[1:], np.empty((100, *trace.h.shape[1:])))[: len(trace.h)]
        kept[...] = trace.h
        trace.h = kept
        return trace


class Lost(MyRNN):
    """Its backward gives no numbers, from where `bad` says."""

    bad = np.nan

    def backward(self, trace, dh):
        gradients = super().backward(trace, dh)
        gradients.x[0, 0, 0] = self.bad
        return gradients


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_no_number_is_doubted_in_words(bad):
    cell = Lost(3, 6)
    cell.bad = bad
    doubt = own_cell(cell).doubt
    assert "the gradient of your Lost is not a finite number where a small step measures" in doubt
    assert "its backward may be wrong" in doubt
    assert not {"nan", "inf"} & set(doubt.replace(":", " ").split())


def test_states_beyond_any_float_are_no_doubt_of_the_gradient():
    cell = Leaky(3, 6)
    cell.params["W_hh"] = 1e200 * np.abs(cell.params["W_hh"])
    assert own_cell(cell).doubt == ""


def test_a_cell_that_writes_into_its_array_again_is_not_doubted():
    assert own_cell(Reusing(3, 6)).doubt == ""


def test_a_cell_that_writes_over_the_trace_it_gave_is_named():
    with pytest.raises(ValueError, match=r"Overwriting.forward\(x\) writes over the states of the trace"):
        own_cell(Overwriting(3, 6))


def test_what_is_wrong_is_doubted_even_if_the_array_is_used_again():
    class Wrong(Reusing):
        def backward(self, trace, dh):
            gradients = super().backward(trace, dh)
            gradients.x *= 2
            return gradients

    assert "its backward may be wrong" in own_cell(Wrong(3, 6)).doubt


def test_half_precision_is_refused_with_what_a_lab_reads():
    cell = MyRNN(3, 6)
    cell.params = {name: value.astype(np.float16) for name, value in cell.params.items()}
    with pytest.raises(
        TypeError, match=r"gives \.h as float16 array; a lab reads a NumPy array of float32 or float64"
    ):
        own_cell(cell)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_every_wider_float_is_tried_at_its_own_step(dtype):
    cell = MyRNN(3, 6)
    cell.params = {name: value.astype(dtype) for name, value in cell.params.items()}
    assert own_cell(cell).doubt == ""
    assert own_cell(RNN(3, 6, rng=0)).doubt == ""
