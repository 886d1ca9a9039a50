"""One JupyterLab and one Chromium for all browser tests; a lesson is opened and run when a test first needs it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.jupyter import ROOT, LabView, Lesson, Server, chromium, open_browser

expect.set_options(timeout=20_000)  # as long as all else is waited for: a busy machine takes its time

HERE = Path(__file__).parent
NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


def lesson_of(lab_class: type) -> str:
    """The notebook that shows a lab."""
    return next(name for name in LESSONS if f"{lab_class.__name__}(" in (NOTEBOOKS / name).read_text("utf-8"))


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
def open_lesson(browser: Browser, server: Server) -> Iterator[Callable[[str], Lesson]]:
    """open_lesson(name) -> the notebook of that name, its cells run; opened once."""
    opened: dict[str, Lesson] = {}

    def open_lesson(name: str) -> Lesson:
        if name not in opened:
            opened[name] = Lesson(browser, server, name)
            opened[name].run_all()
        return opened[name]

    yield open_lesson
    for lesson in opened.values():
        lesson.close()


@pytest.fixture(params=LESSONS)
def lesson(request: pytest.FixtureRequest, open_lesson) -> Lesson:
    return open_lesson(request.param)


@pytest.fixture
def lesson_shown(lab_class, open_lesson) -> Lesson:
    """The lesson that shows the lab."""
    return open_lesson(lesson_of(lab_class))


def at_first_settings(lesson: Lesson, lab_class: type) -> LabView:
    """A lab of a lesson, in view, at its first settings."""
    view = lesson.lab(lab_class.title)
    view.root.scroll_into_view_if_needed()
    view.reset()
    return view


@pytest.fixture
def view(lab_class, lesson_shown) -> LabView:
    """The lab in its lesson, in view, at its first settings."""
    return at_first_settings(lesson_shown, lab_class)
