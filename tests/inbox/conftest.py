"""An artist's home here, and a painter on another server who signs truly or falsely."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.remote import RemoteServer
from tests.site import Client, drain, make_artist, running_site, served


@dataclass
class Meeting:
    """`site` is ours, with the artist `jane`; `bob` lives elsewhere."""

    site: Site
    web: Client
    jane: Actor
    bob: RemoteServer

    async def says(self, activity: dict[str, Any], **how: Any) -> int:
        """Bob's server delivers to our shared inbox, and all jobs and deliveries that follow are done."""
        status = await self.bob.deliver(f"{self.site.config.origin}/inbox", activity, **how)
        await drain(self.site)
        return status

    async def count(self, table: str, where: str = "1 = 1", **params: Any) -> int:
        async with self.site.db.reading() as tx:
            return int(await tx.value(f"select count(*) from {table} where {where}", **params))

    async def row(self, table: str, where: str, **params: Any) -> Any:
        async with self.site.db.reading() as tx:
            return await tx.one(f"select * from {table} where {where}", **params)

    async def outcome(self) -> str:
        """How the last activity that arrived was handled."""
        async with self.site.db.reading() as tx:
            return str(await tx.value("select outcome from jobs where kind = 'inbox' order by id desc limit 1"))

    async def bob_here(self) -> Actor:
        """Bob's row."""
        async with self.site.db.reading() as tx:
            found = await actors.by_uri(tx, self.bob.actor_id)
        assert found is not None
        return found

    async def jane_now(self) -> Actor:
        async with self.site.db.reading() as tx:
            found = await actors.by_id(tx, self.jane.id)
        assert found is not None
        return found


@pytest.fixture
async def meeting(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Meeting]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        yield Meeting(site, client, jane, bob)
