"""A lab of notebook 05: a plateau, a wall, and what clipping does to a step from its edge."""

from dataclasses import dataclass

import numpy as np

from .. import cliff
from ..cliff import B_RANGE, NORM, VALUE, W_RANGE, Descent, Surface
from ..panels.cliff_bifurcation import CliffBifurcation
from ..panels.cliff_cut import CliffCut
from ..panels.cliff_errors import CliffErrors
from ..panels.cliff_map import ERRORS, GRADIENTS
from ..panels.cliff_surface import CliffSurface
from ..stage import Timeline
from .lab import Lab
from .parameters import Action, Choice, Number

STEPS = 40


@dataclass(frozen=True, eq=False)
class CliffResult:
    """Two descents from one place, and, for each step of the clipped one, what the surface hides."""

    surface: Surface
    map: str
    rate: float
    threshold: float
    by: str
    raw: Descent
    clipped: Descent
    landing: np.ndarray  # (n+1, 2) (w, b) after one more step of the ball
    raw_landing: np.ndarray  # (n+1, 2) the same unclipped
    shown: int  # the last step at which the ball has always been in the picture
    cut_b: np.ndarray  # (n+1, m) the surface along b, through the ball
    cut_x: np.ndarray  # (n+1, m) x_50 there
    x: np.ndarray  # (n+1, T+1) the states of the unit at the ball
    rests: np.ndarray  # (n+1, 3) its fixed points: lower, middle and upper branch


class Cliff(Lab):
    """x_t = w σ(x_{t-1}) + b, 50 steps from 0.5; E = (σ(x_50) - 0.7)² (Pascanu, Mikolov, Bengio 2013, Fig. 6)."""

    title = "Cliff"
    size = (10.0, 5.6)
    narrow_size = (6.2, 10.5)
    presets = {
        "on the cliff": {},
        "over the edge later": {"w": 4.5, "b": -1.8, "threshold": 0.05},
        "on the plateau": {"w": 6.6, "b": -1.3},
        "in the valley": {"w": 4.0, "b": -1.8},
        "clipped too hard": {"w": 4.5, "b": -1.8, "threshold": 0.001},
        "not clipped enough": {"threshold": 50.0},
        "clipped by value": {"by": VALUE},
    }

    w = Number(5.0, *W_RANGE, 0.01, "weight w", "Of the unit to itself. Or drag the ball.")
    b = Number(-2.61234, *B_RANGE, 0.01, "bias b", "What the unit is given at every step. Or drag the ball.")
    rate = Number(0.5, 1e-3, 10, 0.01, "learning rate η", "A step is η times the gradient.", log=True)
    threshold = Number(
        0.5,
        1e-4,
        1e4,
        0.01,
        "clipping threshold θ",
        "Half to ten times the average gradient, here 0.05 to 0.9, can still converge (Pascanu et al. 2013).",
        log=True,
    )
    by = Choice(
        NORM, [NORM, VALUE], "clip by", "The length of the gradient, or each of its components alone."
    )
    map = Choice(ERRORS, [ERRORS, GRADIENTS], "map of", "What the colors of the surface show.")
    edge = Action("Put the ball on the wall", "To the b with the longest gradient at this w.")

    def compute(self, p) -> CliffResult:
        raw = cliff.descend(p.w, p.b, p.rate, STEPS)
        clipped = cliff.descend(p.w, p.b, p.rate, STEPS, p.threshold, p.by)
        shown = STEPS if clipped.left is None else max(clipped.left - 1, 0)
        seen = np.minimum(np.arange(STEPS + 1), shown)  # what is out of the picture is not looked through
        cut_b, cut_x = cliff.cut(clipped.w[seen])
        return CliffResult(
            surface=cliff.surface(),
            map=p.map,
            rate=p.rate,
            threshold=p.threshold,
            by=p.by,
            raw=raw,
            clipped=clipped,
            landing=np.stack(
                [clipped.w - p.rate * clipped.step_w, clipped.b - p.rate * clipped.step_b], axis=1
            ),
            raw_landing=np.stack([clipped.w - p.rate * clipped.dw, clipped.b - p.rate * clipped.db], axis=1),
            shown=shown,
            cut_b=cut_b,
            cut_x=cut_x,
            x=cliff.states(clipped.w[seen], clipped.b[seen]).T,
            rests=cliff.fixed_points(clipped.w[seen], clipped.b[seen]),
        )

    def make_panels(self):
        return [CliffSurface(), CliffErrors(STEPS), CliffCut(), CliffBifurcation()]

    def layout(self, figure, narrow):
        if narrow:
            heights = ((690, 310), (495, 120), (340, 75), (50, 212))  # pixels from below, and high
            boxes = [(0.105, low / 1050, 0.855, high / 1050) for low, high in heights]
        else:
            boxes = (
                (0.052, 0.425, 0.488, 0.485),
                (0.052, 0.075, 0.488, 0.205),
                (0.605, 0.7, 0.38, 0.21),
                (0.605, 0.075, 0.38, 0.5),
            )
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        return Timeline.steps(
            0, STEPS, between=1, label=lambda t: f"step {t} of {STEPS}", seconds_per_step=0.25
        )

    def act(self, name):
        if name != "edge":
            return super().act(name)
        self.set(b=float(cliff.crest(self.w)[0][0]), t=0)
