"""How a fingerprint is laid out in bytes, and what its codes are made of."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

VERSION: Final = 1
BITS: Final = 20  # the lowest frequencies, by which the index is sorted
CODE: Final = 52  # bits of a code; bit 63 tells bright places from dark ones
KEPT: Final = 48  # places in the database
_HEAD: Final = struct.Struct("<BBHHHHHHHH")
_EMPTY: Final = 65535
Place: Final = np.dtype([("code", "<u8"), ("x", "<u2"), ("y", "<u2"), ("blur", "<u2"), ("weak", "u1", 4)])


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A fingerprint to compute with: sizes are those of the working picture, `box` its place in the whole one."""

    width: int
    height: int
    box: tuple[float, float, float, float]
    miniature: NDArray[np.float32]
    places: NDArray[Any]


def frequencies() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Vertical and horizontal frequency of each bit of a code: 20 whose sum is up to 5, then 32 up to 9."""
    pairs = [(v, total - v) for total in range(1, 10) for v in range(total + 1)]
    chosen = np.array([pair for pair in pairs if pair not in ((0, 9), (9, 0))], dtype=np.intp)
    return chosen[:, 0], chosen[:, 1]


def pack_bits(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Codes of shape (...) from bits of shape (..., 52)."""
    weights = np.uint64(1) << np.arange(CODE, dtype=np.uint64)
    codes: NDArray[np.uint64] = (bits * weights).sum(axis=-1, dtype=np.uint64)
    return codes


def packed(
    shape: tuple[int, ...], box: tuple[float, float, float, float], miniature: NDArray[np.uint8], places: NDArray[Any]
) -> tuple[bytes, bytes]:
    """What is kept, and the further places for asking."""
    corners = [round(share * _EMPTY) for share in box]
    head = _HEAD.pack(VERSION, 0, shape[1], shape[0], *corners, miniature.shape[1], miniature.shape[0])
    return head + miniature.tobytes() + places[:KEPT].tobytes(), places[KEPT:].tobytes()


def unpack(data: bytes) -> Unpacked:
    """Raises ValueError for bytes that are no fingerprint of this version."""
    if len(data) < _HEAD.size or data[0] != VERSION:
        raise ValueError("this is no fingerprint of this version; run `fediart admission copies rebuild`")
    _, _, width, height, left, top, right, bottom, across, down = _HEAD.unpack_from(data)
    begin = _HEAD.size + across * down
    if not width or not height or len(data) < begin or (len(data) - begin) % Place.itemsize:
        raise ValueError("this fingerprint is cut off; run `fediart admission copies rebuild`")
    small = np.frombuffer(data, np.uint8, across * down, _HEAD.size).reshape(down, across).astype(np.float32)
    box = (left / _EMPTY, top / _EMPTY, right / _EMPTY, bottom / _EMPTY)
    return Unpacked(width, height, box, small, np.frombuffer(data, Place, offset=begin))


def places_of(data: bytes) -> NDArray[Any]:
    """Only the places, for the index."""
    return unpack(data).places


def turned_codes(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The codes of the eight flips and turns of their pictures, shape (8, n); brightness bits are dropped."""
    v, u = frequencies()
    bits = ((codes[:, None] >> np.arange(CODE, dtype=np.uint64)) & np.uint64(1)).astype(np.bool_)
    return np.stack([pack_bits(_mirrored(bits, turn, v, u)) for turn in range(8)])


def _mirrored(bits: NDArray[np.bool_], turn: int, v: NDArray[np.intp], u: NDArray[np.intp]) -> NDArray[np.bool_]:
    if turn & 4:
        bits = bits[:, transposed()]
    odd = np.zeros(CODE, dtype=np.bool_)
    if turn & 2:
        odd ^= v % 2 == 1
    if turn & 1:
        odd ^= u % 2 == 1
    return bits ^ odd


def transposed() -> NDArray[np.intp]:
    """Which bit takes the place of each when rows and columns change places."""
    v, u = frequencies()
    at = {(int(a), int(b)): number for number, (a, b) in enumerate(zip(v, u, strict=True))}
    return np.array([at[int(b), int(a)] for a, b in zip(v, u, strict=True)], dtype=np.intp)
