"""The bytes of a file that hold its pixels, to see that nothing but metadata was changed."""

from __future__ import annotations

from fediart.media import jpeg, png, webp

_WEBP_PIXELS = frozenset({b"ALPH", b"VP8 ", b"VP8L", b"ANMF"})


def scan_bytes(data: bytes) -> bytes:
    """All scans of a JPEG with their headers, as they stand in the file."""
    return b"".join(data[piece.start : piece.end] for piece in jpeg.walk(data) if piece.marker == jpeg.SOS)


def idat_bytes(data: bytes) -> bytes:
    """The compressed pixel data of all IDAT chunks of a PNG together."""
    return b"".join(data[chunk.start : chunk.end] for chunk in png.walk(data) if chunk.name == b"IDAT")


def webp_bytes(data: bytes) -> bytes:
    """The payloads of a WebP that hold pixels, in order."""
    return b"".join(data[chunk.start : chunk.end] for chunk in webp.walk(data) if chunk.name in _WEBP_PIXELS)


PIXELS = {"JPEG": scan_bytes, "PNG": idat_bytes, "WEBP": webp_bytes}
