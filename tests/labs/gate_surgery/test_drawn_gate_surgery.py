"""What the lab Gate surgery draws stands where its numbers are: those of the held gates, and of the untouched run."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from rnnviz.drawing import log10
from rnnviz.labs.gate_surgery import GateSurgery
from rnnviz.labs.gate_surgery.holds import as_clamp
from rnnviz.labs.gate_surgery.model import TRAINED, network
from rnnviz.labs.gate_surgery.panels import BEFORE, COLORS, GAP, WHOLE, short
from rnnviz.networks import latch
from rnnviz.words import number, size
from tests.labs.drawn import curve, heights, painted, reads, widths

PRESETS = ["forget at step 12", "open everything"]
over_presets = pytest.mark.parametrize("preset", PRESETS)
also_untouched = pytest.mark.parametrize("preset", [*PRESETS, "the network forgets"])
LETTERS = list(latch.LETTERS)
KIND = GateSurgery


def pictures(lab, t=None):
    """Tape, the three gates, memory, answer if asked, answer, highway."""
    tape, *gates, memory, asked, answer, highway = painted(lab, t)
    return tape, gates, memory, asked, answer, highway


def traces(lab):
    """The cell's own run with the gates held, and without."""
    net, T = network(TRAINED), lab.result.T
    return [net.read(lab.result.tape, clamp) for clamp in (as_clamp(lab.holds, T, 4), None)]


def rows(panel) -> np.ndarray:
    """(2, T, rows) which color 0..COLORS-1 the thick rows have, and the thin, from the top down."""
    blocks = panel.map.regions.reshape(-1, WHOLE, panel.map.regions.shape[1])[::-1]
    thin, thick = blocks[:, GAP : GAP + BEFORE], blocks[:, GAP + BEFORE :]
    for block in (thin, thick):
        assert (block == block[:, :1]).all()
    return np.stack([thick[:, 0].T, thin[:, 0].T])


@over_presets
def test_the_memory_map_is_c_of_every_unit_thick_with_the_gates_held_thin_without(lab, preset):
    lab.preset(preset)
    memory = pictures(lab)[2]
    for drawn, trace in zip(rows(memory), traces(lab), strict=True):
        shown = (drawn + 0.5) / COLORS * 2 - 1
        np.testing.assert_allclose(shown, np.clip(trace.c[1:, 0], -1, 1), atol=1.01 / COLORS)
    scale = memory.theme.signed(np.linspace(0, 1, COLORS), bytes=True)
    np.testing.assert_allclose(memory.map.colors[:COLORS].astype(int), scale, atol=1)


@over_presets
def test_the_numbers_at_the_rows_are_those_at_the_cursor(lab, preset):
    lab.preset(preset)
    for t in (3, 20):
        _, _, memory, asked, _, _ = pictures(lab, t)
        assert reads(memory.readings, [short(value) for value in traces(lab)[0].c[t, 0]], 0.0)
        assert reads(memory.row_names, [f"unit {n}" for n in (1, 2, 3, 4)], 1.0)
        assert reads(asked.readings, [short(value) for value in lab.result.now.asked[t]], 0.0)
        assert reads(asked.row_names, LETTERS, 1.0)
        assert memory.cursor.get_xdata()[0] == asked.cursor.get_xdata()[0] == t


@over_presets
def test_the_answers_if_asked_are_colored_by_their_probability(lab, preset):
    lab.preset(preset)
    r = lab.result
    for drawn, run in zip(rows(pictures(lab)[3]), (r.now, r.untouched), strict=True):
        np.testing.assert_allclose((drawn + 0.5) / COLORS, run.asked[1:], atol=1.01 / COLORS)


@pytest.mark.parametrize("unit", [0, 2])
@over_presets
def test_the_bars_are_the_gates_with_what_is_held_and_the_dashes_those_without(lab, preset, unit):
    lab.preset(preset)
    lab.set(unit=f"unit {unit}" if unit else "all units")
    units = slice(unit - 1, unit) if unit else slice(None)
    steps = np.arange(1, lab.result.T + 1)
    for panel, letter in zip(pictures(lab)[1], "fio", strict=True):
        now, before = (getattr(trace, letter)[:, 0, units] for trace in traces(lab))
        level, old = now.mean(axis=1), before.mean(axis=1)
        np.testing.assert_allclose(heights(panel.bars), np.column_stack([0 * level, level]), atol=1e-12)
        np.testing.assert_allclose(widths(panel.bars).mean(axis=1), steps)
        dashed = curve(panel.before)
        np.testing.assert_array_equal(np.isnan(dashed[:, 1]), abs(old - level) <= 0.004)
        np.testing.assert_allclose(dashed[:, 1], np.where(np.isnan(dashed[:, 1]), np.nan, old))


def test_bars_with_a_knob_are_those_that_are_held_and_ticks_are_the_units_of_the_others(lab):
    lab.set(holds=(("f", 12, 0, 0.25), ("i", 7, 3, 0.9)), gate="i", step=7, unit="all units")
    forget, inward, outward = pictures(lab)[1]
    assert curve(forget.handles).tolist() == [[12, 0.25]] and widths(forget.holding).tolist() == [
        [11.5, 12.5]
    ]
    assert (forget.bars.get_facecolor()[:, 3] == 1).nonzero()[0].tolist() == [11]
    assert curve(inward.pins).tolist() == [[7, 0.9]] and len(inward.handles.get_xdata()) == 0
    held, _ = traces(lab)
    for panel, gate in ((forget, held.f), (inward, held.i), (outward, held.o)):
        ticks = {(x, y) for x, y in curve(panel.ticks)}
        free = {(step + 1, value) for step, row in enumerate(gate[:, 0]) for value in row}
        assert ticks == free - {(12, 0.25)} - {(7, 0.9)}
        assert panel.box.get_visible() == (panel is inward)
    assert (inward.box.get_x(), inward.box.get_width()) == (6.5, 1)


@also_untouched
def test_the_loss_written_is_minus_ln_of_the_probability_of_the_letter_to_name(lab, preset):
    lab.preset(preset)
    answer, r = pictures(lab)[4], lab.result
    now, before = (-np.log(run.asked[-1, r.target]) for run in (r.now, r.untouched))
    was = f", was {number(before)}" if lab.holds else ""
    letter = LETTERS[r.target]
    assert answer.loss.get_text() in (
        f"loss {number(now)}{was}",
        f"loss −ln P({letter}) = {number(now)}{was}",
    )


@also_untouched
def test_the_answer_is_drawn_as_its_probabilities_now_and_before(lab, preset):
    lab.preset(preset)
    answer, r = pictures(lab)[4], lab.result
    now, before = r.now.asked[-1], r.untouched.asked[-1]
    np.testing.assert_allclose(widths(answer.bars), np.column_stack([0 * now, now]))
    np.testing.assert_allclose(widths(answer.before), np.column_stack([0 * before, before]))
    assert answer.before.get_visible() == bool(lab.holds)
    assert (np.diff(heights(answer.bars).mean(axis=1)) < 0).all()  # in the order of the letters, from the top
    old = [f"was {p:.3f}" if lab.holds else "" for p in before]
    assert reads(answer.words, [*LETTERS, *(f"{p:.3f}" for p in now), *old], 0.0)
    colored = (answer.bars.get_facecolor() == to_rgba(answer.theme.target)).all(axis=1)
    assert colored.nonzero()[0].tolist() == [LETTERS.index(r.tape[r.written - 1])]


@over_presets
def test_the_lines_of_the_highway_are_the_gradient_now_untouched_and_over_the_forget_gates(lab, preset):
    lab.preset(preset)
    highway, r = pictures(lab, 20)[5], lab.result
    steps = np.arange(1, r.T + 1)
    for line, values in (
        (highway.now, r.now.gradient),
        (highway.before, r.untouched.gradient),
        (highway.alone, r.now.highway),
    ):
        shown = np.where(values[1:] < 1e-8, np.nan, log10(values[1:]))
        np.testing.assert_allclose(curve(line), np.column_stack([steps, shown]))
    above, below, zero = (line.get_xdata().tolist() for line in highway.gone.lines)
    assert not above and not zero
    assert below == steps[r.now.gradient[1:] < 1e-8].tolist()
    assert curve(highway.dot) == pytest.approx(np.array([(20, log10(r.now.gradient[20]))]))
    assert highway.value.get_text() == size(r.now.gradient[20])
    assert highway.cursor.get_xdata() == [20, 20]


@also_untouched
def test_the_tape_shows_its_letters_and_marks_the_cursor_and_the_one_to_remember(lab, preset):
    lab.preset(preset)
    tape, r = pictures(lab, 5)[0], lab.result
    assert reads(tape.letters, list(r.tape))
    assert tape.letters.get_offsets()[:, 0].tolist() == list(range(1, r.T + 1))
    assert tape.here.get_xdata() == [5] and tape.spot.get_xdata() == [r.written]
    assert r.tape[r.written - 1] == LETTERS[r.target]
