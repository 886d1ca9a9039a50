"""What the cells with gates share: the blocks of their weights, and PyTorch's names for them."""

import numpy as np

from .checks import check_sizes
from .parameters import drawn
from .torch_weights import only_layer, read_layer, write_layer
from .work import by_gate


class GatedCell:
    """A cell whose gates all read x_t and h_{t-1}.

    The weights of all gates stand side by side, in the order of `gates`: W_xh is (I, G·H), W_hh (H, G·H) and
    b_h (G·H,). First come those that are a σ, `sigmoids` of them, then the tanh.
    """

    gates: tuple[str, ...]
    torch_gates: tuple[str, ...]
    sigmoids: int

    def __init__(self, input_size, hidden_size, rng, dtype):
        check_sizes(input_size, hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = drawn(self._shapes(), hidden_size, rng, dtype)

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        width = len(self.gates) * self.hidden_size
        return {"W_xh": (self.input_size, width), "W_hh": (self.hidden_size, width), "b_h": (width,)}

    def gate_params(self, name: str) -> dict[str, np.ndarray]:
        """W_xh (I, H), W_hh (H, H) and b_h (H,) of one gate: views, so that writing there sets the weights."""
        n, H = self.gates.index(name), self.hidden_size
        return {key: self.params[key][..., n * H : (n + 1) * H] for key in ("W_xh", "W_hh", "b_h")}

    def _stacked_weights(self, *names: str) -> np.ndarray:
        """The named parameters on top of each other, gate by gate, (G, N, H), a copy with the σ gates halved.

        Those give a/2, and σ(a) = ½ + ½ tanh(a/2), so that one tanh serves all gates.
        """
        blocks = [by_gate(self.params[name], len(self.gates)) for name in names]
        shape = len(self.gates), sum(block.shape[1] for block in blocks), self.hidden_size
        weights = np.concatenate(blocks, axis=1, out=np.empty(shape, blocks[0].dtype))
        weights[: self.sigmoids] *= 0.5
        return weights

    @classmethod
    def from_torch(cls, state_dict, layer=None):
        """The cell with one layer's weights of its namesake in torch.nn; see `RNN.from_torch`.

        PyTorch has two biases. They are added where they are only ever added.
        """
        layer = only_layer(state_dict, layer)
        W_xh, W_hh, *biases = read_layer(state_dict, layer, cls.gates, cls.torch_gates, cls.__name__)
        cell = cls(len(W_xh), len(W_hh), dtype=W_xh.dtype)
        cell.params = {"W_xh": W_xh, "W_hh": W_hh} | cls._biases(*biases)
        return cell

    def to_torch(self, layer="l0") -> dict[str, np.ndarray]:
        """The weights under PyTorch's names, ready for `load_state_dict` once made tensors."""
        weights = (self.params["W_xh"], self.params["W_hh"], *self._torch_biases())
        return write_layer(*weights, layer, self.gates, self.torch_gates)

    @staticmethod
    def _biases(b_ih: np.ndarray, b_hh: np.ndarray) -> dict[str, np.ndarray]:
        return {"b_h": b_ih + b_hh}

    def _torch_biases(self) -> tuple[np.ndarray, np.ndarray]:
        return self.params["b_h"], np.zeros_like(self.params["b_h"])
