"""A scene draws its still part in full only when it must, and never shows a wrong one."""

import numpy as np
import pytest

from rnnviz.drawing import DARK, Margins, Panel, View, style_axes
from rnnviz.lab import State
from rnnviz.labs import OneStep, SideBySide, Wiring
from rnnviz.stage import Scene, scene


class Ruler(Panel):
    """A still axis as long as the result, and a dot that moves along it; a press moves the end."""

    margins = Margins(30, 20, 15, 30)
    least = (300, 150)

    def build(self, ax):
        style_axes(ax, self.theme)
        ax.set(ylim=(0, 1), aspect="equal", adjustable="box")
        self.dot = self.moving(ax.plot([], [], "o")[0])

    def background(self, result):
        return result

    def arrange(self, result):
        self.ax.set(xlim=(0, result))

    def update(self, result, t):
        self.dot.set_data([t], [0.5])

    def pointer(self, result, t, pointer):
        return {"end": round(pointer.x, 6)} if pointer.kind == "press" else None

    def time_axis(self, result):
        return 0, result


class Blank(Panel):
    """What moves in it is under nothing, and it answers nothing."""

    least = (200, 120)

    def build(self, ax):
        self.line = self.moving(ax.axhline(0))

    def update(self, result, t):
        self.line.set_ydata([t, t])


RULER, BLANK = View("ruler", "a ruler", Ruler), View("blank", "nothing", Blank)


def draws(of):
    """A list that grows with every full draw of a scene."""
    seen, draw = [], of.canvas.draw

    def counted():
        seen.append(1)
        draw()

    of.canvas.draw = counted
    return seen


def ruler():
    return Scene([RULER], (300, 150))


def test_views_flow_into_a_picture_of_the_size_asked_for_or_as_high_as_they_need():
    of = Scene([RULER, BLANK], (500, 300), DARK, scale=2)
    assert of.size == (500, 300) and of.pixels == (1000, 600)
    assert [type(panel) for panel in of.panels] == [Ruler, Blank]
    assert all(panel.theme is DARK for panel in of.panels)
    assert of.paint(5, 1.0).shape == (600, 1000, 4)
    assert Scene([RULER, BLANK], (400, 100)).size == (400, 270)


def test_a_press_reaches_the_panel_that_stands_there_in_its_own_data():
    of = Scene([RULER, BLANK], (500, 150))
    of.paint(8, 1.0)
    box = of.panels[0].ax.bbox
    x, y = (box.x0 + box.width / 4) / 500, (box.y0 + box.height / 2) / 150
    assert of.point(8, 1.0, "press", x, y) == {"end": 2.0}
    assert of.point(8, 1.0, "move", x, y) == {}
    blank = of.panels[1].ax.bbox
    assert of.point(8, 1.0, "press", (blank.x0 + 5) / 500, y) == {}
    assert of.point(8, 1.0, "press", 0.001, 0.001) == {}  # in the margin


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_time_can_be_dragged_along_the_axes_that_have_it(scale):
    of = Scene([RULER, BLANK], (500, 150), scale=scale)
    of.paint(8, 1.0)
    ((left, right, bottom, top, first, last),) = of.time_boxes(8)
    assert (first, last) == pytest.approx((0, 8))
    assert left * 500 == pytest.approx(30)
    assert 0 < bottom < top < 1 and left < right < 0.7


def test_a_background_that_was_seen_before_is_not_drawn_again():
    of = ruler()
    frames = {length: of.paint(length, 1.5).copy() for length in (2, 5, 9)}
    assert (frames[2] != frames[5]).any()
    seen = draws(of)
    for length in (5, 2, 9, 2):
        np.testing.assert_array_equal(of.paint(length, 1.5), frames[length])
    assert not seen
    np.testing.assert_array_equal(of.redraw(2, 1.5), frames[2])


def test_backgrounds_are_kept_up_to_a_limit_and_the_longest_unused_goes_first(monkeypatch):
    of = ruler()
    monkeypatch.setattr(scene, "KEPT", 3 * 300 * 150 * 4)
    for length in (2, 3, 4, 2, 5):  # 3 goes
        of.paint(length, 1.0)
    seen = draws(of)
    for length in (4, 2, 5):
        of.paint(length, 1.0)
    assert not seen
    of.paint(3, 1.0)
    assert len(seen) == 1
    monkeypatch.setattr(scene, "KEPT", 1)  # less than one: the one that is shown
    of.paint(7, 1.0)
    of.paint(7, 2.0)
    assert len(seen) == 2 and len(of._backgrounds) == 1


def test_a_background_that_comes_back_equals_a_full_redraw(fresh):
    """Every parameter to an end and back, in every lab."""
    of = fresh._ensure_scene()
    of.paint(fresh.result, fresh.t)
    seen = draws(of)
    for name, parameter in fresh.parameters().items():
        if isinstance(parameter, State):
            continue
        before, drawn = fresh.values[name], len(seen)
        fresh.set(**{name: parameter.ends(fresh)[-1]})
        if len(seen) > drawn:
            fresh.set(**{name: before})
            blitted = of.paint(fresh.result, fresh.t).copy()
            np.testing.assert_array_equal(blitted, of.redraw(fresh.result, fresh.t), err_msg=name)


@pytest.mark.parametrize(
    ("lab_type", "moves"),
    [
        (
            SideBySide,
            [{"T": T} for T in (61, 40, 5, 80)] + [{"s": 3}, {"hidden_size": 5}, {"source": "text"}],
        ),
        (OneStep, [{"units": n} for n in (1, 2, 3, 4)] + [{"weight": 1.2}, {"x1": 2.0}, {"h1": -1.0}]),
        (Wiring, [{"T": 4}, {"T": 6}, {"output": 2}]),
    ],
)
def test_sliders_of_these_labs_need_no_full_draw(lab_type, moves):
    lab = lab_type()
    seen = draws(lab._ensure_scene())
    for changes in moves:
        lab.set(**changes)
        assert lab.status == ""
    assert not seen
    lab.close()
