"""Tables of figures beside their budgets, and how a figure is measured."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence

RUNS = 21


def milliseconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median time of an action."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table, each row as soon as it is there."""
    print(f"| {' | '.join(head)} |")
    print(f"|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)
