"""An instance with artists and works, brought up to date as far as search and exploring go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediart.actions import indexing
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.site import Client, make_artist, running_site, served


@dataclass(frozen=True, slots=True)
class House:
    """An instance, a browser for it, and two artists."""

    site: Site
    client: Client
    jane: Actor
    tomasz: Actor


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[House]:
    async with running_site(db, tmp_path, clock, name="Lichtung") as site, served(site) as client:
        yield House(site, client, (await make_artist(site, "jane"))[1], (await make_artist(site, "tomasz"))[1])


async def take_in(site: Site) -> None:
    """What the background job does."""
    while await indexing.go_on(site):
        pass
