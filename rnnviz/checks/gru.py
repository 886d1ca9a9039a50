"""Checkers of notebook 07."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..cells import GRU, LSTM, RNN
from ..cells.activations import sigmoid
from .verdict import Verdict, attempt, compare

B, INPUTS, UNITS = 2, 3, 4
HALF_LIVES = (2, 10, 100)


def check_gru_step(gru_step: Callable) -> Verdict:
    """`gru_step(x_t, h, W_ih, W_hh, b_ih, b_hh)` should return h_t (B, H), as torch.nn.GRU computes it.

    x_t (B, I) and h (B, H); W_ih (3H, I), W_hh (3H, H), b_ih and b_hh (3H,) hold r, z, n one below the other.
    """
    x_t, h, W_ih, W_hh, b_ih, b_hh = given = example()
    answer = attempt(gru_step, *(array.copy() for array in given))
    if not isinstance(answer, Verdict) and np.shape(answer) == (B, 3 * UNITS):
        return Verdict(
            False, "that has 3H columns, the gates side by side; return the new state h_t, (B, H)."
        )

    def step(
        order="rzn", gate=sigmoid, squash=np.tanh, W_ih=W_ih, W_hh=W_hh, b_ih=b_ih, b_hh=b_hh,
        candidate=lambda r, h, W, b: r * (h @ W.T + b), mix=lambda z, n, h: (1 - z) * n + z * h,
    ):  # fmt: skip
        block = {name: slice(i * UNITS, (i + 1) * UNITS) for i, name in enumerate(order)}
        present = {name: x_t @ W_ih[rows].T + b_ih[rows] for name, rows in block.items()}
        r, z = (gate(present[name] + h @ W_hh[block[name]].T + b_hh[block[name]]) for name in "rz")
        n = squash(present["n"] + candidate(r, h, W_hh[block["n"]], b_hh[block["n"]]))
        return mix(z, n, h)

    mistakes = {
        "z is the wrong way round: z keeps the old state and 1 - z writes, (1 - z) * n + z * h.": step(
            mix=lambda z, n, h: (1 - z) * h + z * n
        ),
        "that resets before the product, as Cho et al. 2014 do; PyTorch multiplies by r after it, r * (h @ W.T + b).": (
            step(candidate=lambda r, h, W, b: (r * h) @ W.T + b)
        ),
        "b_hn stands outside of r: PyTorch has it inside, r * (h @ W.T + b_hn).": step(
            candidate=lambda r, h, W, b: r * (h @ W.T) + b
        ),
        "r multiplies the input's share too; it acts on what comes from h alone.": resets_all(given),
        "r is not used: it multiplies what the candidate takes from h.": step(
            candidate=lambda r, h, W, b: h @ W.T + b
        ),
        "r and z are exchanged: the blocks stand in the order r, z, n.": step(order="zrn"),
        "the blocks are taken in the order n, r, z; they stand in the order r, z, n.": step(order="nrz"),
        "the blocks are taken in the order n, z, r; they stand in the order r, z, n.": step(order="nzr"),
        "the candidate n has a σ; it needs a tanh, which can be negative.": step(squash=sigmoid),
        "the gates have a tanh; a gate is a share from 0 to 1, so it needs a σ.": step(gate=np.tanh),
        "tanh and σ are exchanged: r and z are a σ, n is a tanh.": step(gate=np.tanh, squash=sigmoid),
        "the tanh of the candidate is missing.": step(squash=np.positive),
        "b_hh is missing: PyTorch adds two biases.": step(b_hh=np.zeros_like(b_hh)),
        "b_ih is missing: PyTorch adds two biases.": step(b_ih=np.zeros_like(b_ih)),
        "both biases are missing.": step(b_ih=np.zeros_like(b_ih), b_hh=np.zeros_like(b_hh)),
        "the blocks of W_hh are transposed: with row vectors, h @ W.T.": step(
            W_hh=np.concatenate([block.T for block in np.split(W_hh, 3)])
        ),
        "what is kept is missing: add z * h.": step(mix=lambda z, n, h: (1 - z) * n),
        "the candidate is written whole; the gate lets 1 - z of it in.": step(mix=lambda z, n, h: n + z * h),
        "that is the candidate n; mix it with the old state, (1 - z) * n + z * h.": step(
            mix=lambda z, n, h: n
        ),
    }
    praise = "PyTorch's own GRU would have returned the same."
    return compare("h_t", answer, step(), mistakes, praise)


def resets_all(given) -> np.ndarray:
    """What a step makes of r ⊙ (all that the candidate reads)."""
    x_t, h, W_ih, W_hh, b_ih, b_hh = given
    r, z, n = np.split(x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh, 3, axis=1)
    r, z = sigmoid(r), sigmoid(z)
    return (1 - z) * np.tanh(r * n) + z * h


def check_parameter_count(parameter_count: Callable) -> Verdict:
    """`parameter_count(I, H)` should return how many parameters torch.nn's RNN, LSTM and GRU have, three numbers."""
    inputs, units = 5, 8
    answer = attempt(parameter_count, inputs, units)
    if not isinstance(answer, Verdict) and np.shape(answer) == ():
        return Verdict(False, "that is one number; return three, those of RNN, LSTM and GRU.")
    cells = RNN(inputs, units, rng=0), LSTM(inputs, units, rng=0), GRU(inputs, units, rng=0)
    expected = np.array([sum(array.size for array in cell.to_torch().values()) for cell in cells])

    def count(*blocks, width=inputs + units + 2, rows=units):
        return np.array(blocks) * rows * width

    own = np.array([sum(array.size for array in cell.params.values()) for cell in cells])
    no_bias = count(1, 4, 3, width=inputs + units)
    mistakes = {
        "that is with one bias for each gate; PyTorch stores two, b_ih and b_hh.": no_bias
        + count(1, 4, 3, width=1),
        "that is what this course's cells have: one bias for each gate, and b_hn; PyTorch stores two for each.": own,
        "the biases are missing: two for each gate and unit.": no_bias,
        "the two biases belong to every gate and unit: 2H for each block, not 2.": no_bias
        + 2 * np.array([1, 4, 3]),
        "the LSTM has four blocks, i, f, g and o, and the GRU three, r, z and n.": count(1, 3, 4),
        "a GRU has three blocks: r, z, and the candidate n.": count(1, 4, 2),
        "an LSTM has four blocks: the gates i, f, o, and the candidate g.": count(1, 3, 3),
        "that is one block for each; LSTM and GRU have several.": count(1, 1, 1),
        "I and H are exchanged: W_ih is (H, I), and W_hh is (H, H).": count(1, 4, 3, rows=inputs),
        "W_hh is missing.": count(1, 4, 3, width=inputs + 2),
        "W_ih is missing.": count(1, 4, 3, width=units + 2),
        "the order is RNN, LSTM, GRU.": expected[[0, 2, 1]],
    }
    praise = "one block for the RNN, four for the LSTM, three for the GRU, each of H (I + H + 2)."
    return compare("the result", answer, expected, mistakes, praise)


def check_update_bias(update_bias: Callable) -> Verdict:
    """`update_bias(n)` should return the b with σ(b)^n = 1/2, so that half of the state is left after n steps."""
    found = []
    for n in HALF_LIVES:
        answer = attempt(update_bias, n)
        if isinstance(answer, Verdict):
            return answer
        if np.shape(answer) != ():
            return Verdict(False, f"update_bias({n}) has shape {np.shape(answer)}; it should be one number.")
        found.append(answer)
    n = np.array(HALF_LIVES, float)
    z = 0.5 ** (1 / n)
    mistakes = {
        "that is the gate z itself; the bias is what σ makes z of, b = ln(z / (1 - z)).": z,
        "that is the bias of 1 - z: with the sign turned, z would forget at the rate at which it should keep.": (
            -np.log(z / (1 - z))
        ),
        "that is ln z: σ is undone by ln(z / (1 - z)).": np.log(z),
        "z^n = 1/e with that one; a half-life asks for z^n = 1/2.": -np.log(np.expm1(1 / n)),
        "z = 1 - 1/n forgets over about n steps, but what is left is 1/e, not 1/2.": np.log(n - 1),
        "that is where a pulse n steps ago is heard best, z = n/(n+1); for a half-life z^n = 1/2.": np.log(n),
        "half of it is gone at every step there: take the n-th root of 1/2.": np.zeros(3),
        "n steps multiply, they do not add: z is the n-th root of 1/2, not 1 - 1/(2n).": np.log(2 * n - 1),
    }
    praise = "after 100 steps half is left; and of each new candidate, only 0.7 % gets in."
    return compare("update_bias(n) for n = 2, 10, 100,", found, np.log(z / (1 - z)), mistakes, praise)


def example() -> tuple[np.ndarray, ...]:
    """x_t, h, W_ih, W_hh, b_ih and b_hh on which a step is tried."""
    rng = np.random.default_rng(1)
    shapes = ((B, INPUTS), (B, UNITS), (3 * UNITS, INPUTS), (3 * UNITS, UNITS), (3 * UNITS,), (3 * UNITS,))
    return tuple(rng.normal(size=shape) for shape in shapes)
