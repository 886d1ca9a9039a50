"""Saved pictures: the same frames and captions as on the screen, in files that need nothing else."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from rnnviz.drawing import LIGHT
from rnnviz.lab import InputError
from rnnviz.lab import lab as base
from rnnviz.lab.export import file_name, page
from rnnviz.lab.lab import FULL
from rnnviz.labs import Echo
from rnnviz.stage import Film, Timeline
from rnnviz.stage.png import encode_png
from rnnviz.stage.scene import RENDERING
from rnnviz.words import marked
from tests.lab.line import LineLab

NAMESPACE = "http://www.w3.org/2000/svg"  # a name, not an address: nothing is fetched
HOSTILE = '</script><script>alert(1)</script><!--<img src=x onerror="alert(2)"> @@STYLE@@ said the cat'
PIXEL = encode_png(np.full((1, 1, 4), 255, np.uint8))


@pytest.fixture(scope="module")
def lab():
    lab = Echo(w=-0.9)
    yield lab
    lab.close()


def state_of(text: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="state">(.*?)</script>', text, re.S)[1])


def difference(picture, frame):
    """The mean distance of two pictures: files are kept in few colors, so that it is small but not 0."""
    return np.abs(np.asarray(picture.convert("RGB"), int) - np.asarray(frame, int)[..., :3]).mean()


@pytest.mark.parametrize("scale", [1, 2])
def test_a_png_is_the_frame_under_its_caption(lab, tmp_path, scale):
    lab.look("light", scale)
    frame = lab._ensure_scene().paint(lab.result, lab.t).copy()
    with Image.open(lab.save(tmp_path / "echo.png")) as picture:
        assert picture.width == frame.shape[1] == FULL[0] * scale
        strip = picture.height - frame.shape[0]
        assert strip >= 30 * scale
        assert difference(picture.crop((0, strip, picture.width, picture.height)), frame) < 2
        assert np.asarray(picture.convert("L").crop((0, 0, picture.width, strip))).std() > 10, "no caption"


def test_a_gif_holds_every_frame_and_rests_on_the_last(lab, tmp_path):
    timeline = lab.session.timeline
    with Image.open(lab.save(tmp_path / "echo.gif")) as picture:
        assert picture.n_frames == len(timeline.positions)
        durations = []
        for i in range(picture.n_frames):
            picture.seek(i)
            durations.append(picture.info["duration"])
        assert durations[-1] == 2000
        assert durations[:-1] == pytest.approx([timeline.seconds * 1000] * (picture.n_frames - 1), abs=10)
        frame = lab._ensure_scene().paint(lab.result, timeline.positions[-1])
        box = (0, picture.height - frame.shape[0], picture.width, picture.height)
        assert difference(picture.crop(box), frame) < 3


def test_a_page_holds_every_frame_with_its_caption(lab, tmp_path):
    state = state_of(lab.save(tmp_path / "echo.html").read_text("utf-8"))
    scene, positions = lab._ensure_scene(), lab.session.timeline.positions
    assert state["timeline"]["positions"] == list(positions)
    assert len(state["frames"]) == len(state["captions"]) == len(positions)
    for i in (0, len(positions) // 2, len(positions) - 1):
        picture = Image.open(io.BytesIO(base64.b64decode(state["frames"][i])))
        assert difference(picture, scene.paint(lab.result, positions[i])) < 2
        lab.set(t=positions[i])
        assert state["captions"][i] == [marked(text) for text in lab.captions]


def test_a_page_asks_no_other_file_and_no_site(lab, tmp_path):
    text = lab.save(tmp_path / "echo.html").read_text("utf-8").replace(NAMESPACE, "")
    assert re.findall(r"https?:|(?:src|href)=|@import|url\(|import\s*\(|fetch\(", text) == []


@pytest.mark.parametrize(("theme", "is_light"), [("light", "true"), ("dark", "false")])
def test_a_page_keeps_the_theme(lab, tmp_path, theme, is_light):
    lab.look(theme)
    text = lab.save(tmp_path / "echo.html").read_text("utf-8")
    assert f'data-jp-theme-light="{is_light}"' in text


def test_what_a_learner_typed_stays_text_in_a_page():
    film = Film([PIXEL, PIXEL], [[HOSTILE], ["plain"]], Timeline.steps(0, 1))
    text = page("<b>Title</b> & more", film, LIGHT, (1, 1)).decode()
    harmless = page("Title", Film(film.frames, [["plain"]] * 2, film.timeline), LIGHT, (1, 1)).decode()
    assert text.count("<script") == harmless.count("<script")
    assert text.count("</script") == harmless.count("</script")
    assert "<img" not in text and "<b>" not in text
    assert state_of(text)["captions"] == [[marked(HOSTILE)], [marked("plain")]]


def test_views_that_are_not_shown_are_in_no_film(tmp_path):
    lab = LineLab(views="line")
    spoken = state_of(lab.save(tmp_path / "line.html").read_text("utf-8"))["captions"]
    assert {len(captions) for captions in spoken} == {1}
    lab.show("end")
    spoken = state_of(lab.save(tmp_path / "line.html").read_text("utf-8"))["captions"]
    assert {captions[1][0][1] for captions in spoken} == {"It ends at 2."}
    lab.close()


@pytest.mark.parametrize(
    ("title", "name"), [("Gradient flow", "gradient-flow.png"), ("Where did it go?", "where-did-it-go.png")]
)
def test_a_file_is_called_by_the_title(title, name):
    assert file_name(title, "png") == name


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("gif", b"GIF8"), ("html", b"<!doctype html>")]
)
def test_the_browser_is_handed_the_file_that_it_asks_for(lab, tmp_path, monkeypatch, kind, start):
    sent = []
    monkeypatch.setattr(
        type(lab.stage), "send", lambda self, content, buffers=None: sent.append((content, buffers))
    )
    lab._hear(lab.stage, {"type": "save", "format": kind, "t": 3.0, "seq": 1})
    (message, (content,)), acknowledged = sent
    assert message == {"type": "file", "name": f"echo.{kind}"} and acknowledged[0]["type"] == "ack"
    assert content[: len(start)].lower() == start.lower()
    assert content == lab.save(tmp_path / f"other.{kind}").read_bytes() and lab.t == 3.0


def test_a_file_of_another_kind_is_refused_with_the_kinds_there_are(lab, tmp_path):
    with pytest.raises(InputError, match=r"echo.pdf ends in .pdf; a lab saves to .png, .gif or .html"):
        lab.save(tmp_path / "echo.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["png", "gif", "html"])
def test_nothing_else_paints_on_the_canvas_while_a_file_is_made(lab, tmp_path, monkeypatch, kind):
    def held(function):
        def checked(*arguments, **options):
            assert RENDERING._is_owned()
            return function(*arguments, **options)

        return checked

    for name in ("encode_png", "still"):
        monkeypatch.setattr(base, name, held(getattr(base, name)))
    lab.save(tmp_path / f"echo.{kind}")
