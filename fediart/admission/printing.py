"""Takes fingerprints: a hundred places of a picture that stay recognisable, each with a code, a miniature, and PDQ.

Places are extremes of a scale space, so that crops, borders and sizes move them and do not change them; the code of a
place are the signs of its lowest cosine coefficients, which the eight flips and turns only permute and negate.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.fingerprint import Print
from fediart.admission.pdq import pdq
from fediart.admission.print_format import BITS, KEPT, Place, frequencies, pack_bits, packed
from fediart.media import images
from fediart.media.facts import Limits
from fediart.media.grey import Grey, grey, luma

Floats = NDArray[np.float32]
_SIDE: Final = 256  # the working picture has as many pixels as a square of this side
_MINIATURE: Final = 48
_LEVELS: Final = 11
_FIRST: Final = 2.2  # the finest blur, in pixels of the working picture
_STEP: Final = 2 ** (1 / 3)
_MARGIN: Final = 48  # continued by reflection, so that the ends of a picture are no edges
_FAINT: Final = 0.6  # grey levels: below this, a place may be noise
_EDGE: Final = 12.1  # principal curvatures of 10 to 1 and more are an edge, which slides along itself
_BANDS: Final = (3.6, 5.2, 7.5)  # sizes, each with its share of the places, so that no size crowds out the others
_SHARES: Final = (24, 30, 24, 18)
_SAMPLES: Final = 16  # across the neighbourhood of a place ...
_RADIUS: Final = 4.0  # ... which reaches this many blurs around it
_FINER: Final = -1.5  # levels by which the neighbourhood is sampled sharper than the place was found
_DEEPEST: Final = 0.3  # of a side may be frame
_SMALLEST: Final = 24  # pixels


def fingerprint(pixels: NDArray[np.uint8]) -> Print:
    """The fingerprint of a decoded picture, 8-bit RGB of shape (height, width, 3), native size, upright."""
    whole = grey(pixels, 2 * _SIDE)
    hashes, quality = pdq(luma(pixels, 2 * _SIDE))
    top, bottom, left, right = content(whole)
    inner = whole[top:bottom, left:right]
    small = min(pixels.shape[:2]) < _SMALLEST or min(inner.shape) < _SMALLEST
    picture = grey(inner, _SIDE) if not small else np.zeros((_SIDE, _SIDE), np.uint8)
    places = _places(picture.astype(np.float32))
    height, width = whole.shape
    box = (left / width, top / height, right / width, bottom / height)
    kept, more = packed(picture.shape, box, grey(picture, _MINIATURE), places)
    plain = len(places) == 0 and bool((pixels == pixels[0, 0]).all())
    return Print(hashes, quality, min(len(places), KEPT), kept, more, plain)


def fingerprint_file(path: Path, limits: Limits) -> Print:
    """The fingerprint of a picture file. BadImage."""
    return fingerprint(images.pixels(path, limits))


def content(whole: Grey) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what a plain frame surrounds."""
    height, width = whole.shape
    top, bottom = _frame(whole), height - _frame(whole[::-1])
    inner = whole[top:bottom]
    return top, bottom, _frame(inner.T), width - _frame(inner.T[::-1])


def _frame(rows: Grey) -> int:
    """How many rows from the first on are of one and the same grey."""
    most = int(len(rows) * _DEEPEST)
    tone = int(np.median(rows[0]))
    plain = np.mean(np.abs(rows[:most].astype(np.int16) - tone) <= 10, axis=1) >= 0.995
    deep = most if bool(plain.all()) else int(np.argmin(plain))
    return deep if deep >= 2 else 0


def _places(picture: Floats) -> NDArray[Any]:
    blurred = _blurred(picture)
    rises = blurred[1:] - blurred[:-1]
    level, y, x = _extremes(rises)
    strength = rises[level, y, x]
    deeper = _peak(rises[level - 1, y, x], strength, rises[level + 1, y, x])
    blur = _FIRST * _STEP ** (level + deeper)
    chosen = _choose(blur, np.abs(strength))
    level, y, x = level[chosen], y[chosen], x[chosen]
    strength, deeper, blur = strength[chosen], deeper[chosen], blur[chosen]
    across = x + _peak(rises[level, y, x - 1], strength, rises[level, y, x + 1])
    down = y + _peak(rises[level, y - 1, x], strength, rises[level, y + 1, x])
    sharper = np.clip(np.rint(level + deeper + _FINER), 0, _LEVELS).astype(np.intp)
    waves = _waves(_neighbourhoods(blurred, sharper, down, across, blur))
    found = np.zeros(len(level), dtype=Place)
    found["code"] = pack_bits(waves > 0) | ((strength > 0).astype(np.uint64) << np.uint64(63))
    found["x"], found["y"] = across / picture.shape[1] * 65535, down / picture.shape[0] * 65535
    found["blur"] = blur * 256
    found["weak"] = np.argsort(np.abs(waves[:, :BITS]), axis=1)[:, :4]
    return found


def _blurred(picture: Floats) -> Floats:
    height, width = picture.shape
    padded = np.pad(picture, _MARGIN, mode="symmetric")
    waves = np.fft.rfft2(padded)
    levels = np.empty((_LEVELS + 1, height, width), dtype=np.float32)
    for level, fading in enumerate(_fadings(*padded.shape)):
        rows = np.fft.ifft(waves * fading, axis=0)[_MARGIN : _MARGIN + height]
        levels[level] = np.fft.irfft(rows, n=padded.shape[1], axis=1)[:, _MARGIN : _MARGIN + width]
    return levels


@lru_cache(maxsize=4)  # most pictures of an instance have one of few shapes; each takes some 3 MB
def _fadings(height: int, width: int) -> tuple[Floats, ...]:
    """How much of each wave every blur leaves."""
    squares = np.fft.fftfreq(height)[:, None] ** 2 + np.fft.rfftfreq(width)[None, :] ** 2
    blurs = [_FIRST * _STEP**level for level in range(_LEVELS + 1)]
    return tuple(np.exp(-2 * (math.pi * blur) ** 2 * squares).astype(np.float32) for blur in blurs)


def _extremes(rises: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Where the change of blur is strongest among its 26 neighbours, edges left out."""
    size = np.abs(rises)
    levels = np.maximum(np.maximum(size[:-2], size[1:-1]), size[2:])
    rows = np.maximum(np.maximum(levels[:, :-2], levels[:, 1:-1]), levels[:, 2:])
    most = np.maximum(np.maximum(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:])
    here = size[1:-1, 1:-1, 1:-1]
    strong = (here >= most) & (here > _FAINT)
    strong[:, :2], strong[:, -2:], strong[:, :, :2], strong[:, :, -2:] = False, False, False, False
    level, y, x = (values + 1 for values in np.nonzero(strong))
    middle = 2 * rises[level, y, x]
    bend_x = rises[level, y, x + 1] + rises[level, y, x - 1] - middle
    bend_y = rises[level, y + 1, x] + rises[level, y - 1, x] - middle
    skew = rises[level, y + 1, x + 1] + rises[level, y - 1, x - 1]
    skew = (skew - rises[level, y + 1, x - 1] - rises[level, y - 1, x + 1]) / 4
    round_ = bend_x * bend_y - skew * skew
    spot = (round_ > 0) & ((bend_x + bend_y) ** 2 < _EDGE * round_)
    return level[spot], y[spot], x[spot]


def _peak(before: Floats, here: Floats, after: Floats) -> Floats:
    """How far from the middle of three samples their parabola has its top, half a step at most."""
    bend = before + after - 2 * here
    steep = np.where(np.abs(bend) > 1e-6, bend, 1.0)
    top: Floats = np.where(np.abs(bend) > 1e-6, (before - after) / (2 * steep), 0.0).clip(-0.5, 0.5)
    return top


def _choose(blur: Floats, strength: Floats) -> NDArray[np.intp]:
    """The strongest places, each size in its share; any first part of them is shared out alike."""
    band = np.searchsorted(_BANDS, blur)
    order = np.argsort(-strength, kind="stable")
    rank = np.empty(len(blur))
    for number, share in enumerate(_SHARES):
        members = order[band[order] == number]
        rank[members] = (np.arange(len(members)) + 0.5) / share
    return np.argsort(rank, kind="stable")[: sum(_SHARES)]


def _neighbourhoods(
    blurred: Floats, level: NDArray[np.intp], down: Floats, across: Floats, blur: Floats
) -> NDArray[np.float32]:
    steps = ((np.arange(_SAMPLES) + 0.5) / _SAMPLES * 2 - 1) * _RADIUS
    rows = _reflected(down[:, None] + blur[:, None] * steps, blurred.shape[1])[:, :, None]
    columns = _reflected(across[:, None] + blur[:, None] * steps, blurred.shape[2])[:, None, :]
    top = np.minimum(rows.astype(np.intp), blurred.shape[1] - 2)
    left = np.minimum(columns.astype(np.intp), blurred.shape[2] - 2)
    below, right, at = rows - top, columns - left, level[:, None, None]
    upper = blurred[at, top, left] * (1 - right) + blurred[at, top, left + 1] * right
    lower = blurred[at, top + 1, left] * (1 - right) + blurred[at, top + 1, left + 1] * right
    patches: Floats = (upper * (1 - below) + lower * below).astype(np.float32)
    return patches


def _reflected(values: NDArray[np.floating[Any]], side: int) -> NDArray[np.floating[Any]]:
    values = np.abs(values)
    inside: NDArray[np.floating[Any]] = np.where(values > side - 1, 2 * (side - 1) - values, values).clip(0, side - 1)
    return inside


def _waves(patches: Floats) -> Floats:
    rows = np.arange(10)[:, None]
    cosines = np.cos(math.pi / (2 * _SAMPLES) * rows * (2 * np.arange(_SAMPLES) + 1)).astype(np.float32)
    v, u = frequencies()
    waves: Floats = (cosines @ patches @ cosines.T)[:, v, u]
    return waves
