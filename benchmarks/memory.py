"""What a learner's kernel holds after its notebook, and whether it grows while sliders move."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from rnnviz.course import course_folder
from rnnviz.labs import LABS

from .report import table

RESIDENT = """
from pathlib import Path
import resource, sys
try:
    print(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20)
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""
MOVES = 10_000


def kernel_megabytes(notebook: Path) -> tuple[float, float]:
    """Resident memory of a kernel that has run a notebook, in MB, and the seconds the run took."""
    book = nbformat.read(notebook, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(RESIDENT))
    start = time.perf_counter()
    NotebookClient(book, resources={"metadata": {"path": notebook.parent}}).execute()
    return float(book.cells[-1].outputs[0]["text"]), time.perf_counter() - start


def growth_megabytes(lab_class, moves: int) -> float:
    """What a lab holds more after `moves` moves of its first slider than after the first hundred, in MB."""
    lab = lab_class()
    spec = next(spec for spec in lab.controls.specs if spec["kind"] == "number" and not spec["disabled"])
    ends = [spec["low"], (spec["low"] + spec["high"]) / 2]
    for i in range(100):
        lab.set(**{spec["name"]: ends[i % 2]})
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for i in range(moves):
        lab.set(**{spec["name"]: ends[i % 2]})
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    lab.close()
    return (after - before) / 2**20


def run() -> None:
    notebooks = sorted((course_folder() / "notebooks").glob("*.ipynb"))
    table(["notebook", "kernel after it", "budget", "run all", "budget"], map(after_notebook, notebooks))
    print()
    table(["lab", "slider moves", "growth", "budget"], map(after_moves, LABS))


def after_notebook(notebook: Path) -> list[str]:
    megabytes, seconds = kernel_megabytes(notebook)
    return [notebook.stem, f"{megabytes:.0f} MB", "300 MB", f"{seconds:.1f} s", "20 s"]


def after_moves(lab_class) -> list[str]:
    moves = MOVES if lab_class is LABS[0] else MOVES // 10
    return [lab_class.__name__, f"{moves:,}", f"{growth_megabytes(lab_class, moves):.2f} MB", "5 MB"]
