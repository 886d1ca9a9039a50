"""Where the course lies on disk: the folder that holds its notebooks and its data."""

from __future__ import annotations

import os
from pathlib import Path

FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
"""The notebook the course opens with, relative to the course folder; it is how that folder is recognized."""


def course_folder() -> Path:
    """The folder that holds `notebooks/00_start_here.ipynb` and `data/`.

    The environment variable RNNVIZ_COURSE names it where it is set. Otherwise it is the folder above this
    package (an editable install), or else the current folder or the nearest one above it.
    Raises FileNotFoundError if the named folder, or every one of these, is something else.
    """
    named = os.environ.get("RNNVIZ_COURSE")
    if named:
        folder = Path(named).expanduser().resolve()
        if not _is_course(folder):
            raise FileNotFoundError(
                f"RNNVIZ_COURSE is {named}, a folder without {FIRST_NOTEBOOK} and data/; "
                "set it to the folder of the course, or unset it"
            )
        return folder
    here = Path.cwd()
    for folder in (Path(__file__).resolve().parents[1], here, *here.parents):
        if _is_course(folder):
            return folder
    raise FileNotFoundError(
        f"neither {here} nor a folder above it holds {FIRST_NOTEBOOK} and data/; "
        "change to the folder of the course, or set RNNVIZ_COURSE to it"
    )


def data_file(name: str) -> Path:
    """The path of a file in the course's `data/` folder, by its name there, such as `texts/tide.txt`.

    Raises FileNotFoundError, with the names that exist, if there is no such file.
    """
    folder = course_folder() / "data"
    path = folder / name
    if not path.is_file():
        names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
        raise FileNotFoundError(f"data/{name} does not exist; data/ holds {', '.join(names) or 'no files'}")
    return path


def _is_course(folder: Path) -> bool:
    return (folder / FIRST_NOTEBOOK).is_file() and (folder / "data").is_dir()
