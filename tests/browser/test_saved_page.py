"""A saved page plays in a browser that has no network, no kernel and nothing but the file."""

import pytest
from playwright.sync_api import expect

from rnnviz.drawing import DARK
from rnnviz.lab.export import page
from rnnviz.labs import Echo
from rnnviz.stage import Film, Timeline
from tests.browser.jupyter import LabView

HOSTILE = '</script><img src=x onerror="window.hacked = true"> said the cat'


@pytest.fixture
def offline(browser):
    """open(path) -> the page of a file, with the network off, and what it reported."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.set_offline(True)
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    problems, requests = [], []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: requests.append(request.url))

    def open_page(path):
        tab.goto(path.as_uri())
        view = LabView(tab, tab.locator("main"))
        view.wait_until("(stage) => Number(stage.dataset.painted) >= 1")
        return view, problems, requests

    yield open_page
    context.close()


def test_a_saved_page_plays_steps_and_scrubs_offline(offline, tmp_path):
    lab = Echo()
    path = lab.save(tmp_path / "echo.html")
    view, problems, requests = offline(path)
    first = view.pixels()
    assert view.index == 0 and view.contrast() > 3

    view.root.get_by_role("button", name="Play").click()
    view.wait_until("(stage) => Number(stage.dataset.index) >= 3")
    view.root.get_by_role("button", name="Pause").click()
    assert view.pixels() != first

    view.stage.focus()
    view.page.keyboard.press("End")
    last = lab.session.timeline.stops[-1]
    expect(view.stage).to_have_attribute("data-index", str(last))
    lab.set(t=lab.session.timeline.positions[last])
    assert " ".join(view.caption.text_content().split()) == lab.caption

    view.root.get_by_role("slider", name="Time", exact=True).focus()
    view.page.keyboard.press("ArrowLeft")
    expect(view.stage).to_have_attribute("data-index", str(last - 1))
    assert problems == []
    assert [url for url in requests if not url.startswith(("file:", "blob:"))] == []


def test_what_a_learner_typed_is_only_text_in_a_saved_page(offline, tmp_path):
    lab = Echo()
    film = Film([lab.stage.frame["png"]] * 2, [[HOSTILE, HOSTILE], ["plain"]], Timeline.steps(0, 1))
    path = tmp_path / "text.html"
    path.write_bytes(page(HOSTILE, film, DARK, (1000, 320)))
    view, problems, _ = offline(path)
    assert view.caption.text_content().split() == [*HOSTILE.split(), *HOSTILE.split()]
    assert view.page.evaluate("window.hacked") is None
    assert view.root.locator("img").count() == 0
    assert problems == []


def test_a_frame_that_is_returned_to_is_painted_after_many_others(offline, tmp_path):
    png = Echo().stage.frame["png"]
    film = Film([png] * 40, [[f"Frame {i}."] for i in range(40)], Timeline.steps(0, 39))
    path = tmp_path / "long.html"
    path.write_bytes(page("Long", film, DARK, (1000, 320)))
    view, problems, _ = offline(path)
    time = view.root.get_by_role("slider", name="Time", exact=True)
    for i in (1, 9, 17, 25, 5):  # 5 was decoded with 1, longest ago
        time.fill(str(i))
        expect(view.stage).to_have_attribute("data-index", str(i))
    assert view.contrast() > 3
    assert problems == []
