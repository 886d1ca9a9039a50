"""Films: the newest request alone is delivered, and a timeline knows where each frame stands."""

import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.stage import FilmMaker, Timeline, film


class Screen:
    """Takes in delivered films."""

    def __init__(self):
        self.films = []
        self.maker = FilmMaker(self.films.append, settle=0.0)

    def wait(self):
        self.maker.wait(10)
        return self.films


@pytest.fixture
def screen():
    return Screen()


def test_every_frame_is_delivered_in_order(screen):
    screen.maker.request(lambda: iter(range(5)))
    assert screen.wait() == [[0, 1, 2, 3, 4]]


def test_an_unfinished_film_is_left_at_once_for_a_newer_one(screen):
    started, go_on, rendered = threading.Event(), threading.Event(), []

    def old():
        yield "old 1"
        started.set()
        go_on.wait(10)
        yield "old 2"
        rendered.append("old 3")
        yield "old 3"

    screen.maker.request(old)
    assert started.wait(10)
    screen.maker.request(lambda: iter(["new"]))
    go_on.set()
    assert screen.wait() == [["new"]]
    assert rendered == []


def test_of_many_requests_in_a_row_one_film_is_made(screen, monkeypatch):
    settling, asked, made = threading.Event(), threading.Event(), []

    def pause(seconds):
        settling.set()
        asked.wait(10)

    monkeypatch.setattr(film, "time", SimpleNamespace(sleep=pause))
    for i in range(50):
        screen.maker.request(lambda i=i: iter([made.append(i) or i]))
        assert settling.wait(10)  # the thread holds the first request in its hands when the others come
    asked.set()
    assert screen.wait() == [[49]]
    assert made == [49]


def test_a_cancelled_film_is_not_delivered(screen):
    started, go_on = threading.Event(), threading.Event()

    def film():
        started.set()
        go_on.wait(10)
        yield "frame"

    screen.maker.request(film)
    assert started.wait(10)
    screen.maker.cancel()
    go_on.set()
    assert screen.wait() == []


def test_a_film_that_fails_is_reported_and_the_next_is_made(screen, monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: reported.append(hook.exc_value))
    screen.maker.request(lambda: iter([1 / 0 for _ in range(1)]))
    assert screen.wait() == []
    assert [type(error) for error in reported] == [ZeroDivisionError]
    screen.maker.request(lambda: iter(["next"]))
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
