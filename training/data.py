"""Reads the list of pictures and prepares what the detector sees of them, both labels treated alike.

A view is one way a picture reaches an instance: reduced, enlarged, cropped, sharpened, compressed. Training draws
views at random; judging uses named conditions. Every draw hangs on the seed, the picture and the view alone.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from fediart.admission.crops import choose_crops, shrink, unfit

CROP = 256
COUNT = 4
SHORT_SIDE = 512
SEED = 7
# Not licensed for commercial use: judged, never learnt from.
NEVER_TRAINED = frozenset({"hu_bsds500"})
_SMALLEST = 200
_ENLARGED = 1.5
_LARGE = 1024
_FILTERS = (
    Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.BOX,
    Image.Resampling.HAMMING,
)  # fmt: skip

Change = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the set. `group` is its source: the unit of every split."""

    path: Path
    sha256: str
    generated: bool
    group: str
    generator: str
    licence: str
    repository: str


def read_manifest(folder: Path) -> list[Picture]:
    """Every picture of the set in the manifest's order; grids and style sheets are left out."""
    with (folder / "manifest.csv").open(newline="") as lines:
        return [
            Picture(
                folder / row["path"], row["sha256"], row["label"] == "ai", row["group"], row["generator_or_artist"],
                row["licence"], row["source_repo"],
            )
            for row in csv.DictReader(lines)
            if "grid" not in row["note"].split()
        ]  # fmt: skip


def load(path: Path) -> Image.Image:
    """The picture as RGB, transparency laid on white, and without the lower edge where galleries put their mark.

    Short sides beyond 1024 px are reduced to that: the detector looks at 512, and the rest is time.
    """
    with Image.open(path) as image:
        rgba = image.convert("RGBA")
    if min(rgba.size) > _LARGE:
        rgba = rgba.resize([round(side * _LARGE / min(rgba.size)) for side in rgba.size], Image.Resampling.BOX)
    paper = Image.new("RGBA", rgba.size, "white")
    paper.alpha_composite(rgba)
    keep = int(paper.height * 0.92)
    return paper.convert("RGB").crop((0, 0, paper.width, keep if keep >= CROP else paper.height))


def view(picture: Picture, image: Image.Image, name: str) -> np.ndarray:
    """The picture's pixels as the named condition, or the training view `train N`, leaves them."""
    rng = np.random.default_rng([SEED, zlib.crc32(picture.sha256.encode()), zlib.crc32(name.encode())])
    change = random_view if name.startswith("train") else CONDITIONS[name]
    return np.asarray(change(image, rng).convert("RGB"))


def crops_of(pixels: np.ndarray, count: int = COUNT) -> np.ndarray:
    """Exactly what the detector will look at, (N, CROP, CROP, 3) bytes; empty where it would abstain."""
    if unfit(pixels):
        return np.zeros((0, CROP, CROP, 3), np.uint8)
    return choose_crops(shrink(pixels, SHORT_SIDE), CROP, count)


def random_view(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A cut, a scale from 0.35 to 1.5, now and then sharpening, blur, noise or tone, then a lossy format."""
    if rng.random() < 0.3:
        image = cut(image, rng, float(rng.uniform(0.6, 1.0)))
    if rng.random() < 0.8:
        image = scaled(image, rng, float(np.exp(rng.uniform(np.log(0.35), np.log(_ENLARGED)))))
    drawn = rng.random()
    if drawn < 0.12:
        image = sharpened(image, int(rng.integers(30, 130)))
    elif drawn < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.9))))
    elif drawn < 0.3:
        image = noisy(image, rng, float(rng.uniform(0.5, 4.0)))
    if rng.random() < 0.15:
        image = toned(image, float(rng.uniform(0.8, 1.25)))
    if rng.random() < 0.1:
        return image
    if rng.random() < 0.15:
        return stored(image, "WEBP", int(rng.integers(60, 96)))
    if rng.random() < 0.2:
        image = stored(image, "JPEG", int(rng.integers(70, 97)))
    return stored(image, "JPEG", int(rng.integers(60, 97)), int(rng.integers(0, 3)))


def scaled(image: Image.Image, rng: np.random.Generator, factor: float) -> Image.Image:
    """Resized with a random filter, never below 200 px short side, never enlarged beyond 1.5 times."""
    short = min(image.size)
    factor = min(_ENLARGED, max(factor, min(1.0, _SMALLEST / short)))
    if abs(factor - 1) < 0.01:
        return image
    kernel = _FILTERS[int(rng.integers(len(_FILTERS)))]
    return image.resize((round(image.width * factor), round(image.height * factor)), kernel)


def cut(image: Image.Image, rng: np.random.Generator, share: float) -> Image.Image:
    """A random part with `share` of each side, off the block grid."""
    width, height = max(_SMALLEST, int(image.width * share)), max(_SMALLEST, int(image.height * share))
    width, height = min(width, image.width), min(height, image.height)
    left, top = int(rng.integers(image.width - width + 1)), int(rng.integers(image.height - height + 1))
    return image.crop((left, top, left + width, top + height))


def sharpened(image: Image.Image, percent: int) -> Image.Image:
    return image.filter(ImageFilter.UnsharpMask(1.2, percent, 1))


def noisy(image: Image.Image, rng: np.random.Generator, deviation: float) -> Image.Image:
    pixels = np.asarray(image).astype(np.float32)
    return Image.fromarray(np.clip(np.rint(pixels + rng.normal(0, deviation, pixels.shape)), 0, 255).astype(np.uint8))


def toned(image: Image.Image, gamma: float) -> Image.Image:
    return image.point([round(255 * (value / 255) ** gamma) for value in range(256)] * 3)


def stored(image: Image.Image, form: str, quality: int, subsampling: int = 2) -> Image.Image:
    """Through a lossy format and back."""
    buffer = io.BytesIO()
    if form == "JPEG":
        image.save(buffer, form, quality=quality, subsampling=subsampling)
    else:
        image.save(buffer, form, quality=quality, method=2)
    return Image.open(buffer).convert("RGB")


def _to_short(image: Image.Image, rng: np.random.Generator, side: int) -> Image.Image:
    return scaled(image, rng, side / min(image.size))


def _equal(side: int, low: int = 75, high: int = 95) -> Change:
    """Short side `side` px and JPEG of a random quality: nothing of size, format or quality is left."""

    def change(image: Image.Image, rng: np.random.Generator) -> Image.Image:
        common = _to_short(image, rng, side) if side else image
        return stored(common, "JPEG", int(rng.integers(low, high + 1)))

    return change


def _screenshot(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Shown at an odd size in a window, captured without loss, and that uploaded as JPEG."""
    shown = scaled(_to_short(image, rng, 512), rng, float(rng.uniform(0.7, 1.2)))
    return stored(cut(shown, rng, 0.97), "JPEG", 90)


CONDITIONS: Mapping[str, Change] = {
    "short side 512": _equal(512),
    "native": _equal(0),
    "short side 320": _equal(320),
    "as found": lambda image, rng: image,
    "JPEG 60": lambda image, rng: stored(_to_short(image, rng, 512), "JPEG", 60),
    "half size": lambda image, rng: stored(_to_short(image, rng, 256), "JPEG", 90),
    "crop of 60 %": lambda image, rng: stored(cut(_to_short(image, rng, 512), rng, 0.6), "JPEG", 90),
    "screenshot": _screenshot,
    "sharpened": lambda image, rng: stored(sharpened(_to_short(image, rng, 512), 100), "JPEG", 90),
    "WebP 75": lambda image, rng: stored(_to_short(image, rng, 512), "WEBP", 75),
    "slight noise": lambda image, rng: stored(noisy(_to_short(image, rng, 512), rng, 2.5), "JPEG", 92),
}
