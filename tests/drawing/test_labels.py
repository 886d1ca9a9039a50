"""Labels go where they hide least: never out of bounds, never on each other, no further than they must."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rnnviz.drawing import box_at, overlap, place, spread, text_size
from rnnviz.drawing.labels import beside, fitting

BOUNDS = (0, 0, 200, 100)
SIZE = (40, 12)
SOME = [(50, 50), (150, 50), (50, 80)]  # places far enough apart for SIZE

points = st.tuples(st.floats(-20, 220), st.floats(-20, 120))
boxes = st.tuples(points, st.tuples(st.floats(1, 80), st.floats(1, 40))).map(lambda one: box_at(*one))


def inside(box, bounds):
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


# -- boxes -------------------------------------------------------------------------------------------------


def test_a_box_stands_around_its_center():
    assert box_at((10, 20), (4, 6)) == (8, 17, 12, 23)


@given(boxes, boxes)
def test_boxes_overlap_where_they_share_an_area(one, other):
    shared = [
        min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1]),
    ]  # fmt: skip
    assert overlap(one, other) == overlap(other, one) == (min(shared) > 0)


def test_boxes_that_only_touch_do_not_overlap():
    assert not overlap((0, 0, 1, 1), (1, 0, 2, 1)) and not overlap((0, 0, 1, 1), (0, 1, 1, 2))
    assert overlap((0, 0, 1, 1), (0.4, 0.4, 0.6, 0.6))


@pytest.mark.parametrize("bold", [False, True])
def test_the_size_of_a_label_is_that_of_its_text(bold):
    figure = Figure(dpi=150)
    FigureCanvasAgg(figure)
    text = figure.add_subplot().text(0, 0, "far below it", fontsize=12, weight="bold" if bold else "normal")
    wide, high = text_size(figure.axes[0], "far below it", 12, bold)
    drawn = text.get_window_extent()
    assert wide == pytest.approx(drawn.width, rel=0.06) and high >= 0.9 * drawn.height


# -- place -------------------------------------------------------------------------------------------------


@given(
    st.lists(points, max_size=8),
    st.lists(boxes, max_size=4),
    st.lists(st.lists(points, max_size=5), max_size=3),
)
def test_a_label_stands_at_a_candidate_inside_the_bounds_if_there_is_one(candidates, taken, lines):
    lines = [np.array(sorted(line)).reshape(-1, 2) for line in lines]
    allowed = [center for center in candidates if inside(box_at(center, SIZE), BOUNDS)]
    chosen = place(SIZE, candidates, BOUNDS, lines, taken)
    assert chosen in allowed if allowed else chosen is None


@given(st.lists(points, max_size=8), st.lists(boxes, max_size=6))
def test_it_covers_no_other_label_if_it_need_not(candidates, taken):
    def covered(center):
        return sum(overlap(box_at(center, SIZE), box) for box in taken)

    allowed = [center for center in candidates if inside(box_at(center, SIZE), BOUNDS)]
    chosen = place(SIZE, candidates, BOUNDS, (), taken)
    if allowed:
        least = min(map(covered, allowed))
        assert chosen == next(center for center in allowed if covered(center) == least)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("vertices", [2, 3, 500])
def test_it_keeps_off_a_line_however_far_apart_its_points_are(reverse, vertices):
    x = np.linspace(-50, 250, vertices)
    line = np.column_stack([x, np.full(vertices, 52.0)])[:: -1 if reverse else 1]
    assert place(SIZE, SOME, BOUNDS, [line]) == (50, 80)
    assert place(SIZE, SOME, BOUNDS, [line + (0, 30)]) == (50, 50)


def test_a_line_is_only_where_it_is_drawn():
    ended = np.array([[-50.0, 52.0], [20.0, 52.0]])  # before the label begins
    assert place(SIZE, SOME, BOUNDS, [ended, np.empty((0, 2))]) == (50, 50)
    assert place(SIZE, SOME, BOUNDS, [ended + (20, 0)]) == (150, 50)


def test_another_label_is_worse_to_cover_than_part_of_a_line():
    grazing = np.array([[140.0, 52.0], [160.0, 52.0]])
    assert place(SIZE, SOME[:2], BOUNDS, [grazing], [(45, 45, 55, 55)]) == (150, 50)


# -- beside a cursor ---------------------------------------------------------------------------------------


@given(
    x=st.floats(0, 200),
    heights=st.lists(st.floats(-50, 150), min_size=1, max_size=5),
    widths=st.lists(st.floats(5, 90), min_size=5, max_size=5),
    level=st.floats(0, 100),
)
def test_labels_beside_a_cursor_are_inside_the_bounds_in_order_and_apart(x, heights, widths, level):
    line = np.array([[0.0, level], [200.0, 100 - level]])
    side, centers = beside(x, np.array(heights), widths[: len(heights)], BOUNDS, [line])
    assert side in (1, -1) and len(centers) == len(heights)
    for center, wide in zip(centers, widths, strict=False):
        assert inside(box_at(center, (wide, 16)), (-1e-6, -1e-6, 200 + 1e-6, 100 + 1e-6))
    order = np.argsort(heights, kind="stable")
    assert (np.diff(centers[order, 1]) >= 16 - 1e-6).all()


def test_they_stand_on_the_side_that_has_room():
    assert beside(20, np.array([50.0]), [60], BOUNDS)[0] == 1
    assert beside(190, np.array([50.0]), [60], BOUNDS)[0] == -1


def test_of_several_texts_the_first_that_fits_is_taken():
    figure = Figure((2, 1), dpi=100)
    ax = figure.add_axes((0, 0, 1, 1))
    texts = ["below it nothing is left to learn from", "nothing left to learn", "lost"]
    assert fitting(ax, texts) == texts[1]
    assert fitting(ax, texts, spare=200) == texts[0]
    assert fitting(ax, texts, share=0.1) == texts[2]  # none fits


# -- spread ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heights", [[0, 0, 0, 0], [3, 1, 2, 0.5], [-9, -9, 9, 9], [1.9, 2, 2, -2], []])
def test_labels_are_spread_without_changing_their_order(heights):
    heights = np.array(heights, float)
    apart = spread(heights, 0.5, -2, 2)
    assert (apart >= -2 - 1e-12).all() and (apart <= 2 + 1e-12).all()
    order = np.argsort(heights, kind="stable")
    assert (np.diff(apart[order]) >= 0.5 - 1e-12).all()
    free = np.array([-1.0, 0.0, 1.0])
    assert np.allclose(spread(free, 0.5, -2, 2), free)
