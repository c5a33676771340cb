"""Encoders with our settings. All write a small profile of ours: colours without one are guessed at."""

from __future__ import annotations

import io
from typing import Final

from PIL import AvifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from fediart.media.gamut import SRGB

# Up to this width in pixels a picture is a small graphic: colour edges count and bytes do not.
FINE_WIDTH: Final = 640


def encode_jpeg(image: Image.Image, quality: int, *, fine: bool) -> bytes:
    """Progressive JPEG; `fine` keeps colour at full resolution (4:4:4 instead of 4:2:0)."""
    try:
        return _jpeg(image, quality, fine, progressive=True)
    except OSError:
        # Pillow reserves a byte per pixel for a progressive file, too little for strong grain such as a
        # protective filter leaves; a baseline file has no such bound.
        return _jpeg(image, quality, fine, progressive=False)


def _jpeg(image: Image.Image, quality: int, fine: bool, progressive: bool) -> bytes:
    out = io.BytesIO()
    image.save(
        out,
        JpegImagePlugin.JpegImageFile.format,
        quality=quality,
        subsampling=0 if fine else 2,
        progressive=progressive,
        icc_profile=SRGB,
    )
    return out.getvalue()


def encode_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, PngImagePlugin.PngImageFile.format, icc_profile=SRGB)
    return out.getvalue()


def encode_webp(image: Image.Image, quality: int, method: int, *, lossless: bool, profile: bytes = SRGB) -> bytes:
    """`method` from 0 (fast) to 6 (small); `lossless` for flat graphics, where it is also the smaller one."""
    out = io.BytesIO()
    image.save(
        out,
        WebPImagePlugin.WebPImageFile.format,
        quality=quality,
        method=method,
        lossless=lossless,
        icc_profile=profile,
    )
    return out.getvalue()


def encode_avif(image: Image.Image, quality: int, speed: int, *, profile: bytes = SRGB) -> bytes:
    """Colour at full resolution, on one core; `speed` from 0 (small) to 10 (fast)."""
    out = io.BytesIO()
    image.save(
        out,
        AvifImagePlugin.AvifImageFile.format,
        quality=quality,
        speed=speed,
        subsampling="4:4:4",
        max_threads=1,
        icc_profile=profile,
    )
    return out.getvalue()
