"""Looks for the invisible watermarks that reference programs of Stable Diffusion and FLUX put into their pictures.

They spread one fixed message over a colour difference channel, one bit for every 8 by 8 pixels, in reading order.
Finding one is telling; finding none says nothing, as most programs leave it out and every change of size wipes it out.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.findings import Claim, Finding, Grade, finding

Floats = NDArray[np.float32]

SIDE: Final = 8  # pixels per bit, both ways
_STEP: Final = 36.0  # a bit is whether the largest value of its block lies in the upper half of a step this wide
_SMALLEST: Final = 256 * 256  # pixels: the encoder marks no smaller picture
_BLOCKS: Final = 24_000  # looked at, in whole rows spread over the picture


@dataclass(frozen=True, slots=True)
class Message:
    """What one program writes. `least` is the correlation at which chance is ruled out (docs/evidence.md)."""

    name: str
    bits: tuple[int, ...]
    least: float


def _text_bits(text: str) -> tuple[int, ...]:
    return tuple(int(bit) for letter in text.encode() for bit in f"{letter:08b}")


def _number_bits(number: int, width: int) -> tuple[int, ...]:
    return tuple(int(bit) for bit in f"{number:0{width}b}")


MESSAGES: Final = (
    Message("Stable Diffusion 1", _text_bits("StableDiffusionV1"), 0.5),
    Message("Stable Diffusion 2", _text_bits("SDV2"), 0.9),
    Message("SDXL", _number_bits(0xB3EC907BB19E, 48), 0.75),
    Message("FLUX", _number_bits(0x2AFE879CF52E, 48), 0.75),
    Message("FLUX", _number_bits(0x2AFE879CF52E, 46), 0.75),  # as its reference code writes it, without leading zeros
)


def watermark_findings(pixels: NDArray[np.uint8]) -> Iterator[Finding]:
    """The messages found in (H, W, 3) RGB pixels of the original size, upright."""
    height, width = pixels.shape[:2]
    if height * width < _SMALLEST or min(height, width) < SIDE:
        return
    found: set[str] = set()
    for bits, places in _readings(pixels):
        for message in MESSAGES:
            likeness = correlation(bits, places, message)
            if likeness >= message.least and message.name not in found:
                found.add(message.name)
                yield _finding(message, likeness)


def _finding(message: Message, likeness: float) -> Finding:
    text = "".join(str(bit) for bit in message.bits)
    where = "an invisible watermark in the pixels (imwatermark, dwtDct)"
    quote = f"the mark of {message.name}, {len(message.bits)} bits, correlation {likeness:.2f}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return finding(Grade.WATERMARK, Claim.GENERATED, "invisible-watermark", where, quote, digest=digest)


def correlation(bits: NDArray[np.bool_], places: NDArray[np.int64], message: Message) -> float:
    """How well what was read repeats the message, 1 being exactly, 0 not at all; `places` count the blocks.

    Patterns of eight are taken out of both first: letters share their upper bits, and pictures repeat, too.
    """
    length = len(message.bits)
    position = places % length
    counts = np.bincount(position, minlength=length)
    if not counts.all():
        return 0.0
    read = _without_rhythm(np.bincount(position, weights=bits, minlength=length) / counts)
    meant = _without_rhythm(np.array(message.bits, dtype=np.float64))
    size = math.sqrt(float(read @ read) * float(meant @ meant))
    return float(read @ meant) / size if size > 1e-9 else 0.0


def _without_rhythm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    table = values.reshape(-1, 1 if len(values) % 8 else 8)
    return np.asarray(table - table.mean(axis=0), dtype=np.float64).reshape(-1)


def _readings(pixels: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int64]]]:
    """The bits of the blocks and their numbers, read in the four ways in which programs are known to write them.

    Some hand the colours over in the wrong order; some as real numbers, for which the channel has another middle.
    """
    rows, columns = pixels.shape[0] // SIDE, pixels.shape[1] // SIDE
    stride = max(1, rows * columns // _BLOCKS)
    chosen = np.arange(0, rows, stride)
    part = pixels[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns * SIDE, -1)[chosen]
    places = (chosen[:, None] * columns + np.arange(columns)).reshape(-1)
    red, green, blue = (_halved(part[..., channel]) for channel in range(3))
    for first, last in ((blue, red), (red, blue)):
        difference = 0.492 * (first - (0.299 * last + 0.587 * green + 0.114 * first))
        blocks = difference.reshape(len(chosen), 4, columns, 4).transpose(0, 2, 1, 3).reshape(-1, 16)
        for middle in (256.0, 1.0):
            yield _bits(blocks + np.float32(middle)), places


def _halved(channel: NDArray[np.uint8]) -> Floats:
    """The coarse half of a Haar transform: sums of two by two pixels, halved."""
    wide = channel.astype(np.uint16)
    tall = wide[:, 0::2] + wide[:, 1::2]
    return np.asarray((tall[..., 0::2] + tall[..., 1::2]) * np.float32(0.5), dtype=np.float32)


def _bits(blocks: Floats) -> NDArray[np.bool_]:
    sizes = np.abs(blocks[:, 1:])
    largest = np.take_along_axis(sizes, sizes.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.asarray(largest % _STEP > _STEP / 2)
