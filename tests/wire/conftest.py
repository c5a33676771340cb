"""An artist who follows bob, who lives on another server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer
from tests.site import make_artist, running_site, served


@pytest.fixture
async def meeting(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Meeting]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        met = Meeting(site, client, jane, bob)
        await met.follow_bob()
        yield met
