"""The controls of a lab between a learner and a kernel that is slow: in a page with a model that answers when told."""

import json

import pytest
from playwright.sync_api import expect

from rnnviz.labs import Echo
from rnnviz.stage.sources import source

MODEL = """
const data = %s;
const heard = new Map();
window.sent = [];
window.answer = (seq) => heard.get('msg:custom')({ type: 'ack', seq });
const model = { get: (name) => data[name], on: (name, action) => heard.set(name, action), send: (m) => sent.push(m) };
document.body.innerHTML = '<main></main>';
controls.render({ model, el: document.querySelector('main') });
"""


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.clock.install()
    lab = Echo()
    names = ("title", "presets", "preset", "status", "values", "specs")
    data = {name: getattr(lab.controls, name) for name in names}
    lab.close()
    module = source("dom.js", "outbox.js", "controls.js").replace("export default", "const controls =")
    page.add_script_tag(content=module + MODEL % json.dumps(data), type="module")
    page.locator("[data-name=w] input[type=range]").wait_for()
    yield page
    page.close()


def move(page, *values):
    for value in values:
        page.locator("[data-name=w] input[type=range]").fill(str(value))


def sent(page):
    return [m.get("changes", m["type"]) for m in page.evaluate("sent")]


def test_a_slider_that_moves_while_the_kernel_is_busy_sends_its_last_value(page):
    move(page, 0.1, 0.2, 0.3)
    assert sent(page) == [{"w": 0.1}]
    page.evaluate("answer(1)")
    assert sent(page) == [{"w": 0.1}, {"w": 0.3}]


def test_nothing_that_was_moved_before_it_comes_after_a_reset(page):
    move(page, 0.1, 0.2)
    page.get_by_role("button", name="Reset").click()
    page.evaluate("answer(1); answer(2)")
    assert sent(page) == [{"w": 0.1}, "reset"]


def test_an_answer_that_comes_late_takes_the_warning_back(page):
    move(page, 0.1)
    page.clock.run_for(5000)
    status = page.get_by_role("status")
    expect(status).to_contain_text("The kernel does not answer")
    page.evaluate("answer(1)")
    expect(status).to_be_empty()
    assert page.locator("[data-waiting]").count() == 0
