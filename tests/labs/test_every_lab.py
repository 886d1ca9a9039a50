"""What holds for every lab: wherever its controls are moved, it shows and says something true, and loses nothing."""

import gc
import math
import re
from itertools import product

import numpy as np
import psutil
import pytest
from matplotlib.figure import Figure

from rnnviz.lab import Action, InputError, Number, State, Text
from rnnviz.labs import LABS

RANDOM_SETTINGS = 60
SENSELESS = [math.nan, math.inf, -math.inf, 1e308, None, "much", True]
BAD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "long": "All work and no play. " * 5000,
    "emoji": "🙂👩‍💻🎉 hello 🙂",
    "markup": "<img src=x onerror=alert(1)><script>alert(2)</script> $\\frac{1}{0}$ &amp;",
    "control characters": "a\x00b\x07c\x1b[31m‮\ud800",
}


def movable(lab):
    """The parameters with a value that a control or a pointer moves."""
    return {name: p for name, p in lab.parameters().items() if not isinstance(p, Action)}


def check(lab):
    """What must hold at every setting."""
    check_words(lab)
    frame = np.asarray(lab._ensure_scene().canvas.buffer_rgba())  # as it was painted last
    assert frame[..., :3].std() > 3, f"blank at {lab.values}"


def check_words(lab):
    assert lab.captions[0].strip()
    assert not re.search(r"\b(nan|inf)\b", lab.caption), lab.caption
    for text in (*lab.captions, *filter(None, [lab.status])):
        assert is_sentence(lab, text), text
        assert "Error" not in text


def is_sentence(lab, text):
    """Whether it begins with a capital, or a symbol, or the label of a control; and ends as a sentence does."""
    labels = tuple(parameter.label for parameter in lab.parameters().values())
    begins = not "a" <= text[0] <= "z" or text.startswith(labels) or bool(re.match(r"\w(_\w+|')?[ =]", text))
    return begins and text.rstrip().endswith((".", "?", "!", ".”"))


def shown_values(lab):
    return lab.values | {"t": lab.t}


def test_every_control_works_at_both_ends(fresh):
    for name, parameter in movable(fresh).items():
        for value in parameter.ends(fresh):
            fresh.set(**{name: value})
            check(fresh)
            if isinstance(parameter, Number) and name not in fresh.irrelevant(fresh.session.namespace):
                assert getattr(fresh, name) == pytest.approx(value)


def test_random_settings_are_said_in_sentences(fresh):
    """That they are drawn, too, test_pictures.py holds."""
    rng = np.random.default_rng(2024)
    fresh.shown = tuple(view.name for view in fresh.views)
    for _ in range(RANDOM_SETTINGS):
        draws = {name: parameter.draw(fresh, rng) for name, parameter in movable(fresh).items()}
        before = fresh.values
        fresh.session.move(draws)  # one result a setting, not one a parameter
        if fresh.values == before != draws:  # a bound has moved with another parameter
            for name, value in draws.items():
                fresh.session.move({name: value})
        if fresh.session.timeline:
            fresh.session.move({"t": float(rng.choice(fresh.session.timeline.positions))})
        check_words(fresh)


def test_a_caption_speaks_of_the_views_that_are_shown(fresh):
    """Fewer views never say more; and every view has its headline."""
    everything = [view.name for view in fresh.views]
    fresh.show(everything)
    whole = fresh.captions
    for name in everything:
        fresh.show(name)
        assert fresh.captions[0]
        assert len(fresh.caption) <= len(" ".join(whole)) + 60


def test_moving_in_time_changes_the_caption_and_the_picture(fresh):
    timeline = fresh.session.timeline
    if timeline is None:
        pytest.skip("no time axis")
    fresh.show([view.name for view in fresh.views])
    captions, frames = set(), set()
    stops = timeline.stops[:: math.ceil(len(timeline.stops) / 12)]
    for i in stops:
        fresh.set(t=timeline.positions[i])
        captions.add(fresh.caption)
        frames.add(fresh.stage.frame["png"])
        assert fresh.stage.frame["index"] == i
    assert len(frames) > len(stops) / 2
    assert len(captions) > 2


def test_every_control_changes_something(fresh):
    """A parameter that never changes caption or picture at any preset is no parameter."""
    unmoved = {name for name, p in movable(fresh).items() if not isinstance(p, State)}
    fresh.show([view.name for view in fresh.views])
    for start in (*fresh.presets, "everything at its upper end"):
        for name in sorted(unmoved):
            if start in fresh.presets:
                fresh.preset(start)
            else:
                fresh.session.start_over()
                fresh.set(
                    **{other: p.ends(fresh)[-1] for other, p in movable(fresh).items() if other != name}
                )
            before = fresh.caption, fresh.stage.frame["png"]
            for value in fresh.parameters()[name].ends(fresh):
                fresh.set(**{name: value})
                if (fresh.caption, fresh.stage.frame["png"]) != before:
                    unmoved.discard(name)
                    break
    assert not unmoved


def test_presets_and_reset_go_where_they_say(fresh):
    first = shown_values(fresh), fresh.caption
    for preset, values in fresh.presets.items():
        fresh.preset(preset)
        check(fresh)
        assert fresh.controls.preset == preset
        assert {name: shown_values(fresh)[name] for name in values} == values
    fresh.reset()
    assert (shown_values(fresh), fresh.caption) == first
    assert fresh.controls.preset == ""


def test_a_number_that_makes_no_sense_is_refused_and_loses_nothing(fresh):
    numbers = {name: parameter for name, parameter in movable(fresh).items() if isinstance(parameter, Number)}
    before = shown_values(fresh), fresh.caption
    for (name, parameter), value in product(numbers.items(), SENSELESS):
        fresh._hear(fresh.controls, {"type": "set", "changes": {name: value}, "seq": 1})
        assert (shown_values(fresh), fresh.caption) == before, (name, value)
        assert parameter.label in fresh.status


def test_a_number_just_outside_is_refused_with_its_bounds(fresh):
    for name, parameter in movable(fresh).items():
        if isinstance(parameter, Number):
            low, high = parameter.bounds(fresh)
            before = getattr(fresh, name)
            fresh.set(**{name: high + max(1.0, parameter.step)})
            assert f"{low:g} to {high:g}" in fresh.status
            assert getattr(fresh, name) == before


@pytest.mark.parametrize("kind", BAD_TEXTS)
def test_a_text_that_cannot_be_read_gets_a_sentence(text_lab_class, kind):
    lab = text_lab_class()
    for name in [name for name, parameter in movable(lab).items() if isinstance(parameter, Text)]:
        before = shown_values(lab), lab.caption
        lab.set(**{name: BAD_TEXTS[kind]})
        check(lab)
        if kind in ("empty", "blank") and name not in lab.irrelevant(lab.session.namespace):
            assert lab.status
            assert (shown_values(lab), lab.caption) == before
    lab.close()


def test_an_unknown_parameter_is_named_with_the_known_ones(fresh):
    with pytest.raises(TypeError, match="has no parameter speed; it has"):
        fresh.set(speed=3)
    with pytest.raises(InputError, match="has no preset"):
        fresh.preset("no such preset")


def test_the_browser_and_code_take_the_same_way(fresh):
    name, parameter = next((n, p) for n, p in movable(fresh).items() if isinstance(p, Number))
    value = parameter.ends(fresh)[0]
    fresh._hear(fresh.controls, {"type": "set", "changes": {name: value}, "seq": 1})
    by_browser = shown_values(fresh), fresh.caption, fresh.stage.frame["png"]
    fresh.reset()
    fresh.set(**{name: value})
    assert (shown_values(fresh), fresh.caption, fresh.stage.frame["png"]) == by_browser


def test_pointing_anywhere_is_harmless(fresh):
    rng = np.random.default_rng(3)
    for kind in ("press", "drag", "move"):
        for x, y in rng.uniform(0, 1, (15, 2)):
            fresh._hear(
                fresh.stage, {"type": "pointer", "kind": kind, "x": x, "y": y, "t": fresh.t, "seq": 1}
            )
            check(fresh)


def test_every_declared_number_has_a_slider_and_a_box_with_its_bounds(fresh):
    specs = {spec["name"]: spec for spec in fresh.controls.specs}
    assert set(specs) == {name for name, p in fresh.parameters().items() if p.kind}
    for name, parameter in fresh.parameters().items():
        if parameter.kind:
            assert specs[name]["label"]
            assert parameter.help, f"{name} has no help sentence"
        if isinstance(parameter, Number):
            assert (specs[name]["low"], specs[name]["high"]) == parameter.bounds(fresh)


def test_a_saved_notebook_keeps_the_picture_and_the_caption(fresh):
    bundle = fresh._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"}
    assert bundle["text/plain"] == fresh.caption
    assert bundle["image/png"].startswith(b"\x89PNG")


def test_many_moves_leak_neither_figures_nor_memory(fresh, lab_class):
    moves = 1_000 if lab_class is LABS[0] else 60  # ten thousand are a benchmark's
    off = fresh.irrelevant(fresh.session.namespace)
    numbers = {name: p for name, p in movable(fresh).items() if isinstance(p, Number) and name not in off}
    name, parameter = list(numbers.items())[-1]
    low, high = parameter.bounds(fresh)
    values = [parameter.nearest(fresh, low + (high - low) * share) for share in (0.3, 0.5, 0.7)]

    def move(times):
        for i in range(times):
            fresh.set(**{name: values[i % 3]})
        gc.collect()

    def held():
        things = gc.get_objects()
        figures = sum(issubclass(type(thing), Figure) for thing in things)  # asks nothing of a thing
        return len(things), figures

    fresh.look(scale=0.25)  # a small picture goes the same way, and sooner
    move(20)
    (things, figures), megabytes = held(), resident_megabytes()
    move(moves)
    things_then, figures_then = held()
    assert figures_then <= figures
    assert things_then - things < moves / 5  # what each move leaves behind would be one at least
    assert resident_megabytes() - megabytes < 5


def resident_megabytes():
    """Memory that this process holds."""
    return psutil.Process().memory_info().rss / 2**20
