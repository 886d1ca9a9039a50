"""Every lab in a real browser: keys, numbers, text and the pointer move it, and its film needs no kernel."""

import math

from playwright.sync_api import expect

from rnnviz.lab import Number
from rnnviz.labs import LABS, Cliff, Echo, GateSurgery, GradientFlow, MemoryDial, PhasePortrait
from rnnviz.labs.memory_dial.model import bias_of
from rnnviz.labs.memory_dial.panels import half_life_at
from rnnviz.labs.phase_portrait.model import REACH
from tests.browser.conftest import labs
from tests.conftest import takes_text

HOSTILE = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>'


def test_arrow_keys_on_every_slider_move_the_lab_and_reset_moves_it_back(view):
    """That each of them changes the picture or the words, tests/labs/test_every_lab.py holds."""
    sliders = view.sliders()
    first = {name: slider.input_value() for name, slider in sliders.items()}
    for name, slider in sliders.items():
        slider.focus()
        before = slider.input_value()  # another slider may have taken this one along
        key = "ArrowLeft" if before == slider.get_attribute("max") else "ArrowRight"
        view.repainted(lambda key=key: view.page.keyboard.press(key))
        view.rest()
        assert slider.input_value() != before, f"{name} jumped back"
    assert view.stage.get_attribute("role") == "img"
    assert view.stage.get_attribute("aria-label").split() == view.caption.text_content().split()
    view.reset()
    assert {name: slider.input_value() for name, slider in sliders.items()} == first


def test_a_film_plays_without_a_message_to_the_kernel(view, lesson_shown):
    view.play(speed="0.5")
    sent, index, painted = lesson_shown.sent(), view.index, view.painted
    view.wait_until("(stage, painted) => Number(stage.dataset.painted) >= painted + 3", painted)
    assert view.index > index
    assert lesson_shown.sent() == sent
    view.root.get_by_role("button", name="Pause").click()
    view.rest()
    stopped = view.index
    view.page.wait_for_timeout(300)
    assert view.index == stopped


@labs(Echo, GradientFlow)  # time runs forward, and backward
def test_keys_on_the_picture_move_in_time(view, lab_class):
    timeline = lab_class().session.timeline
    stops = timeline.stops
    on, back = "ArrowRight", "ArrowLeft"
    if timeline.positions[-1] < timeline.positions[0]:  # the cursor goes where the arrow points
        on, back = back, on
    view.stage.focus()
    for key, stop in [("Home", 0), (on, stops[1]), (back, stops[0]), ("End", stops[-1])]:
        view.page.keyboard.press(key)
        expect(view.stage).to_have_attribute("data-index", str(stop))


@labs(GradientFlow)
def test_a_number_outside_its_bounds_is_answered_and_goes_back(view, lab_class):
    parameters = lab_class.parameters()
    name = next(name for name in view.sliders() if isinstance(parameters[name], Number))
    box = view.box(name)
    before, caption = box.input_value(), view.caption.text_content()
    box.fill("123456")
    box.press("Enter")
    expect(view.status).to_contain_text(f"{parameters[name].label} can be from")
    expect(view.status).to_contain_text("123456 is outside")
    expect(box).to_have_value(before)
    assert view.caption.text_content() == caption
    view.reset()
    expect(view.status).not_to_contain_text("outside")


@labs(*filter(takes_text, LABS))
def test_markup_that_a_learner_types_is_only_text(view):
    view.open_more()
    areas = view.root.locator("textarea:enabled")
    for i in range(areas.count()):
        area = areas.nth(i)
        view.repainted(lambda area=area: area.fill(HOSTILE))
        view.rest()
    assert view.root.locator("img, script").count() == 0
    assert view.page.evaluate("window.hacked") is None


@labs(Echo, GradientFlow, GateSurgery)
def test_pressing_on_a_plot_over_time_moves_to_that_time(view, lab_class):
    lab = twin(view, lab_class)
    left, right, bottom, top, first, last = lab.stage.pointing["time"][0]
    stop = lab.session.timeline.stops[len(lab.session.timeline.stops) // 2]
    share = (lab.session.timeline.positions[stop] - first) / (last - first)
    press(view, left + share * (right - left), (bottom + top) / 2)
    expect(view.stage).to_have_attribute("data-index", str(stop))


def press(view, x, y):
    """Press on the picture at fractions of it from its bottom left."""
    box = view.stage.locator("canvas").bounding_box()
    view.stage.click(position={"x": x * box["width"], "y": (1 - y) * box["height"]})


def twin(view, lab_class):
    """The lab as the page shows it at its first settings: the same views, as wide."""
    lab = lab_class()
    shown = [name for name, chip in view.chips().items() if chip.get_attribute("aria-pressed") == "true"]
    if shown:
        lab.show(shown)
    lab.look(width=view.stage.locator("canvas").evaluate("(canvas) => canvas.width"))
    return lab


def place(lab, panel, point):
    """A point of a panel's data as fractions of the picture from its bottom left."""
    scene = lab._ensure_scene()
    (ax,) = [p.ax for p in scene.panels if type(p).__name__ == panel][:1]
    return ax.transData.transform(point) / scene.pixels


def comes_to(view, name, value):
    """Wait until the box of a parameter shows a value, to 0.02: the kernel answers in its own time."""
    near = "([box, value]) => Math.abs(box.value - value) < 0.02"
    view.page.wait_for_function(near, arg=[view.box(name).element_handle(), value])


@labs(PhasePortrait)
def test_a_press_in_the_phase_portrait_drops_a_point_there(view, lab_class):
    point = (0.75, -0.5)
    assert max(map(abs, point)) < REACH
    spot = place(twin(view, lab_class), "Portrait", point)
    press(view, *spot)
    for name, value in zip(("h_1", "h_2"), point, strict=True):
        comes_to(view, name, value)


@labs(GradientFlow)
def test_a_press_on_the_triangle_chooses_the_pair_of_steps(view, lab_class):
    view.open_more()
    view.show("curve", "pairs")
    view.stage.scroll_into_view_if_needed()
    spot = place(twin(view, lab_class), "JacobianTriangle", (10, 30))
    press(view, *spot)
    expect(view.box("pair")).to_have_value("30")
    expect(view.root.get_by_label("Time, exact")).to_have_value("10")


NORTH = bias_of(half_life_at(math.pi / 2))
DRAGS = {  # a preset, the panel, from where to where, and what that leaves in the controls
    Cliff: ("on the cliff", "ErrorSurface", (-3.0, 6.0), (-1.5, 4.0), {"w": 4.0, "b": -1.5}),  # the ball
    GateSurgery: ("hands off", "GateRow", (9, 0.8), (12, 0.25), {"step": 12, "value": 0.25}),  # a gate
    MemoryDial: ("bias 1", "Dial", (-0.6, 0.6), (0.0, 0.8), {"forget_bias": NORTH}),  # the needle
}


@labs(*DRAGS)
def test_what_is_dragged_follows_the_pointer(view, lab_class):
    preset, panel, start, end, values = DRAGS[lab_class]
    view.open_more()
    view.root.get_by_role("button", name=preset, exact=True).click()
    view.rest()
    view.stage.scroll_into_view_if_needed()
    lab, box = twin(view, lab_class), view.stage.locator("canvas").bounding_box()
    for i, point in enumerate((start, end)):
        x, y = place(lab, panel, point)
        view.page.mouse.move(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"], steps=5)
        if i == 0:
            view.page.mouse.down()
    view.page.mouse.up()
    for name, value in values.items():
        comes_to(view, name, value)
    height = view.caption.bounding_box()["height"]
    view.reset()
    assert view.caption.bounding_box()["height"] >= height, "the picture jumps back"


@labs(GradientFlow)
def test_chips_switch_views_by_keyboard_and_the_last_one_stays(view):
    group = view.root.get_by_role("group", name="Views")
    expect(group).to_be_visible()
    chips = view.chips()
    caption = view.caption.text_content()
    chips["slopes"].focus()
    view.repainted(lambda: view.page.keyboard.press("Enter"))
    expect(chips["slopes"]).to_have_attribute("aria-pressed", "true")
    assert view.caption.text_content() != caption
    assert chips["slopes"].evaluate("(chip) => document.activeElement === chip")
    view.show("slopes")
    view.page.keyboard.press("Space")
    view.rest()
    expect(chips["slopes"]).to_have_attribute("aria-pressed", "true")
    view.reset()
    assert [name for name, chip in view.chips().items() if chip.get_attribute("aria-pressed") == "true"] == [
        "curve", "eigenvalues",
    ]  # fmt: skip


@labs(GradientFlow)
def test_more_opens_by_keyboard_and_its_controls_have_names(view):
    summary = view.root.locator("summary")
    expect(view.parameter("seed")).to_be_hidden()
    summary.focus()
    view.page.keyboard.press("Enter")
    expect(view.root.get_by_role("slider", name="seed", exact=True)).to_be_visible()
    summary.press("Enter")
    expect(view.parameter("seed")).to_be_hidden()


@labs(GradientFlow)
def test_a_preset_is_marked_and_keeps_the_focus_until_a_reset(view):
    pressed = view.root.locator(".rnnviz-presets button[aria-pressed=true]")
    button = view.root.get_by_role("button", name="explode", exact=True)
    button.focus()
    view.repainted(lambda: view.page.keyboard.press("Enter"))
    expect(pressed).to_have_text("explode")
    assert button.evaluate("(node) => document.activeElement === node")
    view.reset()
    expect(pressed).to_have_count(0)
