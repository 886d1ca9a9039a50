"""A film holds what moving in time would show, of the setting that is shown and of no other."""

import io
import threading
from types import SimpleNamespace

import numpy as np
from PIL import Image

from rnnviz.stage import film
from rnnviz.stage.png import TOLERANCE
from tests.lab.line import LineLab, hear, meet


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_no_film_is_made_before_a_browser_asks(line):
    line.set(slope=1.2)
    line._film_maker.wait()
    assert line.stage.film == {}


def test_the_film_holds_what_moving_in_time_would_show(line):
    meet(line)
    line._film_maker.wait()
    film = line.stage.film
    assert film["version"] == line.stage.frame["version"]
    for i, position in enumerate(line.session.timeline.positions):
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
    assert line.stage.film["captions"][-1] == [[["text", "At t\u00a0=\u00a04 the line is at 6."]]]


def test_other_views_and_another_look_make_a_new_one_too(line):
    meet(line)
    for change in (lambda: line.show("end"), lambda: line.look("dark"), lambda: line.look(width=400)):
        line._film_maker.wait()
        before = line.stage.film["version"]
        change()
        line._film_maker.wait()
        assert line.stage.film["version"] == line.stage.frame["version"] > before
    assert pixels(line.stage.film["frames"][0]).shape == pixels(line.stage.frame["png"]).shape


def test_a_small_lab_has_no_film_until_play_is_pressed(lines):
    small = lines(views="line", controls="slope")
    meet(small)
    small._film_maker.wait()
    assert small.stage.film == {}
    hear(small, type="film")
    small._film_maker.wait()
    first = small.stage.film["version"]
    assert first == small.stage.frame["version"]
    small.set(slope=1.5)
    small._film_maker.wait()
    assert small.stage.film["version"] == first < small.stage.frame["version"]
    hear(small, type="film")
    small._film_maker.wait()
    assert small.stage.film["version"] == small.stage.frame["version"]


def test_a_film_is_of_one_setting_even_while_the_next_is_being_set(line, monkeypatch):
    asked = []
    monkeypatch.setattr(line._film_maker, "request", asked.append)
    meet(line)
    line.session.move({"T": 3})  # set, and not shown yet: the film's thread may begin just now
    assert len(list(asked[-1]())) == 9


def test_a_film_of_settings_that_have_moved_on_is_never_handed_over(monkeypatch):
    """The film's thread is let go at the worst moment: the next frame is shown, its film not yet asked for."""
    line, go_on, films = LineLab(), threading.Event(), []
    monkeypatch.setattr(film, "time", SimpleNamespace(sleep=lambda seconds: go_on.wait(10)))
    show_frame = type(line.stage).show_frame

    def show_and_let_go(stage, *frame):
        show_frame(stage, *frame)
        go_on.set()
        line._film_maker.wait(10)

    def show_film(stage, handed, version):
        films.append((version, stage.frame["version"], handed.captions[-1][0]))

    monkeypatch.setattr(type(line.stage), "show_film", show_film)
    meet(line)
    monkeypatch.setattr(type(line.stage), "show_frame", show_and_let_go)
    line.set(slope=1.0)
    line._film_maker.wait()
    ((version, frame_beside_it, caption),) = films
    assert version == frame_beside_it == line.stage.frame["version"]
    assert caption == "At t = 4 the line is at 4."
    line.close()
