"""Pictures to keep: PNG with its caption, GIF, and an HTML page that plays its film with no kernel."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from ..drawing import Theme, typeset
from ..stage import Film
from ..stage.scene import DPI
from ..stage.sources import STAGE, source
from ..words import marked, unbroken

LINE = 22  # pixels a line of the caption takes


def banner(
    captions: Sequence[str], theme: Theme, width: int, scale: float = 1.0, note: str = ""
) -> np.ndarray:
    """The caption as a strip of pixels (height, width * scale, 4): headline in ink, the rest soft, a note above."""
    headline = textwrap.wrap(unbroken(captions[0]), max(20, round(width / 11))) if captions else []
    details = textwrap.wrap(unbroken(" ".join(captions[1:])), max(20, round(width / 8)))
    lines: list[tuple[str, float, str, str]] = [(text, 12, "bold", theme.ink) for text in headline]
    lines += [(text, 9.5, "normal", theme.soft) for text in details]
    top = 10 + (16 if note else 0)
    height = top + 4 + LINE * len(lines)
    figure = Figure((width / DPI, height / DPI), dpi=DPI * scale, facecolor=theme.paper)
    canvas = FigureCanvasAgg(figure)
    if note:
        style = dict(ha="right", va="top", fontsize=9, style="italic", color=theme.soft)
        figure.text(1 - 12 / width, 1 - 6 / height, note, **style)
    for i, (text, size, weight, color) in enumerate(lines):
        style = dict(va="top", fontsize=size, weight=weight, color=color)
        figure.text(14 / width, 1 - (top + LINE * i) / height, typeset(text), **style)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def still(
    frame: np.ndarray, captions: Sequence[str], theme: Theme, scale: float = 1.0, note: str = ""
) -> bytes:
    """A frame under its caption, as a PNG file."""
    strip = banner(captions, theme, round(frame.shape[1] / scale), scale, note)
    return compact_png(Image.fromarray(np.vstack([strip, frame])))


def in_colors(picture: Image.Image, count: int = 256) -> Image.Image:
    """The picture in a palette of its own: figures have few colors, and files with few are small."""
    return picture.convert("RGB").quantize(count, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def compact_png(picture: Image.Image) -> bytes:
    """A PNG file to keep, several times smaller than a frame for the screen."""
    stream = io.BytesIO()
    in_colors(picture).save(stream, "png", optimize=True)
    return stream.getvalue()


def file_name(title: str, extension: str) -> str:
    """gradient-flow.png"""
    return f"{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}.{extension}"


def save_film(kind: str, title: str, film: Film, theme: Theme, size: tuple[int, int]) -> bytes:
    """A film as a .gif or an .html file."""
    return gif(film, theme, size) if kind == ".gif" else page(title, film, theme, size)


def gif(film: Film, theme: Theme, size: tuple[int, int]) -> bytes:
    """An animated GIF: every frame under its headline, the last one held for two seconds."""
    frames = [Image.open(io.BytesIO(png)).convert("RGB") for png in film.frames]
    scale = frames[0].width / size[0]
    strips = [banner(captions[:1], theme, size[0], scale) for captions in film.captions]
    height = max(strip.shape[0] for strip in strips)
    pictures = []
    for frame, strip in zip(frames, strips, strict=True):
        picture = Image.new("RGB", (frame.width, frame.height + height), theme.paper)
        picture.paste(Image.fromarray(strip).convert("RGB"), (0, 0))
        picture.paste(frame, (0, height))
        pictures.append(in_colors(picture, 128))
    milliseconds = max(40, round(film.timeline.seconds * 1000))
    durations = [milliseconds] * (len(pictures) - 1) + [2000]
    stream = io.BytesIO()
    pictures[0].save(stream, "gif", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return stream.getvalue()


def page(title: str, film: Film, theme: Theme, size: tuple[int, int]) -> bytes:
    """A self-contained HTML page with the film and the same player as the Stage."""
    state = {
        "size": list(size),
        "captions": [[marked(text) for text in captions] for captions in film.captions],
        "timeline": {
            "positions": list(film.timeline.positions),
            "labels": list(film.timeline.labels),
            "stops": list(film.timeline.stops),
            "seconds": film.timeline.seconds,
        },
        "frames": [
            base64.b64encode(compact_png(Image.open(io.BytesIO(png)))).decode() for png in film.frames
        ],
    }
    data = json.dumps(state).replace("<", "\\u003c")  # so that no caption can end the script
    template = source("page.html")
    parts = {
        "TITLE": html.escape(title),
        "LIGHT": "true" if theme.name == "light" else "false",
        "STYLE": source("stage.css"),
        "PLAYER": source(*STAGE),
        "STATE": data,
    }
    for name, part in parts.items():
        template = template.replace(f"@@{name}@@", part)
    return template.encode()
