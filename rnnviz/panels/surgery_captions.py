"""What the lab Gate surgery says: what was held, and what became of the memory, the answer and the gradient."""

from .decades import size
from .panel import number

LETTERS = "ABCD"
KNOWN = 0.5  # an answer above this is given


def headline(result) -> str:
    """What the hands did to the answer, and to the gradient that comes back to where the letter was read."""
    now, before, k = result.now, result.untouched, result.written
    p, was = now.asked[-1][result.target], before.asked[-1][result.target]
    had = size(before.gradient[k])
    if now is before:
        who = "the network" if result.trained else "the untrained network"
        return (
            f"Untouched, {who} names {LETTERS[result.target]} with probability {number(was)}, {ago(result)} "
            f"it was read, and {had} of the gradient comes back to step {k}."
        )
    change = f"from {number(was)} to {number(p)}"
    return (
        f"{what_is_held(result)}, {fate(result, p, was)} {change}, "
        f"and the gradient that reaches step {k} from {had} to {size(now.gradient[k])}."
    )


def fate(result, p: float, was: float) -> str:
    """What became of the letter, up to the numbers."""
    letter, T = LETTERS[result.target], result.T
    if was < KNOWN:
        return f"the probability of {letter} goes"
    if p >= KNOWN:
        return f"{letter} is still named: its probability goes"
    best = int(result.now.asked[-1].argmax())
    if (result.held[2, T - 1] == 0).all():
        what = f"{letter} is kept but cannot be shown"
    elif (result.held[1, result.written - 1] == 0).all():
        what = f"{letter} was never written"
    elif result.now.asked[-1][best] > KNOWN:
        what = f"the network names {LETTERS[best]} instead of {letter}"
    elif best == result.target:
        what = f"{letter} is still first, but below one half"
    else:
        what = f"{letter} is no longer named"
    return f"{what}: its probability falls"


def ago(result) -> str:
    n = result.T - result.written
    return f"{n} step{'s' * (n != 1)} after"


def what_is_held(result) -> str:
    """With f = 0 at step 12"""
    holds = [hold for hold in result.holds if hold[1] <= result.T]
    if len(holds) > 4:
        gates = " and ".join(sorted({hold[0] for hold in holds}, key="fio".index))
        return f"With {len(holds)} values of {gates} held by hand"
    places = {}
    for gate, step, unit, value in holds:
        names = places.setdefault((step, unit, value is None), {})
        names.setdefault(value, []).append(gate)
    held = [one_place(*place, values) for place, values in places.items() if not place[2]]
    free = [one_place(*place, values) for place, values in places.items() if place[2]]
    words = " and ".join(filter(None, [", ".join(held[:-1]), *held[-1:]]))
    return f"With {words}" + (f" but {' and '.join(free)}" if free else "")


def one_place(step: int, unit: int, free: bool, values: dict) -> str:
    """f = i = 1 and o = 0 at step 3 of unit 2; i free at step 4"""
    parts = [
        " and ".join(gates) if free else f"{' = '.join(gates)} = {value:g}" for value, gates in values.items()
    ]
    where = (f" at step {step}" if step else " at every step") + (f" of unit {unit}" if unit else "")
    return " and ".join(parts) + (" free" if free else "") + where


def asked(result, t: int) -> str:
    """The answer that the network would give now."""
    letter, before = LETTERS[result.target], result.untouched.asked[t][result.target]
    p = result.now.asked[t][result.target]
    when = f"Asked right after step {t}" if t < result.T else f"Asked at step {t}"
    was = "" if number(p) == number(before) else f"; untouched, with {number(before)}"
    return f"{when}, it would say {letter} with probability {number(p)}{was}."


def way_back(result, t: int) -> str:
    """The gradient at one step, and the part of it that the forget gates alone let through."""
    now, before = result.now, result.untouched
    arrives, before = size(now.gradient[t]), size(before.gradient[t])
    was = "" if arrives == before else f" (untouched {before})"
    alone = f"over the forget gates alone, {size(now.highway[t])}"
    return f"At step {t}, {arrives} of the gradient arrives{was}; {alone}."
