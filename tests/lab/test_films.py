"""A film holds what moving in time would show, of the setting that is shown and of no other."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from rnnviz.stage.png import TOLERANCE
from rnnviz.words import marked
from tests.lab.line import hear, meet


class Reel:
    """What a lab's stage hands over: its frames, each with the version it is of."""

    def __init__(self, lab, monkeypatch):
        self.lab, self.frames = lab, []
        monkeypatch.setattr(lab.stage, "show_film", self._take)

    def _take(self, version, frames):
        self.frames += [(version, *frame) for frame in frames]

    def ask(self):
        """The frames that come when the learner presses Play."""
        self.frames = []
        hear(self.lab, type="film", t=self.lab.t)
        self.lab._film_maker.wait()
        return self.frames


@pytest.fixture
def reel(line, monkeypatch):
    return Reel(line, monkeypatch)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_no_film_is_made_before_a_browser_asks(line, reel):
    meet(line)
    line.set(slope=1.2)
    line._film_maker.wait()
    assert reel.frames == []
    line.set(T=3)
    assert sorted(place for _, place, _, _ in reel.ask()) == list(range(len(line.session.timeline.positions)))


def test_the_film_holds_what_moving_in_time_would_show(line, reel):
    meet(line)
    for version, place, png, captions in reel.ask():
        assert version == line.stage.frame["version"]
        line.set(t=line.session.timeline.positions[place])
        off = np.subtract(pixels(line.stage.frame["png"]), pixels(png), dtype=int)
        assert np.abs(off).max() <= TOLERANCE  # a film has fewer colors
        assert line.captions == captions


def test_it_begins_with_the_moment_shown_and_goes_round(line, reel):
    meet(line)
    line.set(t=2)
    places = [place for _, place, _, _ in reel.ask()]
    first = line.session.timeline.index(2)
    assert places == [*range(first, len(places)), *range(first)] and first > 0


def test_a_film_is_of_the_views_and_the_look_that_are_shown(line, reel):
    meet(line)
    versions = {reel.ask()[0][0]}
    for change in (
        lambda: line.set(slope=1.5),
        lambda: line.show("end"),
        lambda: line.look("dark"),
        lambda: line.look(width=400),
    ):
        change()
        version, place, png, captions = reel.ask()[0]
        versions.add(version)
        assert version == line.stage.frame["version"]
        assert pixels(png).shape == pixels(line.stage.frame["png"]).shape
        assert captions == line.captions
    assert len(versions) == 5


def test_what_was_asked_for_twice_is_made_once(line, monkeypatch):
    asked = []
    monkeypatch.setattr(line._film_maker, "_work", lambda: None)  # it is being made all the time
    request = line._film_maker.request
    monkeypatch.setattr(
        line._film_maker, "request", lambda *what: asked.append(line.stage.frame["version"]) or request(*what)
    )
    meet(line)
    for slope in (0.5, 1.5):
        line.set(slope=slope)
        for _ in range(3):
            hear(line, type="film", t=0)
    assert len(asked) == len(set(asked)) == 2


def test_a_film_is_of_one_setting_even_while_the_next_is_being_set(line, monkeypatch):
    asked = []
    monkeypatch.setattr(line._film_maker, "request", lambda frames, deliver: asked.append(frames))
    meet(line)
    hear(line, type="film", t=0)
    line.session.move({"T": 3})  # set, and not shown yet: the film's thread may begin just now
    assert len(list(asked[-1]())) == 9


def test_a_film_of_settings_that_have_moved_on_is_never_handed_over(line, monkeypatch):
    """The film's thread is let go at the worst moment: the next frame is shown, its film not yet asked for."""
    begun, go_on, handed = threading.Event(), threading.Event(), []
    frames = line._frames

    def slow(*arguments):
        begun.set()
        go_on.wait(10)
        yield from frames(*arguments)

    monkeypatch.setattr(line, "_frames", slow)
    monkeypatch.setattr(line.stage, "show_film", lambda *film: handed.append(film))
    show_frame = line.stage.show_frame

    def show_and_let_go(*frame):
        show_frame(*frame)
        go_on.set()
        line._film_maker.wait(10)

    meet(line)
    hear(line, type="film", t=0)
    assert begun.wait(10)
    monkeypatch.setattr(line.stage, "show_frame", show_and_let_go)
    line.set(slope=1.0)
    assert handed == []


def test_captions_go_to_the_browser_in_pieces(line, monkeypatch):
    sent = []
    monkeypatch.setattr(line.stage, "send", lambda message, buffers: sent.append((message, buffers)))
    line.stage.show_film(7, [(3, b"third", ["h_3 is 1."]), (4, b"fourth", ["h_4 is 2."])])
    ((message, buffers),) = sent
    assert buffers == [b"third", b"fourth"]
    assert message == {
        "type": "film", "version": 7, "places": (3, 4), "captions": [[marked("h_3 is 1.")], [marked("h_4 is 2.")]],
    }  # fmt: skip
