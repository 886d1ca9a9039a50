"""What the labs Inside the cell draw beside the numbers: pipes, columns, curves, tints and bars."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from rnnviz.cells import GRU, LSTM
from rnnviz.labs.inside_the_cell import InsideGRU, InsideLSTM
from rnnviz.labs.inside_the_cell.weights import gru, lstm
from rnnviz.words import number
from tests.labs.drawn import curve, painted, reads

CELL, STRIP, EQUATIONS, INPUTS = range(4)
SETTINGS = [
    (InsideLSTM, {}),
    (InsideLSTM, {"weights": "trained", "unit": 2}),
    (InsideGRU, {"form": "before", "weights": "trained", "unit": 3}),
    (InsideGRU, {"weights": "random", "scale": 3.0, "seed": 5}),
]
over_settings = pytest.mark.parametrize("lab", SETTINGS, indirect=True)


@pytest.fixture(scope="module")
def made():
    return {kind: kind(views="cell strip equations inputs") for kind in (InsideLSTM, InsideGRU)}


@pytest.fixture
def lab(made, request):
    """A lab with these settings."""
    kind, settings = request.param
    made[kind].reset()
    made[kind].set(**settings)
    return made[kind]


def run(lab):
    """The cell's own run, and its answers if it was taught to give any."""
    network, readout = (lstm if isinstance(lab, InsideLSTM) else gru)(lab.session.namespace)
    trace = network.forward(np.array(lab.inputs)[:, None])
    assert isinstance(network, LSTM if isinstance(lab, InsideLSTM) else GRU)
    return trace, None if readout is None else trace.h[:, 0] @ readout


def colors_of(panel, values):
    """Of values on the signed map of −1 to 1."""
    return panel.theme.signed((np.clip(values, -1, 1) + 1) / 2)


@over_settings
def test_the_columns_are_colored_by_what_enters_and_what_leaves_the_step(lab):
    trace, _ = run(lab)
    for t in (1.0, 5.0, 8.0):
        drawing, step = painted(lab, t)[CELL], int(t)
        assert set(drawing.plan.columns) == {"h_prev", "x", "h"} | (
            {"c_prev", "c"} if isinstance(lab, InsideLSTM) else set()
        )
        values = []
        for name, (x, _) in drawing.plan.columns.items():
            if name == "x":
                values += list(trace.x[step - 1, 0])
            else:
                values += list(getattr(trace, name[0])[step if x == drawing.plan.exit else step - 1, 0])
        np.testing.assert_allclose(drawing.columns.get_facecolor(), colors_of(drawing, np.array(values)))
        assert reads(drawing.inputs, [number(value) for value in trace.x[step - 1, 0]], 0)


@over_settings
def test_each_pipe_is_filled_with_the_color_of_the_number_it_carries(lab):
    for t in (1.0, 6.0):
        drawing, step = painted(lab, t)[CELL], int(t)
        pieces = list(zip(drawing.pipes.get_segments(), drawing.pipes.get_colors(), strict=True))
        for wire in drawing.wires:
            values = np.atleast_1d(lab.result.values[wire.source][step])
            for lane, color in zip(wire.lanes, colors_of(drawing, values), strict=True):
                same = [drawn for points, drawn in pieces if np.array_equal(points, lane)]
                assert any(np.allclose(drawn, color, atol=1e-6) for drawn in same), wire.source


@over_settings
def test_the_curves_of_the_strip_are_c_and_h_of_the_unit_on_the_numbered_scale(lab):
    trace, answers = run(lab)
    for t in (0.0, 3.0, 8.0):
        strip = painted(lab, t)[STRIP]
        bottom, zero, top = strip.scale.get_offsets()[:, 1]
        low, high = lab.result.limits
        assert reads(strip.scale, [f"{low:g}".replace("-", "−"), "0", f"{high:g}"], 1.0)
        assert zero == strip.zero.get_ydata()[0] == pytest.approx(np.interp(0, (low, high), (bottom, top)))

        def value(heights, bottom=bottom, top=top, low=low, high=high):
            return low + (heights - bottom) / (top - bottom) * (high - low)

        for name in "ch":
            shown = hasattr(trace, name)
            artists = strip.curves[name], strip.dots[name], strip.now[name]
            assert all(artist.get_visible() == shown for artist in artists)
            if shown:
                values = getattr(trace, name)[:, 0, lab.unit - 1]
                np.testing.assert_allclose(value(curve(strip.curves[name])[:, 1]), values, atol=1e-12)
                ((at, height),) = curve(strip.dots[name])
                assert (at, value(height)) == pytest.approx((t, values[int(t)]))
                assert strip.now[name].get_text() == f"{name} = {number(values[int(t)])}"
        assert strip.answer.get_visible() == strip.marked.get_visible() == (answers is not None)
        if answers is not None:
            np.testing.assert_allclose(value(curve(strip.answer)[:, 1]), answers, atol=1e-12)
            marked = [0.0]
            for given, mark in lab.inputs:
                marked.append(given if mark > 0.5 else marked[-1])
            np.testing.assert_allclose(value(curve(strip.marked)[:, 1]), marked, atol=1e-12)


@over_settings
def test_the_tints_of_the_strip_are_the_gates_in_their_rows(lab):
    trace, _ = run(lab)
    strip = painted(lab)[STRIP]
    named = {}  # the sign of each gate and where its row is
    for text in strip.ax.texts:
        words, _, sign = text.get_text().partition("  ")
        if words.endswith("gate"):
            named[sign] = text.xy[1]
        elif words.startswith("value"):
            given = text.xy[1]
    centers = [path.vertices[:4].mean(axis=0) for path in strip.cells.get_paths()]
    paper, gate, read = (np.array(to_rgba(getattr(strip.theme, name))) for name in ("paper", "gate", "input"))
    for (step, height), color in zip(centers, strip.cells.get_facecolor(), strict=True):
        if abs(height - given) < 1:
            mark = trace.x[int(step) - 1, 0, 1]
            np.testing.assert_allclose(color, paper + (read - paper) * (0.05 + 0.85 * mark), atol=1e-6)
            continue
        (name,) = [name for name, row in named.items() if abs(row - height) < 1]
        value = getattr(trace, name)[int(step) - 1, 0, lab.unit - 1]
        np.testing.assert_allclose(color, paper + (gate - paper) * (0.05 + 0.85 * value), atol=1e-6)
    assert len(centers) == 8 * (4 if isinstance(lab, InsideLSTM) else 3)


@over_settings
def test_the_frame_and_the_cursors_stand_at_the_step_shown(lab):
    for t, step in ((1.0, 1), (4.5, 5), (8.0, 8)):
        _, strip, _, inputs = painted(lab, t)
        assert set(strip.cursor.get_xdata()) == set(inputs.cursor.get_xdata()) == {t}
        assert strip.frame.get_x() < step < strip.frame.get_x() + strip.frame.get_width() < step + 1


@pytest.mark.parametrize("lab", [(InsideLSTM, {"step": 5})], indirect=True)
def test_the_bars_of_the_inputs_are_the_inputs_and_the_ring_is_on_the_step_that_sliders_move(lab):
    panel, given = painted(lab)[INPUTS], np.array(lab.inputs)
    feet, tops = np.array(panel.bars.get_segments()).swapaxes(0, 1)
    for lane in (0, 1):
        zero, one = panel.y(np.zeros(2))[lane], panel.y(np.ones(2))[lane]
        assert (feet[lane::2, 1] == zero).all() and one > zero
        np.testing.assert_allclose((tops[lane::2, 1] - zero) / (one - zero), given[:, lane], atol=1e-12)
        assert tops[lane::2, 0].tolist() == list(range(1, 9))
    assert curve(panel.ends).tolist() == tops.tolist()
    assert curve(panel.taken).tolist() == tops[8:10].tolist()
    assert reads(panel.numbers, [f"{value:.3g}".replace("-", "−") for value in given.ravel()], 0)


@over_settings
def test_the_equations_write_the_numbers_of_the_trace(lab):
    trace, _ = run(lab)
    for t in (1.0, 6.0):
        equations = painted(lab, t)[EQUATIONS]
        texts = [text for text, *_ in equations.written]
        assert reads(equations.numbers, texts, 0)
        ends = [after for before, after in zip(texts, texts[1:] + ["="], strict=True) if before == "="]
        names = "".join(out for _, out in lab.result.cell.equations)
        wanted = [
            number((trace.c[1:] if name == "c" else trace.h[1:] if name == "h" else getattr(trace, name))
            [int(t) - 1, 0, lab.unit - 1]) for name in names
        ]  # fmt: skip
        assert ends[1::2] == wanted
