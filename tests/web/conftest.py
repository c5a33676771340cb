"""A site and a browser for the tests of pages."""

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
    """A development instance that is set up and open to everyone."""
    async with running_site(db, tmp_path, clock, registrations="open") as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


@pytest.fixture
async def public(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    """A browser at an instance as it runs in public: https, mails, limits. Its site is `public.site`."""
    config = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=config, registrations="open") as site, served(site) as browser:
        yield browser
