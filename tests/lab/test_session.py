"""Settings move together or not at all, by whatever way, in one lab or in several that are linked."""

import threading

import pytest

from rnnviz.lab import InputError, Integer
from rnnviz.lab import lab as base
from rnnviz.labs import Echo
from tests.lab.line import LineLab, everything, hear, meet

# -- one lab -------------------------------------------------------------------------------------------


def test_moving_in_time_computes_nothing_anew(line):
    before = line.computed
    for t in (0, 2.5, 4):
        line.set(t=t)
        assert line.caption == f"At t = {t:g} the line is at {0.5 * t:g}."
    assert line.computed == before


def test_several_parameters_that_move_together_are_computed_once(line):
    before = line.computed
    line.set(slope=1.5, T=8, k=7, t=8)
    assert line.computed == before + 1
    assert line.caption == "At t = 8 the line is at 12."


def test_an_attribute_can_be_assigned_and_a_value_outside_is_an_error_there(line):
    line.slope = 1.5
    assert line.caption == "At t = 1 the line is at 1.5."
    before = everything(line)
    with pytest.raises(InputError, match="99 is outside, so it stays at 1.5"):
        line.slope = 99
    line.slope = 3
    assert line.status == "A slope of 3 is too steep today."
    assert everything(line) == before


def test_a_shorter_time_axis_takes_time_and_dependent_parameters_with_it(line):
    line.set(T=10, k=10, t=10)
    line.set(T=3)
    assert (line.k, line.t, line.status) == (3, 3.0, "")


@pytest.mark.parametrize(
    "changes",
    [{"slope": 1.0, "T": 99}, {"slope": 1.0, "t": 99}, {"T": 3, "k": "x"}, {"t": float("nan")}, {"t": True}],
    ids=str,
)
def test_of_several_changes_one_that_does_not_fit_stops_all(line, changes):
    before = everything(line)
    line.set(**changes)
    assert everything(line) == before
    assert line.status.endswith(".")
    line.set(slope=1.2)
    assert line.status == ""


def test_what_compute_refuses_is_said_and_loses_nothing(line):
    before = everything(line)
    line.set(slope=3)
    assert everything(line) == before
    assert line.status == "A slope of 3 is too steep today."


@pytest.mark.parametrize("slope", [2, -2])
def test_a_fault_in_compute_is_raised_in_code_and_loses_nothing(line, slope):
    before = everything(line)
    with pytest.raises((ValueError, ZeroDivisionError), match="broadcast|zero"):
        line.set(slope=slope)
    assert everything(line) == before
    line.set(slope=1.5)
    assert line.caption == "At t = 1 the line is at 1.5."


@pytest.mark.parametrize("slope", [2, -2])
def test_a_fault_in_a_callback_is_shown_to_the_learner(line, slope, monkeypatch):
    monkeypatch.setattr(base, "STRICT", False)
    before = everything(line)
    hear(line, type="set", changes={"slope": slope})
    assert line.status.startswith("This lab failed at that: ")
    assert everything(line) == before


def test_a_fault_in_a_callback_is_raised_under_test(line):
    with pytest.raises(ZeroDivisionError):
        hear(line, type="set", changes={"slope": -2})


def test_a_note_stays_as_long_as_it_is_true(line):
    line.set(slope=1.0)
    assert line.status == "A slope of 1."
    line.set(t=3)
    assert line.status == "A slope of 1."
    line.set(slope=1.1)
    assert line.status == ""


def test_a_preset_is_left_when_a_parameter_moves_and_kept_when_time_does(line):
    line.preset("long")
    assert (line.T, line.t, line.controls.preset) == (10, 10.0, "long")
    line.set(t=4)
    assert line.controls.preset == "long"
    line.set(k=3)
    assert line.controls.preset == ""


def test_a_preset_starts_from_the_first_values_and_not_from_those_that_were_opened(lines):
    line = lines(slope=1.5, T=8)
    line.preset("flat")
    assert (line.slope, line.T) == (0.0, 4)


def test_a_trait_that_is_set_beside_a_running_callback_is_taken_in_after_it(line, monkeypatch):
    computing, go_on = threading.Event(), threading.Event()
    compute = line.compute

    def slowly(p):
        computing.set()
        assert go_on.wait(10)
        return compute(p)

    monkeypatch.setattr(line, "compute", slowly)
    callback = threading.Thread(target=line.set, kwargs={"slope": 1.5})
    cell = threading.Thread(target=setattr, args=(line, "slope", -0.5))
    callback.start()
    assert computing.wait(10)
    cell.start()
    cell.join(0.2)  # it waits; an assignment that was swallowed would be through by now
    go_on.set()
    callback.join(10)
    cell.join(10)
    assert line.slope == line.controls.values["slope"] == -0.5
    assert line.caption == "At t = 1 the line is at -0.5."


# -- reset ---------------------------------------------------------------------------------------------


def test_a_reset_goes_back_to_the_values_that_the_lab_was_made_with(lines):
    line = lines(slope=1.5, t=3)
    line.preset("long")
    line.reset()
    assert (line.slope, line.T, line.t, line.controls.preset) == (1.5, 4, 3.0, "")


def test_once_displayed_it_goes_back_to_what_was_displayed(line):
    line.set(slope=-1.0, T=8, t=7.5)
    line.show("end")
    line._repr_mimebundle_()
    line.set(slope=0.2, T=2)
    line.show("line slope end")
    line.reset()
    assert (line.slope, line.T, line.t, line.shown) == (-1.0, 8, 7.5, ("end",))


def test_of_a_lab_shown_twice_the_later_cell_counts_and_both_show_the_same(line):
    first = line._repr_mimebundle_()
    line.set(slope=1.5)
    second = line._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert first[view] == second[view]
    assert first["image/png"] != second["image/png"] and first["text/plain"] != second["text/plain"]
    line.set(slope=0.0)
    line.reset()
    assert line.slope == 1.5


# -- several that are linked -----------------------------------------------------------------------------


def test_linked_labs_move_as_one_and_compute_once(lines):
    line = lines(slope=1.5, T=10, k=10)
    other = lines(linked_to=line, views="end")
    assert other.values == line.values and other.t == line.t and other.result is line.result
    computed = line.computed
    other.set(slope=-1.0, t=4)
    assert (line.slope, line.t) == (other.slope, other.t) == (-1.0, 4.0)
    line.set(T=3)
    assert (other.T, other.k, other.t) == (3, 3, 3.0)
    other.T = 8
    assert line.T == 8
    assert other.result is line.result
    assert (line.computed, other.computed) == (computed + 3, 0)
    assert line.captions == ["At t = 3 the line is at -3."]
    assert other.captions == ["At t = 3 the line is at -3.", "It ends at -8."]


def test_a_page_shows_what_a_linked_lab_did(lines):
    line = lines()
    other = lines(linked_to=line, views="end")
    meet(line)
    meet(other)
    painted = other.stage.frame["png"]
    hear(line, type="set", changes={"slope": -1.0})
    assert other.controls.values["slope"] == -1.0
    assert other.stage.frame["png"] != painted
    hear(other, type="time", t=4.0)
    assert line.stage.frame["captions"] == [[["text", "At t\u00a0=\u00a04 the line is at -4."]]]
    hear(other, type="time", t=2.0, settled=True)  # it shows that already, from its film
    assert line.stage.frame["captions"] == [[["text", "At t\u00a0=\u00a02 the line is at -2."]]]
    assert other.stage.frame["index"] == 8


def test_a_linked_lab_that_no_page_shows_is_painted_when_one_does(lines):
    line = lines()
    other = lines(linked_to=line, views="end")
    painted = other.stage.frame
    line.set(slope=-1.0)
    assert other.stage.frame is painted
    meet(other)
    assert other.stage.frame["png"] != painted["png"] and other.controls.values["slope"] == -1.0


def test_what_is_refused_in_one_changes_nothing_in_any(lines):
    line = lines()
    other = lines(linked_to=line)
    before = everything(line), everything(other)
    other.set(slope=3)
    assert line.status == other.status == "A slope of 3 is too steep today."
    with pytest.raises(InputError):
        other.slope = 99
    with pytest.raises(ZeroDivisionError):
        other.set(T=9, slope=-2)
    assert (everything(line), everything(other)) == before


def test_a_reset_takes_all_back_and_leaves_the_views_of_the_others(lines):
    line = lines(slope=1.5)
    other = lines(linked_to=line, views="end")
    line.show("line")
    other.show("slope")
    other.preset("flat")
    other.reset()
    assert line.slope == other.slope == 1.5
    assert (line.shown, other.shown) == (("line",), ("end",))


@pytest.mark.parametrize("closed", [0, 1], ids=["the first", "the second"])
def test_to_close_one_leaves_the_others_working(lines, closed):
    labs = [lines()]
    labs.append(lines(linked_to=labs[0]))
    labs.append(lines(linked_to=labs[1], views="end"))
    for lab in labs:
        meet(lab)
    left = [lab for i, lab in enumerate(labs) if i != closed]
    labs[closed].close()
    left[0].set(slope=-1.0, T=6, t=6)
    left[1].k = 5
    for lab in left:
        assert (lab.slope, lab.k, lab.t) == (-1.0, 5, 6.0)
        assert lab.controls.values["k"] == 5
        assert lab.captions[0] == "At t = 6 the line is at -6."
    left[1].reset()
    assert left[0].slope == 0.5


def test_only_labs_of_one_kind_are_linked_and_a_linked_one_takes_no_values(lines):
    line, echo = lines(), Echo()
    with pytest.raises(
        TypeError, match="linked_to is of type Echo; Line shares its settings with another LineLab"
    ):
        LineLab(linked_to=echo)
    with pytest.raises(TypeError, match="a linked lab has the settings of the other: leave slope, T to that"):
        LineLab(linked_to=line, slope=1.0, T=3)
    assert line.session.labs == [line] and echo.session.labs == [echo]
    echo.close()


# -- bounds and refusals ---------------------------------------------------------------------------------


class BoundLater(LineLab):
    """A mark whose bound is declared after it."""

    mark = Integer(2, 1, lambda lab: lab.last, "mark", "Where.")
    last = Integer(4, 1, 10, "last", "The end of the marks.")


def test_values_that_fit_together_are_taken_whichever_is_declared_first():
    lab = BoundLater()
    lab.set(mark=9, last=9)
    assert (lab.mark, lab.last, lab.status) == (9, 9, "")
    lab.set(mark=10, last=9)
    assert lab.mark == 9 and "mark can be from 1 to 9" in lab.status
    lab.reset()
    assert (lab.mark, lab.last) == (2, 4)


def test_a_start_that_is_refused_leaves_the_time_that_belongs_to_the_result(line, monkeypatch):
    line.set(T=8, t=8)
    monkeypatch.setattr(line, "compute", refuse)
    line.reset()
    assert line.status == "Not today."
    assert (line.T, line.t, line.caption) == (8, 8, "At t = 8 the line is at 4.")


def refuse(p):
    raise InputError("Not today.")
