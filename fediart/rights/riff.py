"""The chunks of a WebP file, as readers of signals need them: bounded, and without decoding anything."""

from __future__ import annotations

from collections.abc import Iterator

_MOST_PARTS = 100_000  # chunks of a file, empty ones, too


def webp_chunks(data: bytes, kind: bytes) -> Iterator[bytes]:
    """The bodies of a WebP file's chunks of one kind, such as `XMP ` (RIFF: a length of four bytes, padded to even)."""
    at = 12
    for _ in range(_MOST_PARTS):
        if at + 8 > len(data):
            return
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == kind:
            yield data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
