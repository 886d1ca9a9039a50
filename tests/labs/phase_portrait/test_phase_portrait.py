"""The phase portrait says and draws what the network does."""

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.labs.phase_portrait import PhasePortrait
from rnnviz.labs.phase_portrait.model import TURNED, checked_points
from tests.labs.drawn import curve, panels, reads

KIND = PhasePortrait


def test_the_caption_counts_the_memories(lab):
    assert lab.caption.startswith("Four stable points: this network can keep 2 bits. The point dropped at")
    lab.set(w11=1.5, w22=0.5)
    assert "keep 1 bit." in lab.caption


def test_scale_and_rotation_set_the_entries(lab):
    lab.set(how=TURNED, scale=2.0, angle=90.0)
    assert (lab.w11, lab.w12, lab.w21, lab.w22) == (0, 2, -2, 0)
    assert lab.irrelevant(lab.session.namespace) == {"w11", "w12", "w21", "w22"}


def test_a_press_drops_a_point_and_a_drag_moves_it(lab):
    lab.set(points=())
    panel = panels(lab)["Portrait"]
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
    drawn = curve(panels(lab)["Portrait"].marks["stable"])
    assert np.allclose(drawn, [point.h for point in lab.result.points if point.kind == "stable"])


def test_the_eigenvalues_stand_beside_their_points_and_never_on_each_other(lab):
    portrait = panels(lab)["Portrait"]
    kinds = ["stable 0.394"] * 4 + [
        "saddle 1.50",
        "saddle 1.50",
        "unstable 1.50",
        "saddle 1.50",
        "saddle 1.50",
    ]
    assert reads(portrait.names, kinds)
    points = sorted(lab.result.points, key=lambda point: point.kind != "stable")
    places = portrait.names.get_offsets()
    for place, point in zip(places, points, strict=True):
        assert abs(place - point.h).max() < 0.45
    apart = abs(places[:, None] - places)[~np.eye(9, dtype=bool)]
    assert ((apart > (0.5, 0.1)).any(axis=1)).all()


def test_a_small_picture_leaves_the_names_to_its_key(make):
    lab = make(PhasePortrait, views="portrait", controls="w11")
    portrait = panels(lab)["Portrait"]
    assert reads(portrait.names, ["0.394"] * 4 + ["1.50"] * 5)
    words = [text.get_text() for text in portrait.ax.texts]
    assert sum(text.startswith(("stable: ", "saddle: ", "unstable: ")) for text in words) == 3
    assert len(portrait.states) == 9


def test_curves_are_those_of_the_newest_point(lab):
    curves = panels(lab)["Curves"]
    for unit, line in enumerate(curves.lines):
        assert curve(line) == pytest.approx(np.column_stack([np.arange(61), lab.result.h[:, -1, unit]]))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (dict(w11=1.0, w22=1.0), "A neutral point (0, 0): with |λ| = 1"),
        (dict(w11=-2.0, w22=0.3), "ends on a cycle of 2 states"),
        (dict(w11=-2.0, w22=-2.0), "ends on one of 2 cycles"),
        (dict(nonlinearity="linear"), "leaves the picture at step 4 and explodes"),
        (dict(nonlinearity="linear", w11=0.8, w22=0.5, b1=1.0), "(5.00, 0), outside the picture"),
        (dict(nonlinearity="linear", w11=1.0, w22=0.5), "Fixed points side by side without a gap"),
        (
            dict(nonlinearity="linear", w11=1.0, w22=1.0),
            "Every state is a fixed point: the network keeps both",
        ),
        (dict(nonlinearity="linear", w11=1.0, w22=1.0), "dropped at (0.300, −0.200) stays where it is."),
        (dict(nonlinearity="linear", w11=1.0, w22=0.5), "comes to rest at (0.300, 0) after 5 steps."),
        (dict(w11=-1.95, w12=1.2, w21=-1.8, w22=-1.05), "It never rests, but ends on a cycle of 8 states."),
        (dict(how=TURNED, points=(), h_1=0.1, h_2=0.0), "is on the loop after 20 steps."),
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
