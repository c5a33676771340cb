"""Checks before any decoder runs: the format by content, and the size, frames and depth that the header promises.

Only seven raster formats are known here; SVG, PDF, EPS and all else are refused whatever they are named (advisory
67), and a picture over the limits is refused from its header (advisory 65). No image library is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.language import written
from fediart.media import animation, exif, isobmff, jpeg, png, webp
from fediart.media.errors import BadImage
from fediart.media.facts import MEDIA_TYPES, Format, Limits, Probe, Value

_UNKNOWN: Final = written("This is not a picture we can show; save it as JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF.")
_BIG_TIFF: Final = written("BigTIFF files are not supported; save it as an ordinary TIFF or as PNG.")


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    bits: int = 8
    channels: int = 3
    has_alpha: bool = False
    frames: int = 1
    orientation: int = 1
    coded_pixels: int = 0


def probe(path: Path, limits: Limits | None = None) -> Probe:
    """What the file is, from its header alone. BadImage when it is no picture of ours or over the limits."""
    limits = limits or Limits()
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise BadImage(
            f"This file has {size / 1e6:.0f} MB, and at most {limits.file_bytes / 1e6:.0f} MB are taken;"
            " save it smaller or as JPEG."
        )
    return examine(path.read_bytes(), limits)


def examine(data: bytes, limits: Limits) -> Probe:
    """`probe` for bytes already in memory."""
    kind = sniff(data)
    header = _READERS[kind](data)
    _check(kind, header, data, limits)
    return Probe(
        kind,
        MEDIA_TYPES[kind],
        header.width,
        header.height,
        header.frames,
        header.has_alpha,
        header.bits,
        header.channels,
        header.orientation,
        len(data),
    )


def sniff(data: bytes) -> Format:
    """The format by its first bytes; names and declared types are not asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(png.SIGNATURE):
        return "PNG"
    if webp.is_webp(data):
        return "WEBP"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if exif.byte_order(data):
        return "TIFF"
    if data[:4] in (b"II+\0", b"MM\0+"):
        raise BadImage(_BIG_TIFF)
    match isobmff.kind(data):
        case "AVIF":
            return "AVIF"
        case "HEIC":
            return "HEIC"
    raise BadImage(_UNKNOWN if data else "This file is empty; choose it again.")


def _check(kind: Format, header: _Header, data: bytes, limits: Limits) -> None:
    width, height = header.width, header.height
    if not width or not height:
        raise BadImage(written("This picture has no pixels; open it in an image program and export it again."))
    if max(width, height) > limits.side:
        raise BadImage(f"This picture is {width} by {height} pixels; make it at most {limits.side} pixels per side.")
    pixels = max(width * height, header.coded_pixels)
    if pixels > limits.pixels:
        raise BadImage(f"This picture has {pixels / 1e6:.0f} megapixels; make it at most {limits.pixels / 1e6:.0f}.")
    moving = header.frames > 1 and kind != "TIFF"
    if moving and width * height * header.frames > limits.animation_pixels:
        raise BadImage(
            f"This animation has {header.frames} frames of {width} by {height} pixels, more than we can take;"
            " upload its best frame as a still picture."
        )
    # Pixel data cannot hold the start of a scan, so every one found is a scan or part of some metadata.
    if kind == "JPEG" and data.count(b"\xff\xda") > limits.jpeg_scans:
        raise BadImage(written("This JPEG is built of too many scans; export it again as a standard JPEG."))


def _jpeg(data: bytes) -> _Header:
    frame = jpeg.frame(data)
    return _Header(frame.width, frame.height, frame.bits, frame.channels, orientation=jpeg.orientation(data))


def _png(data: bytes) -> _Header:
    header = png.header(data)
    alpha, frames, orientation = header.colour in (4, 6), 1, 1
    for chunk in png.walk(data):
        if chunk.name == b"acTL":
            frames = max(1, int.from_bytes(data[chunk.start : chunk.start + 4], "big"))
        alpha = alpha or chunk.name == b"tRNS"
        if chunk.name == b"eXIf":
            orientation = exif.orientation(data[chunk.start : chunk.end])
    channels = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}.get(header.colour, 3)
    return _Header(header.width, header.height, header.bits, channels, alpha, frames, orientation)


def _webp(data: bytes) -> _Header:
    canvas = webp.canvas(data)
    blocks = [data[chunk.start : chunk.end] for chunk in webp.walk(data) if chunk.name == b"EXIF"]
    orientation = exif.orientation(blocks[0]) if blocks else 1
    channels = 4 if canvas.has_alpha else 3
    return _Header(canvas.width, canvas.height, 8, channels, canvas.has_alpha, canvas.frames, orientation)


def _gif(data: bytes) -> _Header:
    found = animation.gif(data)
    return _Header(found.width, found.height, 8, 3, found.has_alpha, found.frames)


def _tiff(data: bytes) -> _Header:
    pages = list(animation.tiff_pages(data))
    if not pages:
        raise BadImage(written("This TIFF is damaged or cut short; open it in an image program and export it again."))
    first = pages[0]
    bits = first.get(258, 1)
    channels = first.get(277, 1)
    return _Header(
        _number(first.get(256)),
        _number(first.get(257)),
        int(max(bits)) if isinstance(bits, tuple) else _number(bits),
        _number(channels),
        338 in first,
        len(pages),
        exif.orientation(data),
    )


def _still(data: bytes) -> _Header:
    """AVIF and HEIC: their decoders turn the picture themselves, so sides are given as they come out."""
    found = isobmff.picture(data)
    width, height = found.width, found.height
    if isobmff.kind(data) == "HEIC" and isobmff.turned(data):
        width, height = height, width
    frames = 2 if found.is_sequence else 1
    channels = 4 if found.has_alpha else 3
    return _Header(width, height, found.bits, channels, found.has_alpha, frames, 1, found.coded_pixels)


def _number(value: Value | None) -> int:
    if isinstance(value, int):
        return value
    raise BadImage(written("This TIFF does not say its size; open it in an image program and export it again."))


_READERS: Final[Mapping[Format, Callable[[bytes], _Header]]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
    "TIFF": _tiff,
    "AVIF": _still,
    "HEIC": _still,
}
