"""Weights under PyTorch's names, in and out, without PyTorch."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM, RNN, Bidirectional, Stacked

GATES = {RNN: 1, LSTM: 4, GRU: 3}
cells = pytest.mark.parametrize("cell_class", GATES)


def state_dict(cell_class, features=3, H=4, layers=1, bidirectional=False, bias=True, dtype=np.float64):
    rng = np.random.default_rng(0)
    rows, arrays = GATES[cell_class] * H, {}
    for n in range(layers):
        width = features if n == 0 else H * (1 + bidirectional)
        for end in ("", "_reverse") if bidirectional else ("",):
            shapes = {"weight_ih": (rows, width), "weight_hh": (rows, H)}
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)} if bias else {}
            arrays |= {f"{name}_l{n}{end}": rng.normal(size=s).astype(dtype) for name, s in shapes.items()}
    return arrays


def summed_biases(arrays, kept_apart):
    """The same function of the input with bias_hh in bias_ih, but for the last `kept_apart` rows."""
    arrays = {name: array.copy() for name, array in arrays.items()}
    for name in [name for name in arrays if name.startswith("bias_hh")]:
        rows = len(arrays[name]) - kept_apart
        arrays[name.replace("hh", "ih")][:rows] += arrays[name][:rows]
        arrays[name][:rows] = 0
    return arrays


@cells
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_weights_come_back_as_they_went_in_with_the_biases_added_where_they_can_be(
    cell_class, layers, bidirectional
):
    arrays = state_dict(cell_class, layers=layers, bidirectional=bidirectional)
    back = Stacked.from_torch(arrays, cell_class).to_torch()
    expected = summed_biases(arrays, kept_apart=4 if cell_class is GRU else 0)
    assert back.keys() == arrays.keys()
    assert all(np.array_equal(back[name], expected[name]) for name in arrays)


@cells
def test_the_only_layer_needs_no_name_and_one_of_several_does(cell_class):
    one, two = state_dict(cell_class), state_dict(cell_class, layers=2)
    again = cell_class.from_torch(one).to_torch()
    assert again.keys() == one.keys() and np.array_equal(again["weight_hh_l0"], one["weight_hh_l0"])
    with pytest.raises(ValueError, match=r"holds 2 cells; read them all with Stacked\.from_torch, or name"):
        cell_class.from_torch(two)
    upper = cell_class.from_torch(two, layer="l1")
    assert np.array_equal(upper.to_torch("l1")["weight_ih_l1"], two["weight_ih_l1"])


@cells
def test_both_directions_of_a_layer_make_a_bidirectional(cell_class):
    arrays = state_dict(cell_class, bidirectional=True)
    network = Bidirectional.from_torch(arrays, cell_class)
    back = network.to_torch()
    assert back.keys() == arrays.keys()
    assert np.array_equal(back["weight_hh_l0_reverse"], arrays["weight_hh_l0_reverse"])
    with pytest.raises(ValueError, match="state_dict holds 2 cells"):
        cell_class.from_torch(arrays)


def test_gates_are_taken_from_pytorchs_order_i_f_g_o():
    arrays = state_dict(LSTM)
    cell = LSTM.from_torch(arrays)
    for n, gate in enumerate("ifgo"):
        rows = slice(4 * n, 4 * n + 4)
        assert np.array_equal(cell.gate_params(gate)["W_hh"], arrays["weight_hh_l0"][rows].T)
        assert np.array_equal(cell.gate_params(gate)["W_xh"], arrays["weight_ih_l0"][rows].T)
        both = arrays["bias_ih_l0"][rows] + arrays["bias_hh_l0"][rows]
        assert np.array_equal(cell.gate_params(gate)["b_h"], both)


def test_the_candidate_of_a_gru_keeps_its_two_biases_apart():
    arrays = state_dict(GRU)
    cell = GRU.from_torch(arrays)
    assert np.array_equal(cell.params["b_hn"], arrays["bias_hh_l0"][8:])
    assert np.array_equal(cell.gate_params("n")["b_h"], arrays["bias_ih_l0"][8:])
    assert np.array_equal(cell.gate_params("z")["b_h"], (arrays["bias_ih_l0"] + arrays["bias_hh_l0"])[4:8])


@cells
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_that_of_the_weights_and_nothing_is_shared(cell_class, dtype):
    arrays = state_dict(cell_class, dtype=dtype)
    cell = cell_class.from_torch(arrays)
    assert {w.dtype for w in cell.params.values()} == {np.dtype(dtype)}
    out = cell.to_torch()
    for one in cell.params.values():
        assert not any(np.shares_memory(one, other) for other in (*arrays.values(), *out.values()))


@cells
def test_a_layer_without_biases_gets_zeros(cell_class):
    cell = cell_class.from_torch(state_dict(cell_class, bias=False))
    assert not any(w.any() for name, w in cell.params.items() if name.startswith("b"))


def test_the_nonlinearity_goes_to_every_layer():
    network = Stacked.from_torch(state_dict(RNN, layers=2, bidirectional=True), RNN, nonlinearity="relu")
    assert {
        cell.activation.name for pair in network.layers for cell in (pair.forward_cell, pair.backward_cell)
    } == {"relu"}


def without(name, **options):
    arrays = state_dict(LSTM, **options)
    del arrays[name]
    return arrays


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (lambda: LSTM.from_torch({}), "state_dict has no 'weight_ih_l0'; it is empty"),
        (
            lambda: LSTM.from_torch(without("weight_hh_l0")),
            "no 'weight_hh_l0'; its names are weight_ih_l0, bias",
        ),
        (lambda: LSTM.from_torch(without("bias_hh_l0")), "state_dict has no 'bias_hh_l0'"),
        (lambda: LSTM.from_torch(state_dict(LSTM), layer="l3"), "state_dict has no 'weight_ih_l3'"),
        (
            lambda: Stacked.from_torch(without("weight_ih_l1_reverse", layers=2, bidirectional=True), LSTM),
            "state_dict has no 'weight_ih_l1_reverse'",
        ),
        (
            lambda: LSTM.from_torch(state_dict(LSTM) | {"weight_hr_l0": np.ones((2, 4))}),
            r"holds 'weight_hr_l0'; that is a projection \(proj_size\), which these cells do not have",
        ),
        (
            lambda: LSTM.from_torch(state_dict(LSTM) | {"fc.weight": np.ones((2, 4))}),
            "holds 'fc.weight'; no recurrent layer of PyTorch has that; pass the entries of the layer alone",
        ),
        (
            lambda: GRU.from_torch(state_dict(LSTM)),
            r"weight_ih_l0 has shape \(16, 3\); torch.nn.GRU with 4 units has \(12, 3\)",
        ),
        (
            lambda: LSTM.from_torch(state_dict(LSTM) | {"bias_ih_l0": np.ones(12)}),
            r"bias_ih_l0 has shape \(12,\); torch.nn.LSTM with 4 units has \(16,\)",
        ),
        (
            lambda: RNN.from_torch(state_dict(RNN) | {"weight_hh_l0": np.ones(4)}),
            r"weight_hh_l0 has shape \(4,\); torch.nn.RNN .* \(4, 4\)",
        ),
        (
            lambda: LSTM.from_torch({k: w.astype(np.float16) for k, w in state_dict(LSTM).items()}),
            "dtype is float16; a cell computes in float32 or float64",
        ),
        (lambda: GRU(2, 3, "before").to_torch(), "resets before the product; torch.nn.GRU resets after it"),
        (
            lambda: RNN(2, 3, "sigmoid").to_torch(),
            "nonlinearity is 'sigmoid'; torch.nn.RNN has tanh and relu only",
        ),
        (
            lambda: Stacked([LSTM(2, 3), LSTM(3, 4)]).to_torch(),
            "the layers have 3, 4 units; PyTorch's all have the same number",
        ),
        (lambda: Bidirectional(LSTM(2, 3), LSTM(2, 4)).to_torch(), "the directions have 3, 4 units"),
        (
            lambda: Stacked([RNN(2, 3), RNN(3, 3, "relu")]).to_torch(),
            "the layers have the nonlinearities tanh and relu; PyTorch's all have the same one",
        ),
        (
            lambda: Bidirectional(RNN(2, 3, "relu"), RNN(2, 3)).to_torch(),
            "the directions have the nonlinearities relu and tanh; PyTorch's all have the same one",
        ),
        (
            lambda: Stacked([Bidirectional(LSTM(2, 3), LSTM(2, 3)), LSTM(6, 3)]).to_torch(),
            "layer 0 reads in both directions and layer 1 in one; PyTorch's layers all do the same",
        ),
        (
            lambda: Stacked([GRU(2, 3), Bidirectional(GRU(3, 3), GRU(3, 3))]).to_torch(),
            "layer 1 reads in both directions and layer 0 in one",
        ),
        (lambda: Stacked([LSTM(2, 3), GRU(3, 3)]).to_torch(), "holds LSTM and GRU; .* of one kind"),
        (
            lambda: Bidirectional(Stacked([LSTM(2, 3)]), Stacked([LSTM(2, 3)])).to_torch(),
            "a part is a Stacked; PyTorch stacks layers of both directions, not directions of several layers",
        ),
    ],
)
def test_what_does_not_fit_is_named(read, sentence):
    with pytest.raises(ValueError, match=sentence):
        read()
