"""Trains and evaluates the detector from scratch: `python -m training.train --data FOLDER`.

Measures every picture in every view once (cached), fits one linear head a fold, judges each picture by the heads
that never saw its source, and writes the model, its card and docs/detector-results.md.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from training.card import write_card
from training.data import CONDITIONS, NEVER_TRAINED, SEED, Picture, read_manifest
from training.evaluate import platt, rounded_up, threshold
from training.export import Decision, write_graph, write_manifest
from training.folds import assign, weights
from training.heads import Distance, Head, by_picture, fit, fit_distance, per_picture, together
from training.measure import TRAINING_VIEWS, Measured, measure
from training.results import EQUALISED, Judged, summary, write_results

FOLDS = 10
_FAR = 0.998


def main() -> None:
    given = _arguments()
    torch.set_num_threads(1)
    pictures = read_manifest(given.data)
    _write_list(pictures, Path(__file__).with_name("data.csv"))
    measured = measure(pictures, given.cache, given.processes)
    folds = assign(pictures, FOLDS, SEED)
    rows, numbers = together([by_picture(measured[view].rows, measured[view].picture) for view in TRAINING_VIEWS])
    heads = _heads(pictures, folds, rows, numbers)
    learnt = np.array([picture.group not in NEVER_TRAINED for picture in pictures])
    distance = fit_distance(rows[learnt[numbers]])
    judged = _judged(pictures, measured, folds, heads, distance)
    decision = _decision(judged)
    write_graph(given.out, heads, distance)
    held_out = {picture.group: int(fold) for picture, fold in zip(pictures, folds, strict=True)}
    write_manifest(given.out, decision, held_out, summary(judged))
    write_results(given.docs, judged, decision)
    write_card(given.out, judged, decision, pictures)


def _heads(pictures: Sequence[Picture], folds: np.ndarray, rows: np.ndarray, numbers: np.ndarray) -> list[Head]:
    """One head a fold, fitted on all other folds."""
    labels = np.array([picture.generated for picture in pictures])
    weight = weights(pictures)
    learnt = np.array([picture.group not in NEVER_TRAINED for picture in pictures])
    heads = []
    for fold in range(FOLDS):
        own = (folds[numbers] != fold) & learnt[numbers]
        heads.append(fit(rows[own], labels[numbers[own]], weight[numbers[own]]))
        print(f"head of fold {fold} fitted on {int(own.sum())} views", flush=True)
    return heads


def _judged(
    pictures: Sequence[Picture], measured: Mapping[str, Measured], folds: np.ndarray, heads: Sequence[Head],
    distance: Distance,
) -> Judged:  # fmt: skip
    """Held-out mean logits and distances of every picture in every condition."""
    scores, far = {}, {}
    for name in CONDITIONS:
        found = measured[name]
        rows = found.rows.astype(np.float32)
        logits = np.zeros(len(rows))
        for fold, head in enumerate(heads):
            own = folds[found.picture] == fold
            logits[own] = head.logits(rows[own])
        scores[name] = per_picture(logits, found.picture, len(pictures))
        far[name] = per_picture(distance.of(rows), found.picture, len(pictures))
    limit = float(np.nanquantile(np.concatenate([far[name] for name in EQUALISED]), _FAR))
    for name in CONDITIONS:
        scores[name] = np.where(far[name] > limit, np.nan, scores[name])
    return Judged(tuple(pictures), folds, scores, far, limit)


def _decision(judged: Judged) -> Decision:
    """Calibration and thresholds from the held-out scores of the equalised conditions together.

    The 0.1 % threshold is above every held-out human picture in all of them: with a thousand pictures, one in a
    thousand is none, and no source may have more than one in fifty.
    """
    scores = np.concatenate([judged.scores[name] for name in EQUALISED])
    labels = np.tile(judged.labels, len(EQUALISED))
    slope, offset = platt(scores, labels)
    human = scores[~labels]
    limits = {"1%": threshold(human, 0.01), "0.1%": float(np.nextafter(np.nanmax(human), np.inf)) + 0.02}
    chances = {rate: 1 / (1 + np.exp(-(slope * limit + offset))) for rate, limit in limits.items()}
    return Decision(slope, offset, {rate: rounded_up(chance) for rate, chance in chances.items()}, judged.limit)


def _write_list(pictures: Sequence[Picture], path: Path) -> None:
    """The pictures by hash, so that anyone can tell whether they train on the same ones."""
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("sha256", "label", "group"))
        for picture in sorted(pictures, key=lambda each: (each.group, each.sha256)):
            writer.writerow((picture.sha256, "ai" if picture.generated else "human", picture.group))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/aiart"), help="folder with manifest.csv")
    parser.add_argument("--out", type=Path, default=Path("fediart/models/texture"), help="model folder to write")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where detector-results.md goes")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"), help="kept measurements")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="views measured side by side")
    return parser.parse_args()


if __name__ == "__main__":
    main()
