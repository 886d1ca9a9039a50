"""The checkers of notebook 07 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.checks.gru import (
    SIZES,
    check_gru_jacobian,
    check_gru_step,
    check_gru_units,
    example,
    resets_before,
)

CHECKS = (check_gru_step, check_gru_units, check_gru_jacobian)


def gru_step(
    x_t, h, W_ih, W_hh, b_ih, b_hh, mix=lambda z, n, h: (1 - z) * n + z * h, gate=sigmoid, squash=np.tanh,
    order=(0, 1, 2), candidate=None, keep_r=True,
):  # fmt: skip

    def split(array):
        return [np.split(array, 3)[i] for i in order]

    (W_ir, W_iz, W_in), (W_hr, W_hz, W_hn) = split(W_ih), split(W_hh)
    (b_ir, b_iz, b_in), (b_hr, b_hz, b_hn) = split(b_ih), split(b_hh)
    r = gate(x_t @ W_ir.T + b_ir + h @ W_hr.T + b_hr) if keep_r else 1.0
    z = gate(x_t @ W_iz.T + b_iz + h @ W_hz.T + b_hz)
    past = candidate(r, h, W_hn, b_hn) if candidate else r * (h @ W_hn.T + b_hn)
    return mix(z, squash(x_t @ W_in.T + b_in + past), h)


def variant(**changes):
    return lambda *given: gru_step(*given, **changes)


def without(*names):
    """The step with some of its arguments set to zero."""
    order = ("x_t", "h", "W_ih", "W_hh", "b_ih", "b_hh")
    return lambda *given: gru_step(*(a * (name not in names) for name, a in zip(order, given, strict=True)))


def gru_units(inputs, units, biases=2, blocks=3, budget=4, extra=0):
    n = 0
    while blocks * (n + 1) * (inputs + n + 1 + biases) + extra * (n + 1) <= budget * units * (
        inputs + units + biases
    ):
        n += 1
    return n


def counting(**changes):
    return lambda inputs, units: gru_units(inputs, units, **changes)


def gru_jacobian(
    h, r, z, n, q, W_hr, W_hz, W_hn, keep=1.0, by_z=lambda h, n: h - n, write=lambda z: 1 - z,
    slope=lambda gate: gate * (1 - gate), dn=lambda n: 1 - n**2, past=None,
    by_r=lambda q, r, h: q * r * (1 - r),
    rows=lambda slope, W: slope[:, None] * W.T,
):  # fmt: skip
    through_n = rows(dn(n) * (r if past is None else past), W_hn) + rows(dn(n) * by_r(q, r, h), W_hr)
    return keep * np.diag(z) + rows(by_z(h, n) * slope(z), W_hz) + write(z)[:, None] * through_n


def jacobian(**changes):
    return lambda *given: gru_jacobian(*given, **changes)


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (gru_step, gru_units, gru_jacobian), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (variant(mix=lambda z, n, h: (1 - z) * h + z * n), "z is the wrong way round"),
        (variant(candidate=lambda r, h, W, b: (r * h) @ W.T + b), "resets before the product"),
        (variant(candidate=lambda r, h, W, b: r * (h @ W.T) + b), "b_hn stands outside of r"),
        (variant(candidate=lambda r, h, W, b: h @ W.T + b), "r is not used"),
        (variant(order=(1, 0, 2)), "r and z are exchanged"),
        (variant(order=(1, 2, 0)), "in the order n, r, z;"),
        (variant(order=(2, 1, 0)), "in the order n, z, r;"),
        (variant(squash=sigmoid), "the candidate n has a σ"),
        (variant(gate=np.tanh), "the gates have a tanh"),
        (variant(gate=np.tanh, squash=sigmoid), "tanh and σ are exchanged"),
        (variant(squash=np.positive), "tanh of the candidate is missing"),
        (without("b_hh"), "b_hh is missing"),
        (without("b_ih"), "b_ih is missing"),
        (without("b_ih", "b_hh"), "both biases are missing"),
        (
            lambda x, h, W, V, b, c: gru_step(x, h, W, np.concatenate([v.T for v in np.split(V, 3)]), b, c),
            "transposed",
        ),
        (variant(mix=lambda z, n, h: (1 - z) * n), "what is kept is missing"),
        (variant(mix=lambda z, n, h: n + z * h), "candidate is written whole"),
        (variant(mix=lambda z, n, h: n), "that is the candidate n"),
        (lambda x, h, W, V, b, c: x @ W.T + b + h @ V.T + c, "3H columns"),
        (lambda *given: -gru_step(*given), "wrong sign"),
        (lambda *given: gru_step(*given)[0], "shape (4,)"),
    ],
)
def test_each_mistake_in_the_step_is_named(mistake, named):
    verdict = check_gru_step(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_a_reset_of_the_input_too_is_named():
    def resets_all(x, h, W, V, b, c):
        r, z, n = np.split(x @ W.T + b + h @ V.T + c, 3, axis=1)
        return (1 - sigmoid(z)) * np.tanh(sigmoid(r) * n) + sigmoid(z) * h

    assert "r multiplies the input's share too" in check_gru_step(resets_all).sentence


def test_the_step_of_the_exercise_is_that_of_the_cell():
    x_t, h, *weights = example()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    cell = GRU.from_torch(dict(zip(names, weights, strict=True)))
    np.testing.assert_allclose(gru_step(x_t, h, *weights), cell.forward(x_t[None], h).h[-1])


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda inputs, units: 4 * units // 3, "4H/3 units are too many"),
        (lambda inputs, units: round(4 * units / 3), "4H/3 units, rounded"),
        (lambda inputs, units: int(np.sqrt(4 / 3) * units), "would do without inputs"),
        (counting(biases=1), "one bias for each block"),
        (counting(biases=1, extra=1), "this course's count"),
        (counting(biases=0), "the biases are missing"),
        (lambda *sizes: gru_units(*sizes) + 1, "one unit too many"),
        (lambda *sizes: gru_units(*sizes) - 1, "one unit more would still fit"),
        (
            lambda i, h: (np.sqrt((i + 2) ** 2 + 16 / 3 * h * (i + h + 2)) - i - 2) / 2,
            "is 148.03; units are whole, so round down",
        ),
        (lambda inputs, units: 4 * units / 3, "units are whole, so round down"),
        (lambda inputs, units: float("nan"), "not finite"),
        (
            lambda i, h: round((np.sqrt((i + 2) ** 2 + 16 / 3 * h * (i + h + 2)) - i - 2) / 2),
            "round down",
        ),
        (counting(blocks=2), "a GRU has three blocks"),
        (counting(budget=3), "an LSTM has four blocks"),
        (counting(blocks=1), "units of an RNN"),
        (lambda inputs, units: [units, units], "one number"),
        (lambda inputs, units: 7, "is expected"),
    ],
)
def test_each_mistake_in_the_units_is_named(mistake, named):
    verdict = check_gru_units(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_the_units_are_the_most_that_fit_into_the_parameters_of_pytorch():
    def stored(cell):
        return sum(array.size for array in cell.to_torch().values())

    for inputs, units in SIZES:
        n, budget = gru_units(inputs, units), stored(LSTM(inputs, units))
        assert stored(GRU(inputs, n)) <= budget < stored(GRU(inputs, n + 1))
    assert gru_units(38, 64) == 76


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: gru_jacobian(*given).T, "that is the transpose"),
        (jacobian(keep=0), "diag(z) is missing"),
        (lambda h, r, z, *rest: np.diag(z), "diag(z) alone"),
        (jacobian(by_z=lambda h, n: n - h), "the sign is turned"),
        (jacobian(by_z=lambda h, n: 0 * h), "the way through z is missing"),
        (jacobian(by_z=lambda h, n: 1 + 0 * h), "the factor h_{t-1} - n_t is missing"),
        (jacobian(slope=np.ones_like), "missing in ∂z_t/∂h_{t-1}"),
        (jacobian(write=np.ones_like), "1 - z is missing"),
        (jacobian(write=lambda z: z), "let in by z"),
        (jacobian(dn=np.ones_like), "the slope of tanh is missing"),
        (jacobian(dn=lambda n: 1 - n), "not 1 - n."),
        (jacobian(past=1.0), "r is missing"),
        (jacobian(by_r=lambda q, r, h: 0 * r), "the way through r is missing"),
        (jacobian(by_r=lambda q, r, h: r * (1 - r)), "q is missing"),
        (jacobian(by_r=lambda q, r, h: q), "missing in ∂r_t/∂h_{t-1}"),
        (jacobian(rows=lambda slope, W: slope[:, None] * W), "wrong way round"),
        (jacobian(rows=lambda slope, W: slope * W.T), "that scales columns; it belongs to rows"),
        (jacobian(by_r=lambda q, r, h: h * r * (1 - r)), "h_{t-1} stands where q should"),
        (lambda h, r, z, *rest: z, "one number a unit"),
        (lambda *given: -gru_jacobian(*given), "wrong sign"),
    ],
)
def test_each_mistake_in_the_jacobian_is_named(mistake, named):
    verdict = check_gru_jacobian(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (("h - n",), "h - n: that scales columns"),
        (("1 - z",), "1 - z: that scales columns"),
        (("1 - n²",), "1 - n²: that"),
        (("z (1 - z)",), "z (1 - z): that"),
        (("r",), "r: that"),
        (("q",), "q: that"),
        (("r (1 - r)",), "r (1 - r): that"),
        (("h - n", "1 - z"), "h - n, 1 - z: that"),
    ],
)
def test_a_factor_without_its_new_axis_is_named(row, named):
    """v * A where v[:, None] * A is meant: the commonest slip, and no shape complains."""

    def slip(h, r, z, n, q, W_hr, W_hz, W_hn):
        def times(name, v, A):
            return v * A if name in row else v[:, None] * A

        dr, dz = times("r (1 - r)", r * (1 - r), W_hr.T), times("z (1 - z)", z * (1 - z), W_hz.T)
        dn = times("1 - n²", 1 - n**2, times("r", r, W_hn.T) + times("q", q, dr))
        return np.diag(z) + times("h - n", h - n, dz) + times("1 - z", 1 - z, dn)

    verdict = check_gru_jacobian(slip)
    assert verdict.right is False
    assert verdict.sentence.startswith(named)


def test_the_jacobian_of_the_other_form_is_named():
    cell = GRU(2, 4, reset="before", rng=0)
    trace = cell.forward(np.random.default_rng(0).normal(size=(2, 1, 2)))
    weights = [cell.gate_params(gate)["W_hh"] for gate in "rzn"]
    h, r, z, n = trace.h[1, 0], *(getattr(trace, name)[1, 0] for name in "rzn")
    np.testing.assert_allclose(resets_before(h, r, z, n, weights), cell.step_jacobians(trace)[1])

    def answer(h, r, z, n, q, *weights):
        return resets_before(h, r, z, n, weights)

    assert "that is the GRU that resets before the product" in check_gru_jacobian(answer).sentence


def test_the_jacobian_of_the_exercise_is_that_of_the_cell():
    rng = np.random.default_rng(0)
    cell = GRU(2, 6, rng=rng)
    trace = cell.forward(rng.normal(size=(4, 1, 2)))
    weights = [cell.gate_params(gate)["W_hh"] for gate in "rzn"]
    for t in range(1, 5):
        given = trace.h[t - 1, 0], *(getattr(trace, name)[t - 1, 0] for name in "rznq")
        np.testing.assert_allclose(gru_jacobian(*given, *weights), cell.step_jacobians(trace)[t - 1])
