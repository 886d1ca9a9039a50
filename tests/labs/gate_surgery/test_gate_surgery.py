"""Gate surgery: what is held is what the cell computes with, and its effects are those of the equations."""

import numpy as np
import pytest

from rnnviz.drawing import log10, overlap
from rnnviz.errors import InputError
from rnnviz.lab import Number
from rnnviz.labs.gate_surgery import GateSurgery
from rnnviz.labs.gate_surgery.holds import EVERY, as_clamp, give_back, hold, hold_along, value_at
from rnnviz.labs.gate_surgery.model import TRAINED, make_tape, network, run
from rnnviz.labs.gate_surgery.panels import round_steps
from rnnviz.networks import latch
from rnnviz.words import size
from tests.labs.drawn import painted

F, I, O = range(3)  # noqa: E741
KIND = GateSurgery


def press(lab, panel, x, y, kind="press"):
    width, height = lab._ensure_scene().pixels
    at = panel.ax.transData.transform((x, y)) / (width, height)
    lab._hear(lab.stage, {"type": "pointer", "kind": kind, "x": at[0], "y": at[1], "seq": 1})


def test_f_0_at_step_12_cuts_the_memory_and_the_gradient(lab):
    now, before = lab.result.now, lab.result.untouched
    assert before.asked[-1, 1] > 0.95 and now.asked[-1, 1] < 0.3
    assert now.asked[11, 1] == before.asked[11, 1] > 0.95 and now.asked[12, 1] < 0.4
    assert before.gradient[3] > 0.5 and now.gradient[3] < 0.02
    assert (now.highway[:12] == 0).all() and (now.highway[12:] > 0.5).all()
    assert (
        lab.captions[0]
        == "With f = 0 at step 12, B is no longer named: its probability falls from 0.978 to 0.266."
    )
    assert "0.0109 of the gradient reaches step 3, where B was read; untouched, 0.677." in lab.captions


def test_a_letter_that_is_still_the_likeliest_is_not_called_lost(lab):
    for holds in ((("f", EVERY, 0, 0.9),), (("f", 12, 0, 0.1),)):
        lab.set(holds=holds)
        answers = lab.result.now.asked[-1]
        assert answers.argmax() == 1 and answers[1] < 0.5
        assert "B is still first, but below one half" in lab.caption


def box_of(lab, text):
    """Left, bottom, right and top of a text, in pixels."""
    left, bottom, wide, high = text.extent(lab._ensure_scene().canvas.get_renderer())
    return left, bottom, left + wide, bottom + high


WIDTHS = pytest.mark.parametrize("width", [790, 320])


@WIDTHS
@pytest.mark.parametrize("name", GateSurgery.presets)
def test_the_number_at_the_cursor_leaves_the_words_on_the_band_alone(lab, name, width):
    lab.look(width=width)
    lab.preset(name)
    for t in (1, 11, 20, lab.result.T):
        curve = painted(lab, t)[-1]
        assert not overlap(box_of(lab, curve.value), box_of(lab, curve.band))
        assert curve.value.get_text() == size(lab.result.now.gradient[t])


@WIDTHS
@pytest.mark.parametrize("name", ["untrained, gate biases 0", "forget at step 12", "open everything"])
def test_the_number_at_the_cursor_is_off_the_curve_and_in_the_band_only_if_it_is_below_1e_6(lab, name, width):
    lab.look(width=width)
    lab.preset(name)
    gradient = lab.result.now.gradient
    for t in range(1, lab.result.T + 1):
        panel = painted(lab, t)[-1]
        left, bottom, right, top = box_of(lab, panel.value)
        to_data = panel.ax.transData.inverted().transform
        (x0, y0), (x1, y1) = to_data((left + 3, bottom)), to_data((right - 3, top - 3))  # round its corners
        beside = log10(gradient)[max(int(x0), 0) + 1 : int(x1) + 1]
        assert not ((y0 < beside) & (beside < y1)).any()
        assert (gradient[t] < 1e-6 or y0 >= -6) and top <= panel.ax.bbox.y1 - panel.key + 3


def test_where_holding_changes_nothing_the_caption_does_not_say_it_twice(lab):
    lab.set(t=11)  # before the step that is held
    assert "Asked right after step 11, it would say B with probability 0.987." in lab.captions
    assert (
        "At step 11, 0.0105 of it arrives (untouched 0.692); over the forget gates alone, exactly 0."
        in lab.captions
    )


def test_a_preset_that_asks_for_one_move_more_points_at_its_place(lab):
    lab.preset("shut the output")
    lab.set(held=False)
    assert lab.result.now.gates[O, :-1].max() == 0 and lab.result.now.asked[-1, 1] > 0.9
    lab.preset("the network forgets")
    assert not lab.held
    lab.set(held=True)
    assert lab.holds == (("f", 16, 0, 1.0),)


def test_the_run_is_the_cell_s_own_with_these_gates(lab):
    lab.set(gate="i", step=20, unit="unit 2", value=0.8)
    net = latch.load()
    i = np.full((32, 1, 4), np.nan)
    i[19, 0, 1] = 0.8
    trace = net.read(lab.result.tape, {"f": {12: 0.0}, "i": i})
    np.testing.assert_array_equal(lab.result.now.c, trace.c[:, 0])
    np.testing.assert_array_equal(lab.result.now.gates, np.stack([trace.f, trace.i, trace.o])[:, :, 0])
    np.testing.assert_allclose(lab.result.now.asked[-1], net.answers(trace.h[-1, 0]))
    assert lab.result.now.loss == pytest.approx(-np.log(lab.result.now.asked[-1, 1]))


def test_the_gradient_is_that_of_the_loss_by_central_differences(lab):
    """∂L/∂c_k of a run that goes on from (h_k, c_k), divided by ‖∂L/∂h_T‖."""
    net, tape, k = network(TRAINED), lab.result.tape, 14
    trace, x = net.read(tape, {"f": {12: 0.0}}), latch.encode(tape)

    def loss(c_k):
        rest = net.cell.forward(x[k:], h0=trace.o[k - 1] * np.tanh(c_k), c0=c_k)
        return -np.log(net.answers(rest.h[-1, 0])[1])

    slopes = [
        (loss(trace.c[k] + step) - loss(trace.c[k] - step)) / 2e-5 for step in 1e-5 * np.eye(4)[:, None]
    ]
    outside = np.linalg.norm(net.loss_gradient(trace.h[-1, 0], 1))
    assert lab.result.now.gradient[k] == pytest.approx(np.linalg.norm(slopes) / outside, rel=1e-6)


def test_the_highway_is_the_product_of_the_forget_gates(lab):
    trace = latch.load().read(lab.result.tape)
    lab.set(holds=())
    shown = lab.result.now.highway
    start = latch.load().loss_gradient(trace.h[-1, 0], 1)
    start = start / np.linalg.norm(start) * trace.o[-1, 0] * (1 - np.tanh(trace.c[-1, 0]) ** 2)
    for t in (0, 3, 17, 31):
        assert shown[t] == pytest.approx(np.linalg.norm(start * trace.f[t:, 0].prod(axis=0)), rel=1e-12)
    assert shown[32] == pytest.approx(np.linalg.norm(start), rel=1e-12)


def test_the_constant_error_carousel_neither_changes_c_nor_the_gradient(lab):
    """f = 1 and i = 0 after step 3: c stays to the last bit, and over the forget gates the gradient is exactly 1."""
    lab.preset("constant error carousel")
    now = lab.result.now
    assert (now.c[3:] == now.c[3]).all() and now.c[3].any()
    assert (now.highway[3:] / now.highway[-1] == 1).all()
    lab.set(gate="o", step=EVERY, unit="all units", value=1.0)  # now no path but that over c is left
    np.testing.assert_array_equal(lab.result.now.gradient[3:], lab.result.now.gradient[-1])


def test_shut_output_lets_neither_the_memory_out_nor_a_gradient_in(lab):
    lab.preset("shut the output")
    now = lab.result.now
    np.testing.assert_array_equal(now.asked[-1], network(TRAINED).answers(np.zeros(4)))
    assert not now.gradient.any() and "exactly 0" in lab.caption and "no letter can be shown" in lab.caption
    assert np.abs(now.c[-1]).max() > 0.4  # it is still there


def test_never_writing_leaves_the_memory_empty(lab):
    lab.preset("never write")
    assert not lab.result.now.c.any() and "B was never written" in lab.caption


def test_open_gates_pile_up_what_should_have_been_passed_by(lab):
    lab.preset("open everything")
    assert np.abs(lab.result.now.c).max() > 10
    assert lab.result.now.asked[-1, 1] < 0.2 and "names D instead" in lab.caption
    assert lab.result.now.gradient[3] < 1e-6  # tanh(c_T) is saturated


def test_the_network_closes_its_own_forget_gate_at_a_capital(lab):
    lab.preset("the network forgets")
    f = lab.result.now.gates[F]
    assert lab.result.tape[2] == "B" and lab.result.tape[15] == "C" and lab.result.written == 16
    assert f[15].max() < 0.3 < 0.9 < np.delete(f, (2, 15), axis=0).min()
    assert lab.result.now.asked[15, 1] > 0.95 and lab.result.now.asked[16, 2] > 0.95


def test_asked_at_a_step_is_the_tape_cut_there_with_the_question_behind_it(lab):
    lab.set(holds=())
    net, tape = network(TRAINED), lab.result.tape
    for t in (0, 5, 31):
        np.testing.assert_allclose(
            lab.result.now.asked[t], net.answers(net.read(tape[:t] + "?").h[-1, 0]), rtol=1e-12
        )


def test_without_training_and_forget_bias_no_gradient_reaches_the_letter(lab):
    lab.preset("untrained, gate biases 0")
    assert lab.result.now.gradient[3] < 1e-6
    lab.set(network="untrained")
    assert lab.result.now.gradient[3] > 1e-3


def test_a_press_on_a_bar_holds_the_gate_and_a_drag_paints_along_the_steps(lab):
    lab.set(holds=())
    press(lab, painted(lab)[2], 7.2, 0.6)
    assert (lab.gate, lab.step, lab.value) == ("i", 7, pytest.approx(0.6, abs=0.011))
    press(lab, painted(lab)[2], 8, 0.3, "drag")
    assert [row[:3] for row in lab.holds] == [("i", 7, 0), ("i", 8, 0)]
    assert (lab.result.now.gates[I, 6] == lab.holds[0][3]).all()
    assert (lab.result.now.gates[I, 7] == lab.value).all()


def test_controls_hold_where_they_point_and_show_what_is_held_there(lab):
    lab.set(step=20)
    assert not lab.held and lab.holds == (("f", 12, 0, 0.0),)  # pointing elsewhere holds nothing
    lab.set(value=0.3)
    assert lab.holds[-1] == ("f", 20, 0, 0.3)
    lab.set(step=12)
    assert lab.value == 0.0
    assert lab.held
    lab.set(held=False)
    assert lab.holds == (("f", 20, 0, 0.3),)
    lab.set(held=True)
    assert lab.holds[-1] == ("f", 12, 0, 0.0)
    lab.act("release_all")
    assert lab.holds == () and not lab.held and lab.result.now is lab.result.untouched


def test_a_step_given_back_is_free_under_a_hold_on_every_step():
    holds = hold((), "f", EVERY, 0, 1.0)
    holds = give_back(holds, "f", 3, 0)
    clamp = as_clamp(holds, 5, 4)["f"][:, 0]
    assert np.isnan(clamp[2]).all() and (np.delete(clamp, 2, axis=0) == 1).all()
    assert value_at(holds, "f", 3, 0) is None and value_at(holds, "f", 4, 2) == 1
    assert hold(holds, "f", EVERY, 0, 0.5) == (("f", EVERY, 0, 0.5),)
    assert give_back(holds, "f", EVERY, 0) == ()


def test_holds_beyond_the_end_wait_for_a_longer_tape(lab):
    lab.set(letters=8, written=2)
    assert lab.result.now.asked[-1, 1] > 0.95 and lab.caption.startswith("Untouched")
    lab.set(letters=20)
    assert lab.caption.startswith("With f = 0 at step 12")


@pytest.mark.parametrize(
    ("holds", "words"),
    [
        ("much", "holds needs rows"),
        ((("z", 1, 0, 0.5),), "gates are f, i and o"),
        ((("f", 1, 9, 0.5),), "units are 1 to 4"),
        ((("f", 1, 0, 1.5),), "from 0 to 1"),
    ],
)
def test_holds_that_make_no_sense_are_refused(lab, holds, words):
    before = lab.holds
    lab.set(holds=holds)
    assert words in lab.status and lab.holds == before
    with pytest.raises(InputError):
        GateSurgery(holds=holds)


def test_the_later_capital_is_the_one_to_name():
    assert make_tape(6, "D", 5, 2, 0)[1] == "A" and make_tape(6, "D", 5, 2, 0)[4] == "D"
    net = network(TRAINED)
    tape = make_tape(30, "D", 20, 2, 0)
    assert run(net, tape, 3).asked[-1].argmax() == 3


def test_curves_stand_where_the_numbers_are_and_what_is_zero_is_marked(lab):
    panel = painted(lab)[-1]
    np.testing.assert_allclose(panel.now.get_ydata(), log10(lab.result.now.gradient[1:]))
    assert np.isnan(panel.alone.get_ydata()[:11]).all()
    *_, zero = panel.gone_alone.lines
    assert (
        zero.get_marker() == "x" and set(zero.get_xdata()) <= set(range(1, 12)) and len(zero.get_xdata()) >= 5
    )


def test_no_slider_draws_the_still_picture_again(lab, monkeypatch):
    canvas, draws = lab._ensure_scene().canvas, []
    monkeypatch.setattr(canvas, "draw", lambda: draws.append(1))
    for name, parameter in lab.parameters().items():
        if isinstance(parameter, Number):
            for value in (*parameter.ends(lab), parameter.default_value):
                lab.set(**{name: value})
    assert not draws


@pytest.mark.parametrize("width", [790, 560, 320])
@pytest.mark.parametrize("letters", [4, 31, 60])
def test_steps_are_numbered_in_round_numbers_with_room_for_each(lab, letters, width):
    lab.look(width=width)
    lab.set(letters=letters)
    numbered = [panel for panel in painted(lab) if hasattr(panel, "steps")]
    assert len(numbered) == 4
    for panel in numbered:
        steps = panel.steps.get_offsets()[:, 0]
        assert tuple(steps) == round_steps(letters + 1, panel.steps.most)
        assert panel.ax.bbox.width / (letters + 1) * np.diff(steps).min() > 28
        assert panel.ax.get_xlim() == (0.5, letters + 1.5)
    assert round_steps(5, 8) == (1, 2, 3, 4, 5) and round_steps(32, 8) == (5, 10, 15, 20, 25, 30)


def test_a_quick_drag_holds_the_steps_that_it_leaves_out(lab):
    lab.set(holds=())
    row = painted(lab)[1]
    press(lab, row, 4, 1.0)
    press(lab, row, 8, 0.6, "drag")
    assert [step for _, step, _, _ in lab.holds] == [4, 5, 6, 7, 8]
    assert [value for *_, value in lab.holds] == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6], abs=0.02)
    press(lab, row, 20, 0.5)  # a new press: what lies between is let alone
    assert lab.holds[-1][:2] == ("f", 20) and len(lab.holds) == 6


def test_a_line_of_holds_runs_both_ways():
    assert hold_along((), "o", 2, (3, 0.0), (1, 1.0)) == (("o", 2, 2, 0.5), ("o", 1, 2, 1.0))
    assert hold_along((("i", 5, 0, 0.2),), "i", 0, (5, 0.2), (5, 0.7)) == (("i", 5, 0, 0.7),)


def test_what_an_untrained_network_answers_is_named_with_its_own_probability(lab):
    """The likeliest letter is its answer; the one to name has less."""
    for changes in ({"network": "untrained, gate biases 0"}, {"network": "untrained"}):
        lab.set(holds=(), **changes)
        p = lab.result.now.answer
        assert p.argmax() == 2 and p[2] > p[1]
        said = f"the untrained network answers C ({p[2]:.3f}); B has {p[1]:.3f}, 29 steps after it was read."
        assert lab.captions[0] == f"Untouched, {said}"


def test_the_gate_that_is_held_is_ticked_wherever_it_is_chosen(lab):
    assert lab.held
    lab.set(letters=8)  # the step chosen is the last one now, and free
    assert lab.step == 9 and not lab.held
    lab.set(letters=31, holds=(("f", EVERY, 0, 0.4),), step=12)
    assert lab.held and lab.value == 0.4
    lab.set(unit="unit 2")
    assert lab.held  # a hold on all units holds this one
    lab.set(gate="o")
    assert not lab.held
    lab.preset("hands off")
    assert not lab.held


def test_it_opens_at_the_step_that_is_held(lab):
    assert lab.t == lab.step == lab.holds[0][1] == 12
