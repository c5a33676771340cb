"""Two artists of one instance, and a drawn picture that one of them has published."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fediart.actions.publish import submit
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.copies import Copy, of_artwork
from fediart.store.database import Database
from tests.copies.art import drawn
from tests.publish import works
from tests.publish.works import submission
from tests.site import Client, drain, make_artist, served


@dataclass
class Studio:
    """`jane` was first; `kim` comes after her."""

    site: Site
    client: Client
    folder: Path
    jane: Actor
    kim: Actor

    async def publish(self, artist: Actor, image: Image.Image, **details: Any) -> int:
        out = io.BytesIO()
        image.save(out, "PNG")
        artwork_id = await submit(self.site, artist, submission(self.folder, out.getvalue(), **details))
        await drain(self.site)
        return artwork_id

    async def state(self, artwork_id: int) -> str:
        return (await works.artwork_of(self.site, artwork_id)).state

    async def copies(self, artwork_id: int) -> list[Copy]:
        async with self.site.db.reading() as tx:
            return await of_artwork(tx, artwork_id)

    async def told(self, actor: Actor) -> list[str]:
        return [kind for kind, _ in await works.told(self.site, actor)]


@pytest.fixture
async def studio(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Studio]:
    without = {"admission": {"model": "none"}}
    async with works.studio(db, tmp_path, clock, config=without) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        _, kim = await make_artist(site, "kim")
        yield Studio(site, client, tmp_path, jane, kim)


@pytest.fixture
def scene() -> Image.Image:
    """A drawing with much to recognise, small enough to be quick."""
    return drawn(11).resize((400, 300))
