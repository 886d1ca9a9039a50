"""Films in a real browser: frames a second while playing, and messages to the kernel meanwhile."""

from __future__ import annotations

from playwright.sync_api import expect

from rnnviz.labs import LABS

from .report import table
from .slider import course_in_browser, open_and_run

SECONDS = 2.0
# A film long enough to run for a while at the display's rate: every frame lasts a sixtieth of a second.
FILM = """
from dataclasses import replace
from rnnviz.labs import {lab}

class Fast({lab}):
    def timeline(self, result):
        axis = super().timeline(result)
        times = -(-240 // len(axis.positions))
        return replace(axis, positions=axis.positions * times, labels=axis.labels * times, stops=(0,), seconds=1 / 60)

lab = Fast()
lab
"""
COUNT = """async (milliseconds) => {
  const stage = document.querySelector('.rnnviz-stage');
  const from = [Number(stage.dataset.painted), performance.now()];
  await new Promise((done) => setTimeout(done, milliseconds));
  return (Number(stage.dataset.painted) - from[0]) / ((performance.now() - from[1]) / 1000);
}"""


def run() -> None:
    names = [lab.__name__ for lab in LABS if lab().stage.timeline]
    notebooks = {f"{name}.ipynb": (FILM.format(lab=name),) for name in names}
    rows = []
    with course_in_browser(notebooks) as (server, page):
        messages = []
        page.on("websocket", lambda socket: socket.on("framesent", lambda message: messages.append(message)))
        for name in names:
            open_and_run(server, page, f"{name}.ipynb", ".rnnviz-stage[data-painted]")
            play = page.get_by_role("button", name="Play", exact=True)
            play.click()
            expect(play).to_be_hidden()
            expect(play).to_be_visible(timeout=60_000)  # played to its end: the film is there
            play.click()
            page.wait_for_timeout(200)
            messages.clear()
            rate = page.evaluate(COUNT, SECONDS * 1000)
            rows.append([name, f"{rate:.0f}", "60", len(messages), "0"])
    table(["lab", "frames a second", "budget", f"messages in {SECONDS:g} s", "budget"], rows)
