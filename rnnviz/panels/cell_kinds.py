"""The cells that the course draws: the LSTM, and the GRU with its reset after the product or before it."""

from .cell_operations import PRODUCT, Cell, Operation, Quantity


def gate(letter: str, symbol: str, part: str) -> tuple[Operation, Operation]:
    """a = x_t W_x + h_{t-1} W_h + b, and the squashing of it."""
    weights = f"W_x{letter}", f"W_h{letter}"
    return (
        Operation(f"a_{letter}", PRODUCT, ("x", "h_prev"), part, weights, f"b_{letter}"),
        Operation(letter, symbol, (f"a_{letter}",), part),
    )


OUTSIDE = {
    "x": Quantity("$x_t$", "input", vector=True),
    "h_prev": Quantity("$h_{t-1}$", "state", vector=True),
    "h": Quantity("$h_t$", "state"),
}
UNNAMED = {"role": "soft", "sign": ""}

LSTM = Cell(
    "LSTM",
    OUTSIDE
    | {f"a_{letter}": Quantity(**UNNAMED) for letter in "figo"}
    | {letter: Quantity(f"${letter}_t$", "gate") for letter in "fio"}
    | {
        "g": Quantity("$g_t$", "ink"),
        "c_prev": Quantity("$c_{t-1}$", "memory"),
        "c": Quantity("$c_t$", "memory"),
        "kept": Quantity("", "memory"),
        "written": Quantity("", "memory"),
        "tanh_c": Quantity("", "memory"),
    },
    (
        *gate("f", "σ", "forget gate"),
        *gate("i", "σ", "input gate"),
        *gate("g", "tanh", "candidate"),
        *gate("o", "σ", "output gate"),
        Operation("kept", "⊙", ("f", "c_prev"), "memory"),
        Operation("written", "⊙", ("i", "g"), "memory"),
        Operation("c", "+", ("kept", "written"), "memory"),
        Operation("tanh_c", "tanh", ("c",), "state"),
        Operation("h", "⊙", ("o", "tanh_c"), "state"),
    ),
    (
        ("forget gate", "f"),
        ("input gate", "i"),
        ("candidate", "g"),
        ("memory", "c"),
        ("output gate", "o"),
        ("state", "h"),
    ),
    (2, 2, 2, 3, 2, 2),
)


def gru(name: str, quantities: dict[str, Quantity], recurrent: tuple[Operation, Operation]) -> Cell:
    """A GRU, but for how the past reaches the candidate: `recurrent` ends in the quantity "past"."""
    return Cell(
        name,
        OUTSIDE
        | {f"a_{letter}": Quantity(**UNNAMED) for letter in "rzn"}
        | {letter: Quantity(f"${letter}_t$", "gate") for letter in "rz"}
        | {
            "n": Quantity("$n_t$", "ink"),
            "own": Quantity("$h_{t-1}$", "state"),
            "present": Quantity(**UNNAMED),
            "past": Quantity(**UNNAMED),
            "open": Quantity("", "gate"),
            "fresh": Quantity("", "state"),
            "kept": Quantity("", "state"),
        }
        | quantities,
        (
            *gate("r", "σ", "reset gate"),
            *gate("z", "σ", "update gate"),
            Operation("present", PRODUCT, ("x",), "candidate", ("W_xn",), "b_n"),
            *recurrent,
            Operation("a_n", "+", ("present", "past"), "candidate"),
            Operation("n", "tanh", ("a_n",), "candidate"),
            Operation("open", "1−", ("z",), "state"),
            Operation("fresh", "⊙", ("open", "n"), "state"),
            Operation("kept", "⊙", ("z", "own"), "state"),
            Operation("h", "+", ("fresh", "kept"), "state"),
        ),
        (("reset gate", "r"), ("update gate", "z"), ("candidate", "n"), ("state", "h")),
        (2, 2, 4, 3),
    )


GRU_AFTER = gru(
    "GRU, reset after the product",
    {"q": Quantity(**UNNAMED)},
    (
        Operation("q", PRODUCT, ("h_prev",), "candidate", ("W_hn",), "b_hn"),
        Operation("past", "⊙", ("r", "q"), "candidate"),
    ),
)
GRU_BEFORE = gru(
    "GRU, reset before the product",
    {
        "a_r": Quantity("", "soft", vector=True),
        "r": Quantity("$r_t$", "gate", vector=True),
        "rh": Quantity("", "state", vector=True),
    },
    (
        Operation("rh", "⊙", ("r", "h_prev"), "candidate"),
        Operation("past", PRODUCT, ("rh",), "candidate", ("W_hn",)),
    ),
)
