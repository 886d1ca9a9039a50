"""Films: the newest request alone is delivered, and a timeline knows where each frame stands."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.stage import FilmMaker, Timeline


class Screen:
    """Takes in what is delivered."""

    def __init__(self):
        self.pieces = []
        self.maker = FilmMaker()

    def request(self, frames):
        self.maker.request(frames, self.pieces.append)

    def wait(self):
        self.maker.wait(10)
        return self.pieces


@pytest.fixture
def screen():
    return Screen()


def held_up(frame):
    """A film of one frame that begins and then waits: its frames, and the events of both."""
    begun, go_on = threading.Event(), threading.Event()

    def frames():
        begun.set()
        go_on.wait(10)
        yield frame

    return frames, begun, go_on


def test_every_frame_is_delivered_in_order_the_first_at_once_and_later_ones_together(screen):
    screen.request(lambda: iter(range(60)))
    pieces = screen.wait()
    assert [frame for piece in pieces for frame in piece] == list(range(60))
    assert [len(piece) for piece in pieces] == [1, 2, 4, 8, 16, 16, 13]
    assert not screen.maker.busy


def test_an_unfinished_film_is_left_at_once_for_a_newer_one(screen):
    started, go_on, rendered = threading.Event(), threading.Event(), []

    def old():
        yield "old 1"
        started.set()
        go_on.wait(10)
        yield "old 2"
        rendered.append("old 3")
        yield "old 3"

    screen.request(old)
    assert started.wait(10)
    screen.request(lambda: iter(["new"]))
    go_on.set()
    assert screen.wait() == [["old 1"], ["new"]]
    assert rendered == []


def test_of_many_requests_in_a_row_the_last_is_made(screen):
    first, begun, go_on = held_up("first")
    made = []
    screen.request(first)
    assert begun.wait(10)
    for i in range(50):
        screen.request(lambda i=i: iter([made.append(i) or i]))
    go_on.set()
    assert screen.wait() == [[49]]
    assert made == [49]


def test_a_cancelled_film_is_not_delivered(screen):
    film, begun, go_on = held_up("frame")
    screen.request(film)
    assert begun.wait(10)
    screen.maker.cancel()
    assert not screen.maker.busy
    go_on.set()
    assert screen.wait() == []


def test_a_film_that_fails_is_reported_and_the_next_is_made(screen, monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: reported.append(hook.exc_value))
    screen.request(lambda: iter([1 / 0 for _ in range(1)]))
    assert screen.wait() == []
    assert [type(error) for error in reported] == [ZeroDivisionError]
    screen.request(lambda: iter(["next"]))
    assert screen.wait() == [["next"]]


@given(
    first=st.integers(-5, 5), steps=st.integers(0, 40), between=st.integers(0, 8), speed=st.floats(0.01, 2)
)
def test_whole_steps_are_the_stops_of_a_timeline(first, steps, between, speed):
    timeline = Timeline.steps(first, first + steps, between, seconds_per_step=speed)
    stops = [timeline.positions[i] for i in timeline.stops]
    assert stops == pytest.approx(range(first, first + steps + 1))
    assert len(timeline.positions) == len(timeline.labels) == steps * (between + 1) + 1
    assert timeline.seconds * (between + 1) == pytest.approx(speed)
    assert [timeline.labels[i] for i in timeline.stops] == [f"t = {first + i}" for i in range(steps + 1)]


@given(between=st.integers(0, 8), t=st.floats(-3, 15))
def test_the_frame_of_a_time_is_the_nearest_one(between, t):
    timeline = Timeline.steps(0, 12, between)
    distances = [abs(position - t) for position in timeline.positions]
    assert distances[timeline.index(t)] == min(distances)
