"""Milliseconds per stage of making one upload's renditions: python benchmarks/media.py [FILE]."""

from __future__ import annotations

import asyncio
import io
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFilter

from fediart.media import decode, impression, renditions, studio
from fediart.media.encode import encode_jpeg, encode_webp
from fediart.media.facts import Limits, Recipe
from fediart.media.metadata import read_metadata
from fediart.media.pool import Pool
from fediart.media.probe import probe

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'


def main(given: str | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = Path(given) if given else _photo(folder)
        stages(original, folder)
        asyncio.run(through_pool(original, folder))
    at_rest()


def stages(original: Path, folder: Path) -> None:
    """The stages one by one, then the whole as the server runs it."""
    recipe = Recipe()
    with timed("probe"):
        found = probe(original)
    print(f"  {found.format} {found.width} x {found.height}, {found.bytes / 1e6:.1f} MB")
    with timed("metadata"):
        read_metadata(original)
    with timed("decode, resize and convert to the federated size"), decode.opened(original, found) as image:
        whole = decode.upright_size(image, found)
        size = renditions.fit(whole, recipe.federated_pixels, recipe.federated_side)
        picture = decode.load(image, found, original, size).image
    with timed("federated JPEG"):
        encode_jpeg(picture, recipe.federated_quality, fine=False)
    for width, height in reversed(renditions.web_sizes(whole, recipe)):
        with timed(f"resize to {width}"):
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        with timed(f"WebP {width}"):
            webp = encode_webp(picture, recipe.webp_quality, recipe.webp_method, lossless=False)
        with timed(f"JPEG {width}"):
            jpeg = encode_jpeg(picture, recipe.jpeg_quality, fine=width <= 640)
        print(f"    {len(webp):,} and {len(jpeg):,} bytes")
    with timed("blurhash and colour"):
        small = impression.thumb(picture)
        impression.blurhash(small)
        impression.colour(small)
    with timed("ALL: prepare()"):
        made = renditions.prepare(original, folder, XMP)
    print(f"  {len(made.renditions)} files, {sum(file.bytes for file in made.renditions) / 1e6:.2f} MB")


async def through_pool(original: Path, folder: Path) -> None:
    async with Pool() as pool:
        with timed("pool: first call, starts the process"):
            await studio.probe(pool, original, Limits())
        with timed("pool: probe in a warm process"):
            await studio.probe(pool, original, Limits())
        with timed("pool: prepare in a warm process"):
            await studio.prepare(pool, original, folder, XMP, Limits())
        with timed("pool: prepare again"):
            await studio.prepare(pool, original, folder, XMP, Limits())
        peak = Path(f"/proc/{pool.processes[0]}/status").read_text().split("VmHWM:")[1].split("\n")[0]
        print(f"  peak memory of the worker: {peak.strip()}")


def at_rest() -> None:
    """What the door modules cost the server process."""
    code = (
        "import sys; import asyncio\n"
        "def rss(): return int(open('/proc/self/status').read().split('VmRSS:')[1].split()[0])\n"
        "before = rss(); import fediart.media.studio, fediart.media.storage\n"
        "print(f'  server side import: +{(rss() - before) / 1024:.1f} MiB,',"
        " 'PIL loaded:', 'PIL' in sys.modules, 'numpy loaded:', 'numpy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@contextmanager
def timed(name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{(time.perf_counter() - start) * 1000:8.0f} ms  {name}")


def _photo(folder: Path) -> Path:
    """4000 by 3000 pixels with edges, soft gradients and grain, as a camera would save it."""
    dice = random.Random(1)
    coarse = Image.frombytes("RGB", (80, 60), dice.randbytes(80 * 60 * 3)).filter(ImageFilter.GaussianBlur(1))
    grain = Image.frombytes("L", (2000, 1500), dice.randbytes(2000 * 1500)).convert("RGB")
    smooth = Image.Resampling.BICUBIC
    picture = Image.blend(coarse.resize((4000, 3000), smooth), grain.resize((4000, 3000), smooth), 0.15)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    path = folder / "photo.jpg"
    path.write_bytes(out.getvalue())
    return path


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
