"""What a picture looks like before it has loaded: its blurhash and its dominant colour."""

from __future__ import annotations

import blurhash as hashing
from PIL import Image

from fediart.media.decode import over_white


def thumb(image: Image.Image) -> Image.Image:
    """At most 32 by 32 opaque pixels."""
    small = image.copy() if max(image.size) <= 32 else _within(image, 32)
    return over_white(small)


def blurhash(small: Image.Image) -> str:
    """4 by 4 components: the most that every peer takes (Mastodon at most 5, Pixelfed at most 164 characters)."""
    flat = small.tobytes()
    stride = small.width * 3
    rows = [
        [tuple(flat[at : at + 3]) for at in range(row * stride, (row + 1) * stride, 3)] for row in range(small.height)
    ]
    return str(hashing.encode(rows, components_x=4, components_y=4))


def colour(small: Image.Image) -> str:
    """The most frequent of eight colours as '#rrggbb'."""
    few = small.quantize(8, Image.Quantize.MEDIANCUT)
    counts = few.getcolors() or [(0, 0)]
    _, index = max(counts, key=lambda entry: entry[0])
    palette = few.getpalette("RGB") or [0, 0, 0]
    at = int(index) * 3 if isinstance(index, int) else 0
    return "#" + bytes(palette[at : at + 3]).hex()


def _within(image: Image.Image, side: int) -> Image.Image:
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
