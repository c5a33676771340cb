"""Where the focal point of a cropped picture is, as class names: `focus.css` has the rest.

Steps are five per cent of the picture, so that the point is never more than two and a half off.
"""

from __future__ import annotations

STEPS = 20


def focus_class(across: float, up: float) -> str:
    """`fx14 fy3` for a point from -1 to 1, right and up; empty for the middle."""
    return " ".join(f"{axis}{at}" for axis, at in (("fx", _step(across)), ("fy", _step(-up))) if at != STEPS // 2)


def _step(place: float) -> int:
    return round((max(-1.0, min(1.0, place)) + 1) * STEPS / 2)


def stylesheet() -> str:
    """The whole of fediart/static/focus.css."""
    head = "/* Focal points of cropped pictures, in steps of five per cent: made by fediart/web/focus.py. */\n"
    rules = (f".f{axis}{at}{{--f{axis}:{at * 100 // STEPS}%}}" for axis in "xy" for at in range(STEPS + 1))
    return head + "\n".join(rules) + "\n"
