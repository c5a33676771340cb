"""Lays one miniature over another: small moves until they agree best, then how well their fine structure does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_PARTS: Final = 4  # by 4
_LEAST_PARTS: Final = 6  # with something in them in both
_PLAIN: Final = 3.0  # grey levels of standard deviation: a part below says nothing
_ROUNDS: Final = 6
_ENOUGH: Final = 2e-3  # gain of correlation below which another round is of no use


@dataclass(frozen=True, slots=True)
class Fit:
    """Theirs = ours times `scale`, plus (x, y), in pixels of their working picture."""

    scale: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """Our miniature, mirrored, and the samples of theirs at each of `y` and `x` that it is laid over."""

    mine: Floats
    width: float
    height: float
    other: Floats
    x: NDArray[Any]
    y: NDArray[Any]

    def seen(self, fit: Fit) -> Floats:
        """Ours at the same places."""
        across, down = (self.x - fit.x) / (fit.scale * self.width), (self.y - fit.y) / (fit.scale * self.height)
        return sampled(self.mine, across, down)


def settled(overlay: Overlay, fit: Fit, least: float) -> list[tuple[Fit, Floats]]:
    """Moved and scaled to where they agree best, by least squares, and ours as seen there; then as it was before.

    Empty where they agree worse than `least` (correlation) to begin with.
    """
    seen = overlay.seen(fit)
    before = (fit, seen)
    best = correlation(overlay.other, seen)
    if best < least:
        return []
    weights: Floats = np.ones(seen.size, dtype=np.float32)
    for _ in range(_ROUNDS):
        solved = _solved(overlay, seen, weights)
        if solved is None:
            break
        moved, weights = _moved(overlay, fit, solved), _trusted(overlay.other, seen, solved)
        looked = overlay.seen(moved)
        gain = correlation(overlay.other, looked) - best
        if gain > 0:
            fit, seen, best = moved, looked, best + gain
        if gain < _ENOUGH:
            break
    return [(fit, seen), before]


def _solved(overlay: Overlay, seen: Floats, weights: Floats) -> NDArray[Any] | None:
    """Growth, shifts, contrast and brightness that would make ours theirs, were all of it linear."""
    steep_y, steep_x = np.gradient(seen)
    steep_x /= np.float32(overlay.x[1] - overlay.x[0])
    steep_y /= np.float32(overlay.y[1] - overlay.y[0])
    right, down = overlay.x - overlay.x.mean(), overlay.y - overlay.y.mean()
    growth = steep_x * right.astype(np.float32) + steep_y * down.astype(np.float32)[:, None]
    change = np.stack([-growth, -steep_x, -steep_y, seen, np.ones_like(seen)]).reshape(5, -1)
    weighted = change * weights
    normal = weighted @ change.T
    normal[np.diag_indices(5)] += 1e-3 * np.diag(normal) + 1e-6
    solved: NDArray[Any] = np.linalg.solve(normal, weighted @ overlay.other.ravel())
    return solved if solved[3] > 0.05 else None


def _moved(overlay: Overlay, fit: Fit, solved: NDArray[Any]) -> Fit:
    """A step of 5 % and 6 pixels at most, around the middle of what they have in common."""
    growth = math.exp(float(np.clip(solved[0] / solved[3], -0.05, 0.05)))
    right, down = (float(value) for value in np.clip(solved[1:3] / solved[3], -6, 6))
    x, y = float(overlay.x.mean()), float(overlay.y.mean())
    return Fit(fit.scale * growth, x - (x - fit.x) * growth + right, y - (y - fit.y) * growth + down)


def _trusted(other: Floats, seen: Floats, solved: NDArray[Any]) -> Floats:
    """What is written over one of the two must not draw the rest aside."""
    off = (other - (solved[3] * seen + solved[4])).ravel()
    usual = float(np.median(np.abs(off))) * 2.5 + 1e-3
    weights: Floats = (1 / (1 + (off / usual) ** 2)).astype(np.float32)
    return weights


def agreement(other: Floats, seen: Floats) -> float:
    """Of the fine structure, from -1 to 1: the middle one of sixteen parts, so that text over a picture spoils few."""
    one, two = other - _smoothed(other), seen - _smoothed(seen)
    rows, columns = (np.arange(_PARTS) * side // _PARTS for side in one.shape)
    many = np.outer(np.diff([*rows, one.shape[0]]), np.diff([*columns, one.shape[1]]))
    sums = np.stack([one, two, one * one, two * two, one * two])
    first, second, squares, others, both = np.add.reduceat(np.add.reduceat(sums, rows, 1), columns, 2) / many
    squares, others, both = squares - first * first, others - second * second, both - first * second
    telling = np.minimum(squares, others) > _PLAIN * _PLAIN
    if np.count_nonzero(telling) < _LEAST_PARTS:
        return correlation(one, two)
    return float(np.median((both / np.sqrt(np.maximum(squares * others, 0) + 1e-6))[telling]))


def sampled(picture: Floats, x: NDArray[Any], y: NDArray[Any]) -> Floats:
    """Between pixels, at each of y and x, shares of the sides."""
    height, width = picture.shape
    across, down = np.clip(x * width - 0.5, 0, width - 1), np.clip(y * height - 0.5, 0, height - 1)
    left, top = np.minimum(across.astype(np.intp), width - 2), np.minimum(down.astype(np.intp), height - 2)
    right, below = (across - left).astype(np.float32), (down - top).astype(np.float32)[:, None]
    rows = picture[top] * (1 - below) + picture[top + 1] * below
    sharp: Floats = rows[:, left] * (1 - right) + rows[:, left + 1] * right
    return sharp


def correlation(one: Floats, two: Floats) -> float:
    """From -1 to 1."""
    mean, other = float(one.sum()) / one.size, float(two.sum()) / two.size
    one, two = (one - mean).ravel(), (two - other).ravel()
    return float(one @ two) / math.sqrt(float(one @ one) * float(two @ two) + 1e-3)


def _smoothed(values: Floats) -> Floats:
    """The mean of 9 by 9 samples."""
    for _ in range(2):
        side = len(values)
        total = np.cumsum(values[np.clip(np.arange(-5, side + 4), 0, side - 1)], axis=0)
        values = ((total[9:] - total[:-9]) / np.float32(9)).T
    return values
