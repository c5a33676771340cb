"""A visible signature or watermark: text in our own font, or a transparent picture, laid over the pixels."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from fediart.media import decode
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.marks import Visible
from fediart.media.probe import probe
from fediart.resources import resource

LEAST_SIDE: Final = 480  # pixels of the longer side: in less, a signature cannot be read and only disturbs
_MARGIN: Final = 0.025  # of the shorter side
_FONTS: Final = ("instrument-sans-latin-wght-normal.woff2", "instrument-sans-latin-ext-wght-normal.woff2")
_WEIGHT: Final = 600
_DRAWN: Final = 96  # pixels: text is drawn at this size and scaled
_HIGHEST: Final = 0.5  # of the picture's height
_IMAGE_SIDE: Final = 2048
_LEAST_IMAGE: Final = 16
_DARK, _LIGHT = (16, 16, 16), (255, 255, 255)


def sign(image: Image.Image, mark: Visible) -> Image.Image:
    """The picture with the mark on it; as it was where it is too small for one. BadImage if the mark cannot be read."""
    if max(image.size) < LEAST_SIDE:
        return image
    stamp = _image_stamp(mark.image) if mark.image else _text_stamp(mark.text)
    stamp = _sized(stamp, image.size, mark.width)
    alpha = _placed(stamp.getchannel("A"), image.size, mark.place)
    alpha = alpha.point([round(level * mark.opacity / 100) for level in range(256)])
    colours = _colours(stamp, image, alpha, mark)
    if image.mode != "RGBA":
        return Image.composite(colours, image, alpha)
    out = Image.composite(colours, image.convert("RGB"), alpha)
    out.putalpha(ImageChops.lighter(image.getchannel("A"), alpha))
    return out


def unwritable(text: str) -> str:
    """The letters of it that our font does not have, each once."""
    fonts = _fonts()
    return "".join(dict.fromkeys(letter for letter in text if letter != " " and _font_of(letter, fonts) is None))


def take_image(path: Path, out: Path, limits: Limits) -> None:
    """Keeps an uploaded signature as PNG of at most 2,048 px a side, without metadata. BadImage if it has no
    transparency: it would cover the picture with its paper."""
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        picture = decode.load(image, found, path).image
    if picture.mode != "RGBA" or (box := picture.getchannel("A").getbbox()) is None:
        raise BadImage("A signature needs a transparent background: export it as PNG with transparency.")
    cut = picture.crop(box)
    if min(cut.size) < _LEAST_IMAGE:
        raise BadImage(f"This signature is too small; draw it with at least {_LEAST_IMAGE} pixels each way.")
    cut.thumbnail((_IMAGE_SIDE, _IMAGE_SIDE), Image.Resampling.LANCZOS)
    cut.save(out, "PNG")


def _image_stamp(path: Path) -> Image.Image:
    found = probe(path)
    with decode.opened(path, found) as image:
        return decode.load(image, found, path).image.convert("RGBA")


def _text_stamp(text: str) -> Image.Image:
    """The text in black on nothing, cut to its ink."""
    fonts = _fonts()
    runs = [(letter, _font_of(letter, fonts) or fonts[0][0]) for letter in unicodedata.normalize("NFC", text)]
    wide = sum(font.getlength(letter) for letter, font in runs)
    stamp = Image.new("L", (int(wide) + _DRAWN, 2 * _DRAWN), 0)
    drawing, across = ImageDraw.Draw(stamp), float(_DRAWN // 4)
    for part, font in _joined(runs):
        drawing.text((across, _DRAWN * 1.4), part, 255, font=font, anchor="ls")
        across += font.getlength(part)
    ink = stamp.crop(stamp.getbbox() or (0, 0, 1, 1))
    out = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    out.putalpha(ink)
    return out


_Font = ImageFont.FreeTypeFont


def _joined(runs: list[tuple[str, _Font]]) -> list[tuple[str, _Font]]:
    """Neighbours of one font as one piece, so that they are spaced as a word."""
    out: list[tuple[str, _Font]] = []
    for letter, font in runs:
        if out and out[-1][1] is font:
            out[-1] = (out[-1][0] + letter, font)
        else:
            out.append((letter, font))
    return out


@cache
def _fonts() -> tuple[tuple[_Font, bytes], ...]:
    """Each of our fonts with what it draws for a letter it does not have."""
    made = []
    for name in _FONTS:
        font = ImageFont.truetype(str(resource("static") / "fonts" / name), _DRAWN)
        font.set_variation_by_axes([_WEIGHT])
        made.append((font, bytes(font.getmask("\uffff"))))
    return tuple(made)


def _font_of(letter: str, fonts: tuple[tuple[_Font, bytes], ...]) -> _Font | None:
    for font, absent in fonts:
        if letter == " " or (letter.isprintable() and bytes(font.getmask(letter)) not in (absent, b"")):
            return font
    return None


def _sized(stamp: Image.Image, size: tuple[int, int], width: int) -> Image.Image:
    """Of the asked share of the width, but never higher than half the picture, and never beyond its margins."""
    room = size[0] - 2 * _margin(size)
    scale = min(size[0] * width / 100, room) / stamp.width
    scale = min(scale, size[1] * _HIGHEST / stamp.height)
    return stamp.resize(
        (max(1, round(stamp.width * scale)), max(1, round(stamp.height * scale))), Image.Resampling.LANCZOS
    )


def _margin(size: tuple[int, int]) -> int:
    return round(min(size) * _MARGIN)


def _placed(stamp: Image.Image, size: tuple[int, int], place: str) -> Image.Image:
    """A canvas of `size` with the stamp where it belongs, in the stamp's mode."""
    canvas = Image.new(stamp.mode, size)
    for at in _spots(stamp.size, size, place):
        canvas.paste(stamp, at)
    return canvas


def _spots(stamp: tuple[int, int], size: tuple[int, int], place: str) -> list[tuple[int, int]]:
    if place == "tiled":
        return _grid(stamp, size)
    edge, spare = _margin(size), (size[0] - stamp[0], size[1] - stamp[1])
    left = edge if "left" in place else spare[0] - edge if "right" in place else spare[0] // 2
    top = edge if "top" in place else spare[1] - edge if "bottom" in place else spare[1] // 2
    return [(left, top)]


def _grid(stamp: tuple[int, int], size: tuple[int, int]) -> list[tuple[int, int]]:
    """Rows of marks half their width apart, every other row set off by half: at most some thousands."""
    across, down = max(8, round(stamp[0] * 1.5)), max(8, round(stamp[1] * 1.5 + stamp[0] * 0.25))
    rows = range(-stamp[1] // 2, size[1], down)
    return [
        (left, top)
        for number, top in enumerate(rows)
        for left in range(-(across // 2) * (number % 2) - stamp[0] // 4, size[0], across)
    ]


def _colours(stamp: Image.Image, image: Image.Image, alpha: Image.Image, mark: Visible) -> Image.Image:
    if mark.image:
        return _placed(stamp.convert("RGB"), image.size, mark.place)
    return Image.new("RGB", image.size, _tone(image, alpha, mark.tone))


def _tone(image: Image.Image, alpha: Image.Image, tone: str) -> tuple[int, int, int]:
    """White on dark ground and almost black on light, judged by what lies under the letters."""
    if tone == "auto":
        under = decode.over_white(image).convert("L")
        tone = (
            "dark" if ImageStat.Stat(under, alpha.point(lambda level: 255 if level else 0)).mean[0] > 140 else "light"
        )
    return _DARK if tone == "dark" else _LIGHT
