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


LONGEST_PIECE = 16  # frames


class FilmMaker:
    """Renders films in a background thread, newest request first: an unfinished film is left at once.

    A film is handed over in pieces of 1, 2, 4, ... frames, so that playing can begin with the first.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._request: tuple[Callable[[], Iterator], Callable[[list], None]] | None = None
        self._thread: threading.Thread | None = None
        MAKERS.add(self)

    @property
    def busy(self) -> bool:
        """Whether a film is being made."""
        return self._request is not None

    def request(self, frames: Callable[[], Iterator], deliver: Callable[[list], None]) -> None:
        """Have the film made that `frames()` yields frame by frame, in place of any asked for before.

        `deliver` is called with one piece after another.
        """
        with self._lock:
            self._request = frames, deliver
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="rnnviz film", daemon=True)
                self._thread.start()

    def cancel(self) -> None:
        """Leave the film that is being made; no more of it is delivered."""
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
            try:
                if request is not None:
                    self._render(request)
            except Exception as error:  # say it where a thread's errors are said; later films are made
                failure = threading.ExceptHookArgs((type(error), error, error.__traceback__, None))
                threading.excepthook(failure)
            with self._lock:
                if request is self._request:
                    self._request = self._thread = None
                    return

    def _render(self, request: tuple[Callable[[], Iterator], Callable[[list], None]]) -> None:
        frames, deliver = request
        piece: list = []
        length = 1
        for frame in frames():
            piece.append(frame)
            time.sleep(0.001)  # let a callback that waits for the rendering lock in
            with self._lock:
                if request is not self._request:
                    return
                if len(piece) == length:
                    deliver(piece)
                    piece, length = [], min(2 * length, LONGEST_PIECE)
        with self._lock:
            if piece and request is self._request:
                deliver(piece)


MAKERS: weakref.WeakSet[FilmMaker] = weakref.WeakSet()


@atexit.register
def finish() -> None:
    """Stop rendering before Python ends: a thread that is cut off inside matplotlib would abort the process."""
    for maker in list(MAKERS):
        maker.cancel()
        maker.wait(5)
