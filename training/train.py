"""Trains the baseline detector from a folder of labelled pictures and measures it on sources it never saw.

    python -m training.train --data FOLDER --out fediart/models/baseline

Needs torch, onnx, pillow and numpy (training/requirements.txt). About a quarter of an hour on one core, nearly all
of it measuring pictures, which is kept in `--cache`. The same seed and versions give the same model.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from training.data import NEVER_TRAINED, Picture, read_manifest
from training.evaluate import figures, platt, threshold
from training.export import Results, write_model
from training.extract import CONDITIONS, VARIANTS, Measured, measure
from training.folds import assign, weights
from training.head import Bags, Head, Settings, fit

FOLDS = 5
HEADS = 2  # per fold, from different beginnings


def main() -> None:
    options = _arguments()
    torch.set_num_threads(1)
    pictures = read_manifest(options.data)
    measured = measure(pictures, options.cache, options.seed)
    folds = assign(pictures, FOLDS, options.seed)
    heads = [_fit_fold(pictures, measured, folds, fold, options.seed) for fold in range(FOLDS)]
    scores = {number: _held_out(pictures, measured, folds, heads, number) for number in range(len(CONDITIONS))}
    results = _results(pictures, folds, scores)
    write_model(options.out, [head for pair in heads for head in pair], results, pictures)
    for name, found in results.figures.items():
        print(name, {key: round(value, 4) for key, value in asdict(found).items()})
    print("thresholds", results.thresholds, "abstained", results.abstained)


def bags_of(
    pictures: list[Picture], measured: Measured, chosen: np.ndarray, conditions: list[int]
) -> tuple[Bags, np.ndarray]:
    """The crops of the chosen pictures at these conditions, grouped; and the picture each bag belongs to."""
    rows = np.flatnonzero(chosen[measured.picture] & np.isin(measured.condition, conditions))
    key = measured.picture[rows] * 1000 + measured.condition[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    owner = measured.picture[rows[begins]]
    labels = np.array([picture.generated for picture in pictures])
    features = torch.from_numpy(measured.features[rows])
    return Bags(features, np.r_[begins, len(rows)], labels[owner], weights(pictures)[owner]), owner


def _fit_fold(pictures: list[Picture], measured: Measured, folds: np.ndarray, fold: int, seed: int) -> list[Head]:
    allowed = np.array([picture.group not in NEVER_TRAINED for picture in pictures])
    conditions = [-1 - variant for variant in range(VARIANTS)]
    bags, _ = bags_of(pictures, measured, (folds != fold) & allowed, conditions)
    return [fit(bags, Settings(), seed + HEADS * fold + number) for number in range(HEADS)]


def _held_out(
    pictures: list[Picture], measured: Measured, folds: np.ndarray, heads: list[list[Head]], condition: int
) -> np.ndarray:
    """Each picture's mean logit by the heads that never saw its source; nan where the detector abstains."""
    scores = np.full(len(pictures), np.nan)
    for fold, pair in enumerate(heads):
        bags, owner = bags_of(pictures, measured, folds == fold, [condition])
        with torch.inference_mode():
            logits = torch.stack([head(bags.rows) for head in pair]).mean(0).numpy()
        scores[owner] = np.add.reduceat(logits, bags.start[:-1]) / np.diff(bags.start)
    return scores


def _results(pictures: list[Picture], folds: np.ndarray, scores: dict[int, np.ndarray]) -> Results:
    labels = np.array([picture.generated for picture in pictures])
    together = np.concatenate(list(scores.values()))
    both = np.tile(labels, len(scores))
    known = np.isfinite(together)
    slope, offset = platt(together[known], both[known])
    human = together[known & ~both]
    limits = {name: threshold(human, rate) for name, rate in (("1%", 0.01), ("0.1%", 0.001))}
    clean = scores[0]
    return Results(
        figures={name: figures(scores[number], labels, folds) for number, name in enumerate(CONDITIONS)},
        slope=slope,
        offset=offset,
        thresholds={name: float(1 / (1 + np.exp(-(slope * limit + offset)))) for name, limit in limits.items()},
        alarms=_by_group(pictures, clean >= limits["1%"], ~labels),
        caught=_by_group(pictures, clean >= limits["1%"], labels),
        abstained={
            "ai": float(np.isnan(clean[labels]).mean()),
            "human": float(np.isnan(clean[~labels]).mean()),
        },
        folds=FOLDS,
    )


def _by_group(pictures: list[Picture], hit: np.ndarray, chosen: np.ndarray) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for index in np.flatnonzero(chosen):
        hits, total = found.get(pictures[index].group, (0, 0))
        found[pictures[index].group] = (hits + int(hit[index]), total + 1)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with manifest.csv and the pictures it lists")
    parser.add_argument("--out", type=Path, default=Path("fediart/models/baseline"), help="model folder to write")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training/features.npz"), help="kept measurements")
    parser.add_argument("--seed", type=int, default=7, help="fixes folds, augmentation and fitting")
    return parser.parse_args()


if __name__ == "__main__":
    main()
