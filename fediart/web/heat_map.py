"""The heat map of a score: what the detector made of each square it looked at, drawn where it looked.

Every shade is a measured number: where squares overlap, the mean of those that cover the spot. Nothing is smoothed,
and what the detector did not look at stays clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fediart.store.measurements import Measurement

MOST_CELLS = 4_000
_DARKEST = 0.8  # so that the picture is seen through the darkest square, too
Crops = Sequence[tuple[int, int, int, float]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle in pixels of the picture; `opacity` grows with the probability."""

    x: int
    y: int
    width: int
    height: int
    opacity: str


@dataclass(frozen=True, slots=True)
class CropLine:
    """One square the detector looked at, for the drawing and for those who listen. `per_cent` is its probability,
    never 0 or 100: no detector is sure."""

    number: int
    x: int
    y: int
    side: int
    per_cent: int
    where: str
    middle_x: int
    middle_y: int
    text_size: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """In pixels of the picture as it is shown."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    crops: tuple[CropLine, ...]


def heat_map(measured: Measurement | None) -> HeatMap | None:
    """None where no squares were kept: before squares were measured, or where the detector did not look."""
    if measured is None or not measured.crops or min(measured.width, measured.height) < 1:
        return None
    size = (measured.width, measured.height)
    lines = tuple(_line(number, crop, size) for number, crop in enumerate(measured.crops, 1))
    return HeatMap(*size, _cells(measured.crops), lines)


def _line(number: int, crop: tuple[int, int, int, float], size: tuple[int, int]) -> CropLine:
    x, y, side, probability = crop
    middle = (x + side // 2, y + side // 2)
    per_cent = min(max(round(probability * 100), 1), 99)
    return CropLine(number, x, y, side, per_cent, place_in_words(middle, size), *middle, max(side // 6, 8))


def place_in_words(spot: tuple[int, int], size: tuple[int, int]) -> str:
    """`top left`, `middle`, `bottom`: in which ninth of the picture a spot is."""
    across = ("left", "", "right")[_third(spot[0], size[0])]
    down = ("top", "", "bottom")[_third(spot[1], size[1])]
    return " ".join(word for word in (down, across) if word) or "middle"


def _third(value: int, length: int) -> int:
    return min(max(value * 3 // length, 0), 2)


def _cells(crops: Crops) -> tuple[Cell, ...]:
    """The rectangles between all edges, each with the mean of the squares above it."""
    across = sorted({edge for x, _, side, _ in crops for edge in (x, x + side)})
    down = sorted({edge for _, y, side, _ in crops for edge in (y, y + side)})
    if len(across) * len(down) > MOST_CELLS:
        return tuple(Cell(x, y, side, side, _opacity([value])) for x, y, side, value in crops)
    return tuple(
        Cell(left, top, right - left, bottom - top, _opacity(over))
        for top, bottom in pairwise(down)
        for left, right in pairwise(across)
        if (over := [value for x, y, side, value in crops if x <= left < x + side and y <= top < y + side])
    )


def _opacity(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values) * _DARKEST:.3f}"
