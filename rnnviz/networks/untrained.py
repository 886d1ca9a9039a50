"""Untrained networks that read a text or the weather: what the labs of notebook 02 send through the chain."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..cells import RNN
from ..data import DataError, read_series, standardize, weather
from ..text import LONGEST_TEXT, Vocabulary, clean, visible
from ..words import number

UNITS = 8
UNIT_NAMES = tuple(f"unit {n}" for n in range(1, UNITS + 1))
LETTERS = Vocabulary()
SOURCES = ("text", "weather in Seattle", "your own series")
TEXT_SOURCE, WEATHER, OWN = SOURCES
INPUT_SCALE = {TEXT_SOURCE: 2.0, WEATHER: 1.5, OWN: 1.5}  # times PyTorch's draw: what is read shall be seen


@dataclass(frozen=True, eq=False)
class Sequence:
    """T inputs and what should follow them."""

    x: np.ndarray  # (T, 1, I)
    labels: tuple[str, ...]
    names: tuple[str, ...]
    follows: int | float  # the index of the next character, or the next value in standard units
    follows_label: str
    spread: float = 1.0  # of a series: its standard deviation, in its own unit
    unit: str = ""  # of a series, such as " °C"
    aim: str = "next"  # what is written before the value that follows


def read_text(text: str, T: int) -> Sequence:
    """The first T characters, and the one after them; a text that is shorter ends with a line feed."""
    text = clean(text, LONGEST_TEXT).text
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
        temperatures()[2],
        " °C",
        "next day",
    )


def read_own(csv: str, T: int) -> Sequence:
    """The first T values of a learner's series and the one after them; a shorter series gives a shorter chain."""
    values = read_series(csv.encode("utf-8", "replace")).values
    if len(values) < 2:
        raise DataError("The series has 1 value; it needs 2 or more, one to read and one to predict.")
    z, _, spread = standardize(values)
    T = min(T, len(values) - 1)
    labels = tuple(number(value) for value in values[: T + 1])
    return Sequence(z[:T, None, None], labels[:T], labels[:T], float(z[T]), labels[T], spread)


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


def next_value(W_hy, h, sequence):
    """Half the squared error of the next value: L, ∂L/∂h_T, what to write and what to say."""
    error = (h @ W_hy)[0] - sequence.follows
    off = f"{number(abs(error) * sequence.spread)}{sequence.unit}"
    outcome = f"the network misses the next value, {sequence.follows_label}, by {off}"
    return 0.5 * float(error**2), W_hy[:, 0] * error, f"{sequence.aim}: {sequence.follows_label}", outcome
