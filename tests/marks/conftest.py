"""An artist with a textured picture, and a browser in which she is logged in."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fediart.actions.publish import submit
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.renditions import Rendition
from tests.copies.art import drawn
from tests.publish import works
from tests.publish.works import submission
from tests.site import Client, drain, log_in, make_artist, running_site, served


def painting(seed: int = 9) -> Image.Image:
    """Brushwork, rich enough to hide something in."""
    return drawn(seed).resize((520, 390), Image.Resampling.LANCZOS)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


def signature_png() -> bytes:
    """A red bar on nothing."""
    image = Image.new("RGBA", (120, 40), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (10, 10, 110, 30))
    return encoded(image)


@dataclass
class Home:
    """`jane` is logged in."""

    site: Site
    client: Client
    folder: Path
    jane: Actor

    async def publish(self, image: Image.Image, artist: Actor | None = None, **more: Any) -> int:
        artwork_id = await submit(self.site, artist or self.jane, submission(self.folder, encoded(image), **more))
        await drain(self.site)
        return artwork_id

    async def files(self, artwork_id: int) -> list[Rendition]:
        return await works.files_of(self.site, artwork_id)

    async def bytes_of(self, file: Rendition) -> bytes:
        return (await self.site.storage.local(file.key)).read_bytes()


@pytest.fixture
async def home(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Home]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await log_in(client, "jane")
        yield Home(site, client, tmp_path, jane)
