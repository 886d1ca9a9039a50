"""Checkers of notebook 07."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from numbers import Real

import numpy as np

from ..cells import GRU
from ..cells.activations import sigmoid
from .verdict import TOLERANCE, Verdict, attempt, compare, told_apart

B, INPUTS, UNITS = 2, 3, 4
SIZES = ((1, 128), (1, 200), (38, 64), (38, 100), (38, 66))  # (I, H) that tell apart how biases are counted


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


def check_gru_units(gru_units: Callable) -> Verdict:
    """`gru_units(I, H)` should return the most units with which a GRU has no more parameters than an LSTM of H units.

    Parameters as PyTorch counts them: two biases for each block.
    """
    found = []
    for sizes in SIZES:
        answer = attempt(gru_units, *sizes)
        if isinstance(answer, Verdict):
            return answer
        if np.shape(answer) != ():
            return Verdict(False, f"gru_units{sizes} should be one number of units.")
        if is_number(answer) and float(answer) % 1:
            shown, _ = told_apart(answer, np.round(answer))
            return Verdict(False, f"gru_units{sizes} is {shown}; units are whole, so round down.")
        found.append(answer)

    inputs, units = np.array(SIZES).T

    def most(budget=4, blocks=3, biases=2, own=0, rounded=np.floor):
        """The n at which `blocks` n (I + n + `biases`) + `own` n comes up to the LSTM's parameters."""
        width = inputs + biases + own / blocks
        count = budget * units * (inputs + units + biases)
        return rounded((np.sqrt(width**2 + 4 * count / blocks) - width) / 2 + 1e-9)

    linear, square = 4 / 3 * units, np.sqrt(4 / 3) * units
    mistakes = {
        "4H/3 units are too many: W_hn grows with the square of the units.": np.floor(linear),
        "4H/3 units, rounded, are too many: W_hn grows with the square of the units.": np.round(linear),
        "√(4/3) H would do without inputs: W_xn grows with the units only once.": np.floor(square),
        "that is with one bias for each block; PyTorch stores two.": most(biases=1),
        "that is this course's count, one bias for each block and b_hn; PyTorch stores two for each.": most(
            biases=1, own=1
        ),
        "the biases are missing: two for each block and unit.": most(biases=0),
        "that is one unit too many: with it the GRU has more parameters than the LSTM.": most() + 1,
        "one unit more would still fit.": most() - 1,
        "that comes nearest, but may be more than the LSTM has; round down.": most(rounded=np.round),
        "a GRU has three blocks: r, z, and the candidate n.": most(blocks=2),
        "an LSTM has four blocks: i, f, o, and the candidate g.": most(budget=3),
        "that is the number of units of an RNN; a GRU has three blocks.": most(blocks=1),
    }
    praise = "38 characters and 64 units: the GRU gets 76, not 85."
    return compare("gru_units of five sizes", found, most(), mistakes, praise)


def is_number(answer) -> bool:
    """Whether the answer is a finite number."""
    return isinstance(answer, Real | np.ndarray) and bool(np.isfinite(answer))


def check_gru_jacobian(gru_jacobian: Callable) -> Verdict:
    """`gru_jacobian(h, r, z, n, q, W_hr, W_hz, W_hn)` should return ∂h_t/∂h_{t-1} (H, H), reset after.

    h is h_{t-1} and q is h_{t-1} W_hn + b_hn, (H,) like r, z and n; row i belongs to h_t[i].
    """
    cell = GRU(INPUTS, UNITS, rng=3)
    cell.params = {name: 2 * weights for name, weights in cell.params.items()}
    trace = cell.forward(np.random.default_rng(4).normal(size=(3, 1, INPUTS)))
    h, r, z, n, q = (trace.h[2, 0], *(getattr(trace, name)[2, 0] for name in "rznq"))
    W_r, W_z, W_n = blocks = [cell.gate_params(gate)["W_hh"] for gate in "rzn"]
    answer = attempt(gru_jacobian, *(array.copy() for array in (h, r, z, n, q, *blocks)))
    if not isinstance(answer, Verdict) and np.shape(answer) == (UNITS,):
        return Verdict(
            False, "that is one number a unit; the Jacobian has one for each pair of units, (H, H)."
        )

    if not isinstance(answer, Verdict) and np.shape(answer) == (UNITS, UNITS):
        columns = columns_scaled(np.asarray(answer), h, r, z, n, q, blocks)
        if columns:
            sentence = (
                "scales columns; it belongs to rows: diag(v) A is v[:, None] * A, while v * A is A diag(v)."
            )
            return Verdict(False, f"{columns}: that {sentence}")

    def jacobian(
        keep=z, by_z=h - n, dz=z * (1 - z), write=1 - z, dn=1 - n**2, past=r, by_r=q * r * (1 - r),
        rows=lambda slope, W: slope[:, None] * W.T,
    ):  # fmt: skip
        dn_dh = rows(dn * past, W_n) + rows(dn * by_r, W_r)
        return np.diag(keep) + rows(by_z * dz, W_z) + write[:, None] * dn_dh

    ones, nothing = np.ones(UNITS), np.zeros(UNITS)
    mistakes = {
        "that is the transpose: row i belongs to h_t[i], column j to h_{t-1}[j].": jacobian().T,
        "diag(z) is missing, the way past the weights.": jacobian(keep=nothing),
        "that is diag(z) alone; z and n depend on h_{t-1} too.": np.diag(z),
        "in the term of z the sign is turned: h_t changes with z by h_{t-1} - n_t.": jacobian(by_z=n - h),
        "the way through z is missing: diag(h_{t-1} - n_t) ∂z_t/∂h_{t-1}.": jacobian(by_z=nothing),
        "in the term of z the factor h_{t-1} - n_t is missing.": jacobian(by_z=ones),
        "the slope of σ is missing in ∂z_t/∂h_{t-1}: z (1 - z).": jacobian(dz=ones),
        "1 - z is missing: it is what the gate lets in of the candidate.": jacobian(write=ones),
        "the candidate is let in by z; it should be by 1 - z.": jacobian(write=z),
        "the slope of tanh is missing in ∂n_t/∂h_{t-1}: 1 - n².": jacobian(dn=ones),
        "the slope of tanh is 1 - n², not 1 - n.": jacobian(dn=1 - n),
        "r is missing: the candidate hears r times what W_hn brings.": jacobian(past=ones),
        "the way through r is missing: n_t depends on r_t, and r_t on h_{t-1}.": jacobian(by_r=nothing),
        "in the way through r, q is missing: it is what r acts on.": jacobian(by_r=r * (1 - r)),
        "in the way through r, h_{t-1} stands where q should: r acts on q = h_{t-1} W_hn + b_hn.": jacobian(
            by_r=h * r * (1 - r)
        ),
        "that is the GRU that resets before the product; here r acts after it, on q.": resets_before(
            h, r, z, n, blocks
        ),
        "the slope of σ is missing in ∂r_t/∂h_{t-1}: r (1 - r).": jacobian(by_r=q),
        "the weights are the wrong way round: h_{t-1}[j] acts on unit i through W[j, i], so use W.T.": jacobian(
            rows=lambda slope, W: slope[:, None] * W
        ),
    }
    praise = "the way past the weights, the way through z, and the two ways through n."
    return compare("the Jacobian", answer, jacobian(), mistakes, praise)


def columns_scaled(answer: np.ndarray, h, r, z, n, q, blocks) -> str:
    """Which factors scale columns instead of rows, if that is all that is wrong with a Jacobian; else empty.

    v * A, without [:, None], is easily written for diag(v) A, and NumPy does not complain.
    """
    factors = {"h - n": h - n, "z (1 - z)": z * (1 - z), "1 - z": 1 - z, "1 - n²": 1 - n**2}
    factors |= {"r": r, "q": q, "r (1 - r)": r * (1 - r)}
    W_r, W_z, W_n = (block.T for block in blocks)
    for wrong in product((False, True), repeat=len(factors)):
        columns = dict(zip(factors, wrong, strict=True))

        def scaled(name, matrix, columns=columns):
            return matrix * factors[name] if columns[name] else factors[name][:, None] * matrix

        dn = scaled("1 - n²", scaled("r", W_n) + scaled("q", scaled("r (1 - r)", W_r)))
        found = np.diag(z) + scaled("h - n", scaled("z (1 - z)", W_z)) + scaled("1 - z", dn)
        if any(wrong) and np.allclose(answer, found, rtol=TOLERANCE, atol=TOLERANCE):
            return ", ".join(name for name in factors if columns[name])
    return ""


def resets_before(h, r, z, n, blocks) -> np.ndarray:
    """The Jacobian of the other form, n_t = tanh(x_t W_xn + b_n + (r_t ⊙ h_{t-1}) W_hn)."""
    W_r, W_z, W_n = (block.T for block in blocks)
    dn = (1 - n**2)[:, None] * (W_n @ (np.diag(r) + (h * r * (1 - r))[:, None] * W_r))
    return np.diag(z) + ((h - n) * z * (1 - z))[:, None] * W_z + (1 - z)[:, None] * dn


def example() -> tuple[np.ndarray, ...]:
    """x_t, h, W_ih, W_hh, b_ih and b_hh on which a step is tried."""
    rng = np.random.default_rng(1)
    shapes = ((B, INPUTS), (B, UNITS), (3 * UNITS, INPUTS), (3 * UNITS, UNITS), (3 * UNITS,), (3 * UNITS,))
    return tuple(rng.normal(size=shape) for shape in shapes)
