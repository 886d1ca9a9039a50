"""Run notebooks and store their outputs in the one form that GitHub, JupyterLab and nbval all read the same.

python tests/notebooks/refresh.py [NOTEBOOK ...]    the whole course, where none is named
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
STORED = ("image/png", "text/plain")
"""What is stored of an output. A widget view would be drawn as "model not found" where nothing runs."""
SECONDS = 60  # for one cell


class Refused(Exception):
    """The notebook was left as it is; the message is a sentence that says why."""


def course_notebooks() -> list[Path]:
    """Every lesson and every page of solutions, in the order of the course."""
    return sorted((ROOT / "notebooks").glob("*.ipynb")) + sorted(
        (ROOT / "notebooks/solutions").glob("*.ipynb")
    )


def refresh(path: Path) -> bool:
    """Run one notebook in its own folder and store what it shows; True if that changed the file."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    execute(notebook, path.parent)
    require_clean(notebook)
    normalise(notebook)
    after = nbformat.writes(notebook, version=4) + "\n"
    path.write_text(after, encoding="utf-8")
    return after != before


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell in a new kernel of this Python; an error ends it."""
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise Refused(f"{_failed(notebook)} stopped with {error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise Refused(f"{_failed(notebook)} took more than {SECONDS} seconds") from None
    except DeadKernelError:
        raise Refused(f"the kernel died in {_failed(notebook)}") from None


def require_clean(notebook: NotebookNode) -> None:
    """Raise Refused if a cell wrote to stderr, or shows something in a form that would not be stored."""
    for place, cell in _code_cells(notebook):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise Refused(f"{place} wrote to stderr: {output.text.strip()[-300:]}")
            forms = set(output.get("data", {})) - {"application/vnd.jupyter.widget-view+json", "text/html"}
            if forms - set(STORED):
                raise Refused(f"{place} shows {', '.join(sorted(forms))}; show text or a PNG")


def normalise(notebook: NotebookNode) -> None:
    """Leave in the file what a reader sees, and nothing that depends on the machine or the moment."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    taken = set()
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.get("id", "") in taken | {""}:
            cell.id = f"cell-{place:02d}"
        taken.add(cell.id)
        tags = cell.metadata.get("tags")
        cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
    for _, cell in _code_cells(notebook):
        cell.outputs = _merged(cell.outputs)
        for output in cell.outputs:
            if "data" in output:
                output.data = NotebookNode(
                    {form: output.data[form] for form in STORED if form in output.data}
                )
                output.metadata = NotebookNode()


def _merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Neighbouring pieces of one stream as one: how a text was cut into messages is chance."""
    merged: list[NotebookNode] = []
    for output in outputs:
        if merged and output.output_type == "stream" and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def _code_cells(notebook: NotebookNode) -> list[tuple[str, NotebookNode]]:
    """The code cells, each with the words that say where it is."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        (f"code cell {place} ({cell.get('id', 'no id')})", cell) for place, cell in enumerate(code, start=1)
    ]


def _failed(notebook: NotebookNode) -> str:
    """The last cell that was started: the ones after it were emptied and never run."""
    started = [place for place, cell in _code_cells(notebook) if cell.execution_count is not None]
    return started[-1] if started else "the first code cell"


def main(arguments: list[str]) -> int:
    paths = [Path(argument).resolve() for argument in arguments] or course_notebooks()
    refused = 0
    for path in paths:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        try:
            if not path.is_file():
                raise Refused("there is no such file")
            print(f"{name}: {'stored again' if refresh(path) else 'as stored'}", flush=True)
        except Refused as reason:
            refused += 1
            print(f"{name} is left as it was: {_plain(str(reason))}", file=sys.stderr, flush=True)
    return 1 if refused else 0


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
