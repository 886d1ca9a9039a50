"""The time axis of the unrolling film: three acts on one number t."""

from __future__ import annotations

from dataclasses import dataclass

FOLDED, UNFOLDED, LOSS, TOTAL = -1, 0, 50, 100
"""t from -1 to 0 unfolds, 1..T reads, 50 is the loss, 100 - t is the way back to step t, 100 the sum of all.

The acts keep their place when T changes, so that a learner who moves T stays in the act they look at.
"""

LONGEST = 40


def back_to(t: float) -> float:
    """The time at which the gradient has come back to h_t."""
    return TOTAL - t


@dataclass(frozen=True)
class Moment:
    """What has happened at time t.

    unfold    0 folded, 1 unfolded
    read      steps read so far, 0..T; a fraction is on its way
    loss      0..1, how far h_T is on its way to the loss
    returned  how many of h_T, ..., h_0 the gradient has reached, 0..T+1; a fraction is on its way
    """

    unfold: float
    read: float
    loss: float
    returned: float

    @classmethod
    def at(cls, t: float, T: int) -> Moment:
        unfold = min(max(t - FOLDED, 0.0), 1.0)
        read = min(max(t, 0.0), float(T))
        loss = min(max((t - T) / (LOSS - T), 0.0), 1.0)
        returned = 0.0
        if t > back_to(T):
            returned = 1 + t - back_to(T)
        elif t > LOSS:
            returned = (t - LOSS) / (back_to(T) - LOSS)
        return cls(unfold * unfold * (3 - 2 * unfold), read, loss, returned)

    @property
    def backward(self) -> bool:
        return self.returned > 0


def positions(T: int, unfolding: int, between: int) -> tuple[list[float], list[int]]:
    """The times of all frames, and which of them are stops.

    unfolding  frames between folded and unfolded
    between    frames between two stops after that
    """
    stops = [FOLDED, UNFOLDED, *range(1, T + 1), LOSS, *(back_to(t) for t in range(T, 0, -1)), TOTAL]
    times, indices = [float(stops[0])], [0]
    for i, (now, then) in enumerate(zip(stops, stops[1:], strict=False)):
        frames = (between if i else unfolding) + 1
        times += [now + (then - now) * k / frames for k in range(1, frames + 1)]
        indices.append(len(times) - 1)
    return times, indices


def name(t: float, T: int) -> str:
    """What the scrubber says at time t."""
    if t < UNFOLDED:
        return "folded" if t == FOLDED else "unfolding"
    if t < 0.5:
        return "unfolded"
    if t < T + 0.5:
        return f"t = {int(t + 0.5)} of {T}"
    if t < back_to(T + 0.5):
        return "loss"
    return "sum" if t > back_to(0.5) else f"back to t = {int(back_to(t) + 0.5)}"
