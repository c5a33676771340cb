"""Two servers on one PostgreSQL, as two processes are: nothing in the memory of one is in the other's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fediart.clock import HandClock
from fediart.jobs.company import joined
from fediart.site import Site
from fediart.store.postgres import open_postgres
from tests.postgres import Cluster
from tests.site import Client, running_site, served

PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Time stands still: what is kept for some seconds is kept for ever, unless somebody hears that it changed."""

    one: Site
    two: Site
    here: Client
    there: Client
    clock: HandClock
    dsn: str


@asynccontextmanager
async def pair(postgres: Cluster, folder: Path, clock: HandClock, **config: Any) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as parts:
        dsn = await parts.enter_async_context(postgres.fresh())
        sites = []
        for name in ("one", "two"):
            db = await open_postgres(dsn, size=4)
            parts.push_async_callback(db.close)
            (folder / name).mkdir()
            site = await parts.enter_async_context(running_site(db, folder / name, clock, config=config))
            await parts.enter_async_context(joined(site))
            sites.append(site)
        clients = [await parts.enter_async_context(served(site)) for site in sites]
        yield Pair(sites[0], sites[1], clients[0], clients[1], clock, dsn)


async def becomes(check: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what another process is told."""
    async with asyncio.timeout(PATIENCE):
        while not await check():
            await asyncio.sleep(0.01)
