"""The browser sets the pieces of a text as they are cut, and keeps the plain text for whoever copies it."""

import pytest

from rnnviz.stage.sources import source
from rnnviz.words import marked, runs, unbroken

WRITTEN = [
    "h_t", "‖∂L/∂h_{t−1}‖", "(γσ_max)^20", "h'_t − h_t", "‖W_hh‖_F^2", "10^−3.90.", "8.20e+05, −1.70e-04", "3.1e−07 %",
    "hidden_size", "3e5", "He typed “a_b and 10^3” here", "", "$1 for $2",
    "<b>bold</b> & more", "ρ = 0.9 ≤ σ_max = 1.2",
]  # fmt: skip
SHOWN = """(nodes) => nodes.map((node) => {
  if (node.nodeType === Node.TEXT_NODE) return [node.data, 0];
  if (node.className === 'rnnviz-sign') return ['', 0];
  return [node.dataset.signs ?? node.textContent, { SUB: -1, SUP: 1, SPAN: 0 }[node.tagName]];
})"""
COPIED = "(pieces) => { const p = document.createElement('p'); p.append(...typeset(pieces)); return p.textContent; }"


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.add_script_tag(content=source("dom.js"))
    yield page
    page.close()


def merged(pieces):
    """Pieces of one level that stand side by side as one; empty ones left out."""
    result = []
    for text, level in pieces:
        if result and text and result[-1][1] == level == 0:
            result[-1] = (result[-1][0] + text, level)
        elif text:
            result.append((text, level))
    return result


def test_pictures_and_browser_agree_on_every_text(page):
    shown = page.evaluate(
        f"(texts) => texts.map((pieces) => ({SHOWN})(typeset(pieces)))", [marked(text) for text in WRITTEN]
    )
    for text, pieces in zip(WRITTEN, shown, strict=True):
        assert merged(pieces) == merged(runs(unbroken(text))), text


def test_what_is_copied_and_read_aloud_is_the_plain_text(page):
    pieces = [marked(text) for text in WRITTEN]
    plain = [unbroken(text) for text in WRITTEN]
    assert page.evaluate(f"(texts) => texts.map({COPIED})", pieces) == plain
    assert page.evaluate("(texts) => texts.map(plain)", pieces) == plain
