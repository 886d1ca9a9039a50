"""How the course is opened in JupyterLab: the same arguments for a learner, a test and a benchmark."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from pathlib import Path

from .course import FIRST_NOTEBOOK

SETTINGS = Path(__file__).with_name("jupyter")
"""JupyterLab's settings for the course: it asks nothing (no news, no build) and calls no other site."""

START_PAGE = f"/doc/workspaces/rnnviz/tree/{FIRST_NOTEBOOK}"
"""The page the course opens with: one document at a time, so that a lab has the width of the window, in a
workspace of its own, which leaves the tabs of other work alone."""


def lab_arguments(course: Path, *, port: int | None = None, browser: bool = True) -> list[str]:
    """JupyterLab's arguments that open the course folder at its first notebook.

    port: the only one to try; None leaves the choice to Jupyter, which takes 8888 or the next free one.
    browser: whether Jupyter opens the page itself.
    The address (this computer only), the token and the learner's own settings stay as Jupyter has them.
    """
    arguments = [
        f"--ServerApp.root_dir={course}",
        f"--LabApp.default_url={START_PAGE}",
        f"--LabApp.app_settings_dir={SETTINGS}",
    ]
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        arguments.append("--ServerApp.open_browser=False")
    if is_root():
        arguments.append("--ServerApp.allow_root=True")
    return arguments


def lab_command(course: Path, *, port: int | None = None, browser: bool = True) -> list[str]:
    """The command that starts the same JupyterLab in a process of its own, as tests and benchmarks do."""
    return [sys.executable, "-m", "jupyterlab", *lab_arguments(course, port=port, browser=browser)]


def is_root() -> bool:
    """Whether this process is root's, as which Jupyter does not start unless told to."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def has_browser() -> bool:
    """Whether a page can be opened from here: not in a container or over ssh, where there is no display."""
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))):
        return False  # a browser found all the same would be a text browser, which cannot show JupyterLab
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def require_free(port: int) -> None:
    """Raise OSError, with what to do about it, if this port of this computer is not free."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise OSError(
            f"port {port} is in use by another program, or kept by the system; "
            "give another with --port, or leave --port out and JupyterLab finds a free one"
        ) from error
