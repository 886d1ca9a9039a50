"""The states of a network of two units as a plane: where each goes, and where it ends."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, number, style_axes
from .phase_captions import headline
from .tints import Tints
from .typeset import typeset

REACH = 1.1
ARROWS = 15  # a side
STARTS = 8  # at most
GRID = (np.arange(ARROWS) + 0.5) * 2 * REACH / ARROWS - REACH
MARKS = {
    "unstable": dict(marker="o", fillstyle="none", ms=9, mew=2),
    "saddle": dict(marker="D", fillstyle="left", ms=9, mew=1.5),
    "neutral": dict(marker="s", fillstyle="bottom", ms=9, mew=1.5),
}
STRENGTHS = (0.34, 0.16, 0.25, 0.08)  # of the tints of basins on one side


class PhasePortrait(Panel):
    """A vector field with its fixed points, cycles, basins, and the trajectories of dropped points.

    result.points      FixedPoints
    result.attractors  Attractors; result.ends (n, n): which of them each state of a grid ends in, -1 for none
    result.arrows      (ARROWS, ARROWS, 2), the step from each state of GRID
    result.h           (T+1, n, 2), the trajectories, the newest last
    """

    title = "Where every state goes"
    subtitle = "one step from each state; tint: same end; numbers: largest |λ|"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(
            xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-1, 0, 1), yticks=(-1, 0, 1), aspect="equal"
        )
        ax.set_xlabel(typeset("h_1"), labelpad=0)
        ax.set_ylabel(typeset("h_2"), labelpad=-4)
        self.heading(ax)
        self.basins = self.moving(Tints(ax))
        still = np.zeros((ARROWS, ARROWS))
        self.arrows = self.moving(
            ax.quiver(
                GRID, GRID, still, still, color=theme.soft, angles="xy", scale_units="xy", scale=1,
                width=0.0045, headwidth=4, headlength=4.5, headaxislength=4, minlength=0.5, alpha=0.85,
            ),
            MOVING + 1,
        )  # fmt: skip
        curve = dict(color=theme.state, solid_capstyle="round")
        (self.loop,) = ax.plot([], [], lw=4, **curve)
        (self.cloud,) = ax.plot([], [], ".", ms=4, **curve)
        (self.cycle,) = ax.plot([], [], "o--", lw=1.5, ms=10, mec=theme.paper, mew=1.5, **curve)
        self.tails = self.moving(LineCollection([], colors=theme.ink, capstyle="round"), MOVING + 1.5)
        ax.add_collection(self.tails, autolim=False)
        self.marks = {}
        for kind, style in MARKS.items():
            style = style | dict(mec=theme.ink, mfc=theme.ink, markerfacecoloralt=theme.paper)
            (self.marks[kind],) = ax.plot([], [], ls="none", **style)
        (self.stable,) = ax.plot([], [], "o", ms=18, color=theme.state, mec=theme.paper, mew=2)
        (self.starts,) = ax.plot([], [], "o", ms=6, mfc=theme.paper, mec=theme.ink, mew=1.2)
        (self.heads,) = ax.plot([], [], "o", ms=6, mfc=theme.cursor, mec=theme.ink, mew=1)
        (self.newest,) = ax.plot([], [], "o", ms=11, mfc=theme.cursor, mec=theme.ink, mew=1.5)
        (self.gone,) = ax.plot([], [], "X", ms=10, mfc=theme.cursor, mec=theme.ink, mew=1, clip_on=False)
        for above, line in enumerate((self.loop, self.cloud, self.cycle), 2):
            self.moving(line, MOVING + above)
        for line in (*self.marks.values(), self.stable):
            self.moving(line, MOVING + 6)
        for above, line in enumerate((self.starts, self.heads, self.newest, self.gone), 7):
            self.moving(line, MOVING + above)
        self.names = self.moving(Glyphs(ax), MOVING + 6)

    # -- moving ------------------------------------------------------------------------------------

    def update(self, result, t: float) -> None:
        self.basins.show(result.ends, self._tints(result))
        self._mark_attractors(result)
        for kind, line in self.marks.items():
            line.set_data(*_columns([point.h for point in result.points if point.kind == kind]))
        self._draw_arrows(result, self._name(result))
        self._trace(result, t)

    def _tints(self, result) -> np.ndarray:
        """A tint for each attractor: blue where its mean h_1 is positive, brown where negative."""
        tints = np.zeros((len(result.attractors) + 1, 4))  # the last for no attractor: ends is -1
        alone = len(result.attractors) == 1
        used = {True: 0, False: 0}
        for i, attractor in enumerate(result.attractors):
            positive = alone or bool(attractor.states[:, 0].mean() > -0.02)
            strength = STRENGTHS[(used[positive] + alone) % len(STRENGTHS)]
            used[positive] += 1
            tints[i] = (*to_rgb(self.theme.state if positive else self.theme.negative), strength)
        return (255 * tints).astype(np.uint8)

    def _mark_attractors(self, result) -> None:
        curves, clouds, cycles, rests = [], [], [], []
        for attractor in result.attractors:
            if attractor.period == 1:
                rests.append(attractor.states[0])
            elif attractor.period:
                cycles += [*attractor.states, attractor.states[0], (np.nan, np.nan)]
            elif (ring := closed_curve(attractor.states)) is not None:
                curves += [*ring, (np.nan, np.nan)]
            else:
                clouds += [*attractor.states]
        for line, states in (
            (self.loop, curves),
            (self.cloud, clouds),
            (self.cycle, cycles),
            (self.stable, rests),
        ):
            line.set_data(*_columns(states))

    def _name(self, result) -> list[np.ndarray]:
        """Write the kind and largest |λ| of each fixed point where there is room; return where."""
        places: list[np.ndarray] = []
        names, sizes, colors = [], [], []
        for point in sorted(result.points, key=lambda point: point.kind != "stable"):
            below = -0.15 if point.h[1] > -0.8 else 0.15
            at = np.array([np.clip(point.h[0], -0.76, 0.76), point.h[1] + below])
            crowded = any((abs(at - other) < (0.66, 0.12)).all() for other in places)
            if crowded or (abs(point.h) > REACH).any():
                continue
            places.append(at)
            names.append(f"{point.kind} {number(point.radius)}")
            sizes.append(11 if point.kind == "stable" else 9.5)
            colors.append(self.theme.state if point.kind == "stable" else self.theme.ink)
        self.names.show(names, np.reshape(places, (-1, 2)), sizes, colors)
        return places

    def _draw_arrows(self, result, labels: list[np.ndarray]) -> None:
        """An arrow from each state of GRID, but where a label stands."""
        middles = plane(GRID) + shortened(result.arrows) / 2
        covered = np.zeros(middles.shape[:2], bool)
        for at in labels:
            covered |= (abs(middles - at) < (0.36, 0.1)).all(axis=-1)
        u, v = np.moveaxis(shortened(result.arrows), -1, 0)
        self.arrows.set_UVC(np.ma.array(u, mask=covered), np.ma.array(v, mask=covered))

    def _trace(self, result, t: float) -> None:
        paths = np.where(abs(result.h) < 1e3, result.h, np.nan)
        step = int(t)
        now = paths[step]
        if t > step:
            now = now + (t - step) * (paths[step + 1] - now)
        walked = np.concatenate([paths[: step + 1], now[None]])
        self.tails.set_segments(list(np.moveaxis(walked, 1, 0)))
        self.tails.set_alpha([0.6] * (paths.shape[1] - 1) + [0.9])
        self.tails.set_linewidths([1.0] * (paths.shape[1] - 1) + [2.0])
        self.starts.set_data(*paths[0].T)
        self.heads.set_data(*now[:-1].T)
        inside = bool((abs(now[-1]) <= REACH).all())
        self.newest.set_data(*_columns([now[-1]] if inside else []))
        edge = np.clip(np.nan_to_num(result.h[step, -1], posinf=REACH, neginf=-REACH), -REACH, REACH)
        self.gone.set_data(*_columns([] if inside else [edge]))

    # -- words and pointing ------------------------------------------------------------------------

    def describe(self, result, t: float) -> str:
        return headline(result)

    def pointer(self, result, t: float, pointer: Pointer):
        """A press drops a point, a drag moves the newest."""
        place = {"h_1": round(pointer.x, 2), "h_2": round(pointer.y, 2)}
        place = {name: min(max(value, -REACH), REACH) for name, value in place.items()}
        if pointer.kind == "press":
            starts = tuple(map(tuple, result.h[0].tolist()))
            return place | {"points": starts[-(STARTS - 1) :]}
        return place if pointer.kind == "drag" else None


def plane(axis: np.ndarray) -> np.ndarray:
    """The states (n, n, 2) of a square grid, h_2 along the rows."""
    return np.stack(np.meshgrid(axis, axis), axis=-1)


def shortened(steps: np.ndarray) -> np.ndarray:
    """Arrows in the direction of the steps (..., 2), never longer than the space between two of them."""
    length = np.hypot(steps[..., :1], steps[..., 1:])
    return steps * (1.8 * REACH / ARROWS) / (length + 0.12)


def closed_curve(states: np.ndarray) -> np.ndarray | None:
    """States on a loop (n, 2) in order around their mean, closed; None if that is no one curve."""
    around = states - states.mean(axis=0)
    ring = states[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    ring = np.concatenate([ring, ring[:1]])
    return ring if np.hypot(*np.diff(ring, axis=0).T).max() < 0.15 else None


def _columns(states) -> np.ndarray:
    """States (n, 2), n from 0, as x and y."""
    return np.asarray(states, float).reshape(-1, 2).T
