"""A site and a browser for the tests of what keeps accounts safe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.site import Client, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, registrations="open") as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser
