"""Every lab's picture: a blitted frame equals a full redraw, every text in it is seen whole, and it fits a screen."""

import re
from itertools import pairwise

import numpy as np
import pytest

from rnnviz.lab import Action, State
from rnnviz.lab.lab import FULL, NARROWEST, SMALL, WIDEST
from tests.labs.pictures import words
from tests.lessons import NOTEBOOKS

COMBINATIONS = 22  # all views in light and dark, and 20 drawn at random of views, settings, looks and times
BESIDE = 790  # pixels that a picture has beside its controls in a window of 1280
LOOKS = [("light", 1.0, FULL[0]), ("dark", 1.0, BESIDE), ("light", 1.0, 300), ("dark", 2.0, SMALL[0])]


def names(lab):
    return [view.name for view in lab.views]


def random_views(lab, rng):
    chosen = [name for name in names(lab) if rng.random() < 0.5]
    return chosen or [str(rng.choice(names(lab)))]


def random_time(lab, rng):
    """A time of the lab; it may lie between two steps."""
    timeline = lab.session.timeline
    return float(rng.choice(timeline.positions)) if timeline else 0.0


def draw_settings(lab, rng):
    """Random settings, without a frame for each."""
    movable = {name: p for name, p in lab.parameters().items() if not isinstance(p, Action)}
    lab.session.move({name: parameter.draw(lab, rng) for name, parameter in movable.items()})


def assert_same_pixels(lab, t):
    scene, result = lab._ensure_scene(), lab.result
    blitted = scene.paint(result, t).copy()
    redrawn = scene.redraw(result, t)
    different = (blitted != redrawn).any(axis=-1)
    assert not different.any(), f"{different.sum()} pixels differ at t = {t}, {lab.shown}, {lab.values}"
    assert blitted[..., :3].std() > 3, f"the frame is blank: {lab.shown}, {lab.values}"


def test_a_blitted_frame_equals_a_full_redraw_whatever_is_shown(fresh):
    """All views at once in light and dark first; then any views, settings, look and time."""
    rng = np.random.default_rng(5)
    for i in range(COMBINATIONS):
        fresh._theme, fresh._scale, fresh._width = LOOKS[i % len(LOOKS)]
        fresh.shown = tuple(names(fresh) if i < 2 else random_views(fresh, rng))
        if i >= 2:
            draw_settings(fresh, rng)
        assert_same_pixels(fresh, random_time(fresh, rng))


def test_it_does_so_for_the_views_of_the_notebooks(fresh, lab_class):
    for views in views_in_notebooks(lab_class):
        fresh.show(views)
        assert_same_pixels(fresh, fresh.t)


def views_in_notebooks(lab_class):
    calls = re.compile(rf"\b{lab_class.__name__}\([^)]*views=\\?[\"']([\w ]+)")
    return {views for path in NOTEBOOKS.glob("*.ipynb") for views in calls.findall(path.read_text("utf-8"))}


def test_it_does_so_after_every_kind_of_change(fresh):
    rng = np.random.default_rng(1)
    for i, (name, parameter) in enumerate(fresh.parameters().items()):
        if isinstance(parameter, State):
            continue
        fresh._theme = ("light", "dark")[i // 4 % 2]
        ends = parameter.ends(fresh)
        fresh.session.move({name: ends[-1] if ends[0] == getattr(fresh, name) else ends[0]})
        assert_same_pixels(fresh, random_time(fresh, rng))
    for preset in fresh.presets:
        fresh.preset(preset)
        assert_same_pixels(fresh, fresh.t)


def test_time_alone_leaves_no_trace(fresh):
    """A frame reached through other frames equals the same frame painted first."""
    timeline = fresh.session.timeline
    if timeline is None:
        pytest.skip("no time axis")
    scene, positions = fresh._ensure_scene(), timeline.positions
    first = scene.paint(fresh.result, positions[0]).copy()
    for t in (positions[-1], positions[len(positions) // 2], positions[0]):
        last = scene.paint(fresh.result, t).copy()
    np.testing.assert_array_equal(first, last)


def assert_texts_are_whole(lab):
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t)
    width, height = scene.size
    for word in words(scene):
        where = f"{word} in {scene.size}, {lab.shown}, t = {lab.t}"
        assert word.points >= 9 - 1e-9, f"too small: {where}"
        assert word.left > -1.5 and word.right < width + 1.5, f"cut off at a side: {where}"
        assert word.bottom > -1.5 and word.top < height + 1.5, f"cut off above or below: {where}"


def test_no_text_is_cut_off_or_below_nine_points(fresh):
    """As it opens and each view with the next, beside the controls and in a wide window; alone, as small as it goes."""
    times = [None]
    if timeline := fresh.session.timeline:
        times = [timeline.positions[stop] for stop in (timeline.stops[0], *timeline.stops[-1:])] + [fresh.t]
    for width in (BESIDE, WIDEST):
        fresh._width = width
        for t in times:
            if t is not None:
                fresh.session.move({"t": t})
            assert_texts_are_whole(fresh)
    for pair in pairwise(names(fresh)):
        fresh.show(pair)
        assert_texts_are_whole(fresh)
    for name in names(fresh):
        fresh.show(name)
        for width in (NARROWEST, SMALL[0]):
            fresh._width = width
            assert_texts_are_whole(fresh)


def test_it_opens_on_one_screen(fresh):
    assert len(fresh.shown) <= 3
    assert len(fresh._core) <= 5
    fresh._width = BESIDE
    assert fresh._ensure_scene().size == (BESIDE, FULL[1])


def test_each_view_alone_is_a_small_picture(lab_class):
    names = [view.name for view in lab_class.views]
    control = lab_class.core.split()[0]
    for name in names:
        small = lab_class(views=name, controls=control)
        assert small.small and small.stage.chips == [] and small.controls.presets == []
        assert 200 <= small._ensure_scene().size[1] <= 320, (
            f"{name} is {small._ensure_scene().size[1]} pixels tall"
        )
        small.close()
