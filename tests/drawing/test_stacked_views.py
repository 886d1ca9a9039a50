"""Views in one column: their time axes stand in line, whatever stands beside them."""

from rnnviz.drawing import Margins, Panel, flow


def panel(wide, high, stacked=False):
    made = Panel()
    made.least, made.margins, made.stacked = (wide, high), Margins(0, 0, 0, 0), stacked
    return made


def boxes(views, width, height=400):
    return flow([[[one]] for one in views], width, height)[1]


def test_a_stacked_view_stands_under_the_one_before_it_beside_a_third_that_has_the_whole_height():
    above, below, aside = boxes([panel(400, 200), panel(400, 100, True), panel(200, 100)], 600)
    assert above[0] == below[0] == 0 and above[2] == below[2] == 400
    assert below[1] == 0 and above[1] == below[3]
    assert aside[:2] == (400, 0) and aside[2:] == (200, 400)


def test_a_stacked_view_without_one_before_it_is_as_any_other():
    assert boxes([panel(300, 100, True), panel(300, 100)], 600) == boxes(
        [panel(300, 100), panel(300, 100)], 600
    )


def test_in_a_narrow_picture_the_column_is_one_of_the_rows():
    above, below, under = boxes([panel(400, 200), panel(400, 100, True), panel(300, 100)], 420)
    assert above[2] == below[2] == under[2] == 420
    assert above[1] > below[1] > under[1] == 0
