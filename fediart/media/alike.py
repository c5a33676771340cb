"""What a picture looks like at a glance, and how alike two are: where which colours lie, and which way its lines run.

The features of the AI detector are no help here: they are trained to see how a picture was made and not what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fediart.media.colours import FAMILIES, family
from fediart.media.images import pixels
from fediart.media.seen import Seen

MOST_ALIKE: Final = 24
FARTHEST: Final = 4000  # of any two pictures, three in a hundred are nearer
_SIDE: Final = 64
_PARTS: Final = 4
_LINES: Final = 8
_LAYOUT: Final = _PARTS * _PARTS * 3
_SIZES: Final = (_LAYOUT, len(FAMILIES), _LINES + 1)
_WORTH: Final = (1.0, 0.7, 0.5)
_BANDS: Final = 12
_BITS: Final = 8
_MOST_COLOURS: Final = 6
Floats = NDArray[np.float64]


def see(path: Path) -> Seen:
    """Of a file of ours. BadImage."""
    small = Image.fromarray(pixels(path)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    lab = _lab(np.asarray(small, dtype=np.float64) / 255)
    body = np.concatenate([_layout(lab), _names(lab), _lines(lab[..., 0])])
    return Seen(_palette(small), body.tobytes(), _bands(body))


def nearest(body: bytes, others: Sequence[tuple[int, bytes]]) -> tuple[tuple[int, int], ...]:
    """Number and distance of those that look like it, the nearest first. What cannot be read is left out."""
    length = sum(_SIZES)
    known = [(number, other) for number, other in others if len(other) == length]
    if not known or len(body) != length:
        return ()
    mine = np.frombuffer(body, dtype=np.uint8).astype(np.float64)
    theirs = np.frombuffer(b"".join(other for _, other in known), dtype=np.uint8).reshape(-1, length)
    apart = np.abs(theirs.astype(np.float64) - mine)
    edges = np.cumsum((0, *_SIZES))
    far = sum(apart[:, edges[part] : edges[part + 1]].mean(axis=1) * worth * 100 for part, worth in enumerate(_WORTH))
    order = np.argsort(far, kind="stable")[:MOST_ALIKE]
    return tuple((known[at][0], int(far[at])) for at in order if far[at] <= FARTHEST)


def _lab(rgb: Floats) -> Floats:
    """The same arithmetic as in `colours`, for all at once."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _layout(lab: Floats) -> NDArray[np.uint8]:
    step = _SIDE // _PARTS
    means = lab.reshape(_PARTS, step, _PARTS, step, 3).mean(axis=(1, 3))
    scaled = means * np.array([2.55, 1.6, 1.6]) + np.array([0, 128, 128])
    return _bytes(scaled.ravel())


def _names(lab: Floats) -> NDArray[np.uint8]:
    """How much of it is of which family, small shares made more of."""
    few = lab.reshape(16, 4, 16, 4, 3).mean(axis=(1, 3)).reshape(-1, 3)
    counts = np.zeros(len(FAMILIES))
    for light, a, b in few:
        counts[FAMILIES.index(family((float(light), float(a), float(b))))] += 1
    return _bytes(np.sqrt(counts / counts.sum()) * 255)


def _lines(light: Floats) -> NDArray[np.uint8]:
    """Which way its edges run, and how much there is of them."""
    down, across = np.gradient(light)
    strength = np.hypot(down, across)
    way = ((np.arctan2(down, across) % np.pi) / np.pi * _LINES).astype(np.intp) % _LINES
    sums = np.bincount(way.ravel(), weights=strength.ravel(), minlength=_LINES)
    total = float(sums.sum())
    shares = np.sqrt(sums / total) * 255 if total > 1e-6 else np.zeros(_LINES)
    return _bytes(np.append(shares, min(255.0, strength.mean() * 12)))


def _bands(body: NDArray[np.uint8]) -> tuple[int, ...]:
    """Each band is which side of eight planes it lies on, the same planes for ever."""
    planes = np.random.default_rng(28).standard_normal((_BANDS * _BITS, _LAYOUT + len(FAMILIES)))
    mean = np.concatenate([np.tile([128.0, 128.0, 128.0], _PARTS * _PARTS), np.full(len(FAMILIES), 50.0)])
    sides = (planes @ (body[: _LAYOUT + len(FAMILIES)].astype(np.float64) - mean) > 0).reshape(_BANDS, _BITS)
    return tuple(int(band << _BITS | int(np.packbits(bits)[0])) for band, bits in enumerate(sides))


def _palette(small: Image.Image) -> tuple[tuple[str, float], ...]:
    few = small.quantize(_MOST_COLOURS, Image.Quantize.MEDIANCUT)
    table = few.getpalette("RGB") or []
    counted = sorted(few.getcolors() or [], key=lambda one: -one[0])
    return tuple(
        ("#" + bytes(table[index * 3 : index * 3 + 3]).hex(), round(count / (_SIDE * _SIDE), 3))
        for count, index in counted
        if isinstance(index, int)
    )


def _bytes(values: NDArray[Any]) -> NDArray[np.uint8]:
    whole: NDArray[np.uint8] = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return whole
