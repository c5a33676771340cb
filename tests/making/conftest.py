"""An instance whose detector dislikes red, an artist on it, and somebody far away who is told of what she does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, Follow
from tests.publish import works
from tests.publish.works import jane


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    """With one follower far away."""
    _, artist = await jane(site)
    uri = "https://far.example/users/bob"
    bob = replace(
        artist, id=site.ids.new(), uri=uri, name="bob", host="far.example", url=uri, inbox=f"{uri}/inbox",
        shared_inbox="https://far.example/inbox", public_key_id=f"{uri}#main-key",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await actors.insert(tx, bob)
        await follows.put(tx, Follow(site.ids.new(), bob.id, artist.id, ACCEPTED, f"{uri}#follow", site.clock.now()))
    return artist
