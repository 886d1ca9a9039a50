"""A cell that a lab cannot use is refused with a sentence that names what is wrong."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnnviz.networks.own_cell import own_cell
from tests.own_cells import MyRNN


def changed(method, change):
    """A MyRNN one of whose methods gives something else: what `change` makes of it."""

    class Wrong(MyRNN):
        pass

    right = getattr(MyRNN, method)
    setattr(Wrong, method, lambda self, *arguments: change(right(self, *arguments)))
    return Wrong(3, 5)


def without(name):
    """A MyRNN that lacks a method or an attribute."""
    methods = {
        method: vars(MyRNN)[method] for method in ("__init__", "forward", "backward") if method != name
    }
    cell = type("Wrong", (), methods)(3, 5)
    vars(cell).pop(name, None)
    return cell


def altered(result, **arrays):
    return SimpleNamespace(**vars(result) | arrays)


class NoStart(MyRNN):
    def forward(self, x):
        return super().forward(x)


class DeafToStart(MyRNN):
    def forward(self, x, h0=None):
        return super().forward(x)


class Memory(MyRNN):
    def forward(self, x, h0=None):
        return altered(super().forward(x, h0), c=np.zeros((len(x) + 1, x.shape[1], 5)))


class Fails(MyRNN):
    def backward(self, trace, dh):
        return dh @ self.params["W_xh"]


@pytest.mark.parametrize(
    ("cell", "error", "words"),
    [
        (without("forward"), TypeError, "Wrong has no method forward(x, h0=None)"),
        (without("backward"), TypeError, "Wrong has no method backward(trace, dh)"),
        (without("input_size"), TypeError, "Wrong has no input_size"),
        (None, TypeError, "NoneType has no method forward"),
        (MyRNN, TypeError, "MyRNN is a class; give the lab a cell made from it: MyRNN(…)"),
        (changed("forward", lambda trace: None), TypeError, "Wrong.forward(x) gives a NoneType without .x"),
        (changed("forward", lambda trace: altered(trace, h=trace.h[1:])), ValueError, ".h of shape (3, 2, 5)"),
        (changed("forward", lambda trace: altered(trace, h=trace.h.swapaxes(0, 1))), ValueError, "(T+1, B, H)"),
        (changed("forward", lambda trace: altered(trace, h=list(trace.h))), TypeError, "gives .h as list"),
        (changed("backward", lambda back: altered(back, h=back.h[1:])), ValueError, "it should have (4, 2, 5)"),
        (changed("backward", lambda back: altered(back, x=back.h)), ValueError, ".x of shape (4, 2, 5)"),
        (changed("backward", lambda back: SimpleNamespace(params={}, x=back.x)), TypeError, "without .h"),
        (NoStart(3, 5), ValueError, "NoStart.forward(x, h0) fails"),
        (DeafToStart(3, 5), ValueError, "does not go on from h0"),
        (Memory(3, 5), TypeError, "has a second state, c; give it a method step_jacobians(trace)"),
        (Fails(3, 5), ValueError, "Fails.backward(trace, dh) fails for x of shape (3, 2, 3): ValueError"),
        (MyRNN(3, 129), ValueError, "has 129 units; a lab shows 1 to 128"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_cell_that_cannot_be_used_gets_a_sentence_that_names_what_is_wrong(cell, error, words):
    with pytest.raises(error) as refused:
        own_cell(cell)
    assert words in str(refused.value)
