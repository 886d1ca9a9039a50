"""The cells of Inside the cell learned to keep a marked value, and the stored weights are what training makes."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.networks import marked_value as app

over_kinds = pytest.mark.parametrize("name", app.KINDS)


def test_what_to_give_is_the_value_that_was_marked_last():
    x, y = app.sequences(np.random.default_rng(0), 200)
    assert x.shape == (app.STEPS, 200, 2) and set(x[..., 1].ravel()) == {0.0, 1.0}
    for values, marks, wanted in zip(x[..., 0].T, x[..., 1].T, y.T, strict=True):
        last = 0.0
        for value, mark, want in zip(values, marks, wanted, strict=True):
            last = value if mark else last
            assert want == last


@over_kinds
def test_the_trained_cells_keep_a_marked_value_they_never_saw(name):
    cell, readout = app.learned(name)
    always_zero = np.sqrt(np.mean(app.sequences(np.random.default_rng(11), 2000)[1] ** 2))
    assert app.miss(cell, readout, np.random.default_rng(11)) < 0.025 < 0.45 < always_zero


@over_kinds
def test_the_stored_weights_are_what_training_makes_to_two_decimals(name):
    made = app.trained(name)
    cell, readout = app.learned(name)
    stored = cell.params | {"readout": readout}
    assert made.keys() == stored.keys()
    for key, values in made.items():
        np.testing.assert_allclose(
            stored[key], values, atol=0.0101, err_msg=key
        )  # a last digit may round over
        np.testing.assert_array_equal(stored[key], np.round(stored[key], 2))


def test_the_units_stand_in_the_order_of_their_weight_in_the_answer():
    for name in app.KINDS:
        _, readout = app.learned(name)
        assert (np.diff(np.abs(readout)) <= 0).all()


def test_each_call_gives_its_own_copy():
    cell, readout = app.learned("LSTM")
    cell.params["W_xh"][:], readout[:] = 0, 0
    again, same = app.learned("LSTM")
    assert again.params["W_xh"].any() and same.any()


def test_the_cells_are_those_of_their_names():
    assert isinstance(app.learned("LSTM")[0], LSTM)
    for form in ("after", "before"):
        cell, _ = app.learned(f"GRU, reset {form}")
        assert isinstance(cell, GRU) and cell.reset == form
