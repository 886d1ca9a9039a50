"""The optimizer Adam (Kingma and Ba 2015)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


class Adam:
    """m and v are running means of the gradient and its square; θ moves by -rate · m̂ / (√v̂ + ε).

    `params` maps names to arrays, which `step` changes in place; m̂, v̂ are m, v without their bias to zero.
    """

    def __init__(self, params: Mapping[str, np.ndarray], rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.params, self.rate = params, rate
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.m = {name: np.zeros_like(p) for name, p in params.items()}
        self.v = {name: np.zeros_like(p) for name, p in params.items()}
        self.steps = 0

    def step(self, gradients: Mapping[str, np.ndarray]) -> None:
        """Move every parameter once against its gradient."""
        self.steps += 1
        bias1, bias2 = 1 - self.beta1**self.steps, 1 - self.beta2**self.steps
        for name, parameter in self.params.items():
            g, m, v = gradients[name], self.m[name], self.v[name]
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            parameter -= self.rate * (m / bias1) / (np.sqrt(v / bias2) + self.epsilon)
