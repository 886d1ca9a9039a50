"""A learner's own reader in the labs of notebook 03: the same picture where it is the same network, a true one else."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.labs.counterfactual import Counterfactual
from rnnviz.labs.hidden_state import HiddenState
from rnnviz.networks.reader import Reader, batches, load, loss_and_gradients, split
from rnnviz.text import Vocabulary
from tests.labs.drawn import painted, panels
from tests.labs.own_cells import COMMON, Leaky, MyRNN, fewer, in_float32
from tests.labs.test_pictures import test_it_does_so_after_every_kind_of_change as after_every_change

SYMBOLS = len(Vocabulary())
both = pytest.mark.parametrize("reading_lab", [HiddenState, Counterfactual], ids=lambda made: made.__name__)


def seeded_lstm(input_size, hidden_size):
    return LSTM(input_size, hidden_size, rng=0)


def seeded_gru(input_size, hidden_size):
    return GRU(input_size, hidden_size, rng=0)


@pytest.fixture
def own(make):
    """Call it with a lab and a reader."""
    return lambda reading_lab, reader, **values: make(reading_lab, reader=reader, **values)


def reader_of(cell, units=8, size=1.0):
    """An untrained reader whose states are `size` times as large as the cell makes them by itself."""
    cell.params["W_xh"] = cell.params["W_xh"] * size
    return Reader(cell, np.random.default_rng(1).normal(size=(units, 2)), np.zeros(2))


def trained_by_hand():
    """A hand-written cell with the weights of the trained reader."""
    trained, cell = load(), MyRNN(SYMBOLS, 24)
    cell.params = {name: trained.cell.params[name] for name in ("W_xh", "W_hh", "b_h")}
    return Reader(cell, trained.W_hy, trained.b_y)


def test_a_hand_written_cell_with_the_trained_weights_shows_what_the_trained_reader_shows(own):
    for reading_lab, arrays in ((HiddenState, ("h", "scores")), (Counterfactual, ("change", "first_order"))):
        theirs, ours = own(reading_lab, trained_by_hand()), reading_lab()
        for name in (*arrays, "answers"):
            np.testing.assert_allclose(
                getattr(theirs.result, name), getattr(ours.result, name), rtol=1e-7, atol=1e-12
            )
        assert theirs.network == "your reader" and not theirs.status
        theirs.set(network="trained reader", **({"unit": 16} if reading_lab is HiddenState else {}))
        assert theirs.caption == ours.caption
        theirs.reset()
        assert theirs.network == "your reader"
        ours.close()


@pytest.mark.parametrize("kind", [MyRNN, Leaky, seeded_lstm, seeded_gru])
@pytest.mark.parametrize("position", [1, 18])
def test_the_prediction_is_the_derivative_whatever_the_cell(own, kind, position):
    reader = reader_of(kind(SYMBOLS, 8))
    lab = own(Counterfactual, reader, position=position, share=0.25, replacement="a")
    x = reader.vocabulary.one_hot(lab.result.text)
    dx = np.zeros_like(x)
    dx[position - 1] = reader.vocabulary.one_hot("a")[0] - x[position - 1]
    after, before = (reader.cell.forward(x + e * dx).h[:, 0] for e in (1e-6, -1e-6))
    np.testing.assert_allclose(lab.result.first_order, 0.25 * (after - before) / 2e-6, rtol=1e-4, atol=1e-9)
    assert lab.result.actual[position:].any() and not lab.result.actual[:position].any()


@both
@pytest.mark.parametrize("kind", [MyRNN, seeded_lstm])
def test_float32_says_the_same(own, reading_lab, kind):
    exact = own(reading_lab, reader_of(kind(SYMBOLS, 8)), t=20)
    single = own(reading_lab, reader_of(in_float32(kind(SYMBOLS, 8))), t=20)
    assert single.captions[1] == exact.captions[1] and not single.status  # at the cursor


def test_what_32_bit_floats_cannot_tell_is_not_said(own):
    """Of a difference of two runs they hold about four decimals, and it is said to be gone below them."""
    lab = own(Counterfactual, reader_of(in_float32(MyRNN(SYMBOLS, 8))))
    gone = int(np.flatnonzero(lab.result.actual >= 1e-4).max()) + 1
    assert f"{gone - lab.position} steps later it is below 1e-4" in lab.captions[0]
    lab.set(t=gone + 5)
    assert "differ by less than 1e-4" in lab.caption


def test_the_units_are_those_of_the_network_that_is_chosen(own):
    lab = own(HiddenState, reader_of(MyRNN(SYMBOLS, 5), units=5))
    assert lab.unit == 1 and lab.parameters()["unit"].bounds(lab) == (1, 5)
    lab.set(network="trained reader", unit=20)
    assert lab.result.h.shape[1] == 24 and lab.unit == 20
    lab.set(network="your reader")
    assert lab.unit == 5 and lab.result.h.shape[1] == 5


def test_a_single_unit_has_a_map_and_a_path_too(own):
    lab = own(HiddenState, reader_of(MyRNN(SYMBOLS, 1), units=1), sort=True, views="text curve map path")
    assert "The only unit answers" in lab.caption
    assert lab.result.scores.shape == (98, 2) and panels(lab)["UnitMap"].image.get_array().shape == (1, 98)


@pytest.mark.parametrize(("size", "scale"), [(0.5, 1), (40.0, 10)])
def test_states_beyond_one_get_a_longer_scale_that_says_so(own, size, scale):
    cell = Leaky(SYMBOLS, 8)
    cell.params["W_hh"] *= 0.5
    lab = own(HiddenState, reader_of(cell, size=size), views="curve map path")
    assert lab.result.scale == scale and np.abs(lab.result.h).max() <= scale
    curve, heatmap, path = painted(lab)
    ends = [text.get_text() for text in heatmap.key.texts]
    assert heatmap.image.norm.vmax == scale and ends == [f"−{scale:g}", f"{scale:g}"]
    assert curve.ax.get_yticks()[-1] == scale
    assert np.abs(lab.result.scores).max() <= lab.result.reach <= path.ax.get_xlim()[1]


@both
def test_a_state_that_overflows_is_refused_with_its_character(own, reading_lab):
    cell = Leaky(SYMBOLS, 8)
    cell.params |= {"W_hh": np.full((8, 8), 1e20), "W_xh": np.abs(cell.params["W_xh"])}
    with pytest.raises(ValueError, match="beyond the largest float after character 1., “"):
        own(reading_lab, reader_of(cell))


@both
def test_what_is_no_reader_is_refused_with_what_it_lacks(own, reading_lab):
    cell = MyRNN(SYMBOLS, 5)
    with pytest.raises(TypeError, match=r"reader is a MyRNN; .* Reader\(cell, W_hy, b_y\)"):
        own(reading_lab, cell)
    with pytest.raises(ValueError, match=r"W_hy has shape \(8, 2\); with 5 units .* should have \(5, 2\)"):
        own(reading_lab, reader_of(cell, units=8))
    with pytest.raises(
        ValueError, match=f"MyRNN reads 3 inputs a step, its input_size; here it is given {SYMBOLS}"
    ):
        own(reading_lab, reader_of(MyRNN(3, 5), units=5))


def test_a_reader_trained_by_the_course_s_own_recipe_is_shown(own):
    """`loss_and_gradients` asks the two methods only, so that a learner's cell can be trained by it."""
    reader = reader_of(MyRNN(SYMBOLS, 8))
    x, inside, letters = next(batches(split()[0], 1, 4, 20, np.random.default_rng(0)))
    loss, gradients = loss_and_gradients(reader, x.astype(float), inside, letters)
    reader.cell.params = {name: value - 0.01 * gradients[name] for name, value in reader.cell.params.items()}
    assert loss_and_gradients(reader, x.astype(float), inside, letters)[0] < loss
    assert own(HiddenState, reader).result.trained


@both
@pytest.mark.parametrize("holds", COMMON, ids=lambda holds: holds.__name__.removeprefix("test_"))
def test_what_holds_for_every_lab_holds_with_a_reader_of_ones_own(own, reading_lab, holds, monkeypatch):
    fewer(monkeypatch)
    holds(own(reading_lab, reader_of(Leaky(SYMBOLS, 8), size=3.0)))


@both
def test_an_lstm_of_ones_own_is_drawn_after_every_kind_of_change(own, reading_lab):
    after_every_change(own(reading_lab, reader_of(seeded_lstm(SYMBOLS, 8))))
