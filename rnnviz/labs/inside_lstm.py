"""The first lab of notebook 06: an LSTM cell drawn operation by operation, with the numbers that are in it."""

from ..cells import LSTM
from ..panels.cell_kinds import LSTM as DRAWING
from .inside_cell import BY_HAND, FADING, RANDOM, TRAINED, UNITS, InsideCell, from_rows, reading
from .inside_trained import learned

AT_MARKS, BETWEEN_MARKS = (0, 12, 0, -6), (0, -12, 0, 6)  # a gate that opens at marks, one that shuts at them
OPEN = (0, 0, 0, 6)
HAND = {  # by gate and unit: weights of the value, the mark and the unit's own state, and the bias
    "f": [BETWEEN_MARKS, (0, 0, 0, 8), (0, 0, 0, 0.85), BETWEEN_MARKS],
    "i": [AT_MARKS, AT_MARKS, (0, 0, 0, 0), AT_MARKS],
    "g": [(1.5, 0, 0, 0), (0, 0, 0, 4), (1.5, 0, 0, 0), (0, 0, -8, 3)],
    "o": [OPEN, AT_MARKS, OPEN, OPEN],
}


class InsideLSTM(InsideCell):
    """The cell of c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t and h_t = o_t ⊙ tanh(c_t)."""

    title = "Inside the LSTM"
    parts = tuple(part for part, _ in DRAWING.equations)
    gates = (("f", "forget gate"), ("i", "input gate"), ("o", "output gate"))
    by_hand = (
        "keeps the value that was marked last",
        "counts the marks, and shows the count only at a mark",
        "adds the values up and lets the sum fade",
        "turns over at every mark",
    )
    presets = {
        "keep a marked value": {},
        "count, and show it at marks": {"unit": 2, "focus": "output gate", "t": 6.0},
        "let it fade": {**reading(FADING, 1), "unit": 3, "focus": "forget gate", "t": 4.0},
        "turn over at marks": {"unit": 4, "focus": "candidate", "t": 5.0},
        "half-open gates": {"scale": 0.2, "focus": "memory", "t": 5.0},
        "trained to keep a marked value": {"weights": TRAINED, "t": 5.0},
        "random weights": {"weights": RANDOM, "scale": 2.0, "t": 5.0},
    }

    def network(self, p):
        if p.weights == TRAINED:
            return learned("LSTM")
        network = LSTM(2, UNITS, rng=p.seed)
        return (from_rows(network, HAND) if p.weights == BY_HAND else network), None

    def drawing(self, p):
        return DRAWING
