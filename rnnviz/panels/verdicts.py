"""One vocabulary for what becomes of a gradient on its way back, in every lab."""

THOUSANDFOLD = 1e3

VERBS = ((1 / THOUSANDFOLD, "vanishes"), (0.5, "shrinks"), (2.0, "holds"), (THOUSANDFOLD, "grows"))
"""What a gradient does that is multiplied by less than so much; above the last limit it explodes."""


def verb(factor: float) -> str:
    """vanishes, shrinks, holds, grows or explodes: what a gradient does that is now `factor` times as long."""
    return next((word for limit, word in VERBS if factor < limit), "explodes")
