"""Splits the pictures by source, so that no source is ever on both sides."""

from __future__ import annotations

import numpy as np

from training.data import Picture


def assign(pictures: list[Picture], count: int, seed: int) -> np.ndarray:
    """A fold number per picture: whole groups, largest first, to the fold with fewest pictures of that label."""
    rng = np.random.default_rng(seed)
    folds = np.zeros(len(pictures), dtype=int)
    for label in (True, False):
        groups: dict[str, list[int]] = {}
        for index, picture in enumerate(pictures):
            if picture.generated is label:
                groups.setdefault(picture.group, []).append(index)
        names = sorted(groups)
        shuffled = [names[place] for place in rng.permutation(len(names))]
        filled = np.zeros(count, dtype=int)
        for name in sorted(shuffled, key=lambda each: -len(groups[each])):
            fold = int(np.argmin(filled))
            folds[groups[name]] = fold
            filled[fold] += len(groups[name])
    return folds


def weights(pictures: list[Picture]) -> np.ndarray:
    """So that both labels weigh alike and a large source does not drown the small ones (square root of its size)."""
    sizes: dict[str, int] = {}
    for picture in pictures:
        sizes[picture.group] = sizes.get(picture.group, 0) + 1
    raw = np.array([sizes[picture.group] ** -0.5 for picture in pictures])
    labels = np.array([picture.generated for picture in pictures])
    for label in (True, False):
        raw[labels == label] *= 1 / raw[labels == label].mean()
    return raw
