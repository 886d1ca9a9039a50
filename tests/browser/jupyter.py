"""A real JupyterLab server and a real Chromium, for tests, benchmarks and screenshots."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, expect, sync_playwright

from rnnviz.server import lab_command

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RAN = """() => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')];
  return prompts.length && prompts.every((p) => /\\[\\d+\\]/.test(p.textContent));
}"""


def chromium() -> str | None:
    """The path of an installed Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Server:
    """A JupyterLab server on a free loopback port, with a copy of the course as its root.

    Its settings, runtime files and IPython profile are in a folder of its own: the user's are not touched.
    """

    def __init__(self, course: Path):
        self.course = course
        self.home = Path(tempfile.mkdtemp(prefix="rnnviz-jupyter-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.token = secrets.token_hex(16)
        package = course if (course / "rnnviz").is_dir() else ROOT
        own = {f"JUPYTER_{name}_DIR": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        own |= {
            "IPYTHONDIR": str(self.home / "ipython"),
            "JUPYTER_TOKEN": self.token,
            "PYTHONPATH": str(package),
        }
        command = lab_command(course, port=self.port, browser=False)
        self.log = open(self.home / "jupyter.log", "w")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, env=os.environ | own, stdout=self.log, stderr=subprocess.STDOUT
        )
        self._wait()

    def _wait(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with suppress(urllib.error.URLError, ConnectionError):
                self.api("GET", "")
                return
            time.sleep(0.2)
        log = (self.home / "jupyter.log").read_text()
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{log}")

    def url(self, notebook: str, workspace: str) -> str:
        """The page of one notebook alone, as the course opens it, in a workspace of its own."""
        return f"http://127.0.0.1:{self.port}/doc/workspaces/{workspace}/tree/notebooks/{notebook}?token={self.token}"

    def api(self, method: str, path: str) -> Any:
        """Ask Jupyter's REST API, such as `api("GET", "sessions")`."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.loads(reply.read() or "null")

    def kill_kernel(self, notebook: str) -> None:
        """End the kernel of a notebook for good, as a crash or a lost server does."""
        for session in self.api("GET", "sessions"):
            if session["path"].endswith(notebook):
                self.api("DELETE", f"kernels/{session['kernel']['id']}")

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def run_all(page: Page, timeout: float = 180_000) -> None:
    """Run > Run All Cells, and wait until the last one has run."""
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=timeout)
    page.get_by_text(re.compile(r"Python 3.*\| Idle")).wait_for(timeout=timeout)
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(RAN, timeout=timeout)


def choose(page: Page, menu: str, *path: str) -> None:
    """Choose from the menu bar, such as `choose(page, "Run", "Run All Cells")`."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    for name in path:
        label = page.locator(".lm-Menu-itemLabel").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        page.locator(".lm-Menu-item").filter(has=label).click()


class Lesson:
    """A notebook open in JupyterLab.

    problems  what the page reported as an error since it was opened
    """

    def __init__(self, context: BrowserContext, server: Server, notebook: str):
        self.server, self.notebook = server, notebook
        self.page = context.new_page()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.set_default_timeout(20_000)
        self.problems: list[str] = []
        self._sent = 0
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda m: self.problems.append(m.text) if m.type == "error" else None)
        self.page.on("websocket", self._count)
        self.page.goto(server.url(notebook, re.sub(r"\W", "-", notebook)))

    def _count(self, socket: WebSocket) -> None:
        if not socket.url.partition("?")[0].endswith("/channels"):
            return  # not a kernel's

        def one_more(_: Any) -> None:
            self._sent += 1

        socket.on("framesent", one_more)

    def sent(self) -> int:
        """How many messages have gone to the kernel since the page was opened."""
        self.page.evaluate("0")  # a round trip: what has happened in the browser by now has been counted
        return self._sent

    def run_all(self) -> None:
        """Run every cell, and wait until every lab has painted."""
        run_all(self.page)
        self.wait_until_painted()

    def restart_and_run_all(self) -> None:
        """Run > Restart Kernel and Run All Cells, and yes."""
        first = self.page.locator(".jp-CodeCell .jp-InputArea-prompt").first
        choose(self.page, "Run", "Restart Kernel and Run All Cells…")
        self.page.get_by_role("button", name=re.compile("^Confirm Kernel Restart|^Restart$")).click()
        first.filter(has_not_text=re.compile(r"\[\d+\]")).wait_for()
        self.page.wait_for_function(RAN)
        self.wait_until_painted()

    def wait_until_painted(self) -> None:
        self.page.wait_for_function(
            """() => {
              const stages = [...document.querySelectorAll('.rnnviz-stage')];
              return stages.every((stage) => Number(stage.dataset.painted) >= 1);
            }"""
        )

    def saved_cells(self) -> list[dict[str, Any]]:
        """Save, and read the code cells from the file: also those that JupyterLab does not show just now."""
        file = self.server.course / "notebooks" / self.notebook
        before = file.stat().st_mtime_ns
        self.page.locator(".jp-Notebook").first.focus()
        choose(self.page, "File", "Save Notebook")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
            if file.stat().st_mtime_ns == before:
                continue
            with suppress(json.JSONDecodeError):  # a file is empty for a moment while it is written
                cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
                return [cell for cell in cells if cell["cell_type"] == "code"]
        raise TimeoutError(f"{self.notebook} was not saved within 10 seconds")

    def theme(self, name: str) -> None:
        """Settings > Theme > JupyterLab Light or JupyterLab Dark, and wait until every lab has followed."""
        choose(self.page, "Settings", "Theme", f"JupyterLab {name}")
        self.page.wait_for_function(
            """(dark) => [...document.querySelectorAll('.rnnviz-stage canvas')].every((canvas) => {
              const [red] = canvas.getContext('2d').getImageData(1, 1, 1, 1).data;
              return (red < 128) === dark;
            })""",
            arg=name == "Dark",
        )

    def missing_for_assistive_technology(self) -> list[tuple[str, list[str]]]:
        """What is serious or critical of axe's findings in labs and cards: the rule, and up to three places."""
        report = Axe().run(
            self.page, context=".rnnviz-lab, .rnnviz-card", options={"resultTypes": ["violations"]}
        )
        serious = [v for v in report.response["violations"] if v["impact"] in ("serious", "critical")]
        return [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in serious]

    def labs(self) -> list[LabView]:
        """Every lab on the page, from top to bottom."""
        count = self.page.locator(".rnnviz-lab").count()
        return [LabView(self.page, self.page.locator(".rnnviz-lab").nth(i)) for i in range(count)]

    def lab(self, title: str) -> LabView:
        """The first lab with this title."""
        group = self.page.get_by_role("group", name=f"{title}: parameters", exact=True)
        return LabView(self.page, self.page.locator(".rnnviz-lab").filter(has=group).first)

    def close(self) -> None:
        """Close the page and end its kernel."""
        self.page.close()
        self.server.kill_kernel(self.notebook)


class LabView:
    """A lab as the learner has it: a stage with its caption, playback controls, and parameters by name."""

    def __init__(self, page: Page, root: Locator):
        self.page, self.root = page, root
        self.stage = root.locator(".rnnviz-stage")
        self.caption = root.locator(".rnnviz-caption")
        self.status = root.locator(".rnnviz-status")

    @property
    def title(self) -> str:
        label = self.root.locator(".rnnviz-controls > .rnnviz-parameters").get_attribute("aria-label")
        return label.removesuffix(": parameters")

    def parameter(self, name: str) -> Locator:
        return self.root.locator(f'[data-name="{name}"]')

    def open_more(self) -> None:
        """Unfold the controls that are one press away."""
        more = self.root.locator("details.rnnviz-more:not([hidden]):not([open]) > summary")
        if more.count():
            more.click()

    def close_more(self) -> None:
        more = self.root.locator("details.rnnviz-more[open] > summary")
        if more.count():
            more.click()

    def show(self, *names: str) -> None:
        """Switch views on and off by their chips until these are shown."""
        for on in (True, False):  # first on: the last one shown cannot be switched off
            for chip in self.chips().values():
                wanted = chip.get_attribute("data-view") in names
                if wanted == on != (chip.get_attribute("aria-pressed") == "true"):
                    chip.click()
                    expect(chip).to_have_attribute("aria-pressed", str(on).lower())
        self.rest()

    def chips(self) -> dict[str, Locator]:
        """The chips of the views, by the name of the view."""
        chips = self.root.locator(".rnnviz-chips button")
        names = chips.evaluate_all("(chips) => chips.map((chip) => chip.dataset.view)")
        return {name: self.root.locator(f'.rnnviz-chips [data-view="{name}"]') for name in names}

    def sliders(self) -> dict[str, Locator]:
        """The sliders that can be moved just now, by the name of their parameter."""
        self.open_more()
        cells = self.root.locator("[data-name]:has(input[type=range]:enabled)")
        names = cells.evaluate_all("(cells) => cells.map((cell) => cell.dataset.name)")
        return {name: self.parameter(name).locator("input[type=range]") for name in names}

    def box(self, name: str) -> Locator:
        return self.parameter(name).locator("input[type=number]")

    @property
    def painted(self) -> int:
        return int(self.stage.get_attribute("data-painted"))

    @property
    def index(self) -> int:
        return int(self.stage.get_attribute("data-index"))

    def pixels(self) -> str:
        """The picture that is on the canvas."""
        return self.stage.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")

    def contrast(self) -> float:
        """The standard deviation of the canvas's red channel: 0 for a blank one."""
        return self.stage.locator("canvas").evaluate(
            """(canvas) => {
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let sum = 0, squares = 0;
              for (let i = 0; i < data.length; i += 4) { sum += data[i]; squares += data[i] ** 2; }
              const count = data.length / 4;
              return Math.sqrt(squares / count - (sum / count) ** 2);
            }"""
        )

    def repainted(self, action: Callable[[], Any]) -> None:
        """Do something, and wait until it has been painted."""
        before = self.painted
        action()
        self.wait_until("(stage, before) => Number(stage.dataset.painted) > before", before)

    def wait_until(self, condition: str, value: Any = None) -> None:
        """Wait until `condition(stage, value)` holds in the page."""
        self.page.wait_for_function(
            f"([stage, value]) => ({condition})(stage, value)", arg=[self.stage.element_handle(), value]
        )

    def play(self, speed: str = "1") -> None:
        """Play from the first frame, and wait until it moves, which it does when the film has come."""
        self.stage.focus()
        self.page.keyboard.press("Home")
        self.wait_until("(stage) => stage.dataset.index === '0'")
        self.root.get_by_label("Speed", exact=True).select_option(speed)
        self.root.get_by_role("button", name="Play", exact=True).click()
        self.wait_until("(stage) => Number(stage.dataset.index) > 0")

    def reset(self) -> None:
        self.root.get_by_role("button", name="Reset", exact=True).click()
        self.rest()

    def rest(self) -> None:
        """Wait until the kernel has answered all that was asked of it, and the answer is painted."""
        self.wait_until("(stage) => !stage.closest('.rnnviz-lab').querySelector('[data-waiting]')")
