"""Untrained networks that read a text or the weather: what the labs of notebook 02 send through the chain."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..cells import RNN
from ..data import standardize, weather
from ..panels import number
from ..text import Vocabulary, clean, visible
from .parameters import Text

UNITS = 8
UNIT_NAMES = tuple(f"unit {n}" for n in range(1, UNITS + 1))
LETTERS = Vocabulary()
SOURCES = ("text", "weather in Seattle")
INPUT_SCALE = {"text": 2.0, "weather in Seattle": 1.5}  # times PyTorch's draw: what is read shall be seen


@dataclass(frozen=True, eq=False)
class Sequence:
    """T inputs and what should follow them."""

    x: np.ndarray  # (T, 1, I)
    labels: tuple[str, ...]
    names: tuple[str, ...]
    follows: int | float  # the index of the next character, or tomorrow's temperature in standard units
    follows_label: str


def read_text(text: str, T: int) -> Sequence:
    """The first T characters, and the one after them; a text that is shorter ends with a line feed."""
    text = clean(text, Text.longest).text
    text, follows = text[:T], (text + "\n")[T if len(text) > T else len(text)]
    labels = tuple(visible(character) for character in text)
    quoted = tuple(f"‘{label}’" for label in labels)
    index = int(LETTERS.encode(follows)[0])
    return Sequence(LETTERS.one_hot(text), labels, quoted, index, f"‘{visible(follows)}’")


@lru_cache(maxsize=1)
def temperatures() -> tuple[np.ndarray, np.ndarray, float]:
    """The daily maximum in °C, in standard units, and its standard deviation in °C."""
    celsius = weather().temp_max
    z, _, std = standardize(celsius)
    return celsius, z, std


def read_weather(day: int, T: int) -> Sequence:
    """T days of maximum temperature from `day` on, and the day after them."""
    celsius, z, _ = temperatures()
    stretch, tomorrow = slice(day, day + T), day + T
    return Sequence(
        z[stretch, None, None],
        tuple(f"{value:.0f}°".replace("-", "−") for value in celsius[stretch]),
        tuple(f"{value:.1f} °C".replace("-", "−") for value in celsius[stretch]),
        float(z[tomorrow]),
        f"{celsius[tomorrow]:.1f} °C",
    )


def network(source: str, inputs: int, scale: float, seed: int) -> tuple[RNN, np.ndarray]:
    """A cell whose W_hh has spectral radius `scale`, and the readout W_hy (H, outputs)."""
    rng = np.random.default_rng(seed)
    cell = RNN(inputs, UNITS, rng=rng)
    W = rng.standard_normal((UNITS, UNITS))
    cell.params["W_hh"] = scale * W / np.abs(np.linalg.eigvals(W)).max()
    cell.params["W_xh"] *= INPUT_SCALE[source]
    outputs = inputs
    return cell, rng.uniform(-1, 1, (UNITS, outputs)) / np.sqrt(UNITS)


def next_character(W_hy, h, sequence):
    """Cross-entropy of the next character: L, ∂L/∂h_T, what to write at the loss and what to say."""
    logits = h @ W_hy
    p = np.exp(logits - logits.max())
    p /= p.sum()
    dlogits = p.copy()
    dlogits[sequence.follows] -= 1
    chance = p[sequence.follows]
    what = f"the next character, {sequence.follows_label},"
    outcome = f"the network gives {what} a probability of {number(chance)}"
    return -float(np.log(chance)), W_hy @ dlogits, f"next: {sequence.follows_label}", outcome


def next_temperature(W_hy, h, sequence):
    """Half the squared error of tomorrow's temperature: L, ∂L/∂h_T, what to write and what to say."""
    error = (h @ W_hy)[0] - sequence.follows
    off = abs(error) * temperatures()[2]
    outcome = f"the network misses tomorrow's {sequence.follows_label} by {number(off)} °C"
    return 0.5 * float(error**2), W_hy[:, 0] * error, f"next day: {sequence.follows_label}", outcome
