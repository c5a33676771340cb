"""A storm of uploads waits in a queue: all other work goes on, and the first work is done before the last begins."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fediart.clock import HandClock
from fediart.jobs.worker import MOST_LANES, Worker
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Database
from tests.site import running_site

UPLOADS = MOST_LANES + 50


class Studio:
    """A handler that paints nothing before it is told to, and counts who is at work."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.most = 0

    async def publish(self, site: Site, payload: Mapping[str, Any]) -> Outcome:
        self.begun.append(payload["number"])
        self.most = max(self.most, len(self.begun) - len(self.ended))
        await self.open.wait()
        self.ended.append(payload["number"])
        return Done()


async def test_a_storm_of_uploads_holds_up_nothing_else(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        studio, heard = Studio(), asyncio.Event()

        async def hear(site: Site, payload: Mapping[str, Any]) -> Outcome:
            heard.set()
            return Done()

        async with site.db.writing() as tx:
            for number in range(UPLOADS):
                key = f"artwork:{number}"
                await jobs.enqueue(
                    tx, site.ids.new(), "publish", {"number": number}, now=clock.now(), order_key=key, once_key=key
                )
            await jobs.enqueue(tx, site.ids.new(), "hear", {}, now=clock.now())
        working = asyncio.create_task(Worker(site, {"publish": studio.publish, "hear": hear}).run())
        try:
            async with asyncio.timeout(30):
                await heard.wait()  # behind all the uploads, and done while none of them is
                assert studio.ended == []
                studio.open.set()
                while len(studio.ended) < UPLOADS:
                    await asyncio.sleep(0)
                    site.bell.ring()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        assert studio.most == site.config.media.workers + 1
        assert studio.begun[:2] == [0, 1] and sorted(studio.ended) == list(range(UPLOADS))
