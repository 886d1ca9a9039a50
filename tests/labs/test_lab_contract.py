"""What the base of all labs promises, shown on the smallest lab: one way in, nothing lost, and the right film."""

import gc
import io
import threading
import weakref
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from ipywidgets.widgets import widget
from PIL import Image

from rnnviz.labs import EchoLab, GradientFlow, workings
from rnnviz.labs.lab import Lab
from rnnviz.labs.parameters import InputError, Integer, Number
from rnnviz.panels import Panel
from rnnviz.stage import Timeline, film
from rnnviz.stage.png import TOLERANCE


@dataclass(frozen=True)
class Line:
    slope: float
    y: np.ndarray


class LinePanel(Panel):
    def build(self, ax):
        ax.set(xlim=(0, 10), ylim=(-30, 30))
        (self.dot,) = ax.plot([], [], "o")
        self.moving(self.dot)

    def update(self, result, t):
        self.dot.set_data([t], [result.slope * t])

    def describe(self, result, t):
        return f"At t = {t:g} the line is at {result.slope * t:g}."


class LineLab(Lab):
    """y = slope · t, with a note at slope 1, a refusal at 3, and faults at 2 and -2."""

    title = "Line"
    size = (3.0, 2.0)
    presets = {"flat": {"slope": 0.0}}

    slope = Number(0.5, -3, 3, 0.1, "slope", "How steep.")
    T = Integer(4, 1, 10, "steps T", "How long.")
    k = Integer(2, 1, lambda lab: lab.T, "mark k", "Where.")

    computed = 0

    def compute(self, p):
        self.computed += 1
        if p.slope == 2:
            raise ValueError("operands could not be broadcast together")
        if p.slope == -2:
            raise ZeroDivisionError("division by zero")
        if p.slope == 3:
            raise InputError("A slope of 3 is too steep today.")
        return Line(p.slope, p.slope * np.arange(p.T + 1))

    def make_panels(self):
        return [LinePanel()]

    def layout(self, figure, narrow):
        return [figure.add_axes((0.1, 0.1, 0.8, 0.8))]

    def timeline(self, result):
        return Timeline.steps(0, len(result.y) - 1, between=1)

    def start_time(self):
        return 1

    def notes(self, result):
        return "A slope of 1." if result.slope == 1 else ""


@pytest.fixture
def line():
    return LineLab()


def everything(lab):
    """All that must stay as it is when something is refused."""
    return lab.values, lab.t, lab.caption, lab.result, lab.stage.frame["png"], lab.controls.values


def hear(lab, **message):
    lab._hear(lab.controls, message | {"seq": 1})


def test_moving_in_time_computes_nothing_anew(line):
    before = line.computed
    for t in (0, 2.5, 4):
        line.set(t=t)
        assert line.caption == f"At t = {t:g} the line is at {0.5 * t:g}."
    assert line.computed == before


def test_several_parameters_that_move_together_are_computed_once(line):
    before = line.computed
    line.set(slope=1.5, T=8, k=7, t=8)
    assert line.computed == before + 1
    assert line.caption == "At t = 8 the line is at 12."


def test_an_attribute_can_be_assigned_and_a_value_outside_is_an_error_there(line):
    line.slope = 1.5
    assert line.caption == "At t = 1 the line is at 1.5."
    before = everything(line)
    with pytest.raises(InputError, match="99 is outside, so it stays at 1.5"):
        line.slope = 99
    line.slope = 3
    assert line.status == "A slope of 3 is too steep today."
    assert everything(line) == before


def test_values_given_at_the_start_are_taken_or_refused_at_once():
    assert LineLab(slope=1.0, t=2).caption == "At t = 2 the line is at 2."
    with pytest.raises(InputError, match="slope can be from -3 to 3; 9 is outside"):
        LineLab(slope=9)


def test_a_shorter_time_axis_takes_time_and_dependent_parameters_with_it(line):
    line.set(T=10, k=10, t=10)
    line.set(T=3)
    assert (line.k, line.t, line.status) == (3, 3.0, "")


def test_of_several_changes_one_that_does_not_fit_stops_all(line):
    before = everything(line)
    for changes in (
        {"slope": 1.0, "T": 99},
        {"slope": 1.0, "t": 99},
        {"T": 3, "k": "x"},
        {"t": float("nan")},
    ):
        line.set(**changes)
        assert everything(line) == before
        assert line.status.endswith(".")
    line.set(slope=1.2)
    assert line.status == ""


def test_what_compute_refuses_is_said_and_loses_nothing(line):
    before = everything(line)
    line.set(slope=3)
    assert everything(line) == before
    assert line.status == "A slope of 3 is too steep today."


@pytest.mark.parametrize("slope", [2, -2])
def test_a_fault_in_compute_is_raised_in_code_and_loses_nothing(line, slope):
    before = everything(line)
    with pytest.raises((ValueError, ZeroDivisionError), match="broadcast|zero"):
        line.set(slope=slope)
    assert everything(line) == before
    line.set(slope=1.5)
    assert line.caption == "At t = 1 the line is at 1.5."


@pytest.mark.parametrize("slope", [2, -2])
def test_a_fault_in_a_callback_is_shown_to_the_learner(line, slope, monkeypatch):
    monkeypatch.setattr(workings, "STRICT", False)
    before = everything(line)
    hear(line, type="set", changes={"slope": slope})
    assert line.status.startswith("This lab failed at that: ")
    assert everything(line) == before


def test_a_fault_in_a_callback_is_raised_under_test(line):
    with pytest.raises(ZeroDivisionError):
        hear(line, type="set", changes={"slope": -2})


def test_every_message_is_acknowledged_whatever_became_of_it(line, monkeypatch):
    monkeypatch.setattr(workings, "STRICT", False)
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
    assert line.status == "Line has no preset 'steep'; it has flat"


def test_a_note_stays_as_long_as_it_is_true(line):
    line.set(slope=1.0)
    assert line.status == "A slope of 1."
    line.set(t=3)
    assert line.status == "A slope of 1."
    line.set(slope=1.1)
    assert line.status == ""


def test_a_view_of_the_browser_changes_the_picture_and_not_the_settings(line):
    values, caption, size = line.values, line.caption, line.stage.frame["size"]
    light = line.stage.frame["png"]
    line._hear(line.stage, {"type": "hello", "theme": "dark", "scale": 2, "narrow": True, "seq": 1})
    assert line.stage.frame["png"] != light
    assert (line.values, line.caption, line.stage.frame["size"]) == (values, caption, size)
    assert line._ensure_scene().pixels == (600, 400)


def test_no_film_is_made_before_a_browser_asks(line):
    line.set(slope=1.2)
    line._film_maker.wait()
    assert line.stage.film == {}


def meet(lab):
    lab._hear(lab.stage, {"type": "hello", "theme": "light", "scale": 1, "narrow": False, "seq": 1})


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_only_the_labs_drawn_last_keep_their_figures_and_an_older_one_is_drawn_anew(line):
    first = line.stage.frame["png"]
    others = [LineLab() for _ in range(workings.SCENES)]
    assert line._scene is None
    assert all(other._scene for other in others)
    line.set(slope=1.5)
    line.reset()
    assert line.stage.frame["png"] == first


def test_a_lab_that_refuses_its_settings_leaves_no_widget_behind():
    before = set(widget._instances)
    with pytest.raises(InputError):
        LineLab(slope=100)
    assert set(widget._instances) == before


def test_the_film_holds_what_moving_in_time_would_show(line):
    meet(line)
    line._film_maker.wait()
    film = line.stage.film
    assert film["version"] == line.stage.frame["version"]
    for i, position in enumerate(line._timeline.positions):
        line.set(t=position)
        off = np.subtract(pixels(line.stage.frame["png"]), pixels(film["frames"][i]), dtype=int)
        assert np.abs(off).max() <= TOLERANCE  # a film has fewer colors
        assert line.stage.frame["captions"] == film["captions"][i]


def test_moving_in_time_keeps_the_film_and_moving_a_parameter_makes_a_new_one(line):
    meet(line)
    line._film_maker.wait()
    first = line.stage.film
    line.set(t=3)
    line._film_maker.wait()
    assert line.stage.film is first
    line.set(slope=1.5)
    line._film_maker.wait()
    assert line.stage.film["version"] == line.stage.frame["version"] > first["version"]
    assert line.stage.film["captions"][-1] == ["At t = 4 the line is at 6."]


def test_a_closed_lab_is_let_go_with_all_that_it_holds():
    lab = LineLab()
    meet(lab)
    gone = [weakref.ref(thing) for thing in (lab, lab.stage, lab.controls, lab._scene.figure)]
    lab.close()
    lab._film_maker.wait()
    del lab
    gc.collect()
    assert [thing() for thing in gone] == [None] * 4


def test_a_film_is_of_one_setting_even_while_the_next_is_being_set(monkeypatch):
    lab = GradientFlow(T=6, hidden_size=4)
    asked = []
    monkeypatch.setattr(lab._film_maker, "request", asked.append)
    meet(lab)
    lab._move({"T": 3})  # set, and not shown yet: the film's thread may begin just now
    assert len(list(asked[-1]())) == 7


def test_a_trait_that_is_set_beside_a_running_callback_is_taken_in_after_it(monkeypatch):
    lab = EchoLab()
    computing, go_on = threading.Event(), threading.Event()
    compute = lab.compute

    def slowly(p):
        computing.set()
        assert go_on.wait(10)
        return compute(p)

    monkeypatch.setattr(lab, "compute", slowly)
    callback = threading.Thread(target=lab.set, kwargs={"w": 0.5})
    cell = threading.Thread(target=setattr, args=(lab, "w", -0.25))
    callback.start()
    assert computing.wait(10)
    cell.start()
    cell.join(0.2)  # it waits; an assignment that was swallowed would be through by now
    go_on.set()
    callback.join(10)
    cell.join(10)
    assert lab.w == lab.controls.values["w"] == -0.25
    assert "w = −0.25" in lab.caption


def test_a_film_of_settings_that_have_moved_on_is_never_handed_over(monkeypatch):
    """The film's thread is let go at the worst moment: the next frame is shown, its film not yet asked for."""
    lab, go_on, films = EchoLab(), threading.Event(), []
    monkeypatch.setattr(film, "time", SimpleNamespace(sleep=lambda seconds: go_on.wait(10)))
    show_frame = type(lab.stage).show_frame

    def show_and_let_go(stage, *frame):
        show_frame(stage, *frame)
        go_on.set()
        lab._film_maker.wait(10)

    def show_film(stage, handed, version):
        films.append((version, stage.frame["version"], handed.captions[-1][0]))

    monkeypatch.setattr(type(lab.stage), "show_film", show_film)
    meet(lab)
    monkeypatch.setattr(type(lab.stage), "show_frame", show_and_let_go)
    lab.set(w=1.0)
    lab._film_maker.wait()
    ((version, frame_beside_it, caption),) = films
    assert version == frame_beside_it == lab.stage.frame["version"]
    assert "w = 1.00" in caption
