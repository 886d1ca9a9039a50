"""A course small enough to make in a test."""

from pathlib import Path

from rnnviz.course import FIRST_NOTEBOOK


def make_course(folder: Path) -> Path:
    """Fill `folder` with an empty first notebook and one data file, and return it."""
    for name, text in {
        FIRST_NOTEBOOK: '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        "data/texts/tide.txt": "in and out",
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
