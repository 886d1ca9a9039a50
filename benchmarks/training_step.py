"""A training step, forward and backward, beside torch.nn with as many threads, and beside a plain loop.

Both sides hold the same weights and give the same gradients: those of the parameters, of x and of the initial
states. They take turns, so that what else the machine does meets both alike. The budget is a geometric mean of
at least 1 over H ≤ 64, B ≤ 32, T ≤ 100.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.cells import GRU, LSTM, RNN
from rnnviz.cells.work import gate_product

from .report import table

SIZES = [  # T, B, I, H
    (20, 1, 8, 16),
    (50, 8, 16, 32),
    (100, 1, 32, 64),
    (50, 16, 32, 32),
    (50, 32, 32, 64),
    (100, 32, 64, 64),
    (100, 64, 64, 64),
    (100, 64, 64, 128),
]
CELLS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}
SECONDS, SPELL, PAUSE = 1.0, 0.03, 0.02  # for a row, shared by those that take turns; for a spell; before it


def in_turn(*actions: Callable[[], object]) -> list[float]:
    """The median milliseconds of each action. They take turns in spells of several runs, as in training, with a
    pause between: the threads of one side go on spinning for a while, in the way of the other's. One thread is
    measured by the processor's time, which leaves out what else the machine does."""
    clock = time.process_time if os.environ.get("OMP_NUM_THREADS") == "1" else time.perf_counter
    times: list[list[float]] = [[] for _ in actions]
    end = time.perf_counter() + SECONDS
    while len(times[0]) < 9 or time.perf_counter() < end:
        for action, own in zip(actions, times, strict=True):
            time.sleep(PAUSE)
            action()
            over = time.perf_counter() + SPELL
            while time.perf_counter() < over or len(own) % 3:
                start = clock()
                action()
                own.append(clock() - start)
    return [1000 * statistics.median(own) for own in times]


def within_budget(T: int, B: int, I: int, H: int) -> bool:  # noqa: E741
    return H <= 64 and B <= 32 and T <= 100


def case(name: str, T: int, B: int, I: int, H: int):  # noqa: E741
    """A cell of ours, a batch and the gradients that arrive from outside, in float32."""
    rng = np.random.default_rng(0)
    cell = CELLS[name](I, H, rng=rng, dtype=np.float32)
    return cell, *(rng.normal(size=(T, B, n)).astype(np.float32) for n in (I, H))


def step_of(cell, x, dh) -> Callable[[], object]:
    return lambda: cell.backward(cell.forward(x), dh)


def torch_step(name: str, cell, x, dh) -> Callable[[], object]:
    """The same step in PyTorch, on the same weights."""
    import torch

    net = getattr(torch.nn, name)(cell.input_size, cell.hidden_size)
    net.load_state_dict({key: torch.tensor(value) for key, value in cell.to_torch().items()})
    x, dh = torch.tensor(x, requires_grad=True), torch.tensor(dh)

    def step():
        net.zero_grad()
        x.grad = None
        output, _ = net(x)
        output.backward(dh)
        return x.grad

    return step


def plain_step(cell, x, dh) -> Callable[[], object]:
    """An RNN as first written: one example after the other, one step after the other, one outer product a step."""
    W_xh, W_hh, b = (cell.params[name].T.copy() for name in ("W_xh", "W_hh", "b_h"))
    T, B, _ = x.shape

    def step():
        dW_xh, dW_hh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(b)
        for n in range(B):
            h = {-1: np.zeros_like(b)}
            for t in range(T):
                h[t] = np.tanh(np.dot(W_xh, x[t, n]) + np.dot(W_hh, h[t - 1]) + b)
            from_ahead = np.zeros_like(b)
            for t in reversed(range(T)):
                da = (1 - h[t] * h[t]) * (dh[t, n] + from_ahead)
                db += da
                dW_xh += np.outer(da, x[t, n])
                dW_hh += np.outer(da, h[t - 1])
                from_ahead = np.dot(W_hh.T, da)
        return dW_xh.T, dW_hh.T, db

    return step


def products_alone(name: str, T: int, B: int, I: int, H: int) -> Callable[[], object]:  # noqa: E741
    """The matrix products of a training step, in the shapes the cell uses, and nothing else."""
    G, rng = GATES[name], np.random.default_rng(0)
    N = H + I + 1 if name == "LSTM" else H  # what a step's product reads: the LSTM's reads x_t and 1 as well

    def array(*shape):
        return rng.normal(size=shape).astype(np.float32)

    ahead, W, gates = gate_product(array(G, N, H), array(G, B, H))
    read, da, W_back, back = array(B, N), array(T, B, G * H), array(G * H, H), array(B, H)
    rows, x, W_x, left = da.reshape(T * B, -1), array(T * B, I + 1), array(I + 1, G * H), array(T * B, N)

    def run():
        if name != "LSTM":
            x @ W_x
            x.T @ rows
        for _ in range(T):
            ahead(read, W, gates)
        for da_t in da:
            np.dot(da_t, W_back, back)
        left.T @ rows
        rows @ W_x[:I].T

    return run


def compare(threads: str) -> None:
    """The tables for one number of threads."""
    import torch

    if threads != "default":
        torch.set_num_threads(int(threads))
    print(f"\n{torch.get_num_threads()} thread(s) ({threads}); milliseconds, medians\n")
    rows, means = [], []
    for name in CELLS:
        logs = []
        for size in SIZES:
            cell, x, dh = case(name, *size)
            ours, theirs = step_of(cell, x, dh), torch_step(name, cell, x, dh)
            assert np.abs(ours().x - theirs().numpy()).max() < 1e-3
            own, other = in_turn(ours, theirs)
            rows.append([name, *size, f"{own:.2f}", f"{other:.2f}", f"{other / own:.2f}"])
            logs += [np.log(other / own)] if within_budget(*size) else []
        means.append(np.mean(logs))
    table(["cell", "T", "B", "I", "H", "rnnviz", "torch.nn", "times as fast"], rows)
    by_cell = ", ".join(f"{name} {np.exp(mean):.2f}" for name, mean in zip(CELLS, means, strict=True))
    print(
        f"\nGeometric mean within the budget: {np.exp(np.mean(means)):.2f} ({by_cell}); at least 1 is asked."
    )


def compare_with_plain_loop() -> None:
    rows = []
    for size in SIZES:
        cell, x, dh = case("RNN", *size)
        ours, plain = step_of(cell, x, dh), plain_step(cell, x, dh)
        assert np.allclose(ours().params["W_hh"], plain()[1], rtol=1e-3, atol=1e-2)
        own, other = in_turn(ours, plain)
        rows.append([*size, f"{own:.2f}", f"{other:.2f}", f"{other / own:.1f}"])
    print("\nOne thread, RNN, beside a plain loop over one example at a time; milliseconds, medians\n")
    table(["T", "B", "I", "H", "rnnviz", "plain loop", "times as fast"], rows)


def split_costs() -> None:
    """Overhead is what as many steps take of two units; the products are timed alone; the rest is pointwise."""
    rows = []
    for name in CELLS:
        for size in SIZES:
            tiny = (size[0], min(size[1], 2), 2, 2)  # sizes of 1 take ways of their own
            total, products, least, least_products = in_turn(
                step_of(*case(name, *size)),
                products_alone(name, *size),
                step_of(*case(name, *tiny)),
                products_alone(name, *tiny),
            )
            pure = max(0.0, products - least_products)
            parts = (pure, total - pure - least, least)
            shares = (f"{part:.2f} ({part / total:.0%})" for part in parts)
            rows.append([name, *size, f"{total:.2f}", *shares, f"{products:.2f}", f"{total / products:.2f}"])
    print("\nOne thread, one step split up; milliseconds, medians\n")
    head = [
        "cell",
        "T",
        "B",
        "I",
        "H",
        "step",
        "products",
        "pointwise",
        "overhead",
        "products alone",
        "step / products",
    ]
    table(head, rows)


def report(threads: str) -> None:
    compare(threads)
    if threads == "1":
        compare_with_plain_loop()
        split_costs()


def run(threads: Sequence[str] = ("1", "default")) -> None:
    """Each number of threads in a Python of its own: it has to be set before NumPy is loaded."""
    for number in threads:
        limit = {} if number == "default" else {"OPENBLAS_NUM_THREADS": number, "OMP_NUM_THREADS": number}
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", __spec__.name, number], env=os.environ | limit, check=True)


if __name__ == "__main__":
    report(sys.argv[1])
