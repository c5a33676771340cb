"""What judging costs: milliseconds on one core per stage for 12 megapixels, and how quick pages stay meanwhile.

usage: python -m benchmarks.judge [UPLOADS]
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from benchmarks.media import _photo
from benchmarks.pages import _fediart, _free_port, _served
from fediart.actions.accounts import create_account
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.admission.crops import shrink
from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.judge import judge_file
from fediart.admission.judgement import model_folders
from fediart.app import open_site
from fediart.config import Config, load
from fediart.media import images
from fediart.media.metadata import read_metadata
from fediart.store import actors

UPLOADS = 200
MODEL = model_folders(Config().admission.models, Path())[0]


def main() -> None:
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if "--stages" not in sys.argv:  # anew, so that the libraries see those
        subprocess.run([sys.executable, "-m", "benchmarks.judge", "--stages"], check=True)
        storm(int(sys.argv[1]) if len(sys.argv) > 1 else UPLOADS)
        return
    with tempfile.TemporaryDirectory() as folder:
        stages(Path(folder))


def stages(folder: Path) -> None:
    """One 12-megapixel picture, as a JPEG and as a PNG, the best of three."""
    photo = _photo(folder)
    with Image.open(photo) as image:
        image.save(folder / "photo.png", compress_level=1)
    detector = load_detector(MODEL)
    for path in (photo, folder / "photo.png"):
        print(f"12 megapixels as {path.suffix[1:].upper()}, {path.stat().st_size / 1e6:.1f} MB")
        pixels = images.views(path).shown
        judge_pixels(detector, pixels[:600, :600])
        _best("decode, once", lambda path=path: images.views(path))
        _best("what the file says of itself", lambda path=path: read_metadata(path))
        _best("detector: bring to its scale", lambda pixels=pixels: shrink(pixels, detector.manifest.short_side))
        _best("detector: all of it", lambda pixels=pixels: judge_pixels(detector, pixels))
        _best("ALL: judge_file()", lambda path=path: judge_file(path, [MODEL]))


def _best(name, work) -> None:  # type: ignore[no-untyped-def]
    took = []
    for _ in range(3):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    print(f"{min(took):8.0f} ms  {name}", flush=True)


def storm(uploads: int) -> None:
    """A real server; while it judges, the gallery and the log-in page are asked for ten times a second."""
    with tempfile.TemporaryDirectory() as name:
        port = _free_port()
        config = Path(name) / "config.toml"
        _fediart("init", name, "--host", f"localhost:{port}", "--development")
        asyncio.run(_submit(config, uploads))
        with _judged(config) as judged:
            print(f"\n{uploads} uploads of 2 megapixels wait to be judged")
            with _served(config):
                _ask(port, 1.0)
                before, start = judged(), time.perf_counter()
                during = _ask(port, 30.0)
                done = judged() - before
                print(
                    f"{done / (time.perf_counter() - start):8.1f} judged a second, with what follows already under way"
                )
                for page, took in during.items():
                    ordered = sorted(took)
                    worst = ordered[int(len(ordered) * 0.99)]
                    print(f"{statistics.median(took):8.0f} ms  {page} meanwhile, median; {worst:.0f} ms at the 99th")


async def _submit(config: Path, uploads: int) -> None:
    async with open_site(load(config)) as site:
        account = await create_account(site, "mara", "mara@kiln.example", "paper and ink", role="owner")
        async with site.db.reading() as tx:
            artist = await actors.by_id(tx, account.actor_id)
        assert artist is not None
        folder = site.storage.incoming()
        with Image.open(_photo(folder)) as image:
            drawn = image.resize((1632, 1224))
        for number in range(uploads):
            path = folder / f"{number}.jpg"
            drawn.rotate(number % 4 * 90).save(path, "JPEG", quality=90, comment=f"{number}".encode())
            upload = Upload(path, path.name, "Grain.")
            await submit(site, artist, Submission(Details(title=f"Storm, {number}"), (upload,)))
        site.storage.discard(folder)


@contextmanager
def _judged(config: Path) -> Iterator:  # type: ignore[type-arg]
    """A function that counts the pictures judged so far."""

    async def count() -> int:
        async with open_site(load(config)) as site, site.db.reading() as tx:
            return int(await tx.value("select count(*) from measurements"))

    yield lambda: asyncio.run(count())


def _ask(port: int, seconds: float) -> dict[str, list[float]]:
    """Milliseconds per answer, asked from another process."""
    command = [sys.executable, "-c", _ASKER, str(port), str(seconds)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said))


_ASKER = """
import http.client, json, sys, time
port, seconds = int(sys.argv[1]), float(sys.argv[2])
took = {"/": [], "/log-in": []}
until = time.perf_counter() + seconds
while time.perf_counter() < until:
    for path, seen in took.items():
        line = http.client.HTTPConnection("localhost", port, timeout=30)
        start = time.perf_counter()
        line.request("GET", path, headers={"Accept": "text/html"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        seen.append((time.perf_counter() - start) * 1000)
        line.close()
    time.sleep(0.1)
print(json.dumps(took))
"""


if __name__ == "__main__":
    main()
