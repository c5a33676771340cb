"""A detector's figures from what it made of labelled pictures, with intervals over sources. For worker processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from fediart.admission.tested import Bin, Figures, Fitted, Looked, Rate, SourceRow
from fediart.errors import Problem

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]
RATES: Final[Mapping[str, float]] = {"1%": 0.01, "0.1%": 0.001}
_DRAWS: Final = 1000
_BINS: Final = 10
_FEWEST_HUMAN, _FEWEST_GENERATED = 100, 30
_CERTAIN: Final = 1e-9


def figures(rows: Sequence[Looked]) -> Figures:
    """Raises Problem unless both generated and human pictures could be judged.

    Intervals draw whole sources anew, a thousand times with a fixed seed, since pictures of one source are alike;
    where a label has fewer than five sources, they draw pictures.
    """
    known = [row for row in rows if row.probability is not None]
    scores = np.array([row.probability for row in known], dtype=np.float64)
    labels = np.array([row.generated for row in known], dtype=bool)
    if not labels.any() or labels.all():
        raise Problem("Pictures of both kinds are needed, generated and human, that the detector can judge.")
    draws = _draws(known, labels)
    levels = _levels(scores, labels, draws)
    bins, hits = _bins(scores, labels), _reached(known, scores, labels)
    measured = hits if _own_thresholds(known) else {}
    return Figures(
        human=int((~labels).sum()),
        generated=int(labels.sum()),
        abstained=sum(row.probability is None and not row.problem for row in rows),
        broken=sum(bool(row.problem) for row in rows),
        auc=_rate(_areas(levels)),
        at_1=_rate(_found_at(levels, 0.01)),
        at_01=_rate(_found_at(levels, 0.001)),
        error=sum(abs(one.probability - one.generated) * one.weight for one in bins),
        found=_shares(measured, labels, draws),
        alarms=_shares(measured, ~labels, draws),
        sources=_sources(rows, known, hits),
        bins=bins,
        curve=_curve(scores, labels),
    )


def fit(rows: Sequence[Looked]) -> Fitted:
    """Calibration and thresholds from these pictures. Raises Problem where there are too few to measure anything."""
    known = [row for row in rows if row.probability is not None]
    labels = np.array([row.generated for row in known], dtype=bool)
    if (~labels).sum() < _FEWEST_HUMAN or labels.sum() < _FEWEST_GENERATED:
        raise Problem(
            f"{int((~labels).sum())} human and {int(labels.sum())} generated pictures could be judged; thresholds need"
            f" at least {_FEWEST_HUMAN} and {_FEWEST_GENERATED}."
        )
    given = np.clip([row.probability or 0.0 for row in known], _CERTAIN, 1 - _CERTAIN)
    logits = np.log(given / (1 - given))
    slope, offset = _platt(logits, labels)
    if slope <= 0:
        raise Problem("The detector finds human pictures likelier generated than generated ones; are labels swapped?")
    human = 1 / (1 + np.exp(-(slope * logits[~labels] + offset)))
    return Fitted(slope, offset, {name: _threshold(human, rate) for name, rate in RATES.items()})


@dataclass(frozen=True, slots=True)
class _Levels:
    """Weights of generated and human pictures at each different score, the lowest first; one row per draw."""

    generated: Numbers
    human: Numbers


def _levels(scores: Numbers, labels: Labels, weights: Numbers) -> _Levels:
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(scores[order]) > 0))
    own = np.add.reduceat((weights * labels)[:, order], starts, axis=1)
    return _Levels(own, np.add.reduceat((weights * ~labels)[:, order], starts, axis=1))


def _areas(at: _Levels) -> Numbers:
    """Chance that a generated picture scores above a human one; ties count half."""
    below = np.cumsum(at.human, axis=1) - at.human / 2
    return cast(Numbers, (at.generated * below).sum(axis=1) / (at.generated.sum(axis=1) * at.human.sum(axis=1)))


def _found_at(at: _Levels, rate: float) -> Numbers:
    """Share of generated pictures above what at most `rate` of the human ones reach."""
    alarms = np.cumsum(at.human[:, ::-1], axis=1)
    allowed = alarms <= rate * alarms[:, -1:] + 1e-9
    return cast(Numbers, (at.generated[:, ::-1] * allowed).sum(axis=1) / at.generated.sum(axis=1))


def _rate(values: Numbers) -> Rate:
    """The first is of the pictures themselves, the others are of the draws."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return Rate(float(values[0]), float(low), float(high))


def _draws(rows: Sequence[Looked], labels: Labels) -> Numbers:
    """Weights of every picture, first as it is, then in each draw: how often its source (or itself) was drawn."""
    dice = np.random.default_rng(20220601)
    weights = np.ones((1 + _DRAWS, len(rows)))
    for label in (True, False):
        own = np.flatnonzero(labels == label)
        places = _places([rows[int(at)].group for at in own])
        if places.max() < 4:
            places = np.arange(len(own))
        count = int(places.max()) + 1
        weights[1:, own] = dice.multinomial(count, np.full(count, 1 / count), size=_DRAWS)[:, places]
    return weights


def _places(names: Sequence[str]) -> NDArray[np.int64]:
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], dtype=np.int64)


def _own_thresholds(rows: Sequence[Looked]) -> bool:
    return any(row.band != "cannot-tell" for row in rows)


def _reached(rows: Sequence[Looked], scores: Numbers, labels: Labels) -> Mapping[str, Labels]:
    """Which pictures are at or above the operating points: the model's own, else those of these very pictures."""
    if _own_thresholds(rows):
        bands = np.array([row.band for row in rows])
        return {"1%": np.isin(bands, ("doubtful", "high")), "0.1%": bands == "high"}
    return {name: scores >= _threshold(scores[~labels], rate) for name, rate in RATES.items()}


def _shares(hits: Mapping[str, Labels], own: Labels, draws: Numbers) -> dict[str, Rate]:
    told: dict[str, Rate] = {}
    for name, hit in hits.items():
        told[name] = _rate((draws[:, own] @ hit[own]) / draws[:, own].sum(axis=1))
    return told


def _sources(rows: Sequence[Looked], known: Sequence[Looked], hits: Mapping[str, Labels]) -> tuple[SourceRow, ...]:
    """Generated ones first, each kind by name; files that could not be read belong to none."""
    abstained = Counter((row.generated, row.group) for row in rows if row.probability is None and not row.problem)
    judged = Counter((row.generated, row.group) for row in known)
    reached = {
        name: Counter((row.generated, row.group) for row, is_hit in zip(known, hit, strict=True) if is_hit)
        for name, hit in hits.items()
    }
    return tuple(
        SourceRow(
            group=one[1],
            generated=one[0],
            judged=judged[one],
            abstained=abstained[one],
            at_1=reached["1%"][one] / max(1, judged[one]),
            at_01=reached["0.1%"][one] / max(1, judged[one]),
        )
        for one in sorted({*abstained, *judged}, key=lambda one: (not one[0], one[1]))
    )


def _bins(scores: Numbers, labels: Labels) -> tuple[Bin, ...]:
    weights = np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum())
    places = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    found = []
    for place in range(_BINS):
        own = places == place
        weight = float(weights[own].sum())
        if weight:
            mean = float((weights[own] * scores[own]).sum() / weight)
            found.append(Bin(mean, float(weights[own & labels].sum() / weight), weight))
    return tuple(found)


def _curve(scores: Numbers, labels: Labels) -> tuple[tuple[float, float], ...]:
    """False alarms and finds at every score, from none to all, thinned to what a drawing shows."""
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    alarms = np.append(0.0, np.cumsum(~labels[order])[last] / (~labels).sum())
    finds = np.append(0.0, np.cumsum(labels[order])[last] / labels.sum())
    return tuple((float(x), float(y)) for x, y in zip(alarms, finds, strict=True))


def _threshold(human: Numbers, rate: float) -> float:
    """The lowest probability that at most `rate` of these human pictures reach."""
    allowed = int(rate * len(human))
    return float(min(1.0, np.nextafter(np.sort(human)[-1 - allowed], np.inf)))


def _platt(logits: Numbers, labels: Labels) -> tuple[float, float]:
    """Slope and offset of a logistic curve through the logits, both labels weighing alike; Newton's method."""
    weight = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    design = np.stack([logits, np.ones_like(logits)], axis=1)
    theta = np.array([0.5, 0.0])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ theta, -40, 40)))
        slope = design.T @ (weight * (chance - labels)) + 1e-4 * theta
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + 1e-4 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        theta = theta - step / max(1.0, float(np.abs(step).max()))
    return float(theta[0]), float(theta[1])
