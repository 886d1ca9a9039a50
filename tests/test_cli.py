"""The `rnnviz` command hands JupyterLab the course, and says in a sentence why it cannot."""

import os
import socket
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyterlab.labapp import LabApp

from rnnviz import __version__, cli, server
from tests.scratch import make_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNNVIZ_COURSE", str(tmp_path))
    return make_course(tmp_path)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments of every JupyterLab that the command would have started, on a computer with a browser."""
    launches: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", launches.append)
    monkeypatch.setattr(cli, "has_browser", lambda: True)
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "")  # so that what the command sets is undone
    monkeypatch.delenv("JUPYTER_PREFER_ENV_PATH")
    return launches


@pytest.mark.parametrize("arguments", [[], ["lab"]])
def test_the_command_opens_the_course_with_or_without_its_name(arguments, course, started):
    assert cli.main(arguments) == 0
    assert started == [server.lab_arguments(course)]


def test_the_options_reach_jupyter(course, started):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert cli.main(["lab", "--port", str(port), "--no-browser"]) == 0
    assert started == [server.lab_arguments(course, port=port, browser=False)]


def test_a_kernel_of_the_same_name_elsewhere_does_not_replace_this_python(course, started, monkeypatch):
    stale = course / "kernels" / "python3"
    stale.mkdir(parents=True)
    (stale / "kernel.json").write_text(
        '{"argv": ["elsewhere/python"], "display_name": "", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course))
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)  # as in a Python without a virtual environment
    assert cli.main([]) == 0
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] != "elsewhere/python"


def test_without_a_browser_the_learner_is_told_to_open_the_address(course, started, monkeypatch, capsys):
    monkeypatch.setattr(cli, "has_browser", lambda: False)
    assert cli.main([]) == 0
    assert started == [server.lab_arguments(course, browser=False)]
    assert "open the address that Jupyter prints below" in capsys.readouterr().err


def test_root_is_told_why_allow_root_is_given(course, started, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert cli.main([]) == 0
    assert "you are root" in capsys.readouterr().err


def test_a_taken_port_ends_the_command_with_a_sentence(course, started, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["--port", str(port)]) == 1
    assert f"port {port} is in use" in capsys.readouterr().err
    assert not started


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8e3"])
def test_a_port_outside_its_range_is_refused_with_the_range(port, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main([f"--port={port}"])
    assert f"{port} is not a port; give a whole number from 1 to 65535" in capsys.readouterr().err


def test_a_missing_course_ends_the_command_with_a_sentence(tmp_path, started, monkeypatch, capsys):
    monkeypatch.setenv("RNNVIZ_COURSE", str(tmp_path))
    assert cli.main([]) == 1
    assert f"rnnviz: RNNVIZ_COURSE is {tmp_path}" in capsys.readouterr().err
    assert not started


def test_a_missing_jupyterlab_ends_the_command_with_the_mend(course, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert cli.main([]) == 1
    assert "is not installed; run `python -m pip install -e .`" in capsys.readouterr().err


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"rnnviz {__version__}\n"
