"""What the lab Side by side draws of a cell is that cell's own."""

import re

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM, RNN
from rnnviz.drawing import log10
from rnnviz.labs.side_by_side.captions import written
from rnnviz.labs.side_by_side.model import CELLS, PULSE, SOURCES, TEXT, inputs, make
from rnnviz.labs.side_by_side.panels import HIGH, LOW
from rnnviz.labs.side_by_side.states import COLORS
from rnnviz.words import number
from tests.labs.drawn import curve, painted, reads

GRADIENTS, LEFT, FIRST_MAP, INPUT, COSTS = 0, 1, 2, 5, 6
over_cells = pytest.mark.parametrize("index", range(3), ids=CELLS)
over_sources = pytest.mark.parametrize("source", SOURCES)


def first_trace(lab, index):
    """The first cell of its kind, run on what the picture says that all read."""
    x = inputs(lab.source, lab.T, lab.s, lab.seed).x[0][:, None]
    dials = (lab.rnn_scale, lab.forget_bias, lab.update_bias)
    rng = np.random.default_rng((lab.seed, 0, 1))
    cell = make(CELLS[index], x.shape[-1], lab.hidden_size, dials[index], lab.reset_gate, rng)
    return cell, cell.forward(x)


@over_sources
@over_cells
def test_each_map_of_states_is_that_of_its_own_cell(lab, index, source):
    lab.set(source=source, forget_bias=2.0, update_bias=0.5)
    panel = painted(lab)[FIRST_MAP + index]
    cell, trace = first_trace(lab, index)
    assert type(cell) is (RNN, LSTM, GRU)[index]
    by_response = trace.h[:, 0, np.argsort(lab.result.runs[index].response)].T
    shown = (panel.map.regions + 0.5) / COLORS * 2 - 1  # row 0 at the bottom
    np.testing.assert_allclose(shown, by_response, atol=1.01 / COLORS)


@over_cells
def test_over_each_map_stand_its_units_and_its_own_dial(lab, index):
    lab.set(same_parameters=True, forget_bias=2.0, update_bias=0.5)
    panel, run = painted(lab)[FIRST_MAP + index], lab.result.runs[index]
    sign = ("ρ =", "f ≈", "z ≈")[index]
    assert panel.note.get_text() == f"{run.hidden_size} units, {sign} {number(run.dial)}"
    lab.set(same_parameters=False)
    panel = painted(lab)[FIRST_MAP + index]
    cell, trace = first_trace(lab, index)
    kept = (
        abs(np.linalg.eigvals(cell.params["W_hh"])).max()
        if index == 0
        else (trace.f if index == 1 else trace.z).mean()
    )
    assert panel.note.get_text() == f"16 units, {sign} {number(kept)}"
    assert any(text.get_text() == CELLS[index] for text in panel.ax.texts)


def test_the_cursor_and_the_pulse_stand_at_their_steps_in_every_picture(lab):
    lab.set(s=14)
    pictures = painted(lab, 23)
    for panel in (*pictures[: FIRST_MAP + 3], pictures[INPUT]):
        assert set(panel.cursor.get_xdata()) == {23}
    for panel in pictures[LEFT : FIRST_MAP + 3]:
        assert set(panel.start.get_xdata()) == {14}


@over_sources
def test_each_curve_is_the_median_of_its_own_cell(lab, source):
    lab.set(source=source, forget_bias=2.0, update_bias=0.5)
    panels, runs, steps = painted(lab), lab.result.runs, np.arange(lab.T + 1)
    memory = runs[1].memory_changes
    wanted = {
        GRADIENTS: [run.gradients for run in runs],
        LEFT: [*(run.changes for run in runs), memory],
    }
    for n, draws in wanted.items():
        names = [series.name for series in panels[n].series]
        assert names == ["RNN", "LSTM", "GRU", "LSTM's c"][: len(draws)]
        for line, each in zip(panels[n].lines, draws, strict=True):
            median = np.sort(each.each, axis=0)[2]
            np.testing.assert_allclose(curve(line), np.column_stack([steps, log10(median)]))


def test_the_marks_of_the_pulse_are_the_slopes_of_their_own_cell_times_its_size(lab):
    panel = painted(lab)[LEFT]
    for marks, run in zip(panel.predicted, lab.result.runs, strict=True):
        steps = marks.get_xdata()
        assert len(steps) > 4 and steps.min() >= lab.s
        np.testing.assert_allclose(10 ** marks.get_ydata(), PULSE * run.slopes.median[steps])


@pytest.mark.parametrize("t", [12, 30, 55])
def test_the_dots_and_numbers_at_the_cursor_are_those_of_their_own_curve(lab, t):
    lab.set(forget_bias=2.0, update_bias=0.5)
    panels, runs = painted(lab, t), lab.result.runs
    wanted = {
        GRADIENTS: [run.gradients for run in runs],
        LEFT: [*(run.changes for run in runs), runs[1].memory_changes],
    }
    for n, draws in wanted.items():
        panel = panels[n]
        for name, each, dot, label in zip(
            [series.name for series in panel.series], draws, panel.dots, panel.labels, strict=True
        ):
            value = float(each.median[t])
            assert label.get_text() == f"{name} {written(value, panel.floor)}"
            height = min(max(float(log10(value)), LOW), HIGH)
            assert curve(dot) == pytest.approx(np.array([(t, height)]))


def test_the_bars_of_the_input_are_what_all_cells_read_and_the_pulse_stands_on_its_step(lab):
    lab.set(s=14)
    panel, given = painted(lab)[INPUT], inputs(lab.source, lab.T, 14, 0)
    feet, tops = np.array(panel.bars.get_segments()).swapaxes(0, 1)
    assert (feet[:, 1] == 0).all() and (tops[:, 0] == np.arange(1, lab.T + 1)).all()
    np.testing.assert_allclose(tops[:, 1], given.without[0, :, 0])
    (x, low), (same, high) = curve(panel.pulse)
    assert x == same == 14 and (low, high) == pytest.approx((given.without[0, 13, 0], given.x[0, 13, 0]))
    assert panel.name.get_position()[0] == pytest.approx(14, abs=2)


def test_the_letters_of_a_text_stand_on_their_steps(lab):
    lab.set(source=TEXT, s=14)
    panel, given = painted(lab)[INPUT], inputs(TEXT, lab.T, 14, 0)
    assert reads(panel.letters, given.labels)
    assert panel.letters.get_offsets()[:, 0].tolist() == list(range(1, lab.T + 1))
    assert panel.letters.get_sizes().argmax() == 13 and not panel.bars.get_segments()


def test_the_numbers_at_the_cursor_are_those_that_the_headline_says(lab):
    lab.set(forget_bias=2.0, update_bias=0.5)
    said = set(re.findall(r"\d\.\d+(?:e-\d+)?|\d+\.\d+", lab.captions[0]))
    panel = painted(lab)[GRADIENTS]
    assert {label.get_text().split()[-1] for label in panel.labels} == said
