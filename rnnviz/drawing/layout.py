"""Where panels stand: any choice of views flows into rows, and each panel keeps the room that its texts need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, product

from .panel import Margins, Panel

Maker = Callable[[], Panel]
Rect = tuple[float, float, float, float]
"""Left, bottom, width and height in pixels, from the lower left corner of the picture."""


class View:
    """What a learner switches on and off as one: a panel, or several that belong together.

    name   what code calls it: `views="curve eigenvalues"`
    label  what its chip says
    rows   from top to bottom; each is a panel's class (or a function that makes one), or a list of them side by side,
           as far as the picture is wide enough for that

    How wide and how high it must be follows from its panels; wider views get more of a row.
    """

    def __init__(self, name: str, label: str, *rows: Maker | Sequence[Maker]):
        self.name, self.label = name, label
        self.rows: list[list[Maker]] = [list(row) if isinstance(row, Sequence) else [row] for row in rows]

    def make(self) -> list[list[Panel]]:
        """Its panels, new, row by row."""
        return [[make() for make in row] for row in self.rows]


def flow(views: Sequence[list[list[Panel]]], width: float, height: float) -> tuple[float, list[Rect]]:
    """The height of the picture, at least `height`, and the axes of every panel in order.

    Views stand side by side in rows, in their order: in as few rows as their widths allow, and the rows as full as
    each other. One that is `stacked` stands under the view before it instead. A view that is wider than the picture
    has its own rows broken. Height to spare goes to the panels that `stretch`.
    """
    views = [[part for row in view for part in fitted(row, width)] for view in columns(views)]
    rows = break_rows([view_width(view) for view in views], width)
    naturals = [max(view_height(views[i]) for i in row) for row in rows]
    stretches = [max(view_stretch(views[i]) for i in row) for row in rows]
    tall = max(float(height), float(sum(naturals)))
    cells: list[tuple[Panel, Rect]] = []
    top = tall
    for row, high in zip(rows, shared(tall, naturals, stretches), strict=True):
        left = 0.0
        for i, wide in zip(row, proportional(width, [view_width(views[i]) for i in row]), strict=True):
            cells += in_view(views[i], (left, top - high, wide, high))
            left += wide
        top -= high
    return tall, inside_margins(cells)


def columns(views: Sequence[list[list[Panel]]]) -> list[list[list[Panel]]]:
    """The views, each that is stacked joined to the one before it, if there is one."""
    joined: list[list[list[Panel]]] = []
    for view in views:
        if joined and view[0][0].stacked:
            joined[-1] = joined[-1] + view
        else:
            joined.append(view)
    return joined


def break_rows(widths: Sequence[float], width: float) -> list[list[int]]:
    """The indices of views row by row: the fewest rows that hold them, the spare width spread evenly."""
    best, least = [[i] for i in range(len(widths))], (len(widths) + 1, 0.0)
    for breaks in product((False, True), repeat=max(len(widths) - 1, 0)):
        ends = [0, *(i + 1 for i, broken in enumerate(breaks) if broken), len(widths)]
        rows = [list(range(a, b)) for a, b in pairwise(ends)]
        spare = [width - sum(widths[i] for i in row) for row in rows]
        if any(left < 0 and len(row) > 1 for row, left in zip(rows, spare, strict=True)):
            continue
        cost = (len(rows), sum(left**2 for left in spare))
        if cost < least:
            best, least = rows, cost
    return best


def fitted(row: list[Panel], width: float) -> list[list[Panel]]:
    """A row of panels as it is where it fits, else in the fewest rows, all but the last equally long, that do."""
    for count in range(1, len(row) + 1):
        size = -(-len(row) // count)
        parts = [row[i : i + size] for i in range(0, len(row), size)]
        if all(sum(panel.least[0] for panel in part) <= width for part in parts):
            return parts
    return [[panel] for panel in row]


def view_width(view: list[list[Panel]]) -> float:
    return max(sum(panel.least[0] for panel in row) for row in view)


def view_height(view: list[list[Panel]]) -> float:
    return sum(max(panel.least[1] for panel in row) for row in view)


def view_stretch(view: list[list[Panel]]) -> float:
    return sum(max(panel.stretch for panel in row) for row in view)


def in_view(view: list[list[Panel]], rect: Rect) -> list[tuple[Panel, Rect]]:
    """The cell of each panel of a view."""
    left, bottom, width, height = rect
    naturals = [max(panel.least[1] for panel in row) for row in view]
    stretches = [max(panel.stretch for panel in row) for row in view]
    cells, top = [], bottom + height
    for row, high in zip(view, shared(height, naturals, stretches), strict=True):
        x = left
        for panel, wide in zip(row, proportional(width, [panel.least[0] for panel in row]), strict=True):
            cells.append((panel, (x, top - high, wide, high)))
            x += wide
        top -= high
    return cells


def inside_margins(cells: Sequence[tuple[Panel, Rect]]) -> list[Rect]:
    """The axes of each panel. Aligned panels that begin, or end, at the same place do so with their axes, too."""
    lefts: dict[int, float] = {}
    rights: dict[int, float] = {}
    for panel, (x, _, wide, _) in cells:
        if panel.aligned:
            lefts[round(x)] = max(lefts.get(round(x), 0), panel.margins.left)
            rights[round(x + wide)] = max(rights.get(round(x + wide), 0), panel.margins.right)
    axes = []
    for panel, (x, y, wide, high) in cells:
        margins = panel.margins
        left = lefts[round(x)] if panel.aligned else margins.left
        right = rights[round(x + wide)] if panel.aligned else margins.right
        across, up = wide - left - right, high - margins.top - margins.bottom
        axes.append((x + left, y + margins.bottom, max(across, 20.0), max(up, 10.0)))
    return axes


def shared(total: float, naturals: Sequence[float], stretches: Sequence[float]) -> list[float]:
    """Heights that add up to `total`: what each needs, and of the rest a share by its stretch."""
    spare, elastic = total - sum(naturals), sum(stretches)
    if not elastic:
        stretches, elastic = [1.0] * len(naturals), float(len(naturals))
    return [high + spare * stretch / elastic for high, stretch in zip(naturals, stretches, strict=True)]


def proportional(total: float, shares: Sequence[float]) -> list[float]:
    return [total * share / sum(shares) for share in shares]


__all__ = ["Margins", "View", "flow"]
