"""Marks put into the pixels of a rendition: first what everybody sees, then the hidden identifier.

In this order, because anything laid over the picture later would disturb what is hidden in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from fediart.media import decode
from fediart.media.encode import encode_webp
from fediart.media.facts import Limits
from fediart.media.hidden import find, hide
from fediart.media.marks import Look, Marks, Read
from fediart.media.probe import probe
from fediart.media.segments import rewrite
from fediart.media.visible import sign, take_image, unwritable

_PREVIEW_SIDE: Final = 1200
_LARGEST_READ: Final = 4_000_000  # pixels: more of them tell nothing more


@dataclass(frozen=True, slots=True)
class Marked:
    """A picture with its marks; `hidden` says whether the identifier found room."""

    image: Image.Image
    hidden: bool


def mark(image: Image.Image, marks: Marks) -> Marked:
    """'RGB' or 'RGBA' in, the same mode out. BadImage if the artist's signature cannot be read."""
    signed = sign(image, marks.visible) if marks.visible else image
    hidden = hide(signed, marks.number, marks.key) if marks.number is not None else None
    return Marked(hidden or signed, hidden is not None)


def look(original: Path | None, xmp: bytes, marks: Marks, limits: Limits) -> Look:
    """The picture, or one of ours for who has none yet, as others would see it, at most 1,200 px a side. BadImage."""
    made = mark(_opened(original, limits, _PREVIEW_SIDE) if original else _sample(), marks)
    return Look(rewrite(encode_webp(made.image, 82, 3, lossless=False), "WEBP", xmp), made.hidden)


def read_hidden(path: Path, key: bytes, limits: Limits) -> Read:
    """The number hidden in any picture we can open. BadImage."""
    found = probe(path, limits)
    scale = min(1.0, (_LARGEST_READ / max(1, found.width * found.height)) ** 0.5)
    hidden = find(_opened(path, limits, round(max(found.upright) * scale)), key)
    return Read(hidden.number, hidden.mirrored) if hidden else Read(None)


def keep_signature(path: Path, out: Path, limits: Limits) -> bool:
    """Takes an uploaded transparent picture over as `out`, a PNG. BadImage."""
    take_image(path, out, replace(limits, pixels=min(limits.pixels, 40_000_000)))
    return True


def missing_letters(text: str) -> str:
    """Letters that a signature in our font cannot show."""
    return unwritable(text)


def _sample() -> Image.Image:
    """A soft landscape of nothing: light above, dark below, with a sun, so that marks can be judged on both."""
    ground = ImageOps.colorize(Image.linear_gradient("L").resize((960, 720)), "#e8dcc8", "#27323f", mid="#9b8f96")
    glow = ImageOps.invert(Image.radial_gradient("L").resize((260, 260)))
    sun = glow.point([max(0, 2 * level - 255) for level in range(256)])
    ground.paste("#f6efe2", (560, 120), sun)
    return ground


def _opened(path: Path, limits: Limits, side: int) -> Image.Image:
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        whole = decode.upright_size(image, found)
        scale = min(1.0, side / max(whole))
        within = (max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale)))
        return decode.load(image, found, path, within).image
