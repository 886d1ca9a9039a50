"""What pyproject.toml declares is what the code imports, what is installed, and how the parts may depend."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path
from pkgutil import iter_modules

import yaml
from importlinter.cli import lint_imports
from mypy.api import run as mypy

import rnnviz

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]


def pins(requirements: list[str]) -> dict[str, str]:
    """The version each requirement is pinned to, by the name of its distribution."""
    return dict(requirement.split("==") for requirement in requirements)


def imported_names() -> Iterator[tuple[Path, str]]:
    """Every module that the package imports by an absolute name, with the file that does."""
    for file in (ROOT / "rnnviz").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


def test_the_installed_version_is_that_of_the_code():
    assert version("rnnviz") == rnnviz.__version__


def test_every_package_is_installed_at_its_pin():
    declared = pins(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])
    assert {name: version(name) for name in declared} == declared


def test_every_package_that_is_imported_is_declared():
    distributions = packages_distributions()
    third_party = {name.split(".")[0] for _, name in imported_names()} - sys.stdlib_module_names - {"rnnviz"}
    imported = {distributions[name][0].lower() for name in third_party}
    assert imported <= pins(PROJECT["dependencies"]).keys()


def test_the_conda_environment_takes_its_pins_from_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, through_pip = environment["dependencies"]
    assert pip == "pip"
    assert through_pip == {"pip": ["-e ."]}
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert _numbers(python.removeprefix("python=")) >= _numbers(oldest)


def test_imports_point_down_and_keep_to_their_walls(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_every_result_has_its_type(monkeypatch):
    monkeypatch.chdir(ROOT)
    report, errors, status = mypy([])
    assert status == 0, report + errors


def test_pyplot_is_imported_nowhere():
    pyplot = re.compile(r"matplotlib\.(pyplot|pylab)\b|pylab\b")
    assert [(str(file), name) for file, name in imported_names() if pyplot.match(name)] == []


def test_importing_the_package_starts_neither_pyplot_nor_jupyterlab():
    parts = {module.name for module in iter_modules([str(ROOT / "rnnviz")])} - {"__main__"}
    program = "import sys, " + ", ".join(f"rnnviz.{part}" for part in sorted(parts)) + "; print(*sys.modules)"
    reply = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"matplotlib.pyplot", "jupyterlab"}.isdisjoint(reply.stdout.split())


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))
