"""Parameters: what fits is kept as it is, what does not is refused with its name, its bounds and the value kept."""

import math

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.lab.parameters import Choice, InputError, Integer, Number, State, Text, Toggle

NAMES = ("one", "two", "three")


class Held(traitlets.HasTraits):
    """Parameters without a lab around them."""

    T = Integer(5, 1, 40, "steps T", "How many.")
    rho = Number(0.5, -1.5, 3.0, 0.05, "scale ρ", "How large.")
    epsilon = Number(1.0, 1e-3, 10.0, 0.05, "share ε", "How much.", log=True)
    k = Integer(3, 1, lambda held: held.T, "position k", "Where.")
    kind = Choice("one", lambda held: NAMES[: held.T], "kind", "Which.")
    mask = Toggle(False, "mask", "Whether.")
    text = Text("a", "text", "What.")
    points = State((), "points", lambda value: tuple(value))


@given(value=st.floats(allow_nan=True, allow_infinity=True) | st.integers())
@pytest.mark.parametrize("name", ["rho", "epsilon", "T", "k"])
def test_a_number_is_kept_if_it_is_inside_its_bounds_and_else_refused(name, value):
    held = Held()
    parameter, before = held.traits()[name], getattr(held, name)
    low, high = parameter.bounds(held)
    if low <= value <= high:
        setattr(held, name, value)
        kept = getattr(held, name)
        assert kept == value if isinstance(kept, float) else abs(kept - value) <= 0.5
        assert low <= kept <= high
    else:
        with pytest.raises(InputError) as refusal:
            setattr(held, name, value)
        for part in (parameter.label, f"{low:g} to {high:g}", f"stays at {before:g}"):
            assert part in str(refusal.value)
        assert getattr(held, name) == before


@pytest.mark.parametrize(
    "value", [None, "3", "much", True, [1], {}, 1j, b"2", 10**400], ids=lambda value: f"{value!r:.8}"
)
@pytest.mark.parametrize("name", ["rho", "T"])
def test_what_is_no_number_is_refused_by_the_label(name, value):
    held = Held()
    with pytest.raises(InputError, match=held.traits()[name].label):
        setattr(held, name, value)
    assert held.T == 5 and held.rho == 0.5


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_the_nearest_allowed_number_lies_in_the_bounds(value):
    held = Held()
    for name in ("rho", "T", "k"):
        parameter = held.traits()[name]
        low, high = parameter.bounds(held)
        nearest = parameter.nearest(held, value)
        assert low <= nearest <= high
        assert abs(nearest - min(max(value, low), high)) <= 0.5


def test_a_bound_that_follows_another_parameter_moves_with_it():
    held = Held()
    held.T = 10
    held.k = 10
    assert held.traits()["k"].spec(held)["high"] == 10
    held.T = 4
    assert held.traits()["k"].nearest(held, held.k) == 4
    with pytest.raises(InputError, match="1 to 4; 10 is outside"):
        held.k = 10


def test_whole_numbers_are_rounded_half_away_from_zero():
    held = Held()
    held.T = 2.5
    assert (held.T, type(held.T)) == (3, int)
    signed = Integer(0, -9, 9, "n")
    assert [signed._exact(value) for value in (-2.5, -0.4, 0.4, 2.4999)] == [-3, 0, 0, 2]


def test_a_choice_is_one_of_its_names_and_the_refusal_lists_them():
    held = Held()
    held.kind = "three"
    for value in ("four", "", None, 3, ["one"], "x" * 10_000):
        with pytest.raises(InputError, match="kind is one of one, two, three") as refusal:
            held.kind = value
        assert len(str(refusal.value)) < 200
    assert held.kind == "three"
    held.T = 2
    assert held.traits()["kind"].nearest(held, "three") == "one"


def test_a_toggle_is_on_or_off_and_nothing_else():
    held = Held()
    held.mask = True
    for value in (1, 0, "yes", None, math.nan):
        with pytest.raises(InputError, match="mask is on or off"):
            held.mask = value
    assert held.mask is True


@given(value=st.text() | st.characters())
def test_every_text_is_taken_as_it_is(value):
    held = Held()
    held.text = value
    assert held.text == value


@pytest.mark.parametrize("value", [None, 3, b"bytes", ["a"], "x" * (Text.longest + 1)])
def test_what_is_no_text_or_far_too_long_is_refused(value):
    held = Held()
    with pytest.raises(InputError, match="^text (needs text|can hold 200,000 characters)"):
        held.text = value
    assert held.text == "a"


def test_ends_and_draws_are_allowed_values():
    held, rng = Held(), np.random.default_rng(0)
    for name, parameter in held.traits().items():
        for value in [*parameter.ends(held), *(parameter.draw(held, rng) for _ in range(50))]:
            setattr(held, name, value)


def test_the_browser_is_told_all_it_needs_to_draw_a_control():
    held = Held()
    specs = {name: parameter.spec(held) for name, parameter in held.traits().items()}
    assert specs["rho"] == {
        "name": "rho", "label": "scale ρ", "formula": [["text", "scale ρ"]], "kind": "number",
        "help": "How large.", "disabled": False, "low": -1.5, "high": 3.0, "step": 0.05, "log": False,
    }  # fmt: skip
    assert specs["kind"]["options"] == list(NAMES)
    assert specs["epsilon"]["log"] is True
