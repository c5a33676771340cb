"""An instance and whoever talks to it, for tests of the client API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.apps.schema_watch import Watch
from tests.site import Client, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


@pytest.fixture
async def client(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """In modules that say WATCHED every answer is held against our own OpenAPI document."""
    watch = Watch()
    watched = getattr(request.module, "WATCHED", False)
    async with served(site, prepare=watch.over if watched else None) as browser:
        yield browser
    if watched:
        watch.settle(least=1)
