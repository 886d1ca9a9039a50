"""What is said of saturated units and of gates at the end of their range."""

import numpy as np

DULL = 0.1  # of γ: a unit with a smaller slope is saturated
NEAR = 0.1  # from 0 and from 1: a gate there is shut or open
BENDS = ("tanh", "sigmoid")  # what saturates; a ReLU is dead instead


def all_saturated(slopes: np.ndarray, gamma: float, nonlinearity: str, early: int, late: int) -> str:
    """A clause, if at a step of the way back from `late` to `early` every unit is saturated: the first one met.

    slopes  (T, H) φ'(a_t), row t-1 that of step t
    """
    if nonlinearity not in BENDS:
        return ""
    steps = early + 1 + np.flatnonzero((slopes[early:late] < DULL * gamma).all(axis=1))
    if not steps.size:
        return ""
    units = slopes.shape[1]
    who = f"all {units} units are" if units > 1 else "the one unit is"
    more = f", and at {steps.size - 1} more of these steps" if steps.size > 1 else ""
    return f"at step {steps[-1]} {who} saturated (φ' below a tenth of γ){more}"


def near_the_ends(gates: dict[str, np.ndarray]) -> str:
    """Which share of each gate's values is near 0 or 1."""
    shares = {name: float(((values < NEAR) | (values > 1 - NEAR)).mean()) for name, values in gates.items()}
    where = f"Near 0 or 1 (outside {NEAR:g} to {1 - NEAR:g})"
    if not any(shares.values()):
        names = list(shares)
        return f"{where} is no value of {', '.join(names[:-1])} or {names[-1]}."
    (first, share), *others = shares.items()
    parts = [
        f"{_percent(share)} of the values of {first}",
        *(f"{_percent(s)} of {name}" for name, s in others),
    ]
    return f"{where} are {', '.join(parts[:-1])} and {parts[-1]}."


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{100 * share:.0f} %" if share <= 0.99 or share == 1 else "over 99 %"


def said(clause: str) -> str:
    """A clause as a sentence."""
    return f"{clause[0].upper()}{clause[1:]}." if clause else ""
