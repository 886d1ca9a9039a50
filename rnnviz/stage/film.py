"""Films: every frame along a lab's time axis, rendered in the background and played by the browser alone."""

from __future__ import annotations

import atexit
import math
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timeline:
    """The time axis of a lab.

    positions  the time t of each frame; fractions lie between two steps
    labels     what the scrubber says at each frame
    stops      the frames that are whole steps, where stepping and reduced motion halt
    seconds    how long one frame lasts at normal speed
    """

    positions: tuple[float, ...]
    labels: tuple[str, ...]
    stops: tuple[int, ...]
    seconds: float

    @classmethod
    def steps(
        cls,
        first: int,
        last: int,
        between: int = 0,
        label: Callable[[int], str] = "t = {}".format,
        seconds_per_step: float = 0.4,
    ) -> Timeline:
        """Whole steps from first to last, with `between` frames of motion from each to the next.

        `last` may be below `first`: then time runs backward, as a gradient does.
        """
        count = abs(last - first) * (between + 1) + 1
        way = 1 if last >= first else -1
        positions = tuple(first + way * i / (between + 1) for i in range(count))
        labels = tuple(label(math.floor(position + 0.5)) for position in positions)
        return cls(positions, labels, tuple(range(0, count, between + 1)), seconds_per_step / (between + 1))

    def index(self, t: float) -> int:
        """The frame nearest to time t."""
        return min(range(len(self.positions)), key=lambda i: abs(self.positions[i] - t))


@dataclass(frozen=True)
class Film:
    """A rendered timeline: PNG files, and the captions that belong to them."""

    frames: Sequence[bytes]
    captions: Sequence[Sequence[str]]
    timeline: Timeline


class FilmMaker:
    """Renders films in a background thread, newest request first: an unfinished film is dropped.

    settle   seconds without a new request before rendering starts, so that a moving slider is not held up
    deliver  is called with the finished list of frames
    """

    def __init__(self, deliver: Callable[[list], None], settle: float = 0.3):
        self.deliver = deliver
        self.settle = settle
        self._lock = threading.Lock()
        self._request: Callable[[], Iterator] | None = None
        self._thread: threading.Thread | None = None
        MAKERS.add(self)

    def request(self, frames: Callable[[], Iterator]) -> None:
        """Ask for the film that `frames()` yields frame by frame, in place of any asked for before."""
        with self._lock:
            self._request = frames
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="rnnviz film", daemon=True)
                self._thread.start()

    def cancel(self) -> None:
        """Drop the film being rendered."""
        with self._lock:
            self._request = None

    def wait(self, seconds: float = 60.0) -> None:
        """Return when nothing is being rendered."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _work(self) -> None:
        while True:
            request = self._request
            time.sleep(self.settle)
            finished = None
            try:
                if request is self._request:
                    finished = self._render(request)
            except Exception as error:  # say it where a thread's errors are said; later films are made
                failure = threading.ExceptHookArgs((type(error), error, error.__traceback__, None))
                threading.excepthook(failure)
            with self._lock:
                if request is not self._request:
                    continue
                self._request = self._thread = None
                if finished is not None:
                    self.deliver(finished)
                return

    def _render(self, request: Callable[[], Iterator] | None) -> list | None:
        if request is None:
            return None
        frames = []
        for frame in request():
            frames.append(frame)
            time.sleep(0.001)  # let a callback that waits for the rendering lock in
            if request is not self._request:
                return None
        return frames


MAKERS: weakref.WeakSet[FilmMaker] = weakref.WeakSet()


@atexit.register
def finish() -> None:
    """Stop rendering before Python ends: a thread that is cut off inside matplotlib would abort the process."""
    for maker in list(MAKERS):
        maker.cancel()
        maker.wait(5)
