"""A small RNN that reads text and answers at every character: inside a quotation? how far into the word?

Both answers need memory: a letter does not say whether it stands between quotation marks, nor how many
letters came before it. Train it again, in about twenty seconds, with `python -m rnnviz.networks.reader`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from ..cells import RNN, RNNTrace
from ..cells.activations import sigmoid
from ..course import data_file
from ..data import read_text
from ..gradients import clip_norm
from ..learning.adam import Adam
from ..text import Vocabulary
from .probe import auc

WEIGHTS = "reader.npz"
HIDDEN_SIZE = 24
LONGEST_WORD = 10  # letters; further ones count as this many
TRAINING_TEXT = "workshop"
TRAINING_SHARE = 0.8
SCRAMBLED = 0.1  # share of the characters that training replaces
WEIGHT_OF_LETTERS = 5.0  # brings the two losses to about the same size
OTHER_TEXTS = ("letters", "tide", "kitchen")


# -- data: what the reader is asked -----------------------------------------------------------------


def inside_quotation(text: str) -> np.ndarray:
    """(T,) True from an opening straight quotation mark to the character before the closing one."""
    marks = np.array([character == '"' for character in text], dtype=int)
    return marks.cumsum() % 2 == 1


def letters_into_word(text: str) -> np.ndarray:
    """(T,) how many letters in a row end at each character, 0 where it is no letter, at most LONGEST_WORD."""
    return run_lengths(np.array([character.isalpha() for character in text], dtype=bool))


def run_lengths(is_letter: np.ndarray) -> np.ndarray:
    """How many True in a row, along the first axis, end at each place, at most LONGEST_WORD."""
    counts = np.zeros(is_letter.shape, dtype=int)
    counts[0] = is_letter[0]
    for t in range(1, len(counts)):
        counts[t] = (counts[t - 1] + 1) * is_letter[t]
    return counts.clip(max=LONGEST_WORD)


def split() -> tuple[str, str]:
    """The training text, cut between paragraphs near TRAINING_SHARE of its length, and the held-out rest."""
    text = read_text(TRAINING_TEXT)
    cut = text.index("\n\n", int(TRAINING_SHARE * len(text))) + 2
    return text[:cut], text[cut:]


# -- model ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Reader:
    """h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h), and two linear readouts of h_t, y_t = h_t W_hy + b_y.

    σ(y_t[0]) is the probability of being inside a quotation; LONGEST_WORD · y_t[1] the letters into the word.
    """

    cell: RNN
    W_hy: np.ndarray  # (H, 2)
    b_y: np.ndarray  # (2,)
    vocabulary: Vocabulary = Vocabulary()

    @classmethod
    def draw(cls, rng, dtype=np.float64) -> Reader:
        """An untrained reader."""
        rng = np.random.default_rng(rng)
        cell = RNN(len(cls.vocabulary), HIDDEN_SIZE, rng=rng, dtype=dtype)
        bound = 1 / np.sqrt(HIDDEN_SIZE)
        W_hy = rng.uniform(-bound, bound, (HIDDEN_SIZE, 2)).astype(dtype)
        return cls(cell, W_hy, np.zeros(2, dtype))

    def read(self, text: str) -> RNNTrace:
        """One run over the text, in the dtype of the weights."""
        return self.cell.forward(self.vocabulary.one_hot(text))

    def answers(self, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(probability of being inside a quotation, letters into the word) for states h (..., H)."""
        y = h @ self.W_hy + self.b_y
        return sigmoid(y[..., 0]), LONGEST_WORD * y[..., 1]


def load() -> Reader:
    """The trained reader, in float64 for analysis. Each call gives its own copy."""
    return _from_arrays(_stored(data_file(WEIGHTS)))


@cache
def _stored(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name].astype(np.float64) for name in file.files}


def _from_arrays(arrays: dict[str, np.ndarray]) -> Reader:
    reader = Reader.draw(0)
    for name in reader.cell.params:
        reader.cell.params[name] = arrays[name].copy()
    return replace(reader, W_hy=arrays["W_hy"].copy(), b_y=arrays["b_y"].copy())


# -- recipe -----------------------------------------------------------------------------------------


def batches(text: str, steps: int, size: int, T: int, rng: np.random.Generator):
    """Yield windows of the text as x (T, B, V), inside (T, B) and letters (T, B).

    A share SCRAMBLED of the characters is replaced, about every fifth of those by a quotation mark. On clean
    prose a network learns that a mark after a comma or a stop closes, and misreads any other writing.
    Windows start between words and count as outside a quotation there, since h_0 = 0 cannot know better.
    """
    vocabulary = Vocabulary()
    one_hot = np.eye(len(vocabulary), dtype=np.float32)
    mark = vocabulary.encode('"')[0]
    is_letter = np.array([symbol.isalpha() for symbol in vocabulary.symbols])
    encoded = vocabulary.encode(text)
    starts = np.flatnonzero(~is_letter[encoded[:-T]]) + 1
    for _ in range(steps):
        window = encoded[rng.choice(starts, size) + np.arange(T)[:, None]]
        other = np.where(rng.random((T, size)) < 0.2, mark, rng.integers(len(vocabulary), size=(T, size)))
        window = np.where(rng.random((T, size)) < SCRAMBLED, other, window)
        inside = (window == mark).cumsum(axis=0) % 2 == 1
        yield one_hot[window], inside, run_lengths(is_letter[window])


def train(
    rng, steps: int = 6000, size: int = 32, rate: float = 4e-3, report=lambda step, loss: None
) -> Reader:
    """BPTT and Adam, on short windows first, then on longer ones.

    Loss: cross-entropy of `inside`, plus the squared error of the letters as a share of LONGEST_WORD.
    """
    rng = np.random.default_rng(rng)
    text, _ = split()
    reader = Reader.draw(rng, np.float32)
    adam = Adam(reader.cell.params | {"W_hy": reader.W_hy, "b_y": reader.b_y})
    step = 0
    for T, share in ((25, 0.3), (60, 0.3), (160, 0.4)):
        for x, inside, letters in batches(text, round(share * steps), size, T, rng):
            adam.rate = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            loss, gradients = loss_and_gradients(reader, x, inside, letters)
            clip_norm(gradients, 1.0)
            adam.step(gradients)
            step += 1
            report(step, loss)
    return reader


def loss_and_gradients(reader: Reader, x, inside, letters) -> tuple[float, dict[str, np.ndarray]]:
    """The mean loss over all characters, and its gradient for every parameter."""
    trace = reader.cell.forward(x)
    h = trace.h[1:]
    y = h @ reader.W_hy + reader.b_y
    surprise = np.logaddexp(0, np.where(inside, -y[..., 0], y[..., 0]))
    error = y[..., 1] - letters / LONGEST_WORD
    loss = float(surprise.mean() + WEIGHT_OF_LETTERS * np.square(error).mean())

    dy = np.stack([sigmoid(y[..., 0]) - inside, 2 * WEIGHT_OF_LETTERS * error], axis=-1) / inside.size
    dy = dy.astype(h.dtype)
    gradients = reader.cell.backward(trace, dy @ reader.W_hy.T).params
    gradients["W_hy"] = np.tensordot(h, dy, axes=([0, 1], [0, 1]))
    gradients["b_y"] = dy.sum(axis=(0, 1))
    return loss, gradients


# -- what it learned --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """The share of characters at which an answer is right, inside a quotation and letters into the word."""

    inside: float
    letters: float

    def __repr__(self) -> str:
        return f"inside a quotation {self.inside:.3f}, letters into the word {self.letters:.3f}"


def score(reader: Reader, text: str) -> Score:
    inside, letters = reader.answers(reader.read(text).h[1:, 0])
    return Score(
        float(np.mean((inside > 0.5) == inside_quotation(text))),
        float(np.mean(np.rint(letters) == letters_into_word(text))),
    )


def memoryless_score(text: str) -> Score:
    """The best that each character by itself allows: its most frequent answer in the training text."""
    known, _ = split()
    return Score(
        *(
            float(np.mean(_best_by_character(known, ask(known))(text) == ask(text)))
            for ask in (inside_quotation, letters_into_word)
        )
    )


def majority_score(text: str) -> Score:
    """The same answer everywhere: the most frequent one in the training text."""
    known, _ = split()
    return Score(
        *(
            float(np.mean(ask(text) == np.bincount(ask(known)).argmax()))
            for ask in (inside_quotation, letters_into_word)
        )
    )


def _best_by_character(known: str, answers: np.ndarray):
    """A function text -> (T,) answers, each the most frequent that its character had in the known text."""
    vocabulary = Vocabulary()
    counts = np.zeros((len(vocabulary), LONGEST_WORD + 1))
    np.add.at(counts, (vocabulary.encode(known), answers.astype(int)), 1)
    return lambda text: counts.argmax(axis=1)[vocabulary.encode(text)]


def unit_aucs(reader: Reader, text: str) -> np.ndarray:
    """(H,) how well each unit's activation alone tells inside a quotation from outside (see `probe.auc`)."""
    return auc(reader.read(text).h[1:, 0], inside_quotation(text))


def best_unit(reader: Reader) -> int:
    """The unit that tells inside from outside best on the training text, so that other texts can test it."""
    known, _ = split()
    return int(np.abs(unit_aucs(reader, known) - 0.5).argmax())


def main() -> None:
    """Train, say how well it reads texts it has not seen, and store the weights."""
    reader = train(
        0, report=lambda step, loss: step % 1000 or print(f"step {step}: loss {loss:.4f}", flush=True)
    )
    folder = data_file("README.md").parent
    np.savez(folder / WEIGHTS, W_hy=reader.W_hy, b_y=reader.b_y, **reader.cell.params)

    trained = load()
    _, held_out = split()
    for name, text in {"held out": held_out, **{name: read_text(name) for name in OTHER_TEXTS}}.items():
        for who, right in {
            "reader": score(trained, text),
            "memoryless": memoryless_score(text),
            "majority": majority_score(text),
        }.items():
            print(f"{name:9} {who:10}  inside {right.inside:.3f}   letters {right.letters:.3f}")
    unit = best_unit(trained)
    print(
        f"unit {unit + 1}, chosen on the training text: AUC {unit_aucs(trained, held_out)[unit]:.3f} held out"
    )


if __name__ == "__main__":
    main()
