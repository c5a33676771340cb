"""A small instance whose detector dislikes red, with jane the artist and mo the moderator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.publish.works import studio
from tests.site import Client, make_artist, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    small = {"attachments": {"max_files": 3, "max_file_mb": 1, "quota_mb": 2}}
    async with studio(db, tmp_path, clock, config=small) as site:
        await make_artist(site, "jane")
        await make_artist(site, "tom")
        await make_artist(site, "mo", role="moderator")
        yield site


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as client:
        yield client
