"""Cuts a picture into tiles for those who want to come near, each with the rights packet of every public file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from fediart.media import decode, segments, tile_pack
from fediart.media.encode import encode_jpeg, encode_webp
from fediart.media.facts import MEDIA_TYPES, Format, Limits
from fediart.media.marking import mark
from fediart.media.marks import Marks
from fediart.media.probe import probe
from fediart.media.tile_pack import Grid, Tiled

SIDE: Final = 512
_QUALITY: Final = 86


def cut(original: Path, out: Path, xmp: bytes, limits: Limits, marks: Marks | None, least: int) -> Tiled:
    """Every size wider than `least` pixels, the original's own first, with the same marks as other files. BadImage."""
    found = probe(original, limits)
    with decode.opened(original, found) as image:
        whole = decode.upright_size(image, found)
        picture = decode.load(image, found, original, whole)
    flat = mark(picture.image, marks).image if marks and marks.any else picture.image
    grid = Grid(*whole, SIDE, steps_of(whole[0], least))
    kind: Format = "WEBP" if picture.graphic or flat.mode == "RGBA" else "JPEG"
    tiles = (segments.rewrite(_encoded(one, kind, picture.graphic), kind, xmp) for one in _pieces(flat, grid))
    return Tiled(grid, MEDIA_TYPES[kind], tile_pack.write(out, grid, tiles))


def steps_of(width: int, least: int) -> int:
    """How many sizes there are from the original's own down to the last that is wider than `least`."""
    steps = 1
    while -(-width // 2**steps) > least:
        steps += 1
    return steps


def rewrite(pack: Path, out: Path, grid: Grid, kind: Format, xmp: bytes) -> int:
    """The same tiles with another packet, their pixels untouched; the bytes of the new file. BadImage."""
    tiles = (segments.rewrite(tile_pack.read(pack, place), kind, xmp) for place in range(grid.tiles))
    return tile_pack.write(out, grid, tiles)


def _pieces(image: Image.Image, grid: Grid) -> Iterator[Image.Image]:
    for step in range(grid.steps):
        if step:
            image = image.resize(grid.size(step), Image.Resampling.LANCZOS, reducing_gap=3.0)
        columns, rows = grid.count(step)
        for row in range(rows):
            for column in range(columns):
                left, top = column * grid.side, row * grid.side
                edge = min(left + grid.side, image.width), min(top + grid.side, image.height)
                yield image.crop((left, top, *edge))


def _encoded(piece: Image.Image, kind: Format, graphic: bool) -> bytes:
    if kind == "WEBP":
        return encode_webp(piece, _QUALITY, 2, lossless=graphic)
    return encode_jpeg(piece, _QUALITY, fine=True)
