"""What the lab Gradient flow costs from its parameters to a frame, and how that grows with H and T."""

from __future__ import annotations

import numpy as np

from rnnviz.gradients import made_to_order, product_norms, spectral_norms, step_jacobians
from rnnviz.labs import GradientFlow
from rnnviz.labs.gradient_flow.model import flow
from rnnviz.networks.made_to_order import draw_network
from rnnviz.stage.png import encode_png

from .report import milliseconds, table

SIZES = [(8, 20), (16, 40), (32, 60), (32, 200), (64, 100), (128, 60), (128, 200)]


def run() -> None:
    print("From parameters to frame, milliseconds, W_hh having been made once for its seed and σ_max/ρ.")
    print("The lab's slider ends at H = 32; beyond it the same compute is given the size.\n")
    table(["network", "triangle", "compute", "paint", "PNG", "together"], chains())
    made = milliseconds(lambda: made_to_order(32, 1.0, 1.5, 0))
    print(f"\nMaking W_hh to order, H = 32: {made:.1f} ms.\n")

    print(
        "The triangle alone, every pair of steps, milliseconds and ratios to the products without any norm:\n"
    )
    table(["network", "products", "Frobenius", "quick", "exact", "quick is", "worst quick / exact"], growth())


def chains():
    """The whole way at every size: compute, paint, PNG."""
    for H, T in SIZES:
        yield [f"H = {H}, T = {T}", *whole_way(H, T)]


def whole_way(H: int, T: int) -> list[str]:
    lab = GradientFlow(T=T)
    scene, p = lab._ensure_scene(), lab.session.namespace
    p.hidden_size = H

    def compute():
        flow.cache_clear()
        return lab.compute(p)

    result = compute()
    frame = scene.paint(result, lab.t).copy()
    figures = [
        milliseconds(compute, 3 if H * T > 5000 else 9),
        milliseconds(lambda: scene.paint(result, lab.t), 9),
        milliseconds(lambda: encode_png(frame), 9),
    ]
    lab.close()
    return ["exact" if result.exact else "quick", *(f"{ms:.1f}" for ms in (*figures, sum(figures)))]


def growth():
    for H, T in SIZES:
        cell, trace = draw_network(H, 1.0, 1.5, "tanh", 0.5, T, 0)
        J = step_jacobians(cell, trace)
        runs = 3 if H * T > 5000 else 9
        products = milliseconds(lambda J=J: all_products(J), runs)
        frobenius = milliseconds(lambda J=J: all_products(J, lambda P: np.linalg.norm(P, axis=(1, 2))), runs)
        quick = milliseconds(lambda J=J: product_norms(J, quick=True), runs)
        exact = milliseconds(lambda J=J: all_products(J, spectral_norms), runs)
        pairs = np.tril_indices(T + 1, -1)
        worst = (product_norms(J, quick=True)[pairs] / product_norms(J)[pairs]).min()
        yield [
            f"H = {H}, T = {T}", *(f"{ms:.1f}" for ms in (products, frobenius, quick, exact)),
            f"{exact / quick:.1f} times sooner", f"{worst:.2f}",
        ]  # fmt: skip


def all_products(jacobians: np.ndarray, measure=None) -> None:
    """Every J_t ⋯ J_{k+1}, row by row, and a measure of each row."""
    T, H, _ = jacobians.shape
    products = np.empty((T, H, H))
    for t in range(1, T + 1):
        np.matmul(jacobians[t - 1], products[: t - 1], out=products[: t - 1])
        products[t - 1] = jacobians[t - 1]
        if measure:
            measure(products[:t])
