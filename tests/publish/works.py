"""Works that tests submit: drawn here, human or marked as generated, with what artists say about them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import artworks, pictures, renditions, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from fediart.store.pictures import Picture
from fediart.store.renditions import Rendition
from fediart.store.verdicts import VerdictRow
from tests.admission import made
from tests.admission.test_detector import MANIFEST, red_model
from tests.media.conftest import photo, private_jpeg
from tests.site import drain, make_artist, running_site

TITLE = "Heron at low tide"


def red_detector(folder: Path) -> Path:
    """A real ONNX model that takes red pictures for generated ones."""
    weights = red_model("NCHW", "logit")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(weights)
    text = MANIFEST.format(
        sha256=hashlib.sha256(weights).hexdigest(), layout="NCHW", channels="RGB", meaning="logit",
        short_side=0, calibration='kind = "temperature"\ntemperature = 0.1',
    )  # fmt: skip
    (folder / "manifest.toml").write_text(text)
    return folder


@asynccontextmanager
async def studio(db: Database, tmp_path: Path, clock: HandClock, **more: Any) -> AsyncIterator[Site]:
    """An instance whose detector dislikes red."""
    config = {"admission": {"model": str(red_detector(tmp_path / "red"))}} | more.pop("config", {})
    async with running_site(db, tmp_path, clock, config=config, **more) as site:
        yield site


def human_png(width: int = 240, height: int = 200, seed: int = 5) -> bytes:
    return made.encoded(made.drawing(width, height, seed), "PNG")


def human_jpeg(width: int = 900, height: int = 700) -> bytes:
    return made.encoded(made.drawing(width, height), "JPEG", quality=90)


def camera_jpeg() -> bytes:
    """Full of private data, every piece of it with the word SECRET."""
    return private_jpeg(photo(640, 480))


def a1111_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", made.A1111)
    return made.encoded(made.drawing(), "PNG", pnginfo=info)


def iptc_jpeg() -> bytes:
    return made.encoded(made.drawing(), "JPEG", xmp=made.source_type(made.TRAINED))


def partly_jpeg() -> bytes:
    return made.encoded(made.drawing(), "JPEG", xmp=made.source_type(made.PARTLY))


def red_png() -> bytes:
    """Nothing in the file says so, but the detector of `studio` is sure of it."""
    rng = np.random.default_rng(3)
    pixels = np.stack([rng.integers(200, 256, (200, 240)), *rng.integers(0, 90, (2, 200, 240))], axis=2)
    return made.encoded(Image.fromarray(pixels.astype(np.uint8)), "PNG")


def submission(tmp_path: Path, *files: bytes, alts: tuple[str, ...] = (), **details: Any) -> Submission:
    given = Details(title=TITLE, description="Ink on paper, at #dawn.", tags=("ink", "Birds"))
    uploads = []
    for number, data in enumerate(files):
        path = tmp_path / f"upload-{number}-{hashlib.sha256(data).hexdigest()[:8]}"
        path.write_bytes(data)
        alt = alts[number] if number < len(alts) else f"Picture {number + 1}"
        uploads.append(Upload(path, f"picture-{number + 1}", alt))
    return Submission(replace(given, **details), tuple(uploads))


async def publish_one(site: Site, tmp_path: Path, artist: Actor, *files: bytes, **details: Any) -> int:
    """Submits and does all the work that follows."""
    artwork_id = await submit(site, artist, submission(tmp_path, *(files or (human_png(),)), **details))
    await drain(site)
    return artwork_id


async def jane(site: Site) -> tuple[Account, Actor]:
    return await make_artist(site, "jane")


async def artwork_of(site: Site, artwork_id: int) -> Artwork:
    async with site.db.reading() as tx:
        found = await artworks.by_id(tx, artwork_id)
    assert found is not None
    return found


async def pictures_of(site: Site, artwork_id: int) -> list[Picture]:
    async with site.db.reading() as tx:
        return await pictures.of_artwork(tx, artwork_id)


async def files_of(site: Site, artwork_id: int) -> list[Rendition]:
    async with site.db.reading() as tx:
        return await renditions.of_artwork(tx, artwork_id)


async def verdicts_of(site: Site, artwork_id: int) -> list[VerdictRow]:
    async with site.db.reading() as tx:
        return await verdicts.of_artwork(tx, artwork_id)


async def told(site: Site, actor: Actor) -> list[tuple[str, str]]:
    """What this person was told: kind and words, the oldest first."""
    async with site.db.reading() as tx:
        rows = await tx.all("select kind, text from notifications where actor_id = :id order by id", id=actor.id)
    return [(row["kind"], row["text"]) for row in rows]


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size
