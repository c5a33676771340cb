"""Whether one picture lies in another: places that agree on one shift and scale, then the miniatures laid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.fingerprint import Likeness
from fediart.admission.print_format import CODE, KEPT, Unpacked, turned_codes, unpack
from fediart.admission.print_overlay import Fit, Overlay, agreement, sampled, settled

Floats = NDArray[np.float32]
_NEAR: Final = 11  # bits of 52 in which the codes of one and the same place may differ
_GRID: Final = 32  # samples across the common part, when miniatures are compared
_SMALLEST: Final = 16.0  # pixels of the working picture that must lie over each other
_MASK: Final = np.uint64((1 << CODE) - 1)
_TRIED: Final = 2  # ways of laying one over the other that are looked at closely
_TRIED_PAIRS: Final = 8  # of the pairs of places that speak for a turn
_TURNS: Final = 3  # of the eight are tried, those with the most places alike
_ALSO: Final = 16  # bits in which codes may differ where the place is known already
_SHARE: Final = 0.25  # of the places that both could have in common have to agree ...
_COMMON: Final = 0.5  # ... and half of the smaller picture has to lie in the other one, unless ...
_MANY: Final = 16  # ... so many agree, as in a collage
# How well fine structure (correlation, 1 at best) has to agree: by 0.75 where a quarter of the places do ...
_FINE: Final = 0.9  # ... and by less where more do ...
_SLOPE: Final = 0.6
_FINE_LEAST: Final = 0.3  # ... but this well at least, which is enough where so many do ...
_SURE: Final = 12
_FEW: Final = {1: 0.96, 2: 0.95, 3: 0.95, 4: 0.92, 5: 0.9, 6: 0.8, 7: 0.75, 8: 0.66}  # ... and better where so few do
_ALIKE: Final = 0.35
_HOPELESS: Final = 0.15  # agreement at first sight below which nothing is tried further ...
_DOUBTFUL: Final = 0.4  # ... and where one place alone speaks for it


@dataclass(frozen=True, slots=True)
class _Laying:
    """Theirs = ours, mirrored by `turn`, times `scale`, plus (x, y); `places` agree on it."""

    places: int
    turn: int
    scale: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Compared:
    """A laying and what speaks for it: `common` is the part of the smaller picture that lies in the other."""

    laying: _Laying
    agreement: float
    places: int
    share: float
    common: float


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
    compared = [_compared(ours, theirs, codes, laying) for laying in _layings(ours, codes, theirs)]
    if not compared:
        return None
    best = max(compared, key=_rank)
    certain = _certain(best)
    if not certain and (max(best.places, best.laying.places) < 2 or best.agreement < _ALIKE):
        return None
    mine, other = _corners(ours, theirs, best.laying)
    return Likeness(number, certain, best.places, round(best.agreement, 3), best.laying.turn, mine, other)


def _certain(one: _Compared) -> bool:
    """A copy: the smaller the share of the places that agree, the better the fine structure has to."""
    if one.share < _SHARE or not one.places or (one.common < _COMMON and one.places < _MANY):
        return False
    least = _FINE - _SLOPE * one.share if one.places < _SURE else 0.0
    return one.agreement >= max(_FEW.get(one.places, 0.0), _FINE_LEAST, least)


def _layings(ours: Unpacked, codes: NDArray[np.uint64], theirs: Unpacked) -> list[_Laying]:
    """The best way for each of the likeliest turns, those on which most places agree first."""
    if not len(ours.places) or not len(theirs.places):
        return []
    far = np.bitwise_count(codes[:, :, None] ^ (theirs.places["code"] & _MASK)[None, None, :])
    same = (ours.places["code"][:, None] >> np.uint64(63)) == (theirs.places["code"][None, :] >> np.uint64(63))
    turns, mine, other = np.nonzero((far <= _NEAR) & same[None])
    likely = np.argsort(-np.bincount(turns, minlength=8), kind="stable")[:_TURNS]
    found = [_best(ours, theirs, int(turn), mine[turns == turn], other[turns == turn]) for turn in likely
             if (turns == turn).any()]  # fmt: skip
    found.sort(key=lambda one: -one.places)
    return [one for one in found[:_TRIED] if 2 * one.places > found[0].places]


def _best(ours: Unpacked, theirs: Unpacked, turn: int, mine: NDArray[np.intp], other: NDArray[np.intp]) -> _Laying:
    """Every pair of places says where the whole lies; the one most others agree with is made exact by them all."""
    here = _turned_points(ours, turn)[mine]
    there = _turned_points(theirs, 0)[other]
    size = theirs.places["blur"][other] / 256
    scale = size / (ours.places["blur"][mine] / 256)
    shift = there - here * scale[:, None]
    off_x, off_y = (here[:, axis] * scale[:, None] + shift[:, axis, None] - there[:, axis] for axis in (0, 1))
    off, apart = np.hypot(off_x, off_y), np.hypot(*(there[:, axis] - there[:, axis, None] for axis in (0, 1)))
    close = (off < size[None] + 0.08 * apart) & (np.abs(np.log2(scale[None] / scale[:, None])) < 0.45)
    likely = np.argsort(-close.sum(axis=1), kind="stable")[:_TRIED_PAIRS]
    places, best = max((min(len({*mine[close[row]]}), len({*other[close[row]]})), -int(row)) for row in likely)
    agreeing, best = close[-best], -best
    return _exact(turn, places, float(scale[best]), shift[best], here[agreeing], there[agreeing])


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


def _compared(ours: Unpacked, theirs: Unpacked, codes: NDArray[np.uint64], laying: _Laying) -> _Compared:
    """The laying moved to where the miniatures agree best, how well they do, and how many places then agree."""
    left, top, right, bottom = _overlap(ours, theirs, laying)
    if right - left < _SMALLEST or bottom - top < _SMALLEST:
        return _Compared(laying, 0.0, 0, 0.0, 0.0)
    shape = math.sqrt((right - left) / (bottom - top))
    across, down = (max(8, min(64, round(_GRID * share))) for share in (shape, 1 / shape))
    columns, rows = (np.arange(across) + 0.5) / across, (np.arange(down) + 0.5) / down
    x, y = left + columns * (right - left), top + rows * (bottom - top)
    other = sampled(theirs.miniature, x / theirs.width, y / theirs.height)
    overlay = Overlay(_turned(ours.miniature, laying.turn), *_turned_size(ours, laying.turn), other, x, y)
    least = _HOPELESS if laying.places > 1 else _DOUBTFUL
    found = settled(overlay, Fit(laying.scale, laying.x, laying.y), least)
    if not found:
        return _Compared(laying, 0.0, 0, 0.0, 0.0)
    told = []
    for fit, seen in found:  # what is written over a picture may have drawn the moved one aside
        moved = _Laying(laying.places, laying.turn, fit.scale, fit.x, fit.y)
        places, share = _agreeing(ours, theirs, codes[laying.turn], moved)
        told.append(_Compared(moved, agreement(other, seen), places, share, _common(ours, theirs, moved)))
        if _certain(told[-1]):
            break
    return max(told, key=_rank)


def _rank(one: _Compared) -> tuple[bool, float]:
    return _certain(one), one.share + one.agreement


def _agreeing(ours: Unpacked, theirs: Unpacked, codes: NDArray[np.uint64], laying: _Laying) -> tuple[int, float]:
    """How many of their places are found where ours say that they are, and their share of those that could be."""
    here = _turned_points(ours, laying.turn) * laying.scale + (laying.x, laying.y)
    there, size = _turned_points(theirs, 0), theirs.places["blur"] / 256
    apart = np.hypot(here[:, :1] - there[:, 0], here[:, 1:] - there[:, 1])
    times = ours.places["blur"][:, None] * (laying.scale / 256) / size
    near = (apart < 0.5 * size + 2) & (times > 0.7) & (times < 1.42)
    mine, other = np.nonzero(near)
    same = np.bitwise_count(codes[mine] ^ (theirs.places["code"][other] & _MASK)) <= _ALSO
    left, top, right, bottom = _overlap(ours, theirs, laying)
    inside = [np.all((points > (left, top)) & (points < (right, bottom)), axis=1) for points in (here[:KEPT], there)]
    possible = min(int(np.count_nonzero(one)) for one in inside)
    found = len(np.unique(other[same]))
    return found, min(1.0, found / possible) if possible else 0.0


def _common(ours: Unpacked, theirs: Unpacked, laying: _Laying) -> float:
    """The common part as a share of the smaller one of the two pictures."""
    left, top, right, bottom = _overlap(ours, theirs, laying)
    mine = ours.width * ours.height * laying.scale**2
    return max(0.0, right - left) * max(0.0, bottom - top) / min(mine, float(theirs.width * theirs.height))


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
