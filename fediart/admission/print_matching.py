"""Whether one picture lies in another: places that agree on one shift and scale, then the miniatures laid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.fingerprint import Likeness
from fediart.admission.print_format import CODE, Unpacked, turned_codes, unpack

Floats = NDArray[np.float32]
_NEAR: Final = 11  # bits of 52 in which the codes of one and the same place may differ
_GRID: Final = 32  # samples across the common part, when miniatures are compared
_SMALLEST: Final = 16.0  # pixels of the working picture that must lie over each other
_MASK: Final = np.uint64((1 << CODE) - 1)
_TRIED: Final = 2  # ways of laying one over the other that are looked at closely
# How many places must agree, and how well the fine structure (correlation, 1 at best) then has to.
_CERTAIN: Final = ((12, 0.3), (8, 0.45), (6, 0.65), (4, 0.87), (3, 0.9), (2, 0.93), (1, 0.96))
_ALIKE: Final = 0.35
_HOPELESS: Final = 0.4  # where one place alone speaks for it, and the first look agrees no better


@dataclass(frozen=True, slots=True)
class _Laying:
    """Theirs = ours, mirrored by `turn`, times `scale`, plus (x, y); `places` agree on it."""

    places: int
    turn: int
    scale: float
    x: float
    y: float


def likenesses(asking: bytes, others: Sequence[tuple[int, bytes]]) -> tuple[Likeness, ...]:
    """What of the `others` (number and fingerprint) resembles the picture asked about, the surest first."""
    ours = unpack(asking)
    codes = turned_codes(ours.places["code"])
    found = [one for number, data in others if (one := _likeness(ours, codes, number, data)) is not None]
    return tuple(sorted(found, key=lambda one: (not one.certain, -one.places, -one.agreement)))


def _likeness(ours: Unpacked, codes: NDArray[np.uint64], number: int, data: bytes) -> Likeness | None:
    try:
        theirs = unpack(data)
    except ValueError:
        return None
    compared = [_agreement(ours, theirs, laying) for laying in _layings(ours, codes, theirs)]
    if not compared:
        return None
    value, laying = max(compared, key=lambda pair: (pair[0], pair[1].places))
    certain = any(laying.places >= places and value >= least for places, least in _CERTAIN)
    if not certain and (laying.places < 2 or value < _ALIKE):
        return None
    mine, other = _corners(ours, theirs, laying)
    return Likeness(number, certain, laying.places, round(value, 3), laying.turn, mine, other)


def _layings(ours: Unpacked, codes: NDArray[np.uint64], theirs: Unpacked) -> list[_Laying]:
    """The best way for each turn, those on which most places agree first."""
    if not len(ours.places) or not len(theirs.places):
        return []
    far = np.bitwise_count(codes[:, :, None] ^ (theirs.places["code"] & _MASK)[None, None, :])
    same = (ours.places["code"][:, None] >> np.uint64(63)) == (theirs.places["code"][None, :] >> np.uint64(63))
    turns, mine, other = np.nonzero((far <= _NEAR) & same[None])
    found = [_best(ours, theirs, int(turn), mine[turns == turn], other[turns == turn]) for turn in np.unique(turns)]
    return sorted(found, key=lambda one: -one.places)[:_TRIED]


def _best(ours: Unpacked, theirs: Unpacked, turn: int, mine: NDArray[np.intp], other: NDArray[np.intp]) -> _Laying:
    """Every pair of places says where the whole lies; the one most others agree with is made exact by them all."""
    here = _turned_points(ours, turn)[mine]
    there = _turned_points(theirs, 0)[other]
    size = theirs.places["blur"][other] / 256
    scale = size / (ours.places["blur"][mine] / 256)
    shift = there - here * scale[:, None]
    off = np.linalg.norm(here[None] * scale[:, None, None] + shift[:, None] - there[None], axis=2)
    apart = np.linalg.norm(there[None] - there[:, None], axis=2)
    close = (off < size[None] + 0.08 * apart) & (np.abs(np.log2(scale[None] / scale[:, None])) < 0.45)
    counts = [min(len(np.unique(mine[row])), len(np.unique(other[row]))) for row in close]
    best = int(np.argmax(counts))
    agreeing = close[best]
    return _exact(turn, counts[best], float(scale[best]), shift[best], here[agreeing], there[agreeing])


def _exact(turn: int, places: int, scale: float, shift: Floats, here: Floats, there: Floats) -> _Laying:
    """Least squares over the places that agree."""
    middle, goal = here.mean(axis=0), there.mean(axis=0)
    spread = float(((here - middle) ** 2).sum())
    if places >= 2 and spread > 1:
        exact = float(((here - middle) * (there - goal)).sum()) / spread
        if scale / 2 < exact < scale * 2:
            moved = goal - middle * exact
            return _Laying(places, turn, exact, float(moved[0]), float(moved[1]))
    return _Laying(places, turn, scale, float(shift[0]), float(shift[1]))


def _turned_points(ours: Unpacked, turn: int) -> NDArray[Any]:
    x, y = ours.places["x"] * (ours.width / 65535), ours.places["y"] * (ours.height / 65535)
    width, height = float(ours.width), float(ours.height)
    if turn & 4:
        x, y, width, height = y, x, height, width
    return np.stack([width - x if turn & 1 else x, height - y if turn & 2 else y], 1)


def _agreement(ours: Unpacked, theirs: Unpacked, laying: _Laying) -> tuple[float, _Laying]:
    """How well fine structure agrees where they overlap, from -1 to 1, and the laying moved to where it does best."""
    left, top, right, bottom = _overlap(ours, theirs, laying)
    if right - left < _SMALLEST or bottom - top < _SMALLEST:
        return 0.0, laying
    shape = math.sqrt((right - left) / (bottom - top))
    across, down = (max(8, min(64, round(_GRID * share))) for share in (shape, 1 / shape))
    columns, rows = (np.arange(across) + 0.5) / across, (np.arange(down) + 0.5) / down
    x, y = np.meshgrid(left + columns * (right - left), top + rows * (bottom - top))
    other = _sampled(theirs.miniature, x / theirs.width, y / theirs.height)
    mine = _turned(ours.miniature, laying.turn)
    width, height = _turned_size(ours, laying.turn)

    def over(scale: float, shift_x: float, shift_y: float) -> Floats:
        return _sampled(mine, (x - shift_x) / (scale * width), (y - shift_y) / (scale * height))

    settled = _settle(other, over, laying, ((left + right) / 2, (top + bottom) / 2))
    seen = over(settled.scale, settled.x, settled.y)
    fine = _correlation(other - _smoothed(other), seen - _smoothed(seen))
    return max(fine, _median_of_parts(other, seen) - 0.05), settled


def _settle(other: Floats, over: Any, laying: _Laying, middle: tuple[float, float]) -> _Laying:
    """Small steps towards the best correlation: shifts of 4, 2 and 1 pixels, scales of 3 %, 1.6 % and 0.8 %."""
    now = (laying.scale, laying.x, laying.y)
    best = _correlation(other, over(*now))
    if laying.places < 2 and best < _HOPELESS:
        return laying
    for step in (4.0, 2.0, 1.0):
        for _ in range(3):
            before = best
            for move in ((step, 0, 0), (-step, 0, 0), (0, step, 0), (0, -step, 0), (0, 0, step), (0, 0, -step)):
                scale = now[0] * (1 + move[2] * 0.008)
                ratio = scale / now[0]
                tried = (
                    scale,
                    middle[0] - (middle[0] - now[1]) * ratio + move[0],
                    middle[1] - (middle[1] - now[2]) * ratio + move[1],
                )
                value = _correlation(other, over(*tried))
                if value > best + 1e-4:
                    best, now = value, tried
            if best == before:
                break
    return _Laying(laying.places, laying.turn, *now)


def _overlap(ours: Unpacked, theirs: Unpacked, laying: _Laying) -> tuple[float, float, float, float]:
    width, height = _turned_size(ours, laying.turn)
    return (
        max(0.0, laying.x),
        max(0.0, laying.y),
        min(float(theirs.width), laying.x + laying.scale * width),
        min(float(theirs.height), laying.y + laying.scale * height),
    )


def _corners(
    ours: Unpacked, theirs: Unpacked, laying: _Laying
) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    """The common part in shares of both whole pictures, frames and all."""
    left, top, right, bottom = _overlap(ours, theirs, laying)
    width, height = _turned_size(ours, laying.turn)
    x = sorted(_share((edge - laying.x) / (laying.scale * width), bool(laying.turn & 1)) for edge in (left, right))
    y = sorted(_share((edge - laying.y) / (laying.scale * height), bool(laying.turn & 2)) for edge in (top, bottom))
    if laying.turn & 4:
        x, y = y, x
    there = (left / theirs.width, top / theirs.height, right / theirs.width, bottom / theirs.height)
    return _within(ours.box, (x[0], y[0], x[1], y[1])), _within(theirs.box, there)


def _share(value: float, mirrored: bool) -> float:
    return 1 - value if mirrored else value


def _within(
    box: tuple[float, float, float, float], part: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    width, height = box[2] - box[0], box[3] - box[1]
    x, y = (box[0] + width * part[0], box[0] + width * part[2]), (box[1] + height * part[1], box[1] + height * part[3])
    left, right, top, bottom = (round(min(1.0, max(0.0, value)), 4) for value in (*x, *y))
    return left, top, right, bottom


def _turned(miniature: Floats, turn: int) -> Floats:
    out = miniature.T if turn & 4 else miniature
    out = out[::-1] if turn & 2 else out
    return out[:, ::-1] if turn & 1 else out


def _turned_size(ours: Unpacked, turn: int) -> tuple[float, float]:
    return (float(ours.height), float(ours.width)) if turn & 4 else (float(ours.width), float(ours.height))


def _sampled(picture: Floats, x: Any, y: Any) -> Floats:
    """Between pixels; x and y are shares of the sides."""
    height, width = picture.shape
    across, down = np.clip(x * width - 0.5, 0, width - 1), np.clip(y * height - 0.5, 0, height - 1)
    left, top = np.minimum(across.astype(np.intp), width - 2), np.minimum(down.astype(np.intp), height - 2)
    right, below = across - left, down - top
    upper = picture[top, left] * (1 - right) + picture[top, left + 1] * right
    lower = picture[top + 1, left] * (1 - right) + picture[top + 1, left + 1] * right
    return np.asarray(upper * (1 - below) + lower * below, dtype=np.float32)


def _correlation(one: Floats, two: Floats) -> float:
    one, two = one - one.mean(), two - two.mean()
    return float((one * two).sum()) / math.sqrt(float((one * one).sum()) * float((two * two).sum()) + 1e-3)


def _smoothed(values: Floats) -> Floats:
    """The mean of 9 by 9 samples."""
    for axis in (0, 1):
        padded = np.pad(values, [(5, 4) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        total = np.moveaxis(np.cumsum(padded, axis=axis), axis, 0)
        values = np.moveaxis((total[9:] - total[:-9]) / np.float32(9), 0, axis)
    return values


def _median_of_parts(one: Floats, two: Floats) -> float:
    """The middle one of the correlations of sixteen parts: text over a picture spoils few of them."""
    rows, columns = np.array_split(np.arange(one.shape[0]), 4), np.array_split(np.arange(one.shape[1]), 4)
    parts = [(one[np.ix_(r, c)], two[np.ix_(r, c)]) for r in rows for c in columns]
    told = [_correlation(a, b) for a, b in parts if a.std() > 3 or b.std() > 3]
    return float(np.median(told)) if len(told) >= 6 else 0.0
