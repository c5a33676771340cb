"""The proportions of pictures as class names, since pages carry no inline styles: `ratios.css` gives each its number.

Steps are one per cent, so that a picture is never more than half a per cent off its own shape.
"""

from __future__ import annotations

import math

STEP = 1.01
NARROWEST, WIDEST = -160, 180  # about 1 : 4.9 and 6 : 1


def proportion_class(width: int, height: int) -> str:
    """`p40` for 1.49 to 1, `n29` for 3 to 4, `p0` for a square or where the size is unknown."""
    if width <= 0 or height <= 0:
        return "p0"
    step = round(math.log(width / height, STEP))
    step = max(NARROWEST, min(WIDEST, step))
    return f"p{step}" if step >= 0 else f"n{-step}"


def stylesheet() -> str:
    """The whole of fediart/static/ratios.css."""
    head = "/* Proportions of pictures in steps of one per cent; fediart/web/proportions.py says how it is made. */\n"
    rules = (
        f".{'p' if step >= 0 else 'n'}{abs(step)}{{--r:{STEP**step:.4f}}}" for step in range(NARROWEST, WIDEST + 1)
    )
    return head + "\n".join(rules) + "\n"
