import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.cells import GRU, LSTM, RNN, Stacked

torch = pytest.importorskip("torch")

KINDS = {
    "tanh": (RNN, {"nonlinearity": "tanh"}),
    "relu": (RNN, {"nonlinearity": "relu"}),
    "LSTM": (LSTM, {}),
    "GRU": (GRU, {}),
}
kinds = pytest.mark.parametrize("kind", KINDS)


def twins(kind, features, H, layers, bidirectional, dtype):
    """A torch.nn module and our network with its weights."""
    cell_class, options = KINDS[kind]
    module = getattr(torch.nn, cell_class.__name__)
    theirs = module(features, H, layers, bidirectional=bidirectional, dtype=dtype, **options)
    state_dict = {name: value.numpy() for name, value in theirs.state_dict().items()}
    return theirs, Stacked.from_torch(state_dict, cell_class, **options)


def run_torch(network, x, states, lengths, dh):
    """Output, final states, and the gradients of x and the initial states; packed where there are lengths."""
    x = torch.tensor(x, requires_grad=True)
    states = [torch.tensor(state, requires_grad=True) for state in states]
    read = x
    if lengths is not None:
        read = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    output, last = network(read, tuple(states) if len(states) > 1 else states[0])
    if lengths is not None:
        output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, total_length=len(x))
    (output * torch.tensor(dh)).sum().backward()
    last = last if isinstance(last, tuple) else (last,)
    return (
        output.detach().numpy(),
        [state.detach().numpy() for state in last],
        x.grad.numpy(),
        [state.grad.numpy() for state in states],
    )


def parts(layers):
    """The traces or gradients of all cells, in PyTorch's order: by layer, forward before backward."""
    return [
        part
        for layer in layers
        for part in ([layer.forward, layer.backward] if hasattr(layer, "forward") else [layer])
    ]


@kinds
@pytest.mark.parametrize(("dtype", "within"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True])
@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**31 - 1),
    T=st.integers(1, 12),
    B=st.integers(1, 5),
    features=st.integers(1, 6),
    H=st.integers(1, 9),
    data=st.data(),
)
def test_states_and_every_gradient_agree_with_pytorch(
    kind, dtype, within, layers, bidirectional, seed, T, B, features, H, data
):
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    torch.manual_seed(seed)
    theirs, ours = twins(kind, features, H, layers, bidirectional, getattr(torch, dtype))
    rng, directions = np.random.default_rng(seed), 1 + bidirectional
    x, dh = rng.normal(size=(T, B, features)), rng.normal(size=(T, B, directions * H))
    states = rng.normal(size=(1 + (kind == "LSTM"), layers * directions, B, H))
    x, dh, states = (array.astype(dtype) for array in (x, dh, states))
    nested = [s.reshape(layers, directions, B, H) if bidirectional else s for s in states]
    trace = ours.forward(x, lengths=lengths, **dict(zip(("h0", "c0"), nested, strict=False)))
    real = trace.mask[..., None]
    dh *= real
    gradients = ours.backward(trace, dh)

    def agree(ours, theirs):
        return np.abs(ours - theirs).max() <= within * max(1, np.abs(theirs).max())

    output, last, dx, dstates = run_torch(theirs, x, states, lengths, dh)
    assert agree(trace.h[1:] * real, output) and agree(gradients.x, dx)
    for name, final, dinitial in zip(("h", "c"), last, dstates, strict=False):
        assert agree(np.stack([getattr(part, name)[-1] for part in parts(trace.layers)]), final)
        assert agree(np.stack([getattr(part, name)[0] for part in parts(gradients.layers)]), dinitial)
    for name, grad in torch_gradients(ours, gradients).items():
        assert agree(grad, getattr(theirs, name).grad.numpy()), name


def torch_gradients(network, gradients):
    """Our parameter gradients under PyTorch's names; what reaches one bias reaches the other alike."""
    values = {name: array.copy() for name, array in network.params.items()}
    for name, grad in gradients.params.items():
        network.params[name] = grad
    named = network.to_torch()
    for name, value in values.items():
        network.params[name] = value
    for name in [name for name in named if name.startswith("bias_hh")]:
        own = named[name.replace("hh", "ih")].copy()
        apart = named[name] != 0  # the second bias of a GRU's candidate
        own[apart] = named[name][apart]
        named[name] = own
    return named


@kinds
def test_weights_go_back_into_pytorch(kind):
    cell_class, options = KINDS[kind]
    network = Stacked([cell_class(3, 4, rng=0, **options), cell_class(4, 4, rng=1, **options)])
    theirs = getattr(torch.nn, cell_class.__name__)(3, 4, 2, dtype=torch.float64, **options)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in network.to_torch().items()})
    x = np.random.default_rng(2).normal(size=(6, 2, 3))
    assert np.abs(network.forward(x).h[1:] - theirs(torch.tensor(x))[0].detach().numpy()).max() < 1e-14


@kinds
def test_weights_are_read_from_tensors_without_biases_and_in_their_dtype(kind):
    cell_class, options = KINDS[kind]
    theirs = getattr(torch.nn, cell_class.__name__)(3, 5, bias=False, **options)
    cell = cell_class.from_torch(theirs.state_dict(), **options)
    assert {value.dtype for value in cell.params.values()} == {np.dtype(np.float32)}
    x = np.ones((7, 4, 3), np.float32)
    assert np.allclose(cell.forward(x).h[1:], theirs(torch.tensor(x))[0].detach().numpy(), atol=1e-6)


def test_a_projection_is_refused_by_name():
    theirs = torch.nn.LSTM(3, 5, proj_size=2)
    with pytest.raises(ValueError, match="holds 'weight_hr_l0'; that is a projection"):
        LSTM.from_torch(theirs.state_dict())
