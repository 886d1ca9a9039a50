"""The browser's side of the widgets: files beside this one, as text."""

from pathlib import Path

HERE = Path(__file__).parent
STAGE = ("dom.js", "film.js", "outbox.js", "stage.js")


def source(*names: str) -> str:
    """The files of these names, one after another: a widget's module cannot import a second one."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
