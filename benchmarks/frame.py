"""What one frame costs in the kernel: compute, blit and PNG, beside a full draw, zlib and Pillow's PNG."""

from __future__ import annotations

import io
import zlib

import numpy as np
from PIL import Image

from rnnviz.lab import Number
from rnnviz.labs import LABS
from rnnviz.stage.png import encode_png

from .report import RUNS, milliseconds, table


def pillow_png(frame) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(frame).convert("RGB").save(stream, "png", compress_level=1)
    return stream.getvalue()


def move(lab, rng):
    """Draw the lab's first number anew: what a lab remembers of one setting is no help."""
    name, number = next((name, p) for name, p in lab.parameters().items() if isinstance(p, Number))
    lab.session.move({name: number.draw(lab, rng)})


def run() -> None:
    rows, rng = [], np.random.default_rng(0)
    for lab_class in LABS:
        lab = lab_class()
        scene = lab._ensure_scene()
        compute = milliseconds(lambda lab=lab: move(lab, rng))
        lab.reset()
        blit = milliseconds(lambda lab=lab, scene=scene: scene.paint(lab.result, lab.t))
        full = milliseconds(lambda lab=lab, scene=scene: scene.redraw(lab.result, lab.t))
        frame = scene.paint(lab.result, lab.t).copy()
        ours, pillow, by_zlib = (
            milliseconds(lambda frame=frame: encode_png(frame)),
            milliseconds(lambda frame=frame: pillow_png(frame)),
            milliseconds(lambda frame=frame: zlib.compress(frame, 1)),
        )
        size = f"{len(encode_png(frame)) / 1024:.0f} / {len(pillow_png(frame)) / 1024:.0f} KB"
        rows.append(
            [lab_class.__name__, *(f"{ms:.1f}" for ms in (compute, blit, full, ours, by_zlib, pillow)),
             f"{(full + pillow) / (blit + ours):.1f}", size]
        )  # fmt: skip
        lab.close()
    print(f"Milliseconds, median of {RUNS}; computed for random values of a lab's first number.\n")
    table(
        [
            "lab",
            "compute",
            "blit",
            "full draw",
            "PNG",
            "its bytes by zlib",
            "Pillow's PNG",
            "times faster",
            "size",
        ],
        rows,
    )
