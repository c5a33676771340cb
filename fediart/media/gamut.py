"""Colours from one profile to another: to sRGB, and to Display P3 where a picture has colours that sRGB lacks."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageChops, ImageCms

from fediart.media import icc

SRGB: Final = icc.matrix_profile("sRGB", icc.SRGB)
DISPLAY_P3: Final = icc.matrix_profile("Display P3", icc.DISPLAY_P3)

_MODELS: Final = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab "}
_SAMPLE: Final = 512
# A colour is lost to sRGB if it comes back from there by more than this many of 255 levels away; one in a thousand
# such samples is a picture that a wide screen shows better.
_LOST: Final = 5
_SHARE: Final = 0.001
# Up to this many levels, a file may be shown by a program that ignores its profile and nobody will see it.
_ALIKE: Final = 8


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA where needed, converted from the embedded profile (relative colorimetric with black point
    compensation; CMYK perceptual). An unusable profile is ignored, as browsers do."""
    base, alpha = _split(image)
    out = _converted(base, profile, SRGB) or (base if base.mode == "RGB" else base.convert("RGB"))
    return _joined(out, alpha)


def widened(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """The same in Display P3; None where sRGB has all of its colours. What even P3 has not becomes its nearest."""
    base, alpha = _split(image)
    if not profile or base.mode == "L":
        return None
    side = min(base.width, _SAMPLE), min(base.height, _SAMPLE)
    sample = _converted(base.resize(side, Image.Resampling.NEAREST), profile, DISPLAY_P3)
    if sample is None or not _leaves_srgb(sample, alpha and alpha.resize(side, Image.Resampling.NEAREST)):
        return None
    out = _converted(base, profile, DISPLAY_P3)
    return _joined(out, alpha) if out else None


def reads_as_srgb(profile: bytes | None, mode: str) -> bool:
    """Whether a picture of this mode looks the same to a program that takes every file for sRGB."""
    if not profile or mode not in ("RGB", "RGBA", "L", "LA"):
        return not profile
    chart = _chart() if mode.startswith("RGB") else Image.frombytes("L", (256, 1), bytes(range(256)))
    after = _converted(chart, profile, SRGB)
    return after is None or _farthest(chart.convert("RGB"), after) <= _ALIKE


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    return (image.convert(image.mode[:-1]) if alpha else image), alpha


def _joined(image: Image.Image, alpha: Image.Image | None) -> Image.Image:
    if alpha is not None and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _leaves_srgb(sample: Image.Image, alpha: Image.Image | None) -> bool:
    """Whether enough of these Display P3 colours do not come back from sRGB. What is transparent does not count."""
    there = _converted(sample, DISPLAY_P3, SRGB)
    back = _converted(there, SRGB, DISPLAY_P3) if there else None
    if back is None:
        return False
    red, green, blue = ImageChops.difference(sample, back).split()
    lost = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    lost = ImageChops.darker(lost, alpha) if alpha else lost
    return sum(lost.histogram()[_LOST + 1 :]) > _SHARE * sample.width * sample.height


def _converted(image: Image.Image, profile: bytes | None, goal: bytes) -> Image.Image | None:
    """None when there is nothing to convert: no profile, a broken one, or one that is the goal already."""
    if not profile and image.mode != "LAB":
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile) if profile else ImageCms.createProfile("LAB"))
        if source.profile.xcolor_space == "RGB " and image.mode == "L":
            image = image.convert("RGB")
        if _MODELS.get(image.mode) != source.profile.xcolor_space:
            return None
        change = _change(source, image.mode, goal)
        if image.mode == "RGB" and _changes_nothing(change):
            return image.copy() if goal == DISPLAY_P3 else None
        return ImageCms.applyTransform(image, change)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _change(source: ImageCms.ImageCmsProfile, mode: str, goal: bytes) -> ImageCms.ImageCmsTransform:
    intent = ImageCms.Intent.PERCEPTUAL if mode == "CMYK" else ImageCms.Intent.RELATIVE_COLORIMETRIC
    there = ImageCms.ImageCmsProfile(io.BytesIO(goal))
    return ImageCms.buildTransform(source, there, mode, "RGB", intent, ImageCms.Flags.BLACKPOINTCOMPENSATION)


def _changes_nothing(change: ImageCms.ImageCmsTransform) -> bool:
    """A profile that moves no colour of a chart by more than one level is the goal by another name."""
    after = ImageCms.applyTransform(_chart(), change)
    return after is not None and _farthest(_chart(), after) <= 1


def _chart() -> Image.Image:
    """6 by 6 by 6 colours."""
    levels = bytes(channel for at in range(216) for channel in (at // 36 * 51, at // 6 % 6 * 51, at % 6 * 51))
    return Image.frombytes("RGB", (216, 1), levels)


def _farthest(one: Image.Image, other: Image.Image) -> int:
    """By how many levels they differ at most."""
    return max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))
