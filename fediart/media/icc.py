"""Colour profiles as bytes: drop the tags that identify a person's screen, and write the profiles we need ourselves.

Layout after ICC.1:2010 (profile version 4.3 for what we write).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

# Apple's display make, model and serial number; the calibration curves of a video card; native display data;
# colord's dictionary, which names the monitor with its EDID serial; Microsoft's private copy.
_PRIVATE: Final = frozenset({b"mmod", b"vcgt", b"ndin", b"meta", b"MS00", b"MSBN", b"dscm", b"dmnd", b"dmdd"})
_HEADER: Final = 128
_ENTRY: Final = 12

Matrix = Sequence[Sequence[float]]
# Columns are the red, green and blue primaries in XYZ, adapted to D50 (Bradford).
SRGB: Final[Matrix] = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
DISPLAY_P3: Final[Matrix] = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
REC_2020: Final[Matrix] = ((0.67348, 0.16567, 0.12505), (0.27903, 0.67534, 0.04562), (-0.00194, 0.02998, 0.79685))
_D50: Final = (0.9642, 1.0, 0.82491)
# Exponent, a, b, c, d of the curve of IEC 61966-2-1.
_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def without_private_tags(profile: bytes) -> bytes:
    """The same colours without tags that identify a screen; returned as it is when there are none or it is broken.

    Offsets stay valid: the bytes of a dropped tag become zero, unless a kept tag shares them.
    """
    entries = _entries(profile)
    kept = [entry for entry in entries if entry[0] not in _PRIVATE]
    if len(kept) == len(entries):
        return profile
    out = bytearray(profile)
    for _, start, size in (entry for entry in entries if entry[0] in _PRIVATE):
        if all(start + size <= other or start >= other + length for _, other, length in kept):
            out[start : start + size] = bytes(size)
    table = b"".join(struct.pack(">4sII", *entry) for entry in kept)
    end = _HEADER + 4 + _ENTRY * len(entries)
    out[_HEADER:end] = struct.pack(">I", len(kept)) + table.ljust(end - _HEADER - 4, b"\0")
    out[84:100] = bytes(16)  # the checksum over the old content: zero means not computed
    return bytes(out)


def matrix_profile(name: str, columns: Matrix) -> bytes:
    """An RGB display profile with the sRGB tone curve and these primaries; the same bytes on every call."""
    curve = b"para" + bytes(4) + struct.pack(">HH5i", 3, 0, *(round(value * 65536) for value in _CURVE))
    tags = [(b"desc", _text(name)), (b"cprt", _text("No copyright")), (b"wtpt", _xyz(_D50))]
    tags += [(key, _xyz([row[at] for row in columns])) for at, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
    return _assemble([*tags, (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)])


def _entries(profile: bytes) -> list[tuple[bytes, int, int]]:
    if len(profile) < _HEADER + 4:
        return []
    count = struct.unpack_from(">I", profile, _HEADER)[0]
    if count > 200 or len(profile) < _HEADER + 4 + _ENTRY * count:
        return []
    return [struct.unpack_from(">4sII", profile, _HEADER + 4 + _ENTRY * at) for at in range(count)]


def _text(text: str) -> bytes:
    words = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(words), 28) + words


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _assemble(tags: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Header, table, data; equal tags share their bytes."""
    body, places = b"", {}
    base = _HEADER + 4 + _ENTRY * len(tags)
    for _, data in tags:
        if data not in places:
            places[data] = base + len(body)
            body += data.ljust(-(-len(data) // 4) * 4, b"\0")
    table = b"".join(struct.pack(">4sII", key, places[data], len(data)) for key, data in tags)
    header = struct.pack(">I4sI4s4s4s", base + len(body), bytes(4), 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _xyz(_D50)[8:]
    return header.ljust(_HEADER, b"\0") + struct.pack(">I", len(tags)) + table + body
