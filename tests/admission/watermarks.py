"""Writes the invisible watermark of Stable Diffusion's reference programs, after its published description:

the U channel of YUV, the coarse half of a Haar transform, blocks of 4 by 4 of it in reading order; in each, the largest
value but the first is moved to a quarter (0) or three quarters (1) of its step of 36.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def mark(pixels: NDArray[np.uint8], bits: Sequence[int], *, middle: float = 128.0) -> NDArray[np.uint8]:
    """The picture with the message; `middle` is 128 where the encoder got bytes and 0.5 where it got real numbers."""
    red, green, blue = (pixels[..., channel].astype(np.float64) for channel in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    blueness = 0.492 * (blue - luma) + middle
    redness = 0.877 * (red - luma)
    rows, columns = blueness.shape[0] // 8, blueness.shape[1] // 8
    for number in range(rows * columns):
        top, left = number // columns * 8, number % columns * 8
        block = blueness[top : top + 8, left : left + 8]
        block += _moved(block, bits[number % len(bits)])
    blueness -= middle
    out = np.stack([luma + redness / 0.877, _green(luma, redness, blueness), luma + blueness / 0.492], axis=2)
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)


def _moved(block: NDArray[np.float64], bit: int) -> NDArray[np.float64]:
    """What is added to the 8 by 8 pixels: two by two of them make one coarse value, which is half their sum."""
    coarse = block.reshape(4, 2, 4, 2).sum(axis=(1, 3)) / 2
    at = int(np.argmax(np.abs(coarse.reshape(-1)[1:]))) + 1
    value = float(coarse.reshape(-1)[at])
    wanted = (abs(value) // 36 + 0.25 + 0.5 * bit) * 36 * (1 if value >= 0 else -1)
    change = np.zeros(16)
    change[at] = (wanted - value) / 2
    return np.repeat(np.repeat(change.reshape(4, 4), 2, axis=0), 2, axis=1)


def _green(
    luma: NDArray[np.float64], redness: NDArray[np.float64], blueness: NDArray[np.float64]
) -> NDArray[np.float64]:
    red, blue = luma + redness / 0.877, luma + blueness / 0.492
    return np.asarray((luma - 0.299 * red - 0.114 * blue) / 0.587)
