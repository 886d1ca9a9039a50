"""What the base of all labs promises, shown on the smallest lab: what it opens with, shows, says and lets go of."""

import gc
import io
import weakref

import numpy as np
import pytest
from ipywidgets.widgets import widget
from PIL import Image

from rnnviz.lab import InputError, Lab, View
from rnnviz.lab import lab as base
from rnnviz.lab.lab import FULL, NARROWEST, SCENES, SMALL, WIDEST
from tests.lab.line import Line, LineLab, LinePanel, everything, hear, meet


def shown_chips(lab):
    return [chip["name"] for chip in lab.stage.chips if chip["shown"]]


def controls(lab):
    """Names of the controls in view, and of those one press away."""
    return tuple(
        [spec["name"] for spec in lab.controls.specs if spec["core"] is core] for core in (True, False)
    )


# -- what it opens with ----------------------------------------------------------------------------------


def test_values_given_at_the_start_are_taken_or_refused_at_once():
    line = LineLab(slope=1.0, t=2)
    assert line.caption == "At t = 2 the line is at 2." and line.status == "A slope of 1."
    line.close()
    with pytest.raises(InputError, match="slope can be from -3 to 3; 9 is outside"):
        LineLab(slope=9)
    with pytest.raises(InputError, match="too steep today"):
        LineLab(slope=3)
    with pytest.raises(TypeError, match="Line has no parameter speed; it has slope, T, k, t"):
        LineLab(speed=3)


def test_it_opens_with_the_views_and_controls_that_it_declares(line):
    assert line.shown == ("line", "slope") == tuple(shown_chips(line))
    assert [(chip["name"], chip["label"]) for chip in line.stage.chips] == [
        ("line", "the line"), ("slope", "its slope"), ("end", "its end"),
    ]  # fmt: skip
    assert controls(line) == (["slope", "T"], ["k"])
    assert line.controls.presets == ["flat", "long"]
    assert not line.small and line.stage.frame["size"] == list(FULL)


def test_a_notebook_chooses_them(lines):
    line = lines(views=["end", "line"], controls="k slope", presets=["long"])
    assert line.shown == ("line", "end")
    assert controls(line) == (["k", "slope"], ["T"])
    assert line.controls.presets == ["long"]
    assert not line.small


def test_without_a_core_the_first_five_parameters_are_in_view():
    class Coreless(LineLab):
        core = ""
        a, b, c, d = (type(LineLab.T)(1, 0, 2, name, "A number.") for name in "abcd")

    lab = Coreless()
    assert controls(lab) == (["slope", "T", "k", "a", "b"], ["c", "d"])
    lab.close()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"views": "line sky"}, "Line has no view 'sky'; it has line, slope, end"),
        ({"views": ""}, "Line needs a view to show; it has line, slope, end"),
        ({"controls": "speed"}, "Line has no control 'speed'; it has slope, T, k"),
        ({"presets": ["flat", "steep"]}, "Line has no preset 'steep'; it has flat, long"),
        ({"presets": "steep"}, "Line has no preset 'steep'; it has flat, long"),
    ],
    ids=str,
)
def test_a_name_that_it_does_not_know_is_refused_with_those_that_it_does(given, words):
    before = set(widget._instances)
    with pytest.raises(InputError) as refusal:
        LineLab(**given)
    assert str(refusal.value) == words
    assert set(widget._instances) == before


def test_a_refused_lab_leaves_no_widget_behind():
    before = set(widget._instances)
    with pytest.raises(InputError):
        LineLab(slope=100)
    assert set(widget._instances) == before


# -- a small picture in the text ---------------------------------------------------------------------------


def test_with_one_view_and_one_or_two_controls_it_is_a_small_picture(lines):
    small = lines(views="end", controls="slope")
    assert small.small and "rnnviz-small" in small._dom_classes
    assert small.stage.chips == [] and small.controls.presets == []
    assert controls(small) == (["slope"], []) and list(small.controls.values) == ["slope"]
    assert small.stage.frame["size"] == list(SMALL)
    assert small.stage.timeline["positions"]  # it can be played


@pytest.mark.parametrize(
    ("given", "small"),
    [
        ({"views": "line", "controls": "slope T"}, True),
        ({"views": "line", "controls": "slope T k"}, False),
        ({"views": "line"}, False),
        ({"controls": "slope"}, False),
        ({"views": "line", "controls": "slope", "small": False}, False),
        ({"small": True}, True),
    ],
    ids=str,
)
def test_whether_it_is_small_follows_from_what_is_asked_for_unless_that_is_said(lines, given, small):
    line = lines(**given)
    assert line.small is small
    assert bool(line.stage.chips) is bool(line.controls.presets) is not small
    assert (controls(line)[1] == []) is (small or given.get("controls") == "slope T k")


def test_a_small_one_has_presets_if_they_are_asked_for(lines):
    small = lines(views="line", controls="slope", presets=["flat"])
    assert small.small and small.controls.presets == ["flat"]


def test_a_lab_of_one_view_has_no_chips():
    class Alone(LineLab):
        views = (View("line", "the line", LinePanel),)
        opens_with = "line"

    lab = Alone()
    assert lab.stage.chips == [] and not lab.small
    lab.close()


# -- views ---------------------------------------------------------------------------------------------------


def test_views_are_shown_in_the_order_of_their_declaration_and_spoken_of_only_then(line):
    assert line.captions == ["At t = 1 the line is at 0.5."]
    line.show("end line")
    assert line.shown == ("line", "end") == tuple(shown_chips(line))
    assert [type(panel).__name__ for panel in line._ensure_scene().panels] == ["LinePanel", "EndPanel"]
    assert line.captions == ["At t = 1 the line is at 0.5.", "It ends at 2."]
    assert line.stage.frame["captions"][1] == [["text", "It ends at 2."]]
    line.show(["slope"])
    assert line.captions == ["At t = 1 the line is at 0.5."]


def test_the_browser_switches_views_as_code_does(line):
    hear(line, type="views", names=["end", "line"], t=3.0)
    assert line.shown == ("line", "end") and line.t == 3.0
    by_browser = line.stage.frame["png"], line.caption
    line.show("slope")
    line.show("line end")
    assert (line.stage.frame["png"], line.caption) == by_browser


@pytest.mark.parametrize(
    ("names", "words"), [([], "Line needs a view to show"), (["line", "sky"], "Line has no view 'sky'")]
)
def test_the_last_view_stays_and_an_unknown_one_is_refused(line, names, words):
    before = everything(line)
    hear(line, type="views", names=names)
    assert line.status.startswith(words)
    assert everything(line) == before


def test_fewer_views_are_pointed_at_where_they_stand(line):
    line.show("slope")
    assert line.stage.pointing["time"] == []
    hear(line, type="pointer", kind="press", x=0.5, y=0.5)
    assert line.slope == 1.5
    line.reset()
    line.show("line")
    ((left, right, _, _, first, last),) = line.stage.pointing["time"]
    assert (first, last) == (0, 10) and 0 < left < right < 1
    hear(line, type="pointer", kind="press", x=0.5, y=0.5)
    assert line.slope == 0.5


def test_a_reset_brings_back_the_views_that_were_opened(lines):
    line = lines(views="end", slope=1.5)
    line.show("line slope")
    line.set(slope=0.0)
    hear(line, type="reset")
    assert line.shown == ("end",) == tuple(shown_chips(line)) and line.slope == 1.5


# -- the browser ---------------------------------------------------------------------------------------------


def test_every_message_is_acknowledged_whatever_became_of_it(line, monkeypatch):
    monkeypatch.setattr(base, "STRICT", False)
    sent = []
    monkeypatch.setattr(type(line.controls), "send", lambda self, content, buffers=None: sent.append(content))
    for seq, changes in enumerate([{"slope": 1.0}, {"slope": 99}, {"slope": None}, {"slope": -2}, {"no": 1}]):
        line._hear(line.controls, {"type": "set", "changes": changes, "seq": seq})
    assert sent == [{"type": "ack", "seq": seq} for seq in range(5)]


def test_the_browser_moves_presets_and_reset_as_code_does(line):
    first = everything(line)[:3]
    hear(line, type="preset", name="flat")
    assert (line.slope, line.controls.preset) == (0.0, "flat")
    hear(line, type="set", changes={"T": 6})
    assert line.controls.preset == ""
    hear(line, type="reset")
    assert everything(line)[:3] == first
    hear(line, type="preset", name="steep")
    assert line.status == "Line has no preset 'steep'; it has flat, long"


@pytest.mark.parametrize(
    ("small", "wide", "painted"),
    [
        (False, 100, NARROWEST), (False, 500, 500), (False, 5000, WIDEST),
        (True, 100, NARROWEST), (True, 400, 400), (True, 5000, SMALL[0]),
    ],
)  # fmt: skip
def test_it_is_painted_for_the_width_that_the_browser_has(lines, small, wide, painted):
    line = lines(small=small)
    meet(line, width=wide)
    assert line.stage.frame["size"][0] == painted
    assert line._ensure_scene().pixels[0] == painted


def test_a_look_changes_the_picture_and_not_the_settings(line):
    values, caption, light = line.values, line.caption, line.stage.frame["png"]
    meet(line, width=FULL[0], theme="dark", scale=2)
    assert line.stage.frame["png"] != light
    assert (line.values, line.caption, line.stage.frame["size"]) == (values, caption, list(FULL))
    assert line._ensure_scene().pixels == (2 * FULL[0], 2 * FULL[1])
    with pytest.raises(InputError, match="theme is light or dark; 'sepia' is neither"):
        line.look("sepia")


def test_a_saved_notebook_keeps_a_light_picture_of_full_width_whatever_the_browser_shows(line):
    meet(line, width=400, theme="dark", scale=2)
    bundle = line._repr_mimebundle_()
    assert bundle["text/plain"] == line.caption
    with Image.open(io.BytesIO(bundle["image/png"])) as picture:
        assert picture.width == FULL[0]
        assert min(picture.convert("RGB").getpixel((0, picture.height - 1))) > 250
    assert line.stage.frame["size"][0] == 400


# -- memory --------------------------------------------------------------------------------------------------


def test_only_the_labs_drawn_last_keep_their_figures_and_an_older_one_is_drawn_anew(line, lines):
    first = line.stage.frame["png"]
    others = [lines() for _ in range(SCENES)]
    assert line._scene is None
    assert all(other._scene for other in others)
    line.set(slope=1.5)
    line.reset()
    assert line.stage.frame["png"] == first


@pytest.mark.parametrize("linked", [False, True])
def test_a_closed_lab_is_let_go_with_all_that_it_holds(line, linked):
    lab = LineLab(linked_to=line if linked else None)
    meet(lab)
    gone = [weakref.ref(thing) for thing in (lab, lab.stage, lab.controls, lab._scene.figure)]
    lab.close()
    lab._film_maker.wait()
    del lab
    gc.collect()
    assert [thing() for thing in gone] == [None] * 4


def test_a_lab_that_lacks_a_part_says_which():
    class Bare(Lab):
        title = "Bare"
        views = (View("line", "the line", LinePanel),)
        opens_with = "line"

    with pytest.raises(NotImplementedError, match=r"Bare needs a compute\(p\)"):
        Bare()
    Bare.compute = lambda self, p: Line(0.5, np.zeros(3))
    with pytest.raises(NotImplementedError, match=r"Bare needs a describe\(result, t, views\)"):
        Bare()
