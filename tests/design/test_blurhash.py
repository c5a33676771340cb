"""What stands in for a picture that is coming: our script draws it as the library that writes hashes reads them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import blurhash
import pytest

SIDE = 20
PICTURE = [[[11 * x % 256, 7 * y % 256, 5 * x * y % 256] for x in range(32)] for y in range(24)]
HASHES = tuple(blurhash.encode(PICTURE, across, down) for across, down in ((4, 3), (1, 1), (9, 9), (3, 5)))
BROKEN = (
    "",
    "L",
    "LEHV6nWB2yk8pyo0adR*.7kCMdn",
    'LEHV6nWB2yk8pyo0adR*.7kCMd"j',
    "<script>",
    "LEHV6nWB2yk8pyo0adR*.7kCMdnjé",
)

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")


def drawn(*hashes: str) -> list[list[int] | None]:
    done = subprocess.run(["node", str(Path(__file__).parent / "canvas.mjs"), *hashes], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_every_pixel_is_the_librarys() -> None:
    for hash_, pixels in zip(HASHES, drawn(*HASHES), strict=True):
        assert pixels is not None
        wanted = blurhash.decode(hash_, SIDE, SIDE)
        flat = [part for row in wanted for pixel in row for part in (*pixel, 255)]
        assert max(abs(one - other) for one, other in zip(pixels, flat, strict=True)) <= 1


def test_a_strangers_hash_that_is_none_draws_nothing() -> None:
    assert drawn(*BROKEN) == [None] * len(BROKEN)
