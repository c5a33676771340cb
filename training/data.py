"""Reads the image manifest and prepares crops; both labels get the same augmentation, so only texture differs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from fediart.admission.crops import choose_crops, shrink, unfit

CROP = 128
COUNT = 9
SHORT_SIDE = 512
# Not licensed for commercial use: judged, never learnt from.
NEVER_TRAINED = frozenset({"hu_bsds500"})


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path
    generated: bool
    group: str
    licence: str
    repository: str


def read_manifest(folder: Path) -> list[Picture]:
    """Every picture of the set in the manifest's order; grids and style sheets are left out."""
    with (folder / "manifest.csv").open(newline="") as lines:
        return [
            Picture(folder / row["path"], row["label"] == "ai", row["group"], row["licence"], row["source_repo"])
            for row in csv.DictReader(lines)
            if "grid" not in row["note"].split()
        ]


def load(path: Path) -> np.ndarray:
    """The picture as RGB, transparency laid on white, and without the corner where galleries put their mark."""
    with Image.open(path) as image:
        rgba = image.convert("RGBA")
    paper = Image.new("RGBA", rgba.size, "white")
    paper.alpha_composite(rgba)
    pixels = np.asarray(paper.convert("RGB"))
    keep = int(pixels.shape[0] * 0.92)
    return pixels[:keep] if keep >= 2 * CROP else pixels


def disguise(
    pixels: np.ndarray, rng: np.random.Generator, scale: float | None = None, quality: int | None = None
) -> np.ndarray:
    """A random reduction (0.35 to 1) with a random filter and a JPEG of quality 70 to 96, or now and then none.

    `scale` and `quality` fix what is otherwise drawn, for measurements at a stated condition.
    """
    height, width = pixels.shape[:2]
    drawn = scale if scale is not None else (1.0 if rng.random() < 0.25 else rng.uniform(0.35, 1.0))
    drawn = max(drawn, min(1.0, 160 / min(height, width)))
    image = Image.fromarray(pixels)
    if drawn < 0.999:
        kernels = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.BOX)
        kernel = kernels[int(rng.integers(len(kernels)))]
        image = image.resize((round(width * drawn), round(height * drawn)), kernel)
    chosen = quality if quality is not None else int(rng.integers(70, 97))
    if quality is None and rng.random() < 0.15:
        return np.asarray(image)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=chosen, subsampling=int(rng.integers(0, 3)) if quality is None else 2)
    return np.asarray(Image.open(buffer).convert("RGB"))


def crops_of(pixels: np.ndarray) -> np.ndarray:
    """Exactly what the detector will look at, (N, 128, 128, 3) bytes; empty where it would abstain."""
    if unfit(pixels):
        return np.zeros((0, CROP, CROP, 3), np.uint8)
    return choose_crops(shrink(pixels, SHORT_SIDE), CROP, COUNT)
