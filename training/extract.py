"""Measures every picture once, at the conditions it will be trained and judged at, and keeps the figures."""

from __future__ import annotations

import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.data import Picture, crops_of, disguise, load
from training.features import Texture

VARIANTS = 4
TRAINING_CROPS = 5
CONDITIONS: dict[str, tuple[float, int] | None] = {
    "as found": None,
    "0.6x, JPEG 85": (0.6, 85),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows of features; `picture` and `condition` say whose they are (condition -1 - v is training variant v)."""

    features: np.ndarray
    picture: np.ndarray
    condition: np.ndarray


def measure(pictures: list[Picture], cache: Path, seed: int) -> Measured:
    """Features of all crops of all pictures; read from `cache` where an earlier run left them."""
    if cache.exists():
        kept = np.load(cache)
        return Measured(kept["features"], kept["picture"], kept["condition"])
    texture = Texture().eval()
    rows: list[np.ndarray] = []
    owners: list[tuple[int, int]] = []
    begun = time.monotonic()
    for index, picture in enumerate(pictures):
        for condition, crops in _views(picture, seed):
            found = _features(texture, crops)
            rows.extend(found)
            owners.extend([(index, condition)] * len(found))
        if index % 50 == 0:
            print(f"measured {index} of {len(pictures)}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    owner = np.array(owners)
    measured = Measured(np.stack(rows).astype(np.float32), owner[:, 0], owner[:, 1])
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, features=measured.features, picture=measured.picture, condition=measured.condition)
    return measured


def _views(picture: Picture, seed: int) -> list[tuple[int, np.ndarray]]:
    rng = np.random.default_rng([seed, zlib.crc32(picture.path.name.encode())])
    pixels = load(picture.path)
    views = []
    for number, fixed in enumerate(CONDITIONS.values()):
        views.append((number, crops_of(pixels if fixed is None else disguise(pixels, rng, *fixed))))
    for variant in range(VARIANTS):
        crops = crops_of(disguise(pixels, rng))
        keep = rng.permutation(len(crops))[:TRAINING_CROPS]
        views.append((-1 - variant, crops[keep]))
    return views


def _features(texture: Texture, crops: np.ndarray) -> list[np.ndarray]:
    rows = []
    with torch.inference_mode():
        for crop in crops:
            tensor = torch.from_numpy(crop.transpose(2, 0, 1)[None].astype(np.float32) / 255)
            rows.append(texture(tensor).numpy()[0])
    return rows
