"""What of a picture the detector gets to see: a common scale, then its most textured squares.

Plain numpy and deterministic, so that training and judging prepare pictures by the very same code, and neither
the size nor the shape of a picture reaches the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

_SMALLEST = 128
_PALETTE_COLOURS = 64
_SAMPLE_SIDE = 256
_BAND = 8  # output rows per matrix product: small enough to stay in the processor's cache


def shrink(pixels: Pixels, short_side: int) -> Pixels:
    """The picture with its short side reduced to `short_side` px; smaller pictures and 0 leave it as it is.

    A triangle filter as wide as the reduction, so nothing aliases.
    """
    height, width = pixels.shape[:2]
    if short_side <= 0 or min(height, width) <= short_side:
        return pixels
    ratio = short_side / min(height, width)
    low = _resample_rows(pixels, max(short_side, round(height * ratio)))
    small = _resample_rows(low.transpose(1, 0, 2), max(short_side, round(width * ratio))).transpose(1, 0, 2)
    return np.clip(np.rint(small), 0, 255).astype(np.uint8)


def choose_crops(pixels: Pixels, size: int, count: int) -> Pixels:
    """Up to `count` squares of `size` px, the most textured first, overlapping by half at most: (N, size, size, 3).

    A picture smaller than `size` is continued by reflection.
    """
    return cut(pixels, size, choose_places(pixels, size, count))


def choose_places(pixels: Pixels, size: int, count: int) -> tuple[tuple[int, int], ...]:
    """Where those squares begin: (top, left) in pixels."""
    pixels = _at_least(pixels, size)
    busy = _texture(pixels)
    tops = _starts(pixels.shape[0], size)
    lefts = _starts(pixels.shape[1], size)
    total = _integral(busy)
    ranked = sorted(
        ((float(_window(total, top, left, size)), top, left) for top in tops for left in lefts),
        key=lambda place: (-place[0], place[1], place[2]),
    )
    chosen: list[tuple[int, int]] = []
    for _, top, left in ranked:
        if len(chosen) == count:
            break
        if all(_overlap(top - t, left - x, size) <= size * size // 2 for t, x in chosen):
            chosen.append((top, left))
    return tuple(chosen)


def cut(pixels: Pixels, size: int, places: Sequence[tuple[int, int]]) -> Pixels:
    """The squares that begin at `places`, continued by reflection where the picture ends: (N, size, size, 3)."""
    pixels = _at_least(pixels, size)
    return np.stack([pixels[top : top + size, left : left + size] for top, left in places])


def unfit(pixels: Pixels) -> str:
    """Why no detector should be asked about this picture (too small, flat, pixel art), or an empty string."""
    height, width = pixels.shape[:2]
    if min(height, width) < _SMALLEST:
        return f"it is smaller than {_SMALLEST} pixels"
    step = max(1, min(height, width) // _SAMPLE_SIDE)
    # Blocks of neighbouring pixels, not every n-th pixel: flatness shows between neighbours only.
    busy = _texture(np.concatenate([pixels[offset :: 16 * step][: height // 2] for offset in range(2)]))
    if float(np.mean(busy <= 1)) > 0.93 or float(busy.mean()) < 0.6:
        return "it is nearly flat"
    sample = pixels[::step, ::step].reshape(-1, 3).astype(np.uint32)
    codes = sample[:, 0] << 16 | sample[:, 1] << 8 | sample[:, 2]
    if len(np.unique(codes)) <= _PALETTE_COLOURS:
        return "it has as few colours as pixel art or a diagram"
    return ""


def _resample_rows(pixels: NDArray[Any], target: int) -> Floats:
    source = pixels.shape[0]
    scale = source / target
    centres = (np.arange(target) + 0.5) * scale - 0.5
    total = np.empty((target, *pixels.shape[1:]), dtype=np.float32)
    for begin in range(0, target, _BAND):
        middle = centres[begin : begin + _BAND]
        low, high = max(0, int(middle[0] - scale)), min(source, int(middle[-1] + scale) + 2)
        weights = np.clip(1.0 - np.abs(np.arange(low, high)[None, :] - middle[:, None]) / scale, 0.0, None)
        weights /= weights.sum(axis=1, keepdims=True)
        band = pixels[low:high].reshape(high - low, -1).astype(np.float32)
        total[begin : begin + _BAND] = (weights.astype(np.float32) @ band).reshape(-1, *pixels.shape[1:])
    return total


def _texture(pixels: Pixels) -> NDArray[np.int16]:
    """How much each pixel's luma differs from its right and lower neighbour, cut at 32 so edges do not rule."""
    weighted = pixels[..., 0] * np.uint16(77) + pixels[..., 1] * np.uint16(150) + pixels[..., 2] * np.uint16(29)
    luma = (weighted >> 8).astype(np.int16)
    right = np.abs(luma[:-1, 1:] - luma[:-1, :-1])
    down = np.abs(luma[1:, :-1] - luma[:-1, :-1])
    busy: NDArray[np.int16] = np.minimum(right + down, 32).astype(np.int16)
    return busy


def _integral(values: NDArray[Any]) -> NDArray[np.int64]:
    total = np.zeros((values.shape[0] + 1, values.shape[1] + 1), dtype=np.int64)
    total[1:, 1:] = values.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)
    return total


def _window(total: NDArray[np.int64], top: int, left: int, size: int) -> int:
    bottom, right = min(top + size, total.shape[0] - 1), min(left + size, total.shape[1] - 1)
    return int(total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left])


def _starts(side: int, size: int) -> list[int]:
    steps = max(1, round(2 * (side - size) / size))
    return sorted({round(step * (side - size) / steps) for step in range(steps + 1)})


def _overlap(down: int, across: int, size: int) -> int:
    return max(0, size - abs(down)) * max(0, size - abs(across))


def _at_least(pixels: Pixels, size: int) -> Pixels:
    height, width = pixels.shape[:2]
    if min(height, width) >= size:
        return pixels
    padding = ((0, max(0, size - height)), (0, max(0, size - width)), (0, 0))
    return np.pad(pixels, padding, mode="symmetric")
