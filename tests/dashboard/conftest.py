"""An instance with one of each kind of staff, for the tests of what they see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    """With an owner, olga; a moderator, mona; a curator, cora; and an artist, jane."""
    async with running_site(db, tmp_path, clock, registrations="approval") as running:
        for name, role in (("olga", "owner"), ("mona", "moderator"), ("cora", "curator"), ("jane", "artist")):
            await make_artist(running, name, role=role)
        yield running


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def browser_of(visitor: Client, name: str) -> Client:
    browser = visitor.fresh()
    await log_in(browser, name)
    return browser
