"""What one frame costs in the kernel: compute, blit and PNG, beside a full draw and Pillow's PNG."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

from PIL import Image

from rnnviz.labs import LABS
from rnnviz.stage.png import encode_png

from .report import table

RUNS = 21


def milliseconds(action: Callable[[], object]) -> float:
    """Median time of an action."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def pillow_png(frame) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(frame).convert("RGB").save(stream, "png", compress_level=1)
    return stream.getvalue()


def run() -> None:
    rows = []
    for lab_class in LABS:
        lab = lab_class()
        scene = lab._ensure_scene()
        compute = milliseconds(lambda lab=lab: lab.compute(lab._namespace()))
        blit = milliseconds(lambda lab=lab, scene=scene: scene.paint(lab.result, lab.t))
        full = milliseconds(lambda lab=lab, scene=scene: scene.redraw(lab.result, lab.t))
        frame = scene.paint(lab.result, lab.t).copy()
        ours, pillow = (
            milliseconds(lambda frame=frame: encode_png(frame)),
            milliseconds(lambda frame=frame: pillow_png(frame)),
        )
        size = f"{len(encode_png(frame)) / 1024:.0f} / {len(pillow_png(frame)) / 1024:.0f} KB"
        rows.append(
            [lab_class.__name__, *(f"{ms:.1f}" for ms in (compute, blit, full, ours, pillow)),
             f"{(full + pillow) / (blit + ours):.1f}", size]
        )  # fmt: skip
        lab.close()
    print(f"Milliseconds, median of {RUNS}.\n")
    table(["lab", "compute", "blit", "full draw", "PNG", "Pillow's PNG", "times faster", "size"], rows)
