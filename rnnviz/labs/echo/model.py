"""A linear unit after one pulse: h_t = w h_{t-1} + x_t with x_1 = 1 and nothing after."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...cells import RNN


@dataclass(frozen=True, eq=False)
class EchoResult:
    w: float
    h: np.ndarray  # (T+1,)

    @property
    def T(self) -> int:
        return len(self.h) - 1


def compute(p: SimpleNamespace) -> EchoResult:
    cell = RNN(1, 1, "linear", rng=0)
    cell.params["W_xh"][:], cell.params["W_hh"][:], cell.params["b_h"][:] = 1, p.w, 0
    x = np.zeros((p.T, 1, 1))
    x[0] = 1
    return EchoResult(p.w, cell.forward(x).h[:, 0, 0])
