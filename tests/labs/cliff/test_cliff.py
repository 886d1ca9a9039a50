"""The cliff lab says and draws where a raw and a clipped step land."""

import numpy as np
import pytest

from rnnviz import cliff
from rnnviz.cells.activations import sigmoid
from rnnviz.drawing import THEMES
from rnnviz.labs.cliff import Cliff
from rnnviz.labs.cliff.captions import figures
from rnnviz.labs.cliff.model import GRADIENTS, STEPS, on_the_way, route, seen
from rnnviz.labs.cliff.surface import error_map
from tests.labs.drawn import panels


def panel(lab, name="ErrorSurface"):
    return panels(lab)[name]


def point(lab, x, y, kind="press", name="ErrorSurface"):
    scene = lab._ensure_scene()
    pixels = panel(lab, name).ax.transData.transform((x, y))
    place = dict(zip("xy", (pixels / scene.pixels).tolist(), strict=True))
    lab._answer({"type": "pointer", "kind": kind} | place)


def test_the_headline_says_how_long_the_gradient_is_and_where_both_steps_land(lab):
    said = (
        "Here the gradient is 6,760 long: the raw step, 3,380, leaves the picture; the clipped one is 0.250."
    )
    assert lab.captions[0] == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            dict(),
            "last 20 of 40 steps: 0.0900 raw (stuck: σ(x_50) is 1, the gradient below 1e-12), 0.0171",
        ),
        (
            dict(w=4.5, b=-1.8, threshold=0.05),
            "0.0900 raw (stuck: σ(x_50) is 1, the gradient 9.20e-09), 0.00102",
        ),
        (
            dict(),
            "x_0 = 0.5 is 2.48e-04 below the unstable state of rest: 50 steps make a small difference 6,110",
        ),
        (dict(), "6,110 times as large, and x_50 = −0.738."),
        (dict(), "Clipping keeps the direction of the step."),
        (dict(by="value"), "the clipped one is 0.354. Clipping by value turns the step by 13.1°."),
        (dict(threshold=1e4), "less than θ = 1e+04: the step, 3,380, leaves the picture"),
        (dict(threshold=50.0), "6,760 long: even the clipped step, 25.0, leaves the picture."),
        (
            dict(threshold=50.0, t=3),
            "The clipped run left the picture at step 1; at step 3 it is at w = 18.2",
        ),
        (dict(threshold=50.0, t=3), "shorter than 1e-12: no step leads back"),
        (dict(threshold=50.0, t=3), "Before it left, the unit went from x_0 = 0.5 to x_50 = −0.738"),
        (dict(threshold=0.001, t=STEPS), "1.20e-04 from its start, 40 times across the wall."),
        (dict(b=-2.0), "The unit goes from x_0 = 0.5 to x_50 = 2.68"),
        (dict(w=6.6, b=-1.3), "less than θ = 0.5: nothing is clipped"),
        (
            dict(w=7.0, b=-3.857),
            "The unit goes from x_0 = 0.5 to x_50 = 2.70; of a small difference at x_0, 3.3",
        ),
        (dict(w=3.6, b=-1.6, t=STEPS), "shorter than 1e-12: no step leads anywhere"),
    ],
)
def test_what_is_true_is_said(lab, settings, said):
    lab.set(**settings)
    assert said in lab.caption


@pytest.mark.parametrize("t", [0, 1, 20, STEPS])
def test_the_median_of_the_last_steps_is_said_at_every_step(lab, t):
    lab.set(t=t)
    typical = lab.caption.split("median of the last 20")[1]
    assert "0.0900 raw" in typical and "0.0171 clipped" in typical


def test_the_bars_and_numbers_beside_the_errors_are_the_medians_of_the_last_steps(lab):
    errors = panel(lab, "ErrorCurves")
    for bar, run in ((errors.raw_late, lab.result.raw), (errors.late, lab.result.clipped)):
        steps, heights = bar.get_data()
        assert list(steps) == [21, 40]
        assert heights == pytest.approx([np.log10(np.median(run.error[21:]))] * 2)


def test_only_a_run_that_was_thrown_out_is_said_to_be_stuck(lab):
    for preset in Cliff.presets:
        lab.preset(preset)
        ends = float(sigmoid(lab.result.raw.x[-1]))
        assert ("stuck" in lab.caption) == (lab.result.raw.left is not None)
        assert "stuck" not in lab.caption or pytest.approx((ends - 0.7) ** 2, abs=1e-6) == (1 - 0.7) ** 2


def test_clipped_too_hard_is_slow_off_the_wall_and_a_hop_across_it_on_the_wall(lab):
    lab.preset("clipped too hard")
    run = lab.result.clipped
    assert cliff.crossings(run.w, run.b) == 0
    assert np.hypot(run.w[-1] - run.w[0], run.b[-1] - run.b[0]) == pytest.approx(STEPS * 0.0005, rel=1e-5)
    lab.set(w=5.0, b=-2.61234)
    run = lab.result.clipped
    assert cliff.crossings(run.w, run.b) == STEPS


def test_a_slide_over_the_edge_costs_the_raw_run_everything(lab):
    lab.preset("over the edge later")
    raw, clipped = lab.result.raw, lab.result.clipped
    assert raw.left == 10 and raw.norm[9] > 100 * raw.norm[0]
    assert raw.error[-1] == pytest.approx(0.09, abs=1e-3)
    assert clipped.left is None and clipped.error[-1] < 1e-3


def test_both_arrows_point_the_same_way_and_the_raw_one_ends_at_the_edge(lab):
    raw, clipped = ((arrow.U[0], arrow.V[0]) for arrow in (panel(lab).raw_arrow, panel(lab).arrow))
    assert np.cross((*raw, 0), (*clipped, 0))[2] == pytest.approx(0, abs=1e-9)
    assert np.hypot(*clipped) == pytest.approx(lab.rate * lab.threshold)
    assert lab.b + raw[0] == pytest.approx(cliff.B_RANGE[1])
    assert panel(lab).notes[0].get_text() == "raw step lands at w = 1,790, b = 2,870"
    assert not panel(lab).notes[1].get_visible()


def test_a_run_that_has_left_waits_at_the_edge_where_it_did_so(lab):
    lab.preset("over the edge later")
    lab.set(t=9)
    assert not panel(lab).notes[0].get_visible()
    lab.set(t=12)
    assert panel(lab).notes[0].get_text().startswith("raw: left at step 10, now at w = 10.1")
    (b,), (w,) = panel(lab).raw_head.get_data()
    assert b == pytest.approx(cliff.B_RANGE[1]) and 4 < w < 6


def test_the_ball_is_dropped_and_dragged_and_time_begins_anew(lab):
    lab.set(t=12)
    point(lab, -3, 6.5)
    assert (lab.w, lab.b, lab.t) == (pytest.approx(6.5, abs=0.03), pytest.approx(-3, abs=0.01), 0)
    point(lab, -1.5, 3.5, "drag")
    assert (lab.w, lab.b) == (pytest.approx(3.5, abs=0.02), pytest.approx(-1.5, abs=0.01))
    point(lab, -2, 4, "move")
    assert lab.w == pytest.approx(3.5, abs=0.02)


@pytest.mark.parametrize("name", ["Cut", "Bifurcation"])
def test_along_the_cut_and_the_diagram_only_b_moves(lab, name):
    point(lab, -3.5, 0.3, name=name)
    assert lab.b == pytest.approx(-3.5, abs=0.01)
    assert lab.w == 5.0


def test_near_the_wall_the_ball_comes_to_lie_on_its_crest(lab):
    point(lab, cliff.wall(6.0) + 0.003, 6.0)
    assert lab.result.clipped.norm[0] > 1e6
    lab.set(w=5.5, b=-1.5)
    lab.act("edge")
    assert lab.b == pytest.approx(-2.92353, abs=1e-5)
    assert lab.result.clipped.norm[0] > 3.8e5


def test_the_diagram_follows_the_ball(lab):
    for t in (0, 20, 33.5):
        lab.set(t=t)
        step, share = int(t), t % 1
        b = lab.result.clipped.b
        expected = b[step] + (share * (b[step + 1] - b[step]) if share else 0)
        assert panel(lab, "Bifurcation").cursor.get_xdata()[0] == pytest.approx(expected)
    w = float(lab.result.clipped.w[20])
    lab.set(t=20)
    diagram = panel(lab, "Bifurcation")
    assert diagram.folds.get_xdata() == pytest.approx(cliff.resting_bias(cliff.folds(w), w))
    end = float(diagram.end.get_ydata()[0])
    assert (end - cliff.TARGET) ** 2 == pytest.approx(lab.result.clipped.error[20], rel=1e-9)


def test_captions_speak_of_the_views_that_are_shown(make):
    lab = make(Cliff)
    assert lab.captions[1:] == ["Clipping keeps the direction of the step.", "The error here is 0.142."]
    lab.show("surface")
    assert lab.captions[1:] == ["Clipping keeps the direction of the step."]
    lab.show("rests")
    assert len(lab.captions) == 2 and "state of rest" in lab.caption


def test_the_map_of_gradients_is_drawn_on_the_scale_of_the_course(lab):
    lab.set(map=GRADIENTS)
    image = panel(lab).ax.images[0]
    assert (image.norm.vmin, image.norm.vmax) == (1e-8, 1e2)
    assert image.get_array().shape == lab.result.surface.norm.shape


def test_lines_of_equal_length_tell_apart_what_the_scale_of_the_course_paints_alike(lab):
    lab.set(map=GRADIENTS)
    named = sorted(float(text.get_text()) for text in panel(lab).ax.texts if text.get_text()[:2] == "0.")
    assert named == [0.003, 0.01, 0.03, 0.1]


def test_a_path_ends_at_the_edge_and_goes_on_where_it_comes_back():
    run = cliff.descend(5.0, -2.0, 0.0, 3)
    run.b[:] = (-2, -1.5, 0.5, -2)
    path = route(run, 3)
    assert np.isnan(path[3]).all()
    assert path[2] == pytest.approx((5, -1)) and path[4] == pytest.approx((5, -2))
    assert seen(run, 2) == pytest.approx((5, -1))
    assert seen(run, 1.5) == pytest.approx((5, -1))


@pytest.mark.parametrize(
    ("there", "expected"), [((6, -2), (6, -2)), ((9, -3), (8, -3)), ((2, -3), (3, -3)), ((5, -9), (5, -4))]
)
def test_a_way_out_of_the_picture_ends_at_its_edge(there, expected):
    assert on_the_way((5, there[1] if there[0] != 5 else -3), there) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [(6761.2, "6,760"), (174_321, "174,000"), (2.5e10, "2.50e+10"), (-2868, "−2,870"), (0, "0")],
)
def test_figures_are_three(value, text):
    assert figures(value) == text


@pytest.mark.parametrize("t", [0, 7.5, STEPS])
@pytest.mark.parametrize("preset", list(Cliff.presets))
def test_a_blitted_frame_equals_a_full_redraw(lab, preset, t):
    lab.preset(preset)
    scene = lab._ensure_scene()
    assert (scene.paint(lab.result, t).copy() == scene.redraw(lab.result, t)).all()


def test_no_two_shades_of_the_error_are_far_apart():
    """So that a step of the scale is not taken for a step of the surface."""
    for theme in THEMES.values():
        shades = np.unique(error_map(theme)(np.linspace(0, 1, 4096)), axis=0)
        assert len(shades) <= 64
        assert np.abs(np.diff(shades, axis=0)).max() < 6 / 255


@pytest.mark.parametrize("w", [4.0, 4.3, 5.0, 6.5, 8.0])
def test_names_of_branches_and_folds_keep_off_the_ball(lab, w):
    for b in np.linspace(*cliff.B_RANGE, 13):
        lab.set(w=w, b=float(b))
        for side, names in enumerate(panel(lab, "Bifurcation").names):
            for x in names.get_offsets()[:, 0]:
                assert b < x or x + 0.2 < b if side == 0 else x < b or b < x - 0.2
                assert cliff.B_RANGE[0] < x < cliff.B_RANGE[1]
