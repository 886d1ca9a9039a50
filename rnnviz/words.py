"""Numbers and sentences as the course writes them, for captions and pictures alike.

h_{t-1}, 10^-3 and 1.70e-04 are set with index and power, and no line is broken inside a relation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

# -- numbers ------------------------------------------------------------------------------------------

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """A number to three figures, as captions and labels write it: 0.123, 0.0450, −4.00, 1.70e-04, exactly 0."""
    if value != value:
        return "not a number"
    if value in (float("inf"), float("-inf")):
        return "beyond the largest float" if value > 0 else "below the most negative float"
    if value == 0:
        return "0"
    size = abs(float(f"{value:.2e}"))  # rounded first: 0.9996 is 1.00, not 1.000
    if size < 1e-3 or size >= 1e5:
        return f"{value:.2e}".replace("-", "−", 1 if value < 0 else 0)
    decimals = max(0, 2 - math.floor(math.log10(size)))
    return f"{value:.{decimals}f}".replace("-", "−")


def size(value: float) -> str:
    """A magnitude to three figures; zero and infinity as what they are."""
    if value == 0:
        return "exactly 0"
    return "beyond the largest float" if value == np.inf else number(value)


def percent(share: float) -> str:
    """A share in per cent, to three figures below a hundred: 12 %, −0.031 %, 3.1e−07 %."""
    value = 100 * abs(share)
    sign = "−" if share < 0 else ""
    if value == 0:
        return "0 %"
    if 0.001 <= value < 99_999.5:
        return f"{sign}{value:,.0f} %" if value >= 100 else f"{sign}{float(f'{value:.3g}'):g} %"
    return f"{sign}{value:.1e} %".replace("e-", "e−")


def power(exponent: int) -> str:
    """10⁻⁶"""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


# -- sentences ----------------------------------------------------------------------------------------

THOUSANDFOLD = 1e3
VERBS = ((1 / THOUSANDFOLD, "vanishes"), (0.5, "shrinks"), (2.0, "holds"), (THOUSANDFOLD, "grows"))
"""What a gradient does that is multiplied by less than so much; above the last limit it explodes."""

SMALLEST_FLOAT32, LARGEST_FLOAT32 = 1.4e-45, 3.4e38


def verb(factor: float) -> str:
    """vanishes, shrinks, holds, grows or explodes: what a gradient does that is now `factor` times as long."""
    return next((word for limit, word in VERBS if factor < limit), "explodes")


def steps(n: int) -> str:
    """1 step, 2 steps"""
    return f"{n} step{'s' * (n != 1)}"


UNREADABLE = {"␣": "a space", " ": "a space", "↵": "a line end", "\n": "a line end", "'": "an apostrophe"}


def spoken(character: str, opens: bool | None = None) -> str:
    """A character as a sentence names it: “e”, a space, a quotation mark, which in quotation marks cannot be read.

    `opens` tells whether a quotation mark opens a quotation or closes it, where that is known.
    """
    if character == '"':
        return "a quotation mark" if opens is None else f"{'an opening' if opens else 'a closing'} mark"
    return UNREADABLE.get(character, f"“{character}”")


def listed(parts: Sequence[str]) -> str:
    """a, b and c"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop; nothing for nothing."""
    return f"{clause[0].upper()}{clause[1:]}." if clause else ""


def length(value: float, of: str = "") -> str:
    """What has become of a gradient of length 1: a part of it is left, or it is so many times as long.

    `of` is what it is the gradient of, where that is more than h.
    """
    gradient = f"the gradient of {of}" if of else "the gradient"
    if value == np.inf:
        return f"{gradient} is beyond the largest float"
    if value > 1 and number(value) != number(1):
        return f"{gradient} is {number(value)} times as long"
    return f"{size(value)} of {gradient} is left"


def in_training(norms: np.ndarray, t: int, what: str = "it", first: int = 0) -> str:
    """What 32-bit floats, in which networks are trained, make of a gradient, and from which step on.

    norms[0] is that of step `first`; `what` stands for the gradient in the sentence.
    """
    if norms[t - first] < SMALLEST_FLOAT32:
        step = first + int(np.flatnonzero(norms < SMALLEST_FLOAT32).max())
        return f" A network trained in 32-bit floats would hold 0 from step {step} back."
    if norms[t - first] > LARGEST_FLOAT32:
        step = first + int(np.flatnonzero(norms > LARGEST_FLOAT32).max())
        return f" In 32-bit floats {what} is infinity from step {step} back."
    return ""


DULL = 0.1  # of γ: a unit with a smaller slope is saturated
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


# -- indices and powers -------------------------------------------------------------------------------

# What a learner typed stands in quotation marks and is left as it is; so is a name such as hidden_size.
MARK = re.compile(
    r"“[^”]*”"
    r"|(?:(?<![A-Za-z0-9_])[^\W\d_]'?|(?<=[‖)]))_(?P<below>\{[^{}]*\}|[A-Za-z]+|[0-9]+)"
    r"|(?<=[^\W_]|[‖)'])\^(?P<above>\{[^{}]*\}|[−+-]?[0-9]+(?:\.[0-9]+)?|[A-Za-z]+)"
    r"|(?<=[0-9])e(?P<power>[−+-][0-9]+)\b"
)
RELATION = re.compile(r"“[^”]*”| ([=≈<>≤≥]) ")


def unbroken(text: str) -> str:
    """The text with no line to be broken inside a relation such as ρ = 0.9; what a learner typed is left as it is."""
    return RELATION.sub(lambda match: f"\u00a0{match[1]}\u00a0" if match[1] else match[0], text)


def runs(text: str) -> list[tuple[str, int]]:
    """The text cut into pieces, each with its level: 0 on the line, -1 an index, 1 a power."""
    pieces: list[tuple[str, int]] = []
    end = 0
    for match in MARK.finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue
        small = match[kind].strip("{}")
        if kind == "power":
            small = exponent(small)
        before = text[end : match.start(kind) - 1] + ("×10" if kind == "power" else "")
        pieces += [(before, 0), (small, -1 if kind == "below" else 1)]
        end = match.end()
    return [piece for piece in [*pieces, (text[end:], 0)] if piece[0]]


def marked(text: str) -> list[list[str]]:
    """The text as the browser sets it: pieces of kind "text", "sub" and "sup", and of two kinds more.

    "sign" is there to be copied and read aloud, and not seen: the _ of an index, the e of 1.70e-04. "shown" and
    "power" are seen in its place and are not text: ×10 and the exponent. What is not "shown" or "power", put
    together, is the text itself, and no line of it is broken inside a relation.
    """
    text = unbroken(text)
    pieces, end = [], 0
    for match in MARK.finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue
        small, start = match[kind], match.start(kind) - 1
        pieces.append(["text", text[end:start]])
        if kind == "power":
            pieces += [["sign", text[start] + small], ["shown", "×10"], ["power", exponent(small)]]
        else:
            braces = small[0] == "{"
            inner = small[1:-1] if braces else small
            level = "sub" if kind == "below" else "sup"
            pieces += [["sign", text[start] + "{" * braces], [level, inner], ["sign", "}" * braces]]
        end = match.end()
    return [piece for piece in [*pieces, ["text", text[end:]]] if piece[1]]


def exponent(signs: str) -> str:
    """−4 for -04, 5 for +05"""
    return str(int(signs.replace("−", "-"))).replace("-", "−")
