"""A check that cannot fail proves nothing: the usual faults of a backward pass are planted here."""

import numpy as np
import pytest

from rnnviz.cells import RNN, Gradients

LENGTHS = [5, 3]


class FaultyRNN(RNN):
    """An RNN whose backward pass has one fault, or none."""

    def __init__(self, fault):
        super().__init__(3, 4, rng=0)
        self.fault = fault

    def backward(self, trace, dh):
        W_xh, W_hh, fault = self.params["W_xh"], self.params["W_hh"], self.fault
        slope = 1 - (trace.h[:-1] if fault == "slope of the step before" else trace.h[1:]) ** 2
        mask = np.ones_like(trace.mask) if fault == "padding not masked" else trace.mask
        dh = np.concatenate([np.zeros_like(dh[:1]), dh])
        if fault == "only the loss at the last step":
            dh[1:-1] = 0
        da = np.empty_like(trace.a)
        for t in range(len(da), 0, -1):
            real = mask[t - 1][:, None]
            da[t - 1] = real * dh[t] * (1 if fault == "slope forgotten" else slope[t - 1])
            back = da[t - 1] @ (W_hh if fault == "W_hh not transposed" else W_hh.T)
            carried = 0 if fault == "padding stops the gradient" else ~real * dh[t]
            dh[t - 1] += carried if fault == "recurrence forgotten" else carried + back
        offset = {"too small everywhere": -1, "too large everywhere": 1}.get(fault, 0)
        h = trace.h[1:] if fault == "h_t in place of h_{t-1}" else trace.h[:-1]
        params = {
            "W_xh": np.einsum("tbi,tbh->ih", trace.x, da) * (-1 if fault == "sign flipped" else 1) + offset,
            "W_hh": np.einsum("tbi,tbh->hi" if fault == "gradient transposed" else "tbi,tbh->ih", h, da),
            "b_h": da.mean(axis=1).sum(axis=0) if fault == "bias averaged" else da.sum(axis=(0, 1)),
        }
        return Gradients(params=params, x=(dh[1:] if fault == "x given dh" else da) @ W_xh.T, h=dh, da=da)


def errors_of(fault, gradient_errors):
    rng = np.random.default_rng(1)
    return gradient_errors(FaultyRNN(fault), rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4)), LENGTHS)


def test_the_faultless_pass_is_passed(gradient_errors):
    errors = errors_of(None, gradient_errors)
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize(
    ("fault", "caught_in"),
    [
        ("sign flipped", {"W_xh"}),
        ("too small everywhere", {"W_xh"}),
        ("too large everywhere", {"W_xh"}),
        ("gradient transposed", {"W_hh"}),
        ("bias averaged", {"b_h"}),
        ("x given dh", {"x"}),
        ("h_t in place of h_{t-1}", {"W_hh"}),
        ("W_hh not transposed", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("slope of the step before", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("slope forgotten", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("recurrence forgotten", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("only the loss at the last step", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("padding not masked", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
        ("padding stops the gradient", {"W_xh", "W_hh", "b_h", "x", "h0[0]"}),
    ],
)
def test_a_planted_fault_is_caught_where_it_strikes_and_only_there(fault, caught_in, gradient_errors):
    errors = errors_of(fault, gradient_errors)
    assert {name for name, error in errors.items() if error > 1e-3} == caught_in, errors
    assert all(error < 1e-6 for name, error in errors.items() if name not in caught_in), errors
