"""Metadata surgery without re-encoding, for the four formats we publish: a Glazed picture stays Glazed.

Everything private goes (EXIF with GPS, serial numbers and thumbnails, XMP, IPTC, comments, trailing data), what
pixels need stays, and one XMP packet is put in; doing it again replaces that packet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from fediart.media import avif, jpeg, png, webp
from fediart.media.errors import BadImage
from fediart.media.facts import Format

_WAYS: Final[Mapping[Format, Callable[[bytes, bytes | None], bytes]]] = {
    "JPEG": jpeg.rewrite,
    "PNG": png.rewrite,
    "WEBP": webp.rewrite,
    "AVIF": avif.rewrite,
}


def rewrite(data: bytes, kind: Format, xmp: bytes | None) -> bytes:
    """The file with identical pixel data, without metadata, with `xmp` if given.

    BadImage if the file is damaged or of another format; ValueError if the packet does not fit (JPEG: 65,504 bytes).
    """
    way = _WAYS.get(kind)
    if way is None:
        raise BadImage(f"Metadata of {kind} files cannot be rewritten in place; convert the file to JPEG or PNG.")
    return way(data, xmp)


def rewrite_file(path: Path, out: Path, kind: Format, xmp: bytes | None) -> int:
    """`rewrite` from one file to another, which may be the same; returns the bytes written."""
    return out.write_bytes(rewrite(path.read_bytes(), kind, xmp))
