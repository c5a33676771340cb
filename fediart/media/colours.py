"""Colours by name and by where they stand in the space of what people see (CIE Lab, D65): plain arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

Lab = tuple[float, float, float]
FAMILIES: Final = (
    "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "black", "grey", "white",
)  # fmt: skip
LEAST_SHARE: Final = 0.12
"""Of a picture: what is less of it is not one of its colours."""
_HEX: Final = re.compile(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
_WHITE: Final = (0.95047, 1.0, 1.08883)
_HUES: Final = (
    (20.0, "pink"), (50.0, "red"), (78.0, "orange"), (112.0, "yellow"), (170.0, "green"), (225.0, "teal"),
    (308.0, "blue"), (345.0, "purple"), (360.0, "pink"),
)  # fmt: skip
_LIGHT_STEP: Final = 20.0
_COLOUR_STEP: Final = 24.0


def lab_of(colour: str) -> Lab | None:
    """None for what is not written as `#rrggbb`."""
    found = _HEX.fullmatch(colour.strip())
    if found is None:
        return None
    red, green, blue = (_linear(int(part, 16) / 255) for part in found.groups())
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / _WHITE[0]
    y = (0.2126729 * red + 0.7151522 * green + 0.0721750 * blue) / _WHITE[1]
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / _WHITE[2]
    fx, fy, fz = _root(x), _root(y), _root(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def family(lab: Lab) -> str:
    """One of FAMILIES, as people would call it."""
    light, a, b = lab
    strength, hue = math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360
    if light < 14 or (light < 24 and strength < 10):
        return "black"
    if strength < 9:
        return "white" if light > 88 else "grey"
    name = next(name for end, name in _HUES if hue < end)
    if 20 <= hue < 92 and light < 62 and strength < 48 and (hue >= 50 or light < 45):
        return "brown"
    if name == "red" and light > 66 and strength < 50:
        return "pink"
    if name == "pink" and light < 48:
        return "red" if hue < 20 or hue >= 355 else "purple"
    return name


def shade(lab: Lab) -> str:
    """A small part of the space, as a word: colours in one are nearly alike."""
    return _cell(round(lab[0] / _LIGHT_STEP), round(lab[1] / _COLOUR_STEP), round(lab[2] / _COLOUR_STEP))


def shades_near(lab: Lab) -> tuple[str, ...]:
    """The parts of the space within a step of a colour: at most eight."""
    lights = _either(lab[0] / _LIGHT_STEP)
    reds, yellows = _either(lab[1] / _COLOUR_STEP), _either(lab[2] / _COLOUR_STEP)
    return tuple(dict.fromkeys(_cell(x, y, z) for x in lights for y in reds for z in yellows))


def families_of(colours: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The names of a picture's main colours, the largest first."""
    shares: dict[str, float] = {}
    for colour, share in colours:
        if (lab := lab_of(colour)) is not None:
            name = family(lab)
            shares[name] = shares.get(name, 0.0) + share
    ordered = sorted(shares.items(), key=lambda one: -one[1])
    return tuple(name for name, share in ordered if share >= LEAST_SHARE)[:4]


def shades_of(colours: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The parts of the space in which a picture's main colours are."""
    labs = [lab_of(colour) for colour, share in colours if share >= LEAST_SHARE]
    return tuple(dict.fromkeys(shade(lab) for lab in labs if lab is not None))


def _either(value: float) -> tuple[int, ...]:
    """The whole number below and above, one where it is nearly whole."""
    near = round(value)
    return (near,) if abs(value - near) < 0.15 else (math.floor(value), math.ceil(value))


def _cell(light: int, a: int, b: int) -> str:
    return f"{light}.{a + 8}.{b + 8}"


def _linear(value: float) -> float:
    """IEC 61966-2-1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
