"""What `import rnnviz` costs on top of numpy, matplotlib and ipywidgets."""

import statistics
import subprocess
import sys

from .report import table

BASE = "import numpy, matplotlib.figure, matplotlib.backends.backend_agg, ipywidgets"
RUNS = 7


def seconds(statement: str, before: str) -> float:
    """Median time of a statement in a new Python, after another."""
    code = (
        f"{before}\nimport time\nstart = time.perf_counter()\n{statement}\nprint(time.perf_counter() - start)"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(RUNS)
    ]
    return statistics.median(runs)


def run() -> None:
    base = seconds(BASE, "")
    rows = [["numpy, matplotlib and ipywidgets", f"{base:.3f}", "1.00", ""]]
    for statement in ("import rnnviz", "import rnnviz.labs"):
        extra = seconds(statement, BASE)
        rows.append([f"{statement}, on top", f"{extra:.3f}", f"{extra / base:.2f}", "0.300 s"])
    table(["what", "seconds", "ratio", "budget"], rows)
