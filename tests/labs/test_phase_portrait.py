"""The phase portrait says and draws what the network does."""

import numpy as np
import pytest

from rnnviz.labs.parameters import InputError
from rnnviz.labs.phase_portrait import TURNED, PhasePortrait, checked_points

KIND = PhasePortrait


def test_the_caption_counts_the_memories(lab):
    assert lab.caption.startswith("Four stable points: this network can keep 2 bits. The point dropped at")
    lab.preset("two memories")
    assert "keep 1 bit." in lab.caption


def test_scale_and_rotation_set_the_entries(lab):
    lab.set(how=TURNED, scale=2.0, angle=90.0)
    assert (lab.w11, lab.w12, lab.w21, lab.w22) == (0, 2, -2, 0)
    assert lab.irrelevant(lab._namespace()) == {"w11", "w12", "w21", "w22"}


def test_a_press_drops_a_point_and_a_drag_moves_it(lab):
    lab.set(points=())
    panel = lab._ensure_scene().panels[0]
    width, height = lab._ensure_scene().pixels

    def at(x, y):
        px, py = panel.ax.transData.transform((x, y))
        return {"type": "pointer", "x": px / width, "y": py / height}

    lab._answer(at(0.5, 0.7) | {"kind": "press"})
    assert lab.points == ((0.3, -0.2),) and (lab.h_1, lab.h_2) == pytest.approx((0.5, 0.7))
    lab._answer(at(-0.5, 0.1) | {"kind": "drag"})
    assert len(lab.points) == 1 and (lab.h_1, lab.h_2) == pytest.approx((-0.5, 0.1))
    for _ in range(9):
        lab._answer(at(0.5, 0.7) | {"kind": "press"})
    assert len(lab.points) == 7
    lab.act("clear")
    assert lab.points == ()


def test_every_stable_point_is_drawn_where_it_is(lab):
    lab._ensure_scene().paint(lab.result, 60)
    drawn = np.transpose(lab._ensure_scene().panels[0].stable.get_data())
    assert np.allclose(drawn, [point.h for point in lab.result.points if point.kind == "stable"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (dict(w11=1.0, w22=1.0), "A neutral point (0, 0): with |λ| = 1"),
        (dict(w11=-2.0, w22=0.3), "ends on a cycle of 2 states"),
        (dict(w11=-2.0, w22=-2.0), "ends on one of 2 cycles"),
        (dict(nonlinearity="linear"), "leaves the picture at step 4 and explodes"),
        (dict(nonlinearity="linear", w11=0.8, w22=0.5, b1=1.0), "(5.00, 0), outside the picture"),
        (dict(nonlinearity="linear", w11=1.0, w22=0.5), "Fixed points side by side without a gap"),
        (dict(h_1=0.0, h_2=0.0), "is still at the unstable point (0, 0) at step 60"),
    ],
)
def test_marginal_and_extreme_settings_are_named(lab, settings, said):
    lab.set(**settings)
    assert said in lab.caption


@pytest.mark.parametrize("t", [0, 7.5, 60])
@pytest.mark.parametrize("settings", [{}, dict(nonlinearity="linear", w12=3.0), dict(how=TURNED)])
def test_a_blitted_frame_equals_a_full_redraw(lab, settings, t):
    lab.set(**settings)
    scene = lab._ensure_scene()
    assert (scene.paint(lab.result, t).copy() == scene.redraw(lab.result, t)).all()


@pytest.mark.parametrize("points", ["here", ((1, 2, 3),), ((0, 5),), ((0, float("nan")),), ((0, 0),) * 8])
def test_points_that_cannot_be_used_are_refused(points):
    with pytest.raises(InputError):
        checked_points(points)
