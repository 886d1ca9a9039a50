"""The `rnnviz` command: opens the course in JupyterLab."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .course import course_folder
from .server import has_browser, is_root, lab_arguments, require_free


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        course = course_folder()
        if options.port is not None:
            require_free(options.port)
    except OSError as error:
        return _fail(str(error))
    return open_lab(course, port=options.port, browser=not options.no_browser)


def open_lab(course: Path, *, port: int | None, browser: bool) -> int:
    """Open the course in JupyterLab; return the exit status once its server has stopped."""
    # The kernel is then the Python that runs this command, whatever else is registered under its name.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as missing:
        return _fail(f"{missing.name} is not installed; run `python -m pip install -e .` in {course}")
    if is_root():
        _say("you are root, which Jupyter refuses by default, so it is started with --allow-root")
    if browser and not has_browser():
        _say("no browser can be opened from here; open the address that Jupyter prints below in yours")
        browser = False
    LabApp.launch_instance(lab_arguments(course, port=port, browser=browser))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rnnviz", description="Open the course on recurrent neural networks in JupyterLab."
    )
    parser.add_argument(
        "command", nargs="?", choices=["lab"], default="lab", help="open the course (the default)"
    )
    parser.add_argument(
        "--port", type=_port, help="the port to serve on (by default the next free one from 8888)"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
    parser.add_argument("--version", action="version", version=f"rnnviz {__version__}")
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a port; give a whole number from 1 to 65535")
    return int(text)


def _say(sentence: str) -> None:
    sys.stderr.write(f"rnnviz: {sentence}\n")


def _fail(sentence: str) -> int:
    _say(sentence)
    return 1
