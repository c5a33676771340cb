"""The plane on which an invisible identifier lies: luminance at a fixed size, and sums of waves that carry its bits.

A picture of any size is brought to the same area, so whatever scales the whole of it leaves the sums as they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fediart.media.hidden_code import CODED, random_bytes

Plane = NDArray[np.float32]
Sums = NDArray[np.float64]
Size = tuple[int, int]
TILE: Final = 256
# Waves per tile: shorter ones are lost at half size and in JPEG, longer ones would be seen as spots.
_SLOWEST: Final = 9.0
_FASTEST: Final = 29.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the key decides: which waves (`at`, in the half spectrum of a tile) carry which bit with which sign, and
    by how much (`offset`, in periods) the lattice of each bit is shifted."""

    at: NDArray[np.intp]
    weights: Sums
    owner: NDArray[np.intp]
    offset: Sums


def plan_of(key: bytes) -> Plan:
    """The plan of an instance's key."""
    down = np.fft.fftfreq(TILE, 1 / TILE)[:, None]
    across = np.arange(TILE // 2 + 1)[None, :]
    distance = np.hypot(down, across)
    at = np.flatnonzero((distance >= _SLOWEST) & (distance <= _FASTEST) & ((across > 0) | (down > 0)))
    count = 2 * len(at)  # a real and an imaginary part each
    order = np.argsort(np.frombuffer(random_bytes(key, "order", 8 * count), dtype=">u8"), kind="stable")
    owner = np.empty(count, dtype=np.intp)
    owner[order] = np.arange(count) % CODED
    signs = np.where(np.frombuffer(random_bytes(key, "signs", count), dtype=np.uint8) & 1, 1.0, -1.0)
    offset = np.frombuffer(random_bytes(key, "offset", 2 * CODED), dtype=">u2") / 65536
    return Plan(at, signs / np.sqrt(np.bincount(owner))[owner], owner, offset)


def size_on_plane(size: Size, side: int) -> Size:
    """Width and height in the shape of `size` with about as many pixels as a square of `side`."""
    scale = side / math.sqrt(size[0] * size[1])
    return max(8, round(size[0] * scale)), max(8, round(size[1] * scale))


def sums(plane: Plane, plan: Plan) -> Sums:
    """For each coded bit the sum of its waves in the plane, in levels of luminance times the root of an area."""
    return _sums(_folded(plane), plane.size, plan)


def waves(amounts: Sums, shape: Size, plan: Plan) -> Plane:
    """The transpose of `sums`: a plane of `shape` (rows, columns) made of every bit's waves by these amounts."""
    times = (-(-shape[0] // TILE), -(-shape[1] // TILE))
    return np.tile(_tile(amounts, shape[0] * shape[1], plan), times)[: shape[0], : shape[1]]


def needed(mask: Plane, change: Sums, plan: Plan) -> Sums:
    """Amounts of waves that, under the mask, change the sums by about so much, by conjugate gradients.

    Waves repeat from tile to tile, so the mask can be folded first: all steps are made on one tile.
    """
    folded, pixels = _folded(mask), mask.size
    amounts, rest = np.zeros_like(change), change.copy()
    way, left = rest.copy(), float(rest @ rest)
    goal = 2e-3 * left
    for _ in range(8):
        answer = _sums(folded * _tile(way, pixels, plan), pixels, plan)
        along = float(way @ answer)
        if along <= 1e-9 or left <= goal:
            break
        amounts += left / along * way
        rest -= left / along * answer
        now = float(rest @ rest)
        way, left = rest + now / left * way, now
    return amounts


def _folded(plane: Plane) -> Plane:
    """All tiles of the plane laid on one another and added."""
    height, width = plane.shape
    padded = np.zeros((-(-height // TILE) * TILE, -(-width // TILE) * TILE), dtype=np.float32)
    padded[:height, :width] = plane
    return np.asarray(padded.reshape(-1, TILE, padded.shape[1] // TILE, TILE).sum(axis=(0, 2)))


def _sums(tile: Plane, pixels: int, plan: Plan) -> Sums:
    found = np.fft.rfft2(tile).ravel()[plan.at]
    parts = np.concatenate([found.real, found.imag]) * plan.weights
    return np.asarray(np.bincount(plan.owner, parts, minlength=CODED) / math.sqrt(pixels / 2))


def _tile(amounts: Sums, pixels: int, plan: Plan) -> Plane:
    parts = amounts[plan.owner] * plan.weights
    half = len(plan.at)
    spectrum = np.zeros(TILE * (TILE // 2 + 1), dtype=np.complex128)
    spectrum[plan.at] = parts[:half] + 1j * parts[half:]
    tile = np.fft.irfft2(spectrum.reshape(TILE, -1), s=(TILE, TILE))
    return np.asarray(tile * (TILE * TILE / 2 / math.sqrt(pixels / 2)), dtype=np.float32)


def around(plane: Plane, reach: int) -> Plane:
    """The mean of the square of `2 * reach + 1` px around each place."""
    side = 2 * reach + 1
    padded = np.pad(plane, ((reach + 1, reach), (reach + 1, reach)), mode="edge")
    total = padded.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    found = total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    return np.asarray(found / side**2, dtype=np.float32)
