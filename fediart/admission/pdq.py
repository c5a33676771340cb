"""PDQ, the 256-bit hash in which instances exchange lists of pictures, of a picture and its eight flips and turns.

Written from the published description (Facebook's "PDQ and TMK + PDQF" paper), and the same to the bit where it is
given the whole picture. Large ones are shrunk by whole steps first, so a few bits may differ there.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_SIDE: Final = 64
_BITS: Final = 16


def pdq(luma: Floats) -> tuple[tuple[str, ...], int]:
    """Of luma from 0 to 255: hashes in hex of the eight flips and turns, itself first, and the quality (0 to 100)."""
    down, across = (_means(side) for side in luma.shape)
    small = (down @ luma @ across.T).astype(np.float32)
    waves = _cosines() @ small @ _cosines().T
    return tuple(_hex(turned(waves, turn, first=1)) for turn in range(8)), _quality(small)


def turned(waves: NDArray[Any], turn: int, *, first: int = 0) -> NDArray[Any]:
    """Cosine coefficients of a picture that was mirrored (bit 4: across the diagonal, 2: upside down, 1: sideways).

    `waves[..., v, u]` begin with the frequency `first`.
    """
    if turn & 4:
        waves = np.swapaxes(waves, -1, -2)
    signs = 1.0 - 2.0 * ((np.arange(waves.shape[-1]) + first) % 2)
    if turn & 2:
        waves = waves * signs[:, None]
    return waves * signs[None, :] if turn & 1 else waves


def _cosines() -> Floats:
    rows, columns = np.arange(1, _BITS + 1)[:, None], np.arange(_SIDE)[None, :]
    waves: Floats = (math.sqrt(2 / _SIDE) * np.cos(math.pi / (2 * _SIDE) * rows * (2 * columns + 1))).astype(np.float32)
    return waves


@lru_cache(maxsize=32)
def _means(side: int) -> Floats:
    """What makes 64 of a side's values, of shape (64, side): twice the mean over 1/128 of the side, cut at the ends."""
    places = np.arange(side)
    window = math.ceil(side / (2 * _SIDE))
    ahead = (window + 2) // 2
    high, low = np.minimum(places + ahead, side), np.maximum(places + ahead - window, 0)
    means = np.zeros((_SIDE, side))
    means[np.arange(_SIDE), ((np.arange(_SIDE) + 0.5) * side / _SIDE).astype(np.intp)] = 1
    for _ in range(2):
        share = (means / (high - low)).T
        steps = np.zeros((side + 1, _SIDE))
        np.add.at(steps, low, share)
        np.subtract.at(steps, high, share)
        means = np.cumsum(steps, axis=0)[:side].T
    kept: Floats = means.astype(np.float32)
    return kept


def _quality(small: Floats) -> int:
    steps = [np.diff(small, axis=axis) * 100 / 255 for axis in (0, 1)]
    return min(100, int(sum(float(np.abs(np.trunc(step)).sum()) for step in steps)) // 90)


def _hex(waves: Floats) -> str:
    """Bit i of the hash, counted from the right, is the i-th coefficient, row by row."""
    bits = (waves > np.median(np.sort(waves, axis=None)[:-1])).ravel()
    return f"{int.from_bytes(np.packbits(bits, bitorder='little').tobytes(), 'little'):064x}"
