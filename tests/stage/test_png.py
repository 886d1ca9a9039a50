"""A frame survives being encoded, whatever its pixels; in a film it stays as good as it was."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rnnviz.labs import GateSurgery, InsideLSTM
from rnnviz.stage.png import TOLERANCE, encode_film_png, encode_png, palette

sizes = st.integers(1, 40)
seeds = st.integers(0, 2**32 - 1)


def decoded(png: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return np.asarray(picture.convert("RGBA"))


def opaque(height: int, width: int, colors: int, rng: np.random.Generator) -> np.ndarray:
    """A frame of so many colors at most."""
    shades = rng.integers(0, 256, (colors, 4), dtype=np.uint8)
    shades[:, 3] = 255
    return shades[rng.integers(0, colors, (height, width))]


@given(sizes, sizes, seeds)
def test_another_decoder_reads_back_the_same_pixels(height, width, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    np.testing.assert_array_equal(decoded(encode_png(frame)), frame)
    np.testing.assert_array_equal(decoded(encode_film_png(frame)), frame)  # it has alpha


@given(sizes, sizes, st.integers(1, 256), seeds)
def test_a_film_s_frame_of_few_colors_is_exact(height, width, colors, seed):
    frame = opaque(height, width, colors, np.random.default_rng(seed))
    np.testing.assert_array_equal(decoded(encode_film_png(frame)), frame)


@given(sizes, sizes, st.integers(257, 2000), seeds)
def test_a_film_s_frame_of_many_colors_is_off_by_no_more_than_the_tolerance(height, width, colors, seed):
    frame = opaque(height, width, colors, np.random.default_rng(seed))
    off = np.abs(decoded(encode_film_png(frame)).astype(int) - frame)
    assert off.max() <= TOLERANCE


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", [InsideLSTM, GateSurgery])
def test_a_film_s_frame_keeps_its_areas_and_is_under_half_as_large(kind, theme):
    lab = kind()
    lab.look(theme)
    frame = lab._ensure_scene().paint(lab.result, lab.t).copy()
    lab.close()
    exact, small = encode_png(frame), encode_film_png(frame)
    off = np.abs(decoded(small).astype(int) - frame).max(axis=-1)
    assert 0 < off.max() <= TOLERANCE
    colors, index, pixels = np.unique(frame.reshape(-1, 4), axis=0, return_inverse=True, return_counts=True)
    common = np.isin(index, np.argsort(-pixels)[:40]).reshape(off.shape)
    assert (off[common] == 0).all() and common.mean() > 0.85
    assert len(small) < len(exact) / 2


def test_a_palette_reaches_the_color_that_only_one_pixel_has():
    shades = np.stack([np.arange(2000) % 256, np.arange(2000) // 256, np.zeros(2000)], axis=1).astype(
        np.uint8
    )
    colors = np.concatenate([shades, [[255, 0, 255]]]).astype(np.uint8)
    chosen, nearest = palette(colors, np.append(np.full(2000, 100), 1))
    assert len(chosen) == 256
    assert chosen[nearest[-1]].tolist() == [255, 0, 255]
