"""`fediart admission check` over a folder of 1,000 files: files a second on two cores, and the most memory taken.

usage: python -m benchmarks.folder [FILES]
"""

from __future__ import annotations

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageFilter, PngImagePlugin

WORKERS = 2
MARK = "a castle\nSteps: 28, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x768"
SIZES = ((800, 600), (1200, 900), (1600, 1200), (900, 1200))
KINDS = ("JPEG", "PNG", "WEBP", "JPEG")
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pictures"
        folder.mkdir()
        total = make(folder, count)
        print(f"{count} files of 0.5 to 1.9 megapixels, {total / 1e6:.0f} MB, 2 in 100 of them broken, 5 marked")
        begun = time.perf_counter()
        command = [sys.executable, "-m", "fediart", "admission", "check", str(folder), "--json"]
        done = subprocess.run(
            [*command, "--workers", str(WORKERS), "-c", str(folder / "none.toml")], capture_output=True, text=True
        )
        seconds = time.perf_counter() - begun
    lines = done.stdout.count("\n")
    print(f"  {lines / seconds:.1f} files a second with {WORKERS} workers ({seconds:.0f} s), start included")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  {(used.ru_utime + used.ru_stime) / count:.3f} s of processor time a file, all processes together")
    print("  " + done.stderr.strip().splitlines()[-1])
    return 0 if lines == count and done.returncode == 0 else 1


def make(folder: Path, count: int) -> int:
    """Forty pictures, over and over; every fiftieth file is cut short, every twentieth PNG says who made it."""
    dice, total = random.Random(4), 0
    bases = [_picture(dice, number) for number in range(40)]
    for number in range(count):
        kind, data = bases[number % len(bases)]
        if number % 50 == 49:
            data = data[: len(data) // 3]
        path = folder / f"{number:05}.{ENDINGS[kind]}"
        path.write_bytes(data)
        total += len(data)
    return total


def _picture(dice: random.Random, number: int) -> tuple[str, bytes]:
    kind, size = KINDS[number % len(KINDS)], SIZES[number // len(KINDS) % len(SIZES)]
    coarse = Image.frombytes("RGB", (40, 30), dice.randbytes(40 * 30 * 3)).filter(ImageFilter.GaussianBlur(1))
    grain = Image.frombytes("L", (400, 300), dice.randbytes(400 * 300)).convert("RGB")
    picture = Image.blend(coarse.resize(size, Image.Resampling.BICUBIC), grain.resize(size), 0.15)
    out = io.BytesIO()
    if kind == "PNG":
        said = PngImagePlugin.PngInfo()
        if number % 20 == 1:
            said.add_text("parameters", MARK)
        picture.save(out, "PNG", pnginfo=said, compress_level=1)
    else:
        picture.save(out, kind, quality=88)
    return kind, out.getvalue()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
