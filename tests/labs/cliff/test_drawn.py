"""What the lab Cliff draws stands where its numbers are."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from rnnviz import cliff
from rnnviz.cells.activations import sigmoid
from rnnviz.labs.cliff.captions import figures, told
from rnnviz.labs.cliff.model import GRADIENTS, STEPS, between
from tests.labs.drawn import curve, panels, reads

PLACES = [(5.0, -2.61234), (6.6, -1.3), (3.4, -2.0)]
over_places = pytest.mark.parametrize(("w", "b"), PLACES)


def at_time(lab, t):
    lab.set(t=t)
    return panels(lab)


def error_at(w, b):
    return (sigmoid(cliff.states(w, b)[-1]) - 0.7) ** 2


# -- the map ---------------------------------------------------------------------------------------


def test_the_color_at_a_place_is_a_power_of_ten_of_the_error_there(lab):
    image = panels(lab)["ErrorSurface"].ax.images[0]
    left, right, low, high = image.get_extent()
    shown, share = image.get_array(), image.norm
    rows, columns = shown.shape
    for w, b in ((3.2, -1.7), (4.5, -3.5), (5.0, -2.4), (6.5, -1.2), (7.8, -3.9)):
        row, column = int((w - low) / (high - low) * rows), int((b - left) / (right - left) * columns)
        middle = low + (row + 0.5) * (high - low) / rows, left + (column + 0.5) * (right - left) / columns
        assert image.origin == "lower" and shown[row, column] == pytest.approx(error_at(*middle), rel=1e-6)
    steps = np.diff(
        [float(share(value)) for value in (1e-3, 1e-2, 1e-1)]
    )  # as far from one power of ten to the next
    assert steps == pytest.approx([1 / np.log10(0.5 / 1e-3)] * 2)


def test_the_wall_falls_from_one_cell_to_the_next_and_a_cell_is_no_larger_than_two_pixels(lab):
    panel, surface = panels(lab)["ErrorSurface"], lab.result.surface
    pixels = panel.ax.bbox.size / panel.ax.figure.dpi * 100
    rows, columns = panel.ax.images[0].get_array().shape
    assert pixels[0] / columns < 2 and pixels[1] / rows < 2
    for w in (5.0, 6.0, 7.0):
        row, b = int(abs(surface.w - w).argmin()), surface.b
        across = surface.error[row, [b.searchsorted(cliff.wall(surface.w[row])) + side for side in (-2, 1)]]
        fall = np.diff(surface.error[row])
        assert -fall.min() > 0.8 * (across[0] - across[1]) > 0.15
        assert abs(b[fall.argmin()] - cliff.wall(w)) < 0.02


@pytest.mark.parametrize("shown", [{}, {"map": GRADIENTS}])
def test_the_drawn_wall_is_where_the_start_is_an_unstable_point_of_rest(lab, shown):
    lab.set(**shown)
    lines = [each for each in panels(lab)["ErrorSurface"].ax.collections if isinstance(each, LineCollection)]
    crest = np.concatenate([each.get_segments() for each in lines if each.get_linewidth()[0] == 2])
    b, w = crest.reshape(-1, 2).T
    assert len(crest) > 30 and abs(w * sigmoid(0.5) + b - 0.5).max() < 0.02
    assert w.min() < 4.5 and w.max() > 7.2


# -- the ball --------------------------------------------------------------------------------------


@over_places
def test_the_ball_is_drawn_at_its_w_and_b(lab, w, b):
    lab.set(w=w, b=b, rate=0.05)
    for t in (0, 1, 12.5, STEPS):
        panel, run = at_time(lab, t)["ErrorSurface"], lab.result.clipped
        at = between(run.b, t), between(run.w, t)
        assert curve(panel.ball) == pytest.approx(np.array([at]))
        assert curve(panel.cursor) == pytest.approx(np.array([(at[0], 3), at]))
        assert curve(panel.cut) == pytest.approx(np.array([(-4, at[1]), (-1, at[1])]))


def test_the_trails_go_through_every_step_of_their_own_descent(lab):
    lab.preset("over the edge later")
    panel = at_time(lab, 8)["ErrorSurface"]
    for run, line, casing, dots in (
        (lab.result.raw, panel.raw_trail, panel.raw_casing, panel.raw_dots),
        (lab.result.clipped, panel.trail, panel.casing, panel.dots),
    ):
        steps = np.column_stack([run.b, run.w])[:9]
        assert curve(line) == pytest.approx(steps) == curve(casing)
        assert curve(dots) == pytest.approx(steps[1:-1])
    assert curve(panel.start) == pytest.approx(np.array([(-1.8, 4.5)]))
    assert curve(panel.raw_head) == pytest.approx(np.array([(lab.result.raw.b[8], lab.result.raw.w[8])]))


# -- the cut and the errors ------------------------------------------------------------------------


@over_places
def test_the_cut_is_the_error_along_b_at_the_w_of_the_ball(lab, w, b):
    lab.set(w=w, b=b, rate=0.05)
    for t in (0, 12, STEPS):
        panel, run = at_time(lab, t)["Cut"], lab.result.clipped
        at, drawn = float(run.w[t]), curve(panel.line)
        assert drawn[:, 1] == pytest.approx(error_at(at, drawn[:, 0]), abs=1e-9)
        assert curve(panel.ball) == pytest.approx(np.array([(run.b[t], run.error[t])]))
        assert reads(
            panel.words, [f"w = {figures(at)}, E {told(run.error[t], '= ')}"], float(run.b[t] <= -2.5)
        )


def test_both_errors_are_those_of_their_own_descent(lab):
    for t in (0, 7.5, STEPS):
        panel = at_time(lab, t)["ErrorCurves"]
        for run, line, dot in (
            (lab.result.raw, panel.raw, panel.raw_dot),
            (lab.result.clipped, panel.clipped, panel.dot),
        ):
            assert curve(line) == pytest.approx(np.column_stack([np.arange(STEPS + 1), np.log10(run.error)]))
            assert dot.get_xdata() == [t]
            assert dot.get_ydata() == pytest.approx(between(np.log10(run.error), t))


# -- where the unit rests --------------------------------------------------------------------------


@over_places
def test_the_branches_are_the_points_of_rest_of_the_w_shown(lab, w, b):
    """x* = w σ(x*) + b, stable where w σ'(x*) < 1; the axis is that of h = σ(x)."""
    lab.set(w=w, b=b, rate=0.05)
    for t in (0, 12.5, STEPS):
        panel, run = at_time(lab, t)["Bifurcation"], lab.result.clipped
        w_now, b_now = between(run.w, t), between(run.b, t)
        for line, is_stable in ((panel.stable, True), (panel.unstable, False)):
            bias, h = curve(line)[~np.isnan(line.get_xdata())].T
            assert w_now * h + bias == pytest.approx(np.log(h / (1 - h)), abs=1e-9)
            assert (
                (w_now * h * (1 - h) < 1 + 1e-6).all()
                if is_stable
                else (w_now * h * (1 - h) > 1 - 1e-6).all()
            )
        for h in sigmoid(cliff.fixed_points(w_now, b_now)):  # and none of the ball's is left out
            if not np.isnan(h):
                points = curve(panel.stable if w_now * h * (1 - h) < 1 else panel.unstable)
                bias, drawn = points[~np.isnan(points[:, 0])].T
                assert np.interp(h, drawn, bias) == pytest.approx(b_now, abs=0.15)


@over_places
def test_the_path_is_that_of_the_unit_and_the_blue_line_its_ends_for_every_b(lab, w, b):
    lab.set(w=w, b=b, rate=0.05)
    for t in (0, 12):
        panel, run = at_time(lab, t)["Bifurcation"], lab.result.clipped
        at, h = run.b[t], sigmoid(cliff.states(run.w[t], run.b[t]))
        assert curve(panel.path) == pytest.approx(np.column_stack([np.full(51, at), h]))
        assert curve(panel.start) == pytest.approx(np.array([(at, sigmoid(0.5))]))
        assert curve(panel.end) == pytest.approx(np.array([(at, h[-1])]))
        bias, ends = curve(panel.ends).T
        assert ends == pytest.approx(sigmoid(cliff.states(run.w[t], bias)[-1]))


def test_the_factor_beside_the_middle_branch_is_its_slope(lab):
    for w in (4.6, 5.0, 6.0):
        lab.set(w=w, b=cliff.wall(w) + 0.01)
        panel, h = panels(lab)["Bifurcation"], sigmoid(cliff.fixed_points(w, lab.b)[1])
        assert panel.factor.get_visible()
        assert panel.factor.get_text() == f"× {figures(float(w * h * (1 - h)))} a step"
    lab.set(w=3.5)
    assert not panels(lab)["Bifurcation"].factor.get_visible()
