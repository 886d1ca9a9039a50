"""JupyterLab opens at the first notebook, asks nothing, and keeps its token and its address."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnviz import server
from tests.scratch import make_course


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that `python -m rnnviz` started, free of the user's own Jupyter settings."""
    course = make_course(tmp_path_factory.mktemp("course"))
    home = tmp_path_factory.mktemp("home")
    settings = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rnnviz", "--port", str(port), "--no-browser"],
        env=os.environ | settings | {"RNNVIZ_COURSE": str(course), "JUPYTER_TOKEN": "secret"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def get(address: str, token: str = "secret", patience: float = 60) -> tuple[str, str]:
    """The address arrived at and the text found there, once the server answers."""
    request = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.url, reply.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_server_opens_the_first_notebook_of_the_course(lab):
    arrived, _ = get(lab)
    assert arrived == lab + server.START_PAGE
    _, listing = get(f"{lab}/api/contents/{server.FIRST_NOTEBOOK}?content=0")
    assert json.loads(listing)["type"] == "notebook"


def test_the_page_asks_about_neither_news_nor_a_build(lab):
    _, page = get(lab)
    settings = json.loads(re.search(r'id="jupyter-config-data".*?>(.*?)</script>', page, re.DOTALL)[1])
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]
    assert settings["buildCheck"] is settings["buildAvailable"] is False


def test_the_server_refuses_a_wrong_token(lab):
    get(lab)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get(f"{lab}/api/contents", token="guess")


def test_a_chosen_port_is_the_only_one_tried():
    arguments = server.lab_arguments(Path("course"), port=9000)
    assert {"--ServerApp.port=9000", "--ServerApp.port_retries=0"} <= set(arguments)


def test_without_a_chosen_port_the_choice_is_left_to_jupyter():
    assert not any("port" in argument for argument in server.lab_arguments(Path("course")))


def test_the_address_and_the_token_are_left_to_jupyter():
    arguments = server.lab_arguments(Path("course"), port=9000, browser=False)
    assert not any(re.search(r"\.ip=|token|password", argument) for argument in arguments)


@pytest.mark.parametrize("user, allowed", [(0, True), (1000, False)])
def test_jupyter_may_run_as_root_only_where_the_user_is_root(user, allowed, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--ServerApp.allow_root=True" in server.lab_arguments(Path("course"))) is allowed


def test_a_taken_port_is_reported_by_its_number_with_the_mend():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} is in use .* give another with --port, or"):
            server.require_free(port)
    server.require_free(port)


def test_without_a_display_there_is_no_browser(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(webbrowser, "get", lambda: object())
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not server.has_browser()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert server.has_browser()


def test_a_display_without_a_browser_is_no_browser(monkeypatch):
    def none_found():
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "get", none_found)
    assert not server.has_browser()
