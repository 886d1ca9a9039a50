"""A view's own rows break where the picture is narrower than they are."""

import pytest

from rnnviz.drawing import Panel, flow


class Tile(Panel):
    least = (200, 100)


@pytest.mark.parametrize(("width", "rows"), [(800, 1), (799, 2), (400, 2), (399, 4), (120, 4)])
def test_four_panels_stand_in_the_fewest_rows_that_hold_them(width, rows):
    height, boxes = flow([[[Tile() for _ in range(4)]]], width, 0)
    bottoms = [bottom for _, bottom, _, _ in boxes]
    assert height == 100 * rows and len(set(bottoms)) == rows
    assert bottoms == sorted(bottoms, reverse=True)
    assert all(left >= 0 and left + wide <= width for left, _, wide, _ in boxes)


def test_rows_that_fit_are_left_as_they_are():
    view = [[Tile(), Tile()], [Tile()]]
    _, boxes = flow([view], 400, 0)
    assert [round(bottom) for _, bottom, _, _ in boxes] == [138, 138, 38]
