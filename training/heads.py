"""The only part that learns: linear heads on standardised measurements, one for each fold, with a strong pull to zero.

With 85 sources anything larger learnt the sources by heart (docs/detector-lab-book.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

CLIP = 4.0
PULL = 0.05
_ITERATIONS = 60
_SMALLEST_DEVIATION = 1e-3


@dataclass(frozen=True, slots=True)
class Head:
    """logit = clip((row - mean) / deviation) . weight + bias"""

    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    bias: float

    def logits(self, rows: np.ndarray) -> np.ndarray:
        return standardised(rows, self.mean, self.deviation) @ self.weight + self.bias


@dataclass(frozen=True, slots=True)
class Distance:
    """How much of a row lies outside the main directions of the training pictures; 1 is ordinary.

    How far it lies *along* them tells less: even noise stays within what is usual there.
    """

    mean: np.ndarray
    deviation: np.ndarray
    directions: np.ndarray
    rest: float

    def of(self, rows: np.ndarray) -> np.ndarray:
        known = standardised(rows, self.mean, self.deviation)
        along = known @ self.directions
        return np.maximum((known**2).sum(1) - (along**2).sum(1), 0) / self.rest


def standardised(rows: np.ndarray, mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    return np.clip((rows - mean) / deviation, -CLIP, CLIP)


def fit(rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, pull: float = PULL) -> Head:
    """Weighted logistic regression by L-BFGS; the same rows give the same head."""
    mean, deviation = rows.mean(0), rows.std(0) + _SMALLEST_DEVIATION
    known = torch.from_numpy(standardised(rows, mean, deviation).astype(np.float32))
    target = torch.from_numpy(labels.astype(np.float32))
    weight = torch.from_numpy((weights / weights.mean()).astype(np.float32))
    slopes = torch.zeros(known.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    search = torch.optim.LBFGS(
        [slopes, bias], max_iter=_ITERATIONS, history_size=8, line_search_fn="strong_wolfe", tolerance_change=1e-6
    )

    def loss() -> torch.Tensor:
        search.zero_grad()
        each = functional.binary_cross_entropy_with_logits(known @ slopes + bias, target, reduction="none")
        total = (each * weight).mean() + pull / 2 * (slopes * slopes).sum()
        total.backward()
        return total

    search.step(loss)
    return Head(mean, deviation, slopes.detach().numpy().copy(), float(bias.detach()[0]))


def fit_distance(rows: np.ndarray, count: int = 64, seed: int = 7) -> Distance:
    """The main directions of the training rows, and how much they leave over on average."""
    mean, deviation = rows.mean(0), rows.std(0) + _SMALLEST_DEVIATION
    known = standardised(rows, mean, deviation).astype(np.float32)
    torch.manual_seed(seed)
    directions = torch.pca_lowrank(torch.from_numpy(known), q=count, center=False, niter=3)[2].numpy()
    along = known @ directions
    rest = float(((known**2).sum(1) - (along**2).sum(1)).mean())
    return Distance(mean, deviation, directions, rest)


def by_picture(rows: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean row of each picture, and the pictures' numbers."""
    numbers, place = np.unique(picture, return_inverse=True)
    total = np.zeros((len(numbers), rows.shape[1]), np.float32)
    np.add.at(total, place, rows.astype(np.float32))
    return total / np.bincount(place)[:, None].astype(np.float32), numbers


def per_picture(values: np.ndarray, picture: np.ndarray, count: int) -> np.ndarray:
    """The mean of the crops' values for each of `count` pictures; NaN where none was looked at."""
    seen = np.bincount(picture, minlength=count)
    total = np.bincount(picture, weights=values, minlength=count)
    return np.where(seen > 0, total / np.maximum(seen, 1), np.nan)


def together(parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([numbers for _, numbers in parts])
