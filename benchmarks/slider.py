"""From key press to pixels in a real browser: every lab, beside what else a user could have written."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Page

from rnnviz.course import FIRST_NOTEBOOK, course_folder
from rnnviz.labs import LABS
from tests.browser.jupyter import Server, open_browser, run_all

from .report import table

PRESSES = 15

# Notes the time of every key press, and when the first picture after it is about to be shown.
RECORDER = """
window.bench = {start: 0, times: []};
addEventListener('keydown', () => { bench.start = performance.now(); }, true);
bench.painted = () => requestAnimationFrame(() => {
  if (bench.start) { bench.times.push(performance.now() - bench.start); bench.start = 0; }
});
const drawImage = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...what) { drawImage.apply(this, what); bench.painted(); };
document.addEventListener('load', (event) => { if (event.target.tagName === 'IMG') bench.painted(); }, true);
"""

PING = '''
import anywidget, traitlets

class Ping(anywidget.AnyWidget):
    """A key press that goes to the kernel and comes back with nothing in it: the floor."""
    count = traitlets.Int(0).tag(sync=True)
    _esm = """export default { render({ model, el }) {
      const button = document.createElement('button');
      button.textContent = 'ping';
      button.dataset.lmSuppressShortcuts = 'true';
      button.addEventListener('keydown', () => model.send({}));
      model.on('change:count', () => window.bench.painted());
      el.append(button);
    } }"""

    def __init__(self):
        super().__init__()
        self.on_msg(lambda *_: setattr(self, "count", self.count + 1))

Ping()
'''

RIVALS = '''
import ipywidgets
import matplotlib.pyplot as plt
from rnnviz.labs import {lab}

model = {lab}()
scene = model._ensure_scene()
size = [side / 100 for side in scene.size]
spec = next(s for s in model.controls.specs if s["kind"] == "number" and not s["disabled"])
step = spec["step"]

def draw(figure, value):
    """The lab's figure, drawn in full."""
    p = model.session.namespace
    setattr(p, spec["name"], value)
    result = model.compute(p)
    views = [view for view in model.views if view.name in model.shown]
    panels = [panel for view in views for row in view.make() for panel in row]
    for panel, drawn in zip(panels, scene.panels):
        panel.ax = figure.add_axes(drawn.ax.get_position())
        panel.build(panel.ax)
        panel.arrange(result)
        panel.update(result, model.t)
        for artist in panel.artists:
            artist.set_animated(False)
    return panels
'''

INTERACT = """
%matplotlib inline
def show(value):
    draw(plt.figure(figsize=size, dpi=100), value)
    plt.show()

ipywidgets.interact(show, value=ipywidgets.FloatSlider(
    model.values[spec["name"]], min=spec["low"], max=spec["high"], step=step));
"""

IPYMPL = """
%matplotlib widget
figure = plt.figure(figsize=size, dpi=100)
panels = draw(figure, model.values[spec["name"]])
slider = ipywidgets.FloatSlider(model.values[spec["name"]], min=spec["low"], max=spec["high"], step=step)

def moved(change):
    p = model.session.namespace
    setattr(p, spec["name"], change.new)
    result = model.compute(p)
    for panel in panels:
        panel.update(result, model.t)
    figure.canvas.draw_idle()

slider.observe(moved, "value")
ipywidgets.VBox([slider, figure.canvas])
"""


def write_notebook(path: Path, *cells: str) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


@contextmanager
def course_in_browser(
    notebooks: dict[str, tuple[str, ...]], scale: float = 1.0
) -> Iterator[tuple[Server, Page]]:
    """A server on a copy of the course with these notebooks, and a page that records."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for part in ("data", "rnnviz"):
            shutil.copytree(course_folder() / part, course / part)
        (course / "notebooks").mkdir()
        shutil.copy(course_folder() / FIRST_NOTEBOOK, course / FIRST_NOTEBOOK)  # by which the course is found
        for name, cells in notebooks.items():
            write_notebook(course / "notebooks" / name, *cells)
        server = Server(course)
        try:
            with open_browser() as browser:
                page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=scale)
                page.add_init_script(RECORDER)
                yield server, page
        finally:
            server.stop()


def press_to_pixels(page: Page, target: str) -> float:
    """Median milliseconds from a key press on `target` to the next picture."""
    page.locator(target).first.focus()
    page.evaluate("bench.times = []")
    for i in range(PRESSES):
        page.keyboard.press("ArrowRight" if i % 4 < 2 else "ArrowLeft")
        page.wait_for_function(f"bench.times.length >= {i + 1}", timeout=20_000, polling=100)
        page.wait_for_timeout(30)
    return statistics.median(page.evaluate("bench.times"))


def open_and_run(server: Server, page: Page, notebook: str, ready: str) -> None:
    page.goto(server.url(notebook, notebook.removesuffix(".ipynb")))
    run_all(page)
    page.locator(ready).first.wait_for()
    page.wait_for_timeout(2000)  # films that follow are not part of the answer


def run() -> None:
    names = [lab.__name__ for lab in LABS]
    notebooks = {"ping.ipynb": (PING,)}
    for name in names:
        rivals = RIVALS.format(lab=name)
        notebooks[f"{name}.ipynb"] = (f"from rnnviz.labs import {name}\n{name}()",)
        notebooks[f"{name}-interact.ipynb"] = (rivals, INTERACT)
        notebooks[f"{name}-ipympl.ipynb"] = (rivals, IPYMPL)
    with course_in_browser(notebooks) as (server, page):
        open_and_run(server, page, "ping.ipynb", "button:text-is('ping')")
        floor = press_to_pixels(page, "button:text-is('ping')")
        print(
            f"Median milliseconds of {PRESSES} key presses. The empty round trip: {floor:.0f}. Budgets: at most 2 "
            "times\nthe round trip, at least 5 times faster than interact with inline pyplot.\n"
        )
        table(
            ["lab", "ms", "÷ round trip", "interact + pyplot", "times faster", "ipympl", "times faster"],
            (beside_rivals(server, page, name, floor) for name in names),
        )


def beside_rivals(server: Server, page: Page, name: str, floor: float) -> list[str]:
    """A row of the table: the lab's first slider, and the same figure as a user would have written it."""
    slider = ".rnnviz-number:not(.rnnviz-off) input[type=range]"
    open_and_run(server, page, f"{name}.ipynb", ".rnnviz-stage[data-painted]")
    ours = press_to_pixels(page, slider)
    open_and_run(server, page, f"{name}-interact.ipynb", ".noUi-handle")
    interact = press_to_pixels(page, ".noUi-handle")
    open_and_run(server, page, f"{name}-ipympl.ipynb", ".noUi-handle")
    ipympl = press_to_pixels(page, ".noUi-handle")
    times = [f"{ours / floor:.2f}", f"{interact:.0f}", f"{interact / ours:.1f}"]
    return [name, f"{ours:.0f}", *times, f"{ipympl:.0f}", f"{ipympl / ours:.1f}"]
