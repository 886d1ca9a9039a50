"""The notebooks of the course, and which of them shows a lab."""

from functools import cache
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


@cache
def lesson_of(lab: str) -> str:
    """The first notebook that shows the lab of a class of this name."""
    return next(name for name in LESSONS if f"{lab}(" in (NOTEBOOKS / name).read_text("utf-8"))
