"""A learner's own cell in Itemized gradient: the terms add up to the gradient that its own backward returns."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.gradients import itemized
from rnnviz.labs.itemized_gradient import ItemizedGradient
from rnnviz.networks.made_to_order import draw_for_own, draw_network, loss_directions
from tests.labs import test_every_lab as every_lab
from tests.labs.own_cells import COMMON, fewer
from tests.own_cells import Leaky, MyRNN, in_float32


@pytest.fixture
def own(make):
    """Call it with a cell."""
    return lambda cell, **values: make(ItemizedGradient, cell=cell, **values)


def whole(lab, cell):
    """∂L/∂θ as the cell's own backward gives it for the lab's loss."""
    x, directions = draw_for_own(cell.input_size, lab.own.hidden_size, lab.input_scale, lab.T, lab.seed)
    dh = np.zeros((lab.T, 1, lab.own.hidden_size))
    dh[-1, 0] = directions[0]
    return cell.backward(cell.forward(x), dh).params


@pytest.mark.parametrize(
    "cell", [MyRNN(3, 6), Leaky(3, 6), LSTM(3, 6, 0), GRU(3, 6, rng=0)], ids=lambda c: type(c).__name__
)
def test_the_terms_of_every_parameter_add_up_to_the_gradient_of_the_cell(own, cell):
    lab = own(cell, T=15)
    for name in cell.params:
        lab.set(parameter=name)
        np.testing.assert_allclose(lab.result.terms.sum(axis=0), whole(lab, cell)[name], atol=1e-12)
        assert f"∂L/∂{name} of your {type(cell).__name__}" in lab.caption


def test_a_step_by_itself_gives_the_term_that_our_cell_knows():
    ours, trace = draw_network(8, 0.9, 1.5, "tanh", 0.5, 20, 0)
    theirs = MyRNN(8, 8)
    theirs.params = ours.params
    dh = loss_directions(8, 1.5, 0)[:20]
    known, found = itemized(ours, trace, dh), itemized(theirs, theirs.forward(trace.x), dh)
    for name in ours.params:
        np.testing.assert_allclose(found[name], known[name], rtol=1e-9, atol=1e-13)


def test_float32_says_the_same(own):
    exact, single = own(MyRNN(3, 6), t=30), own(in_float32(MyRNN(3, 6)), t=30)
    np.testing.assert_allclose(single.result.norms, exact.result.norms, rtol=1e-3)
    assert single.status == ""


def test_any_names_and_shapes_of_parameters_are_shown(own):
    class Renamed(MyRNN):
        """One weight for all units: h_t = tanh(w h_{t-1} + x_t U)"""

        def __init__(self):
            super().__init__(3, 6)
            self.params = {"w": np.array(0.9), "U": self.params["W_xh"]}

        def plain(self):
            cell = MyRNN(3, 6)
            cell.params = {"W_xh": self.params["U"], "W_hh": self.params["w"] * np.eye(6), "b_h": np.zeros(6)}
            return cell

        def forward(self, x, h0=None):
            return self.plain().forward(x, h0)

        def backward(self, trace, dh):
            gradients = self.plain().backward(trace, dh)
            given = gradients.params
            gradients.params = {"w": np.trace(given["W_hh"]), "U": given["W_xh"]}
            return gradients

    lab = own(Renamed())
    assert lab.parameter == "w" and lab.result.terms.shape == (40,)
    every_lab.check(lab)
    lab.set(parameter="U")
    assert lab.result.terms.shape == (40, 3, 6)


def test_a_gradient_that_is_missing_or_of_another_shape_is_named(own):
    class Wrong(MyRNN):
        params_of_backward = staticmethod(lambda given: {})

        def backward(self, trace, dh):
            gradients = super().backward(trace, dh)
            gradients.params = self.params_of_backward(gradients.params)
            return gradients

    with pytest.raises(ValueError, match="Wrong.backward.* gives no gradient of W_xh in .params"):
        own(Wrong(3, 6))
    Wrong.params_of_backward = staticmethod(lambda given: {name: value.T for name, value in given.items()})
    with pytest.raises(
        ValueError, match=r"gives a gradient of W_xh of shape \(6, 3\); W_xh has shape \(3, 6\)"
    ):
        own(Wrong(3, 6))
    bare = MyRNN(3, 6)
    with pytest.raises(TypeError, match="has no method forward"):
        own(bare.params)


@pytest.mark.parametrize("holds", COMMON, ids=lambda holds: holds.__name__.removeprefix("test_"))
def test_what_holds_for_every_lab_holds_with_a_cell_of_ones_own(own, holds, monkeypatch):
    fewer(monkeypatch)
    holds(own(Leaky(3, 6)))
