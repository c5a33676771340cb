"""The invisible identifier: what it survives, what it changes, what it costs, and how often chance makes one up.

usage: python -m benchmarks.marks [drawn|FOLDER [PICTURES [UNMARKED]]]

FOLDER is searched for pictures of at least 400 pixels a side. Prints the tables of docs/marks.md.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from fediart.media.hidden import find, hide
from fediart.media.hidden_plane import around
from tests.copies.art import drawn

Change = Callable[[Image.Image], Image.Image]
KEY: Final = b"a key for measuring, of no worth"
LEAST: Final = 400
DRAWN: Final = 60


def saved(image: Image.Image, kind: str, quality: int = 0) -> Image.Image:
    out = io.BytesIO()
    image.save(out, kind, **({"quality": quality} if quality else {}))
    out.seek(0)
    return Image.open(out).convert("RGB")


def scaled(image: Image.Image, by: float) -> Image.Image:
    size = (max(1, round(image.width * by)), max(1, round(image.height * by)))
    return image.resize(size, Image.Resampling.BICUBIC)


def cropped(image: Image.Image, share: float) -> Image.Image:
    across, down = round(image.width * share / 2), round(image.height * share / 2)
    return image.crop((across, down, image.width - across, image.height - down))


def gamma(image: Image.Image, power: float) -> Image.Image:
    return image.point([round(255 * (level / 255) ** power) for level in range(256)] * 3)


CHANGES: Final[Mapping[str, Change]] = {
    "as published (JPEG 85)": lambda image: image,
    "JPEG 95": lambda image: saved(image, "JPEG", 95),
    "JPEG 80": lambda image: saved(image, "JPEG", 80),
    "JPEG 70": lambda image: saved(image, "JPEG", 70),
    "JPEG 60": lambda image: saved(image, "JPEG", 60),
    "half size": lambda image: scaled(image, 0.5),
    "half size, then JPEG 70": lambda image: saved(scaled(image, 0.5), "JPEG", 70),
    "a third, then JPEG 80": lambda image: saved(scaled(image, 1 / 3), "JPEG", 80),
    "enlarged by 1.5": lambda image: scaled(image, 1.5),
    "WebP 80": lambda image: saved(image, "WEBP", 80),
    "WebP 60": lambda image: saved(image, "WEBP", 60),
    "PNG": lambda image: saved(image, "PNG"),
    "screenshot: 73 %, PNG, JPEG 85": lambda image: saved(saved(scaled(image, 0.73), "PNG"), "JPEG", 85),
    "brightness +6 %": lambda image: ImageEnhance.Brightness(image).enhance(1.06),
    "contrast +8 %": lambda image: ImageEnhance.Contrast(image).enhance(1.08),
    "saturation +20 %": lambda image: ImageEnhance.Color(image).enhance(1.2),
    "gamma 1.1": lambda image: gamma(image, 1.1),
    "mirrored, JPEG 80": lambda image: saved(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG", 80),
    "sharpened": lambda image: image.filter(ImageFilter.UnsharpMask(1, 60, 0)),
    "cropped by 10 %": lambda image: cropped(image, 0.10),
}


@dataclass
class Figures:
    """What was measured on marked pictures."""

    flat: int = 0
    marked: int = 0
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CHANGES, 0))
    psnr: list[float] = field(default_factory=list)
    ssim: list[float] = field(default_factory=list)
    largest: list[int] = field(default_factory=list)
    in_flat: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main(words: Sequence[str]) -> None:
    where, count, unmarked = (*words, *("drawn", "200", "1000")[len(words) :])[:3]
    print("pictures    marked   too flat   PSNR dB (lowest)   SSIM (lowest)   largest change   in flat areas")
    for name, pictures in _sources(where, int(count)):
        survival(name, pictures)
    chance(where, int(unmarked))
    cost()


def _sources(where: str, count: int) -> Iterator[tuple[str, list[object]]]:
    yield "drawn", list(range(DRAWN))
    if where != "drawn":
        yield "folder", list(_chosen(Path(where), count, seed=1))


def _chosen(folder: Path, count: int, *, seed: int) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".png", ".webp"))
    random.Random(seed).shuffle(found)
    chosen: list[Path] = []
    for path in found:
        if len(chosen) == count:
            break
        with Image.open(path) as image:
            if min(image.size) >= LEAST:
                chosen.append(path)
    return chosen


def picture(name: object) -> Image.Image:
    return Image.open(name).convert("RGB") if isinstance(name, Path) else drawn(int(str(name)))


def survival(name: str, pictures: Sequence[object]) -> None:
    figures, rng = Figures(), random.Random(2)
    for one in pictures:
        measure(picture(one), rng.getrandbits(63), figures)
    print(
        f"{name:10} {figures.marked:7} {figures.flat:10}"
        f"   {statistics.median(figures.psnr):7.1f} ({min(figures.psnr):.1f})"
        f"   {statistics.median(figures.ssim):8.4f} ({min(figures.ssim):.4f})"
        f"   {max(figures.largest):8}   {max(figures.in_flat):12}"
    )
    for change, held in figures.held.items():
        print(f"| {change} | {100 * held / max(1, figures.marked):.1f} % |")
    sys.stdout.flush()


def measure(image: Image.Image, number: int, figures: Figures) -> None:
    """Marks one picture, and reads it after each change."""
    began = time.process_time()
    marked = hide(image, number, KEY)
    figures.seconds.append(time.process_time() - began)
    if marked is None:
        figures.flat += 1
        return
    figures.marked += 1
    before, after = (np.asarray(one, dtype=np.float64) for one in (image, marked))
    moved = np.abs(after - before).max(axis=2)
    figures.psnr.append(float(20 * np.log10(255) - 10 * np.log10(max(((after - before) ** 2).mean(), 1e-9))))
    figures.ssim.append(ssim(_grey(image), _grey(marked)))
    figures.largest.append(int(moved.max()))
    flat = _flat(image)
    figures.in_flat.append(int(moved[flat].max()) if flat.any() else 0)
    public = saved(marked, "JPEG", 85)
    for change, way in CHANGES.items():
        found = find(way(public), KEY)
        figures.held[change] += found is not None and found.number == number


def _grey(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image.convert("L"), dtype=np.float32)


def _flat(image: Image.Image) -> NDArray[np.bool_]:
    """Where nothing within four pixels differs by more than two levels."""
    grey = image.convert("L")
    high, low = (
        np.asarray(grey.filter(kind), dtype=int) for kind in (ImageFilter.MaxFilter(9), ImageFilter.MinFilter(9))
    )
    return np.asarray(high - low <= 2)


def ssim(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Structural similarity with a window of 7 pixels: 1 is the same."""
    means = around(one, 3), around(other, 3)
    spread = [around(part * part, 3) - mean * mean for part, mean in zip((one, other), means, strict=True)]
    shared = around(one * other, 3) - means[0] * means[1]
    c1, c2 = 6.5025, 58.5225
    top = (2 * means[0] * means[1] + c1) * (2 * shared + c2)
    return float((top / ((means[0] ** 2 + means[1] ** 2 + c1) * (spread[0] + spread[1] + c2))).mean())


def chance(where: str, count: int) -> None:
    """Reads pictures that were never marked, with a key of our own and with another."""
    names: Sequence[object] = range(1000, 1000 + count) if where == "drawn" else _chosen(Path(where), count, seed=3)
    found = sum(find(picture(one), KEY) is not None for one in names)
    print(f"{found} of {len(names)} unmarked pictures seemed to hold an identifier")
    sys.stdout.flush()


def cost() -> None:
    rng = np.random.default_rng(1)
    small = Image.fromarray(rng.integers(0, 256, (90, 120, 3), dtype=np.uint8))
    for size in ((3325, 2494), (2048, 1536), (960, 720)):
        image = small.resize(size, Image.Resampling.BICUBIC)
        took = []
        for _ in range(5):
            began = time.process_time()
            hide(image, 7, KEY)
            took.append(time.process_time() - began)
        print(f"{statistics.median(took) * 1000:8.0f} ms   to mark {size[0]} x {size[1]}")


if __name__ == "__main__":
    main(sys.argv[1:])
