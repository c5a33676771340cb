"""Honest figures: everything here is computed on pictures whose whole source the judging head never saw.

Scores are mean logits; NaN is an abstention. An abstention counts as a generated picture not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the 95 % interval of resampling whole sources."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Figures:
    """`found` at the rate of false alarms named; `met_*` with the threshold that the other folds give."""

    auc: Interval
    found_at_1: Interval
    found_at_01: Interval
    met_found: float
    met_alarms: float
    abstained_generated: int
    abstained_human: int


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Chance that a generated picture scores above a human one; ties count half, abstentions are left out."""
    known = np.isfinite(scores)
    scores, labels = scores[known], labels[known]
    order = np.sort(scores[~labels])
    below = np.searchsorted(order, scores[labels], "left")
    upto = np.searchsorted(order, scores[labels], "right")
    return float((below + upto).mean() / 2 / len(order))


def threshold(human: np.ndarray, rate: float) -> float:
    """The lowest score that at most `rate` of these human pictures reach; those abstained on reach none."""
    allowed = int(rate * len(human))
    known = np.sort(human[np.isfinite(human)])
    return float(np.nextafter(known[-1 - allowed], np.inf))


def rounded_up(chance: float) -> float:
    """To six digits, or to as many more as keep it below 1, which no probability reaches."""
    for digits in range(6, 16):
        up = float(np.ceil(chance * 10**digits) / 10**digits)
        if up < 1:
            return up
    return float(np.nextafter(1.0, 0.0))


def found(scores: np.ndarray, labels: np.ndarray, rate: float) -> float:
    return share_above(scores[labels], threshold(scores[~labels], rate))


def share_above(scores: np.ndarray, limit: float) -> float:
    return float((np.nan_to_num(scores, nan=-np.inf) >= limit).mean())


def figures(scores: np.ndarray, labels: np.ndarray, groups: np.ndarray, folds: np.ndarray) -> Figures:
    hits, alarms = 0.0, 0.0
    for fold in np.unique(folds):
        other = threshold(scores[(folds != fold) & ~labels], 0.01)
        own = folds == fold
        hits += share_above(scores[own & labels], other) * int((own & labels).sum())
        alarms += share_above(scores[own & ~labels], other) * int((own & ~labels).sum())
    missing = ~np.isfinite(scores)
    drawn = _resampled(scores, labels, groups)
    return Figures(
        auc=_interval(auc(scores, labels), drawn[:, 0]),
        found_at_1=_interval(found(scores, labels, 0.01), drawn[:, 1]),
        found_at_01=_interval(found(scores, labels, 0.001), drawn[:, 2]),
        met_found=hits / int(labels.sum()),
        met_alarms=alarms / int((~labels).sum()),
        abstained_generated=int((missing & labels).sum()),
        abstained_human=int((missing & ~labels).sum()),
    )


def _resampled(scores: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(7)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    sides = [[name for name, own in members.items() if labels[own[0]] == side] for side in (False, True)]
    rows = []
    for _ in range(RESAMPLES):
        names = [name for side in sides for name in rng.choice(side, len(side))]
        taken = np.concatenate([members[name] for name in names])
        score, label = scores[taken], labels[taken]
        rows.append((auc(score, label), found(score, label, 0.01), found(score, label, 0.001)))
    return np.array(rows)


def _interval(value: float, drawn: np.ndarray) -> Interval:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def by_group(
    scores: np.ndarray, labels: np.ndarray, groups: np.ndarray, limit: float
) -> dict[str, tuple[bool, int, int]]:
    """Source (or generator) -> label, how many of its pictures reach the limit, how many there are."""
    reached = np.nan_to_num(scores, nan=-np.inf) >= limit
    return {
        str(name): (bool(labels[groups == name][0]), int(reached[groups == name].sum()), int((groups == name).sum()))
        for name in np.unique(groups)
    }


def balanced(labels: np.ndarray) -> np.ndarray:
    """Weights with which both labels count alike, so that a probability means the same on both sides."""
    return np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))


def platt(scores: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Slope and offset of a logistic curve through held-out scores, both labels weighted alike.

    Newton's method in steps of at most 1: from scores far surer than they may be, whole steps run away.
    """
    known = np.isfinite(scores)
    scores, labels = scores[known], labels[known]
    weight, target = balanced(labels), labels.astype(float)
    theta = np.zeros(2)
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ theta, -40, 40)))
        slope = design.T @ (weight * (chance - target))
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        theta = theta - step / max(1.0, float(np.abs(step).max()))
    return float(theta[0]), float(theta[1])


def crossed(scores: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Probabilities, each fold's by the curve fitted on the other folds."""
    chances = np.full(len(scores), np.nan)
    for fold in np.unique(folds):
        slope, offset = platt(scores[folds != fold], labels[folds != fold])
        chances[folds == fold] = 1 / (1 + np.exp(-(slope * scores[folds == fold] + offset)))
    return chances


def reliability(chances: np.ndarray, labels: np.ndarray, bins: int = 10) -> list[tuple[float, float, float]]:
    """Mean probability, share of generated pictures and weight of each bin of equal width."""
    known = np.isfinite(chances)
    chances, labels = chances[known], labels[known]
    weight = balanced(labels)
    place = np.minimum((chances * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        own = place == number
        total = float(weight[own].sum())
        if total:
            mean = float((weight[own] * chances[own]).sum() / total)
            found.append((mean, float((weight[own] * labels[own]).sum() / total), total / float(weight.sum())))
    return found


def calibration_error(bins: Sequence[tuple[float, float, float]]) -> float:
    """Expected calibration error over equal-width bins."""
    return sum(weight * abs(mean - share) for mean, share, weight in bins)
