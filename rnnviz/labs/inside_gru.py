"""The first lab of notebook 07: a GRU cell drawn operation by operation, with the reset in either place."""

import numpy as np

from ..cells import GRU
from ..panels.cell_kinds import GRU_AFTER, GRU_BEFORE
from .inside_cell import BY_HAND, FADING, RANDOM, TRAINED, UNITS, InsideCell, from_rows, reading
from .inside_trained import learned
from .inside_values import block
from .parameters import Choice

BETWEEN_MARKS = (0, -12, 0, 6)  # a gate that shuts at marks
OPEN = (0, 0, 0, 6)
HAND = {  # by gate and unit: weights of the value, the mark and the unit's own state, and the bias
    "r": [OPEN, OPEN, OPEN, BETWEEN_MARKS],
    "z": [BETWEEN_MARKS, (0, -5.3, 0, 6), (0, 0, 0, 0.85), (0, 0, 0, -2)],
    "n": [(1.5, 0, 0, 0), (0, 0, 0, 4), (1.5, 0, 0, 0), (0.8, 0, 1.5, 0)],
}
FROM_FIRST = 0.8  # what unit 4 reads of the state of unit 1, too


class InsideGRU(InsideCell):
    """The cell of h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}, its past reset after the product or before it."""

    title = "Inside the GRU"
    parts = tuple(part for part, _ in GRU_AFTER.equations)
    gates = (("r", "reset gate"), ("z", "update gate"))
    by_hand = (
        "keeps the value that was marked last",
        "goes a third of the way to 1 at every mark",
        "follows the values with a fading memory",
        "mixes the value with its own past and unit 1's, and starts anew at a mark",
    )
    presets = {
        "keep a marked value": {},
        "count as far as 1": {"unit": 2, "focus": "update gate", "t": 5.0},
        "let it fade": {**reading(FADING, 1), "unit": 3, "focus": "state", "t": 4.0},
        "start anew at a mark": {"unit": 4, "focus": "candidate", "t": 5.0},
        "start anew, reset before": {"unit": 4, "focus": "candidate", "form": "before", "t": 5.0},
        "half-open gates": {"scale": 0.2, "focus": "state", "t": 5.0},
        "trained to keep a marked value": {"weights": TRAINED, "t": 5.0},
        "random weights": {"weights": RANDOM, "scale": 2.0, "t": 5.0},
    }

    form = Choice(  # not "reset", which every lab has
        "after",
        ("after", "before"),
        "reset after or before W_hn",
        "After the product: PyTorch, cuDNN, Keras. Before it: Cho et al. 2014.",
    )

    def network(self, p):
        if p.weights == TRAINED:
            return learned(f"GRU, reset {p.form}")
        network = GRU(2, UNITS, reset=p.form, rng=p.seed)
        if p.weights == BY_HAND:
            from_rows(network, HAND)
            network.gate_params("n")["W_hh"][0, 3] = FROM_FIRST
        return network, None

    def other_candidate(self, network, trace):
        x, h, r = trace.x[:, 0], trace.h[:-1, 0], trace.r[:, 0]
        present, W_hn = x @ block(network, "W_xn") + block(network, "b_n"), block(network, "W_hn")
        return np.tanh(present + ((r * h) @ W_hn if network.reset == "after" else r * (h @ W_hn)))

    def drawing(self, p):
        return GRU_AFTER if p.form == "after" else GRU_BEFORE
