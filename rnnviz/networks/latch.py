"""A small LSTM that has to remember: of a row of letters it must name the last capital, once it is asked.

Read "bdBacca?": the answer is B. The letters between are of the same four kinds, so that only the gates tell
what is written from what is passed by. Train it again, in about fifteen seconds, with
`python -m rnnviz.networks.latch`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..cells import LSTM
from ..cells.lstm import LSTMTrace
from ..course import data_file
from ..gradients import clip_norm
from ..learning.adam import Adam

WEIGHTS = "latch.npz"
LETTERS = "ABCD"
CAPITAL, QUESTION = len(LETTERS), len(LETTERS) + 1  # the inputs after those of the letters
HIDDEN_SIZE = 4
LONGEST = 60  # letters of a training sequence
MOST_CAPITALS = 3
SMOOTHING = 0.02  # of the targets: an answer need not be more certain than 0.985
SHRINKING = 0.03  # the weight of ½‖W_hh‖² in the loss

# -- data -------------------------------------------------------------------------------------------


def encode(tape: str) -> np.ndarray:
    """A tape such as "bdBacca?" as x (T, 1, 6): the letter one-hot, then "is a capital" and "is the question".

    ValueError for any other character.
    """
    x = np.zeros((len(tape), 1, len(LETTERS) + 2))
    for t, character in enumerate(tape):
        if character == "?":
            x[t, 0, QUESTION] = 1
        elif character.upper() in LETTERS:
            x[t, 0, LETTERS.index(character.upper())] = 1
            x[t, 0, CAPITAL] = character.isupper()
        else:
            raise ValueError(f"the tape holds {character!r}; write letters a to d, capitals A to D, and ?")
    return x


def draw_tapes(count: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`size` rows of `count` random letters, one to three of them capitals anywhere, then the question.

    Returns x (count+1, size, 6), the letters (count, size) and which of them are capitals, (count, size).
    """
    letters = rng.integers(len(LETTERS), size=(count, size))
    wanted = rng.integers(1, MOST_CAPITALS + 1, size)
    capitals = rng.random((count, size)).argsort(axis=0) < wanted
    x = np.zeros((count + 1, size, len(LETTERS) + 2))
    x[:-1, :, : len(LETTERS)] = np.eye(len(LETTERS))[letters]
    x[:-1, :, CAPITAL] = capitals
    x[-1, :, QUESTION] = 1
    return x, letters, capitals


def last_capital(letters: np.ndarray, capitals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The letter to name, (size,), and how many steps before the question it was read, (size,)."""
    back = capitals[::-1].argmax(axis=0)
    return letters[-1 - back, np.arange(len(back))], back + 1


# -- model ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Latch:
    """An LSTM and a readout of its last state: P(letter) = softmax(h_T W_hy + b_y)."""

    cell: LSTM
    W_hy: np.ndarray  # (H, 4)
    b_y: np.ndarray  # (4,)

    @classmethod
    def draw(cls, rng) -> Latch:
        """An untrained one, its forget gates set to remember (Tallec, Ollivier 2018)."""
        rng = np.random.default_rng(rng)
        cell = LSTM.chrono(len(LETTERS) + 2, HIDDEN_SIZE, LONGEST, rng)
        W_hy = rng.uniform(-1, 1, (HIDDEN_SIZE, len(LETTERS))) / np.sqrt(HIDDEN_SIZE)
        return cls(cell, W_hy, np.zeros(len(LETTERS)))

    def read(self, tape: str, clamp=None) -> LSTMTrace:
        """One run over the tape; `clamp` holds gates by hand, as for the LSTM."""
        return self.cell.forward(encode(tape), clamp=clamp)

    def answers(self, h: np.ndarray) -> np.ndarray:
        """P(letter) (..., 4) for states h (..., H)."""
        y = h @ self.W_hy + self.b_y
        p = np.exp(y - y.max(axis=-1, keepdims=True))
        return p / p.sum(axis=-1, keepdims=True)

    def loss_gradient(self, h: np.ndarray, target: int) -> np.ndarray:
        """∂L/∂h (..., H) of L = -ln P(target)."""
        return (self.answers(h) - np.eye(len(LETTERS))[target]) @ self.W_hy.T


def load() -> Latch:
    """The trained latch. Each call gives its own copy."""
    return _from_arrays(_stored(data_file(WEIGHTS)))


def save(latch: Latch, path: Path) -> None:
    """Write the weights, those of the LSTM under PyTorch's names."""
    np.savez(path, W_hy=latch.W_hy, b_y=latch.b_y, **latch.cell.to_torch())


@cache
def _stored(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name].astype(np.float64) for name in file.files}


def _from_arrays(arrays: dict[str, np.ndarray]) -> Latch:
    cell = LSTM.from_torch({name: array.copy() for name, array in arrays.items() if name.endswith("_l0")})
    return Latch(cell, arrays["W_hy"].copy(), arrays["b_y"].copy())


# -- recipe -----------------------------------------------------------------------------------------


def train(rng, steps: int = 3000, size: int = 64, rate=0.02, report=lambda step, loss: None) -> Latch:
    """Adam on tapes of 3 letters at first and up to LONGEST later, the loss at the question alone.

    Without the penalty on W_hh a letter is often kept in the loop through h, which writes it into c again and
    again, and a gate cut at one step does no harm; with it the memory is c itself.
    """
    rng = np.random.default_rng(rng)
    latch = Latch.draw(rng)
    adam = Adam(latch.cell.params | {"W_hy": latch.W_hy, "b_y": latch.b_y})
    for step in range(steps):
        adam.rate = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
        longest = round(10 + (LONGEST - 10) * min(1, 2 * step / steps))
        x, letters, capitals = draw_tapes(int(rng.integers(3, longest + 1)), size, rng)
        loss, gradients = loss_and_gradients(latch, x, last_capital(letters, capitals)[0])
        clip_norm(gradients, 1.0)
        adam.step(gradients)
        report(step + 1, loss)
    return latch


def loss_and_gradients(latch: Latch, x, targets) -> tuple[float, dict[str, np.ndarray]]:
    """The cross-entropy to the smoothed targets, with the penalty on W_hh, and the gradient of every parameter."""
    trace = latch.cell.forward(x)
    h, W_hh = trace.h[-1], latch.cell.params["W_hh"]
    p = latch.answers(h)
    wanted = (1 - SMOOTHING) * np.eye(len(LETTERS))[targets] + SMOOTHING / len(LETTERS)
    loss = -np.mean((wanted * np.log(p)).sum(axis=1)) + 0.5 * SHRINKING * np.square(W_hh).sum()

    dy = (p - wanted) / len(targets)
    dh = np.zeros_like(trace.h[1:])
    dh[-1] = dy @ latch.W_hy.T
    gradients = dict(latch.cell.backward(trace, dh).params)
    gradients["W_hh"] = gradients["W_hh"] + SHRINKING * W_hh
    return float(loss), gradients | {"W_hy": h.T @ dy, "b_y": dy.sum(axis=0)}


# -- what it learned --------------------------------------------------------------------------------


def held_out(count: int, size: int = 2000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tapes of `count` letters from a generator that training never sees: there are 4^count rows of letters."""
    return draw_tapes(count, size, np.random.default_rng([2024, count]))


def scores(latch: Latch, count: int) -> dict[str, float]:
    """The share of held-out tapes of `count` letters answered right: by the latch and by rules without memory.

    "latch, far" is of those tapes whose last capital was read more than half of the tape ago.
    """
    x, letters, capitals = held_out(count)
    target, back = last_capital(letters, capitals)
    right = latch.answers(latch.cell.forward(x).h[-1]).argmax(axis=-1) == target
    first = letters[capitals.argmax(axis=0), np.arange(len(target))]
    return {
        "latch": float(right.mean()),
        "latch, far": float(right[back > count / 2].mean()),
        "the first capital": float(np.mean(first == target)),
        "the last letter": float(np.mean(letters[-1] == target)),
        "the most frequent answer": float(np.bincount(target).max() / len(target)),
    }


def main() -> None:
    """Train, store the weights, and say how well they name the last capital of tapes they have not seen."""
    trained = train(
        2, report=lambda step, loss: step % 500 or print(f"step {step}: loss {loss:.4f}", flush=True)
    )
    save(trained, data_file("README.md").parent / WEIGHTS)
    for count in (10, 30, 60, 100, 200):
        for who, latch in {"trained": load(), "untrained": Latch.draw(0)}.items():
            print(
                f"{count:3} letters, {who:9}  ", *(f"{k} {v:.3f}  " for k, v in scores(latch, count).items())
            )


if __name__ == "__main__":
    main()
