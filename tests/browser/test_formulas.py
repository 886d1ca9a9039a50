"""The browser sets formulas by the same rule as the pictures, and keeps the plain text for whoever copies it."""

import random

import pytest

from rnnviz.panels.typeset import runs, unbroken
from rnnviz.stage.sources import source
from tests.panels.test_typeset import ALPHABET, LEFT_ALONE, WRITTEN

SHOWN = """(nodes) => nodes.map((node) => {
  if (typeof node === 'string') return [node, 0];
  if (node.className === 'rnnviz-sign') return ['', 0];
  return [node.dataset.signs ?? node.textContent, { SUB: -1, SUP: 1, SPAN: 0 }[node.tagName]];
})"""


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
    rng = random.Random(0)
    texts = [*WRITTEN, *LEFT_ALONE, "h_{t\n-1}", *("".join(rng.choices(ALPHABET, k=12)) for _ in range(3000))]
    shown = page.evaluate(f"(texts) => texts.map((text) => ({SHOWN})(typeset(text)))", texts)
    for text, pieces in zip(texts, shown, strict=True):
        assert merged(pieces) == merged(runs(text)), text


def test_pictures_and_browser_break_no_line_inside_a_relation(page):
    texts = ["ρ = 0.9 ≤ σ_max = 1.2, “a = b”", "a  =  b = c", "= 1", *WRITTEN]
    assert page.evaluate("(texts) => texts.map(unbroken)", texts) == [unbroken(text) for text in texts]


def test_what_is_copied_is_the_plain_text(page):
    texts = [*WRITTEN, *LEFT_ALONE]
    copied = "(text) => { const p = document.createElement('p'); p.append(...typeset(text)); return p.textContent; }"
    assert page.evaluate(f"(texts) => texts.map({copied})", texts) == texts
