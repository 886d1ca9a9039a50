"""How texts are set: h_{t-1}, 10^-3 and 1.70e-04 with index and power, and no line broken inside a relation."""

from __future__ import annotations

import re

SMALL = 0.7  # the size of an index, in that of its text
RISE = {0: 0.0, -1: -0.17, 1: 0.36}  # its baseline above that of the text, in ems

# What a learner typed stands in quotation marks and is left as it is; so is a name such as hidden_size. The browser
# goes by the same rule: stage/dom.js.
MARK = re.compile(
    r"“[^”]*”"
    r"|(?:(?<![A-Za-z0-9_])[^\W\d_]'?|(?<=[‖)]))_(?P<below>\{[^{}]*\}|[A-Za-z]+|[0-9]+)"
    r"|(?<=[^\W_]|[‖)'])\^(?P<above>\{[^{}]*\}|[−+-]?[0-9]+(?:\.[0-9]+)?|[A-Za-z]+)"
    r"|(?<=[0-9])e(?P<power>[−+-][0-9]+)\b"
)
SIGN = re.compile(r"""[\s"#$%&\\^_`~]""")  # which mathtext would read as markup, or leave out
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
            small = str(int(small.replace("−", "-"))).replace("-", "−")
        before = text[end : match.start(kind) - 1] + ("×10" if kind == "power" else "")
        pieces += [(before, 0), (small, -1 if kind == "below" else 1)]
        end = match.end()
    return [piece for piece in [*pieces, (text[end:], 0)] if piece[0]]


def typeset(text: str) -> str:
    """The text as matplotlib's own `Text` takes it, its indices and powers in the font of the text.

    Every sign in it is drawn as it stands: none is a command of mathtext's, whatever a learner's name has in it.
    """
    marks = {-1: "_", 1: "^"}
    return "".join(
        f"${marks[level]}{{\\mathregular{{{_plain(piece)}}}}}$" if level else piece.replace("$", r"\$")
        for piece, level in runs(text)
    )


def _plain(piece: str) -> str:
    return SIGN.sub(lambda sign: rf"\text{{\{sign[0]}}}", piece)
