"""One JupyterLab and one Chromium a worker; one lesson at a time is open, run when a test first needs it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.jupyter import ROOT, LabView, Lesson, Server, chromium, open_browser
from tests.lessons import LESSONS, lesson_of

expect.set_options(timeout=20_000)  # as long as all else is waited for: a busy machine takes its time

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        missing = "no Chromium or Chrome was found; on Debian and Ubuntu: sudo apt install chromium"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for a copy of the course: running a lesson changes its file."""
    course = tmp_path_factory.mktemp("course")
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, course / folder)
    server = Server(course)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What the pages of all lessons share: JupyterLab is fetched and compiled once."""
    with browser.new_context() as context:
        yield context


@pytest.fixture(scope="session")
def open_lesson(context: BrowserContext, server: Server) -> Iterator[Callable[[str], Lesson]]:
    """open_lesson(name) -> the notebook of that name, its cells run; the one that was open before is closed."""
    opened: list[Lesson] = []

    def open_lesson(name: str) -> Lesson:
        if [lesson.notebook for lesson in opened] != [name]:
            while opened:
                opened.pop().close()
            opened.append(Lesson(context, server, name))
            opened[0].run_all()
        return opened[0]

    yield open_lesson
    while opened:
        opened.pop().close()


@pytest.fixture(params=LESSONS)
def lesson(request: pytest.FixtureRequest, open_lesson) -> Lesson:
    return open_lesson(request.param)


@pytest.fixture
def lesson_shown(lab_class, open_lesson) -> Lesson:
    """The lesson that shows the lab."""
    return open_lesson(lesson_of(lab_class.__name__))


@pytest.fixture
def view(lab_class, lesson_shown) -> LabView:
    """The lab in its lesson, in view, at its first settings, with nothing unfolded."""
    view = lesson_shown.lab(lab_class.title)
    view.root.scroll_into_view_if_needed()
    view.reset()
    view.close_more()
    return view


def labs(*lab_classes: type) -> pytest.MarkDecorator:
    """A test of these labs only."""
    return pytest.mark.parametrize("lab_class", lab_classes, ids=lambda lab_class: lab_class.__name__)
