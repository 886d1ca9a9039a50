"""Any choice of views flows into a picture: inside it, beside each other, none smaller than it reads well at."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.drawing import Margins, Panel, View, flow

WIDTHS = st.integers(320, 860)
HEIGHT = 404
CLOSE = 1e-6


def panel(wide, high, *, stretch=1.0, aligned=True, margins=(50, 14, 46, 38)):
    made = Panel()
    made.least, made.stretch, made.aligned, made.margins = (wide, high), stretch, aligned, Margins(*margins)
    return made


side = st.integers(0, 60)  # of two margins and 20 pixels between them no panel is narrower
panels = st.builds(
    panel,
    st.integers(140, 500),
    st.integers(110, 300),
    stretch=st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    aligned=st.booleans(),
    margins=st.tuples(side, side, st.integers(0, 50), st.integers(0, 40)),
)
view = st.lists(st.lists(panels, min_size=1, max_size=2), min_size=1, max_size=3)
several = st.lists(view, min_size=1, max_size=5)


def flat(views):
    return [panel for view in views for row in view for panel in row]


def with_margins(panel, box):
    """Left, bottom, right and top of what an axes takes with its own margins."""
    x, y, wide, high = box
    m = panel.margins
    return x - m.left, y - m.bottom, x + wide + m.right, y + high + m.top


@given(several, WIDTHS, st.data())
def test_every_choice_of_views_is_inside_the_picture_and_none_is_on_another(views, width, data):
    chosen = [view for view in views if data.draw(st.booleans())] or views
    height, boxes = flow(chosen, width, HEIGHT)
    assert len(boxes) == len(flat(chosen)) and height >= HEIGHT
    outer = [with_margins(panel, box) for panel, box in zip(flat(chosen), boxes, strict=True)]
    for left, bottom, right, top in outer:
        assert left >= -CLOSE and bottom >= -CLOSE and right <= width + CLOSE and top <= height + CLOSE
    for one, other in combinations(outer, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        up = min(one[3], other[3]) - max(one[1], other[1])
        assert min(across, up) <= CLOSE


@given(several, WIDTHS)
def test_no_panel_is_smaller_than_it_reads_well_at_unless_the_picture_is(views, width):
    for panel, box in zip(flat(views), flow(views, width, HEIGHT)[1], strict=True):
        left, bottom, right, top = with_margins(panel, box)
        assert top - bottom >= panel.least[1] - CLOSE
        if not panel.aligned:
            assert right - left >= min(panel.least[0], width) - CLOSE


@given(st.lists(st.lists(panels, min_size=1, max_size=1), min_size=1, max_size=4), WIDTHS)
def test_aligned_panels_one_above_another_begin_and_end_together(view, width):
    boxes = flow([view], width, HEIGHT)[1]
    aligned = [box for panel, box in zip(flat([view]), boxes, strict=True) if panel.aligned]
    assert len({round(x, 6) for x, *_ in aligned}) <= 1
    assert len({round(x + wide, 6) for x, _, wide, _ in aligned}) <= 1
    for panel, (x, _, wide, _) in zip(flat([view]), boxes, strict=True):
        if not panel.aligned:
            assert x == panel.margins.left and x + wide == pytest.approx(width - panel.margins.right)


@given(st.lists(st.integers(140, 600), min_size=1, max_size=6), WIDTHS)
def test_views_stand_in_the_fewest_rows_that_hold_them_in_reading_order(widths, width):
    boxes = flow([[[panel(wide, 120)]] for wide in widths], width, 0)[1]
    places = [(-round(y, 6), round(x, 6)) for x, y, _, _ in boxes]
    assert places == sorted(places)
    rows, room = 0, -1
    for wide in widths:  # filled one after another: no way takes fewer
        room -= wide
        if room < 0:
            rows, room = rows + 1, width - wide
    assert len({y for y, _ in places}) == rows


def test_rows_are_as_full_as_each_other():
    boxes = flow([[[panel(200, 120)]] for _ in range(4)], 790, 0)[1]  # three would fit, and one be left alone
    assert [round(y, 6) for _, y, _, _ in boxes] == [158, 158, 38, 38]


def test_wider_views_get_more_of_a_row():
    (_, _, one, _), (_, _, two, _) = flow(
        [[[panel(400, 200, margins=(0, 0, 0, 0))]], [[panel(200, 200, margins=(0, 0, 0, 0))]]], 750, HEIGHT
    )[1]
    assert (one, two) == (500, 250)


@given(panels, panels, WIDTHS)
def test_a_strip_that_does_not_stretch_keeps_its_height(strip, other, width):
    strip.stretch, other.stretch = 0.0, 1.0
    for views in ([[[other], [strip]]], [[[other]], [[strip]]]):
        if len(views) == 2:
            other.least = strip.least = (width, 150)  # one above the other
        _, (_, one) = flow(views, width, HEIGHT)
        _, bottom, _, top = with_margins(strip, one)
        assert top - bottom == pytest.approx(strip.least[1])


def test_where_nothing_stretches_all_share_what_is_to_spare():
    views = [[[panel(800, 100, stretch=0)]], [[panel(800, 200, stretch=0)]]]
    height, (one, two) = flow(views, 800, 400)
    assert height == 400 and [high + 46 + 38 for _, _, _, high in (one, two)] == [150, 250]


def test_height_to_spare_goes_to_those_that_stretch_by_how_much_they_do():
    views = [[[panel(800, 100, stretch=1)]], [[panel(800, 100, stretch=3)]]]
    _, (one, two) = flow(views, 800, 400)
    assert [high + 46 + 38 for _, _, _, high in (one, two)] == [150, 250]


@given(several, WIDTHS)
def test_the_picture_is_no_higher_than_its_rows_need(views, width):
    enough, _ = flow(views, width, 0)
    assert flow(views, width, enough)[0] == flow(views, width, enough / 2)[0] == enough
    assert flow(views, width, enough + 100)[0] == enough + 100


def test_a_view_makes_its_panels_anew_row_by_row():
    class One(Panel):
        pass

    class Two(Panel):
        pass

    view = View("both", "one and two", One, [Two, lambda: One()])
    first, second = view.make(), view.make()
    assert [[type(panel) for panel in row] for row in first] == [[One], [Two, One]]
    assert not {id(panel) for panel in flat([first])} & {id(panel) for panel in flat([second])}
    assert (view.name, view.label) == ("both", "one and two")
