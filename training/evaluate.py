"""Honest figures: everything here is computed on pictures whose whole source the judging head never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Figures:
    """`auc` and `tpr` as usual. `reached_fpr` is the false alarm rate met on folds other than the threshold's own."""

    auc: float
    tpr_at_1: float
    reached_fpr: float
    reached_tpr: float
    pictures: int


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Chance that a generated picture scores above a human one; ties count half."""
    order = np.sort(scores[~labels])
    below = np.searchsorted(order, scores[labels], "left")
    upto = np.searchsorted(order, scores[labels], "right")
    return float((below + upto).mean() / 2 / len(order))


def threshold(human: np.ndarray, rate: float) -> float:
    """The lowest score that at most `rate` of these human pictures reach."""
    allowed = int(rate * len(human))
    return float(np.nextafter(np.sort(human)[-1 - allowed], np.inf))


def figures(scores: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> Figures:
    """Over all folds together, and with each fold judged by the threshold of the other folds."""
    known = np.isfinite(scores)
    scores, labels, folds = scores[known], labels[known], folds[known]
    hits, alarms = 0, 0
    for fold in np.unique(folds):
        other = threshold(scores[(folds != fold) & ~labels], 0.01)
        own = folds == fold
        hits += int((scores[own & labels] >= other).sum())
        alarms += int((scores[own & ~labels] >= other).sum())
    limit = threshold(scores[~labels], 0.01)
    return Figures(
        auc=auc(scores, labels),
        tpr_at_1=float((scores[labels] >= limit).mean()),
        reached_fpr=alarms / int((~labels).sum()),
        reached_tpr=hits / int(labels.sum()),
        pictures=len(scores),
    )


def platt(scores: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Slope and offset of a logistic curve through held-out scores, both labels weighted alike; Newton's method."""
    weight = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    target = labels.astype(float)
    theta = np.array([1.0, 0.0])
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ theta, -40, 40)))
        slope = design.T @ (weight * (chance - target))
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + 1e-6 * np.eye(2)
        theta = theta - np.linalg.solve(curve, slope)
    return float(theta[0]), float(theta[1])
