"""One file with all tiles of a picture: a table of where each begins and how long it is, then the tiles themselves.

Each tile is a whole picture file with its own rights packet. A tile of step 0 has the picture's own pixels; those of
each further step are half as fine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MAGIC: Final = b"FATILES1"
_ENTRY: Final = struct.Struct(">QI")


@dataclass(frozen=True, slots=True)
class Grid:
    """`width` and `height` of the picture, `side` of a tile, all in pixels; `steps` is how many sizes there are."""

    width: int
    height: int
    side: int
    steps: int

    def size(self, step: int) -> tuple[int, int]:
        """Width and height of the whole picture at this step."""
        return -(-self.width // 2**step), -(-self.height // 2**step)

    def count(self, step: int) -> tuple[int, int]:
        """How many columns and rows of tiles there are at this step."""
        width, height = self.size(step)
        return -(-width // self.side), -(-height // self.side)

    @property
    def tiles(self) -> int:
        """How many there are in all."""
        return sum(columns * rows for columns, rows in (self.count(step) for step in range(self.steps)))

    def place(self, step: int, column: int, row: int) -> int | None:
        """Where in the table the tile stands; None where there is no such tile."""
        if not 0 <= step < self.steps:
            return None
        columns, rows = self.count(step)
        if not (0 <= column < columns and 0 <= row < rows):
            return None
        return sum(across * down for across, down in map(self.count, range(step))) + row * columns + column


@dataclass(frozen=True, slots=True)
class Tiled:
    """What was cut: its grid, the tiles' media type, and the bytes of the one file that holds them all."""

    grid: Grid
    media_type: str
    bytes: int


def write(out: Path, grid: Grid, tiles: Iterable[bytes]) -> int:
    """Writes the tiles, in the order of their places, and returns how many bytes the file has."""
    table = bytearray(_ENTRY.size * grid.tiles)
    at = len(_MAGIC) + len(table)
    with out.open("wb") as file:
        file.write(_MAGIC + table)
        for place, tile in enumerate(tiles):
            _ENTRY.pack_into(table, place * _ENTRY.size, at, len(tile))
            file.write(tile)
            at += len(tile)
        file.seek(len(_MAGIC))
        file.write(table)
    return at


def read(pack: Path, place: int) -> bytes:
    """The tile at this place. Raises ValueError where the file is none of ours, or is cut short."""
    with pack.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(f"{pack.name} is no file of tiles")
        file.seek(len(_MAGIC) + place * _ENTRY.size)
        head = file.read(_ENTRY.size)
        if len(head) < _ENTRY.size:
            raise ValueError(f"{pack.name} has no tile {place}")
        at, length = _ENTRY.unpack(head)
        file.seek(at)
        tile = file.read(length)
    if len(tile) < length:
        raise ValueError(f"{pack.name} is cut short")
    return tile
