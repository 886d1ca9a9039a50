import numpy as np
import pytest

from rnnviz.cells import RNN, Bidirectional, Stacked

torch = pytest.importorskip("torch")

T, B, FEATURES, H = 7, 4, 3, 5
LENGTHS = [7, 2, 5, 1]
OURS_IN_TORCH = {"W_xh": "weight_ih", "W_hh": "weight_hh", "b_h": "bias_ih"}


def twins(nonlinearity, layers, bidirectional):
    """A torch.nn.RNN, our network with its weights, and each cell's prefix here with its ending there."""
    torch.manual_seed(0)
    theirs = torch.nn.RNN(
        FEATURES, H, layers, nonlinearity=nonlinearity, bidirectional=bidirectional, dtype=torch.float64
    )
    state_dict = {name: value.numpy() for name, value in theirs.state_dict().items()}
    parts, names = [], {}
    for n in range(layers):
        ahead = RNN.from_torch(state_dict, nonlinearity, layer=f"l{n}")
        if bidirectional:
            parts.append(
                Bidirectional(ahead, RNN.from_torch(state_dict, nonlinearity, layer=f"l{n}_reverse"))
            )
            names |= {f"{n}.forward.": f"l{n}", f"{n}.backward.": f"l{n}_reverse"}
        else:
            parts.append(ahead)
            names |= {f"{n}.": f"l{n}"}
    return theirs, Stacked(parts), names


def run_torch(network, x, h0, lengths, dh):
    """Output, final states, and the gradients of x and h0, by packed sequences where there are lengths."""
    x, h0 = torch.tensor(x, requires_grad=True), torch.tensor(h0, requires_grad=True)
    read = x
    if lengths is not None:
        read = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    output, last = network(read, h0)
    if lengths is not None:
        output, _ = torch.nn.utils.rnn.pad_packed_sequence(output)
    (output * torch.tensor(dh)).sum().backward()
    return output.detach().numpy(), last.detach().numpy(), x.grad.numpy(), h0.grad.numpy()


def agree(ours, theirs):
    return np.abs(ours - theirs).max() < 1e-10


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "ragged"])
def test_states_and_every_gradient_agree_with_pytorch(nonlinearity, layers, bidirectional, lengths):
    theirs, ours, names = twins(nonlinearity, layers, bidirectional)
    directions = 2 if bidirectional else 1
    rng = np.random.default_rng(1)
    x, dh = rng.normal(size=(T, B, FEATURES)), rng.normal(size=(T, B, directions * H))
    h0 = rng.normal(size=(layers * directions, B, H))
    trace = ours.forward(x, [*h0.reshape(layers, 2, B, H)] if bidirectional else h0, lengths)
    dh *= trace.mask[..., None]
    gradients = ours.backward(trace, dh)

    output, last, dx, dh0 = run_torch(theirs, x, h0, lengths, dh)
    assert agree(trace.h[1:] * trace.mask[..., None], output)
    assert agree(
        np.concatenate([layer.last for layer in trace.layers], axis=-1), np.concatenate(last, axis=-1)
    )
    assert agree(gradients.x, dx)
    assert agree(
        np.concatenate([layer.h[0] for layer in gradients.layers], axis=-1), np.concatenate(dh0, axis=-1)
    )
    for part, layer in names.items():
        for name, torch_name in OURS_IN_TORCH.items():
            grad = getattr(theirs, f"{torch_name}_{layer}").grad.numpy()
            assert agree(gradients.params[part + name], grad.T), (part, name)


def test_weights_are_read_from_tensors_without_biases_and_in_their_dtype():
    theirs = torch.nn.RNN(FEATURES, H, bias=False)
    cell = RNN.from_torch(theirs.state_dict())
    assert {value.dtype for value in cell.params.values()} == {np.dtype(np.float32)}
    assert not cell.params["b_h"].any()
    x = np.ones((T, B, FEATURES), np.float32)
    assert np.allclose(cell.forward(x).h[1:], theirs(torch.tensor(x))[0].detach().numpy(), atol=1e-6)
