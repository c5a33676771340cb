"""Splits a C2PA store into its manifests, without a C2PA library: JUMBF boxes (ISO/IEC 19566-5) in one level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MAX_BOXES: Final = 1000
_START_REACH: Final = 512  # AVIF and HEIC put a version, a purpose and an offset before the store


def manifests_of(store: bytes) -> list[bytes]:
    """The bodies of the manifests, the active one last; the whole store where its boxes make no sense."""
    start = store.find(b"jumb", 0, _START_REACH) - 4
    if start < 0:
        return [store]
    outer = next(_boxes(store, start, len(store)), None)
    if outer is None:
        return [store]
    inner = [store[first:last] for name, first, last in _boxes(store, outer[1], outer[2]) if name == b"jumb"]
    return inner or [store]


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of each box's content. A box cut short by the end of the data ends there."""
    for _ in range(_MAX_BOXES):
        if at + 8 > end:
            return
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        stop = end if size == 0 else min(end, at + size)
        if stop < at + head:
            return
        yield name, at + head, stop
        at = stop
