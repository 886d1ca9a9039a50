"""Checkers of notebook 06."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np

from ..cells import LSTM
from ..cells.activations import sigmoid
from ..cells.memory import half_life
from .verdict import TOLERANCE, Verdict, attempt, compare, told_apart

BATCH, INPUTS, UNITS = 2, 3, 4
TORCH_GATES = "ifgo"
SIZES = ((3, 5, 1), (3, 5, 2), (40, 16, 1), (1, 64, 2))  # inputs, units, biases
HALF_LIVES = (2.0, 5.0, 12.0)  # short ones, for which no approximation is good


def check_torch_step(torch_step: Callable) -> Verdict:
    """`torch_step(x_t, h, c, weight_ih, weight_hh, bias_ih, bias_hh)` should return h_t and c_t (B, H).

    x_t is (B, I), h and c (B, H); the weights (4H, I), (4H, H) and biases (4H,) hold the rows of i, f, g and o.
    """
    given = example()
    answer = attempt(torch_step, *(array.copy() for array in given))
    if isinstance(answer, Verdict):
        if "matmul" in answer.sentence or "not aligned" in answer.sentence:  # as NumPy says it
            return Verdict(
                False,
                "two shapes do not fit: PyTorch's weights are for columns. Write x_t @ weight_ih.T, h @ weight_hh.T.",
            )
    else:
        if isinstance(answer, tuple | list) and len(answer) == 2:
            if missing := [name for name, part in zip(("h_t", "c_t"), answer, strict=True) if part is None]:
                return Verdict(False, f"nothing is returned for {' and '.join(missing)}.")
            shapes = [np.shape(part) for part in answer]
            if shapes != [(BATCH, UNITS)] * 2:
                found = f"({', '.join(map(str, shapes))})"
                return Verdict(False, f"the shapes are {found}; h_t and c_t are {(BATCH, UNITS)} each.")
        elif np.shape(answer) != (2, BATCH, UNITS):
            return Verdict(False, "return two arrays, h_t and c_t.")

    def interleaved(a):
        return [a[:, n::4] for n in range(4)]

    def step(order=TORCH_GATES, gate=sigmoid, candidate=np.tanh, **changed):
        """h_t and c_t with one thing done otherwise."""
        x, h, c, W_x, W_h, b_x, b_h = given
        read = changed.get("read", h)
        a = x @ W_x.T + changed.get("recurrent", 1) * read @ W_h.T
        a = a + changed.get("b_ih", 1) * b_x + changed.get("b_hh", 1) * b_h
        a = dict(zip(order, changed.get("cut", lambda a: np.split(a, 4, axis=1))(a), strict=True))
        i, f, o, g = gate(a["i"]), gate(a["f"]), gate(a["o"]), candidate(a["g"])
        new = changed.get("memory", lambda i, f, g, c: f * c + i * g)(i, f, g, c)
        return np.array([changed.get("show", lambda o, new, old: o * np.tanh(new))(o, new, c), new])

    x, h, c, *_ = given
    right = step()
    mistakes = {
        "h_t comes first, then c_t.": right[::-1],
        "f and i are swapped: f multiplies c_{t-1}, i multiplies g_t, and the rows of i come before those of f.": (
            step("figo")
        ),
        "those gates are tanh: a gate is a share, from 0 to 1, and takes σ.": step(gate=np.tanh),
        "the candidate g is σ: what is written may be negative, so g takes tanh.": step(candidate=sigmoid),
        "σ and tanh are swapped: i, f and o are shares and take σ, g takes tanh.": step(
            gate=np.tanh, candidate=sigmoid
        ),
        "the output gate acts too early: h_t = o_t ⊙ tanh(c_t), not tanh(o_t ⊙ c_t).": step(
            show=lambda o, new, old: np.tanh(o * new)
        ),
        "the tanh of c_t is missing: h_t = o_t ⊙ tanh(c_t).": step(show=lambda o, new, old: o * new),
        "the output gate is missing: h_t = o_t ⊙ tanh(c_t).": step(show=lambda o, new, old: np.tanh(new)),
        "h_t shows the old memory: c_t comes first, then h_t = o_t ⊙ tanh(c_t).": step(
            show=lambda o, new, old: o * np.tanh(old)
        ),
        "the memory is handed on as it is: return c_t, not tanh(c_t).": np.array(
            [right[0], np.tanh(right[1])]
        ),
        "the four blocks stand one after the other, H columns each; you took every fourth column.": step(
            cut=interleaved
        ),
        "both biases are missing.": step(b_ih=0, b_hh=0),
        "bias_ih is missing: PyTorch has two biases, and both are added.": step(b_ih=0),
        "bias_hh is missing: PyTorch has two biases, and both are added.": step(b_hh=0),
        "h_{t-1} is missing: every gate reads x_t and h_{t-1}.": step(recurrent=0),
        "the gates read h_{t-1}, not c_{t-1}.": step(read=c),
        "the input gate is missing: c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t.": step(
            memory=lambda i, f, g, c: f * c + g
        ),
        "the forget gate is missing: that is the LSTM of 1997, which never forgets.": step(
            memory=lambda i, f, g, c: c + i * g
        ),
        "the input gate has weights of its own: it is i_t, not 1 - f_t.": step(
            memory=lambda i, f, g, c: f * c + (1 - f) * g
        ),
        "f_t multiplies the old memory alone: c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t, without brackets.": step(
            memory=lambda i, f, g, c: f * (c + i * g)
        ),
        "the old memory is missing: c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t.": step(memory=lambda i, f, g, c: i * g),
    }
    for order in map("".join, permutations(TORCH_GATES)):
        named = f"the four blocks of rows are those of i, f, g, o; you took them for {', '.join(order)}."
        mistakes.setdefault(named, step(order))
    praise = "one step of torch.nn.LSTM, to the last digit."
    return compare("the pair (h_t, c_t)", answer, right, mistakes, praise)


def check_count_parameters(count_parameters: Callable) -> Verdict:
    """`count_parameters(input_size, hidden_size, biases)` should count an LSTM's; `biases` is 1 here, 2 in PyTorch."""
    answers = [attempt(count_parameters, *sizes) for sizes in SIZES]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer

    inputs, units, biases = np.array(SIZES).T
    weights = inputs + units
    one = units * (weights + biases)  # those of one gate
    mistakes = {
        "that is one gate, or an RNN: i, f, o and g have weights of their own, four times as many.": one,
        "three gates are counted: the candidate g has weights of its own, too.": 3 * one,
        "the biases are missing, H for each gate.": 4 * units * weights,
        "one bias is counted where `biases` says how many: PyTorch has two.": 4 * units * (weights + 1),
        "two biases are counted where `biases` says how many: this course has one.": 4
        * units
        * (weights + 2),
        "there are `biases` vectors of biases; of each weight there is one, whatever their number.": either(
            answers, 4 * units * weights * biases, 4 * units * (weights + 1) * biases
        ),
        "a gate has H results, not I + H: its weights are (I + H) × H.": either(
            answers,
            *(4 * weights * (weights + b) for b in (0, 1, biases)),
            4 * (weights**2 + biases * units),
            weights**2,
            weights * (weights + biases),
            weights**2 + biases * units,
        ),
        "a bias is a row of H numbers for each gate, not a single one.": 4 * (units * weights + biases),
        "every gate has biases of its own.": units * (4 * weights + biases),
        "the recurrent weights are missing: every gate reads h_{t-1}, H × H.": 4 * (one - units**2),
        "the input weights are missing: every gate reads x_t, I × H.": 4 * (one - units * inputs),
        "every gate has recurrent weights of its own: 4 · H · H of them.": 4 * one - 3 * units**2,
        "every gate has input weights of its own: 4 · I · H of them.": 4 * one - 3 * units * inputs,
        "the gates read x_t and h_{t-1}, not c_{t-1}: no weights are at the memory.": 4 * (one + units**2),
        "c_t and h_t are states, not parameters: nothing is trained there.": 4 * one + 2 * units,
        "c_t is a state, not a parameter: nothing is trained there.": 4 * one + units,
    }
    praise = "four times what an RNN of the same size has."
    return compare("count_parameters", answers, 4 * one, mistakes, praise)


def check_bias_for(bias_for: Callable) -> Verdict:
    """`bias_for(half_life)` should return the forget bias b with σ(b)^half_life = ½."""
    answers = [attempt(bias_for, steps) for steps in HALF_LIVES]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer

    n = np.array(HALF_LIVES)

    def logit(f):
        return np.log(f) - np.log1p(-f)

    f = 0.5 ** (1 / n)
    mistakes = {
        "the sign is wrong: that bias shuts the gate. b = ln(f / (1 - f)), with f above the line.": -logit(f),
        "that is f itself; b is the number whose σ is f.": f,
        "that is ln f; b is the number whose σ is f, ln(f / (1 - f)).": np.log(f),
        "that is f / (1 - f); its ln is missing.": f / (1 - f),
        "that is σ(f); what is asked is the way back, from f to the b that gives it.": sigmoid(f),
        "that is log2, or a ln divided by ln 2; the inverse of σ takes the natural ln.": logit(f) / np.log(2),
        "that is log10; the inverse of σ takes the natural ln.": logit(f) / np.log(10),
        "that goes from a bias to its half-life; what is asked is the way back.": half_life(n),
        "n steps multiply, so f^n = ½: take the n-th root of ½, not its n-th power.": logit(0.5**n),
        "n steps multiply, they do not add: f is the n-th root of ½, not its n-th part.": logit(0.5 / n),
        "n steps multiply, they do not add: f is the n-th root of ½, not 1 - ½ / n.": logit(1 - 0.5 / n),
        "after that many steps 1/e is left; f^n should be ½.": logit(np.exp(-1 / n)),
        "that is the bias of chrono initialization, ln(n - 1): after n steps about 1/e is left, not ½.": (
            np.log(n - 1)
        ),
        "that is ln n, f = n / (n + 1): after n steps about 1/e is left, not ½.": np.log(n),
        "that holds only for long half-lives, where f is about 1 - ln 2 / n; f is the n-th root of ½.": logit(
            1 - np.log(2) / n
        ),
        "that holds only for long half-lives, where b is about ln(n / ln 2); solve σ(b)^n = ½ for b.": np.log(
            n / np.log(2)
        ),
    }
    if searched_for(answers, logit(f)):
        worst = int(np.abs(answers - logit(f)).argmax())
        found, wanted = told_apart(answers[worst], logit(f)[worst])
        return Verdict(
            False,
            f"bias_for({HALF_LIVES[worst]:g}) is {found} where {wanted} is expected: close, as a search would find it. "
            "There is a formula: first f from f^n = ½, then b from σ(b) = f.",
        )
    praise = "a half-life of 100 steps takes a bias of 4.97, and ten times as long only 2.3 more."
    return compare("bias_for", answers, logit(f), mistakes, praise)


def either(answers, *wrongs: np.ndarray) -> np.ndarray:
    """Of several ways to make one mistake, the one that gives these answers; else the first."""
    return next((wrong for wrong in wrongs if np.array_equal(answers, wrong)), wrongs[0])


def searched_for(answers: list, right: np.ndarray) -> bool:
    """Whether the answers are right to a hundredth, and not exactly."""
    try:
        answers = np.asarray(answers, dtype=float)
    except (TypeError, ValueError):
        return False
    same = answers.shape == right.shape
    return (
        same
        and np.allclose(answers, right, rtol=0.01)
        and not np.allclose(answers, right, TOLERANCE, TOLERANCE)
    )


def example() -> tuple[np.ndarray, ...]:
    """x_t, h_{t-1}, c_{t-1} and the four arrays of a PyTorch LSTM that answers are tried on."""
    rng = np.random.default_rng(2)
    cell = LSTM(INPUTS, UNITS, rng=rng)
    shapes = ((BATCH, INPUTS), (BATCH, UNITS), (BATCH, UNITS))
    states = (rng.uniform(-1.5, 1.5, shape) for shape in shapes)
    weights = [2 * rng.uniform(-1, 1, array.shape) for array in cell.to_torch().values()]
    return (*states, *weights)
