"""The copy search: a fingerprint of 12 megapixels, one million pictures, and with `recall` the table of docs/copies.md.

usage: python -m benchmarks.copies [COUNT] | recall drawn|FOLDER [QUERIES] [LIBRARY] [SKIP]
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.copy_recall import recall
from fediart.admission import print_index
from fediart.admission.print_format import KEPT, Place, packed
from fediart.admission.print_index import _sorted, _write
from fediart.admission.printing import fingerprint

SEGMENT = 200_000
ASKED = 40


def main(words: Sequence[str]) -> None:
    if words[:1] == ["recall"]:
        usual = ("60", "1700", "0")
        queries, library, skip = (int(word) for word in (*words[2:5], *usual[len(words[2:5]) :]))
        recall(words[1], queries, library, skip)
        return
    hashing()
    million(int(words[0]) if words else 1_000_000)


def hashing() -> None:
    """Of a picture as a camera makes it, once decoded."""
    rng = np.random.default_rng(1)
    small = Image.fromarray(rng.integers(0, 256, (90, 120, 3), dtype=np.uint8))
    pixels = np.asarray(small.resize((4000, 3000), Image.Resampling.BICUBIC))
    fingerprint(pixels)
    took = [_timed(lambda: fingerprint(pixels)) for _ in range(5)]
    print(f"{statistics.median(took) * 1000:8.0f} ms  fingerprint of 12 megapixels, besides decoding")


def million(count: int) -> None:
    """Synthetic fingerprints whose codes are as varied as real ones; places of known pictures are searched for."""
    rng = np.random.default_rng(2)
    with tempfile.TemporaryDirectory() as name:
        folder, after, known = Path(name), 0, []
        began = time.perf_counter()
        for begin in range(0, count, SEGMENT):
            many = min(SEGMENT, count - begin)
            codes = rng.integers(0, 1 << 52, (many, KEPT), dtype=np.uint64)
            known += [(begin + at + 1, codes[at].copy()) for at in range(0, many, max(1, many * 5 // ASKED))]
            ids = np.arange(begin + 1, begin + many + 1, dtype=np.int64)
            owner = np.repeat(np.arange(many, dtype=np.uint32), KEPT)
            _write(folder, _sorted(after, int(ids[-1]), ids, codes.ravel(), owner))
            after = int(ids[-1])
        print(f"{time.perf_counter() - began:8.1f} s   to build the index of {count:,} pictures")
        size = sum(path.stat().st_size for path in folder.glob("*.prints"))
        print(f"{size / 1e6:8.0f} MB  on disk, mapped into memory while it is searched")
        _search(folder, known[:ASKED], rng)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{peak:8.0f} MB  peak of this process, building and mapped files included")


def _search(folder: Path, known: Sequence[tuple[int, np.ndarray]], rng: np.random.Generator) -> None:
    took, found = [], 0
    asking = [(number, _asking(codes, rng)) for number, codes in known]
    for number, asked in asking:
        print_index.search(folder, asked, [])
        began = time.process_time()
        answer = print_index.search(folder, asked, [])
        took.append(time.process_time() - began)
        found += number in answer
    took.sort()
    print(
        f"{took[len(took) // 2] * 1000:8.1f} ms  to search it on one core, half of the time"
        f" ({took[-1] * 1000:.1f} ms at worst of {len(took)}); {found} of {len(took)} found"
    )


def _asking(codes: np.ndarray, rng: np.random.Generator) -> bytes:
    """As of a crop: a third of the known places with a few bits turned over, among others that are new."""
    places = np.zeros(2 * KEPT, dtype=Place)
    places["code"] = rng.integers(0, 1 << 52, 2 * KEPT, dtype=np.uint64)
    flips = (rng.random((KEPT // 3, 52)) < 0.06) @ (1 << np.arange(52, dtype=np.uint64))
    places["code"][: KEPT // 3] = codes[: KEPT // 3] ^ flips.astype(np.uint64)
    places["weak"] = rng.integers(0, 20, (2 * KEPT, 4))
    kept, more = packed((256, 256), (0.0, 0.0, 1.0, 1.0), np.zeros((48, 48), np.uint8), places)
    return kept + more


def _timed(work: object) -> float:
    began = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1:])
