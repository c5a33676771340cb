"""Work that a process took with it: free at once after an orderly stop, and after its lease when the process died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.jobs.worker import Worker
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Database
from fediart.store.jobs import LEASE
from tests.site import running_site


class Easel:
    """A handler that begins, and ends when it is told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self, site: Site, payload: Mapping[str, Any]) -> Outcome:
        self.begun += 1
        self.started.set()
        await self.go_on.wait()
        return Done("painted")


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        async with made.db.writing() as tx:
            await jobs.enqueue(tx, made.ids.new(), "paint", {}, now=clock.now())
        yield made


async def ends(site: Site) -> list[tuple[str, str]]:
    async with site.db.reading() as tx:
        return [(row["state"], row["outcome"]) for row in await tx.all("select state, outcome from jobs")]


async def stopped(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker


async def test_what_was_under_way_at_an_orderly_stop_is_free_at_once(site: Site) -> None:
    easel = Easel()
    first = asyncio.create_task(Worker(site, {"paint": easel}).run())
    await easel.started.wait()
    await stopped(first)
    assert await ends(site) == [("waiting", "")]
    easel.go_on.set()
    assert await Worker(site, {"paint": easel}).drain() == 1
    assert (easel.begun, await ends(site)) == (2, [("finished", "done: painted")])


async def test_what_a_dead_process_had_is_free_when_its_lease_is_over(site: Site, clock: HandClock) -> None:
    assert len(await jobs.take(site.db, now=clock.now(), limit=9)) == 1  # and then it dies
    easel = Easel()
    easel.go_on.set()
    clock.move(LEASE)
    assert await Worker(site, {"paint": easel}).drain() == 0
    clock.move(1)
    assert await Worker(site, {"paint": easel}).drain() == 1
    assert await ends(site) == [("finished", "done: painted")]


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
async def test_on_sqlite_it_is_free_as_soon_as_the_server_is_back(site: Site) -> None:
    """Not on PostgreSQL: there another process may be at it still, and the lease decides."""
    await jobs.take(site.db, now=site.clock.now(), limit=9)
    easel = Easel()
    worker = asyncio.create_task(Worker(site, {"paint": easel}).run())
    async with asyncio.timeout(10):
        await easel.started.wait()
    await stopped(worker)


async def test_work_that_takes_longer_than_its_lease_is_not_begun_twice(site: Site, clock: HandClock) -> None:
    easel = Easel()
    running = asyncio.create_task(Worker(site, {"paint": easel}).run())
    await easel.started.wait()
    clock.move(LEASE + 1)
    site.bell.ring()
    async with asyncio.timeout(10):
        while not await renewed(site, clock):
            await asyncio.sleep(0)
    assert easel.begun == 1
    easel.go_on.set()
    async with asyncio.timeout(10):
        while await ends(site) != [("finished", "done: painted")]:
            await asyncio.sleep(0)
    assert easel.begun == 1
    await stopped(running)


async def renewed(site: Site, clock: HandClock) -> bool:
    async with site.db.reading() as tx:
        return bool(await tx.value("select count(*) from jobs where taken_until > :now", now=clock.now()))
