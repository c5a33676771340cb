"""Measures detectors on pictures whose making is known. Runs in worker processes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fediart.admission.crops import shrink
from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.entries import ModelError
from fediart.admission.tested import Conditions, Labelled, Looked
from fediart.admission.voting import together
from fediart.media import images
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.images import Pixels
from fediart.media.resize import as_jpeg

_WORST, _BEST = 75, 95


def look(
    picture: Labelled, models: Sequence[Path], limits: Limits, conditions: Conditions, fold: int | None = None
) -> Looked:
    """What the models make of one picture; a broken file is told, never raised. ModelError for a broken model."""
    try:
        pixels = _alike(images.pixels(picture.path, limits), picture.path, conditions)
    except (BadImage, OSError) as error:
        return Looked(picture.generated, picture.group, None, "cannot-tell", problem=str(error) or "it cannot be read")
    score = together([judge_pixels(load_detector(folder), pixels, fold) for folder in models])
    return Looked(picture.generated, picture.group, score.probability, score.band.value, score.why)


def try_out(folder: Path) -> None:
    """Load a model and let it judge a picture of noise. ModelError says why it cannot."""
    noise = np.random.default_rng(1).integers(0, 256, (320, 400, 3), dtype=np.uint8)
    score = judge_pixels(load_detector(folder), noise)
    if not score.abstained and not 0.0 <= (score.probability or 0.0) <= 1.0:
        raise ModelError(f"{folder} answers with what is no probability.")


def _alike(pixels: Pixels, path: Path, conditions: Conditions) -> Pixels:
    pixels = shrink(pixels, conditions.short_side)
    if not conditions.equalise:
        return pixels
    return as_jpeg(pixels, _WORST + zlib.crc32(path.stem.encode()) % (_BEST - _WORST + 1))
