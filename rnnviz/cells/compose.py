"""Networks made of cells: stacked in depth, or reading in both directions.

They have the two methods of a cell, so they nest: PyTorch's `num_layers=2, bidirectional=True` is a Stacked
of two Bidirectionals. A part has `params`, `input_size`, `hidden_size`, `forward` and `backward`.
"""

from dataclasses import dataclass

import numpy as np

from .checks import checked_outside_gradient
from .parts import PartParams, joined_params, run, states_of_parts
from .torch_weights import check_alike, is_bidirectional, layers_in, only_layer
from .trace import Gradients, Trace, keeps_overflow, step_mask


@dataclass(frozen=True, kw_only=True, eq=False)
class StackedTrace(Trace):
    """x is what the bottom layer read and h the states of the top one; `layers` holds every layer's trace."""

    layers: tuple[Trace, ...]

    @property
    def last(self) -> np.ndarray:
        return self.layers[-1].last

    @property
    def first_bad_step(self) -> int | None:
        """The first t at which the state of any layer is not finite; None if all are."""
        return min((t for layer in self.layers if (t := layer.first_bad_step) is not None), default=None)


@dataclass(frozen=True, kw_only=True, eq=False)
class StackedGradients(Gradients):
    """x is that of the bottom layer, h that of the top one; `layers` holds every layer's gradients."""

    layers: tuple[Gradients, ...]


class Stacked:
    """h_t of one layer is x_t of the next: layers[0] reads the input, layers[-1] gives the output.

    `params` names a parameter by its layer, "0.W_xh". ValueError if the sizes of two neighbors do not fit.
    """

    def __init__(self, layers):
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("layers is empty; a stack needs at least 1 layer")
        for n, (below, above) in enumerate(zip(self.layers, self.layers[1:], strict=False)):
            if above.input_size != below.hidden_size:
                raise ValueError(
                    f"layer {n + 1} has input_size {above.input_size}, but layer {n} gives it "
                    f"{below.hidden_size} features; make the two equal"
                )
        self.input_size, self.hidden_size = self.layers[0].input_size, self.layers[-1].hidden_size
        self.params = PartParams({str(n): layer for n, layer in enumerate(self.layers)})

    def forward(self, x, h0=None, lengths=None, c0=None) -> StackedTrace:
        """Run the layers from the bottom up. h0 is one initial state for each layer, and for LSTMs c0 one
        memory; None is zeros."""
        traces, n = [], len(self.layers)
        states = states_of_parts(h0, n), states_of_parts(c0, n, "c0")
        for layer, h, c in zip(self.layers, *states, strict=True):
            traces.append(run(layer, x, h, lengths, c))
            x = traces[-1].h[1:]
        bottom, top = traces[0], traces[-1]
        return StackedTrace(x=bottom.x, h=top.h, lengths=bottom.lengths, layers=tuple(traces))

    def backward(self, trace: StackedTrace, dh) -> StackedGradients:
        """Run the layers from the top down: ∂L/∂x_t of one layer arrives as ∂L/∂h_t at the layer below."""
        gradients = []
        for layer, layer_trace in zip(reversed(self.layers), reversed(trace.layers), strict=True):
            gradients.append(layer.backward(layer_trace, dh))
            dh = gradients[-1].x
        layers = tuple(reversed(gradients))
        params = joined_params({str(n): layer for n, layer in enumerate(layers)})
        return StackedGradients(params=params, x=layers[0].x, h=layers[-1].h, layers=layers)

    @classmethod
    def from_torch(cls, state_dict, cell_class, **options) -> "Stacked":
        """All layers of a PyTorch module, of Bidirectionals if it is bidirectional; see `RNN.from_torch`.

        `cell_class` is RNN, LSTM or GRU, and `options` what its `from_torch` takes, such as a nonlinearity.
        """
        kind = Bidirectional if is_bidirectional(state_dict) else cell_class
        if kind is Bidirectional:
            options["cell_class"] = cell_class
        layers = range(len(layers_in(state_dict)))
        return cls([kind.from_torch(state_dict, layer=f"l{n}", **options) for n in layers])

    def to_torch(self) -> dict[str, np.ndarray]:
        """The weights under PyTorch's names. ValueError if its layers differ in what PyTorch's share: the kind, the
        size, the nonlinearity, and whether they read in both directions."""
        check_alike(cells_of(self), "layers")
        both_ways = [isinstance(layer, Bidirectional) for layer in self.layers]
        if len(set(both_ways)) > 1:
            raise ValueError(
                f"layer {both_ways.index(True)} reads in both directions and layer {both_ways.index(False)} in one; "
                "PyTorch's layers all do the same"
            )
        return {name: w for n, layer in enumerate(self.layers) for name, w in layer.to_torch(f"l{n}").items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class BidirectionalTrace(Trace):
    """h[t] is [forward h_t | backward h_t] along the features, and h[0] the two initial states.

    The forward h_t has read x_1, ..., x_t, the backward one x_n, ..., x_t. `forward` and `backward` are the
    traces of the two cells, each in the order in which it read.
    """

    forward: Trace
    backward: Trace

    @property
    def last(self) -> np.ndarray:
        """(B, 2H), each direction's state once it has read all: the forward one at n, the backward at 1."""
        return np.concatenate([self.forward.last, self.backward.last], axis=-1)


@dataclass(frozen=True, kw_only=True, eq=False)
class BidirectionalGradients(Gradients):
    """h is laid out as in the trace; `forward` and `backward` are each cell's own, in the order it read."""

    forward: Gradients
    backward: Gradients


class Bidirectional:
    """Two cells read the sequence, one in each direction; their states stand side by side.

    The backward cell reverses each sequence inside its own length, as PyTorch's packed sequences do: padding
    never comes first. `params` names a parameter by its direction, "forward.W_xh". ValueError if the input
    sizes of the cells differ. Schuster, Paliwal 1997.
    """

    def __init__(self, forward_cell, backward_cell):
        if forward_cell.input_size != backward_cell.input_size:
            raise ValueError(
                f"the forward cell has input_size {forward_cell.input_size}, the backward cell "
                f"{backward_cell.input_size}; both read the same x, so make the two equal"
            )
        self.forward_cell, self.backward_cell = forward_cell, backward_cell
        self.input_size = forward_cell.input_size
        self.hidden_size = forward_cell.hidden_size + backward_cell.hidden_size
        self.params = PartParams({"forward": forward_cell, "backward": backward_cell})

    def forward(self, x, h0=None, lengths=None, c0=None) -> BidirectionalTrace:
        """Run both directions. h0 is a pair of initial states, forward and backward, and for LSTMs c0 a pair
        of memories; None is zeros."""
        h_forward, h_backward = states_of_parts(h0, 2)
        c_forward, c_backward = states_of_parts(c0, 2, "c0")
        forward = run(self.forward_cell, x, h_forward, lengths, c_forward)
        x, lengths = forward.x, forward.lengths
        backward = run(self.backward_cell, reverse(x, lengths), h_backward, lengths, c_backward)
        h = side_by_side(forward.h, backward.h, lengths)
        return BidirectionalTrace(x=x, h=h, lengths=lengths, forward=forward, backward=backward)

    @keeps_overflow
    def backward(self, trace: BidirectionalTrace, dh) -> BidirectionalGradients:
        """Give each direction its share of dh (T, B, 2H), and add up what the two send back to x."""
        dh, lengths = checked_outside_gradient(dh, trace), trace.lengths
        dh_forward, dh_backward = np.split(dh, [self.forward_cell.hidden_size], axis=-1)
        forward = self.forward_cell.backward(trace.forward, dh_forward)
        backward = self.backward_cell.backward(trace.backward, reverse(dh_backward, lengths))
        return BidirectionalGradients(
            params=joined_params({"forward": forward, "backward": backward}),
            x=forward.x + reverse(backward.x, lengths),
            h=side_by_side(forward.h, backward.h, lengths),
            forward=forward,
            backward=backward,
        )

    @classmethod
    def from_torch(cls, state_dict, cell_class, layer=None, **options) -> "Bidirectional":
        """One layer of a bidirectional PyTorch module, the only one or the one named; see `RNN.from_torch`."""
        layer = only_layer(state_dict, layer, directions=2)
        return cls(
            *(cell_class.from_torch(state_dict, layer=layer + end, **options) for end in ("", "_reverse"))
        )

    def to_torch(self, layer="l0") -> dict[str, np.ndarray]:
        """The weights under PyTorch's names. ValueError if the two cells differ in kind, size or nonlinearity."""
        check_alike(cells_of(self), "directions")
        return self.forward_cell.to_torch(layer) | self.backward_cell.to_torch(f"{layer}_reverse")


def cells_of(network) -> list:
    """The cells that a Stacked or Bidirectional is made of, with a Bidirectional layer's two side by side."""
    if isinstance(network, Bidirectional):
        return [network.forward_cell, network.backward_cell]
    return [
        cell
        for layer in network.layers
        for cell in (cells_of(layer) if hasattr(layer, "forward_cell") else [layer])
    ]


def reverse(rows: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """(T, B, ...) with each sequence's own rows in the opposite order and its padding left in place."""
    if lengths is None:
        return rows[::-1]
    T, B = rows.shape[:2]
    t = np.arange(T)[:, None]
    return rows[np.where(step_mask(lengths, T), lengths - 1 - t, t), np.arange(B)]


def side_by_side(forward: np.ndarray, backward: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """(T+1, B, 2H) from (T+1, B, H) twice, with the steps of the backward one put into the order of x."""
    backward = np.concatenate([backward[:1], reverse(backward[1:], lengths)])
    return np.concatenate([forward, backward], axis=-1)
