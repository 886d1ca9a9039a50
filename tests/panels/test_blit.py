"""A blitted frame equals a full redraw, pixel for pixel: every panel, theme and width, however it was moved."""

import numpy as np
import pytest

from rnnviz.labs.parameters import State

VIEWS = [("light", 1.0, False), ("dark", 1.0, False), ("light", 1.0, True), ("dark", 2.0, False)]


def some_times(lab, rng):
    """First, last and two times between them, one of which may lie between two steps."""
    positions = lab._timeline.positions if lab._timeline else (0.0,)
    return {positions[0], positions[-1], *(float(t) for t in rng.choice(positions, 2))}


def assert_same_pixels(lab, t):
    scene, result = lab._ensure_scene(), lab.result
    blitted = scene.paint(result, t).copy()
    redrawn = scene.redraw(result, t)
    different = (blitted != redrawn).any(axis=-1)
    assert not different.any(), f"{different.sum()} pixels differ at t = {t}, {lab.values}"
    assert blitted[..., :3].std() > 3, "the frame is blank"


@pytest.mark.parametrize(("theme", "scale", "narrow"), VIEWS, ids=["light", "dark", "narrow", "dark, sharp"])
def test_a_blitted_frame_equals_a_full_redraw(fresh, theme, scale, narrow):
    fresh.view(theme, scale, narrow)
    rng = np.random.default_rng(0)
    for t in some_times(fresh, rng):
        assert_same_pixels(fresh, t)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_does_so_after_every_kind_of_change(fresh, theme):
    fresh.view(theme)
    rng = np.random.default_rng(1)
    for name, parameter in fresh.parameters().items():
        if isinstance(parameter, State):
            continue
        for value in (parameter.ends(fresh)[0], parameter.ends(fresh)[-1]):
            fresh.set(**{name: value})
            assert_same_pixels(fresh, float(rng.choice(sorted(some_times(fresh, rng)))))
    for preset in fresh.presets:
        fresh.preset(preset)
        assert_same_pixels(fresh, fresh.t)


def test_time_alone_leaves_no_trace(fresh):
    """A frame reached through other frames equals the same frame painted first."""
    if fresh._timeline is None:
        pytest.skip("no time axis")
    scene, positions = fresh._ensure_scene(), fresh._timeline.positions
    first = scene.paint(fresh.result, positions[0]).copy()
    for t in (positions[-1], positions[len(positions) // 2], positions[0]):
        last = scene.paint(fresh.result, t).copy()
    np.testing.assert_array_equal(first, last)
