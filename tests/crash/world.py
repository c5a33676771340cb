"""What a crash needs: an instance on disk with an artist and a follower elsewhere, and real server processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from fediart.clock import MINUTE, SystemClock
from fediart.config import Config, example
from fediart.store.database import Database, Row
from tests.forks import Forked, begun
from tests.remote import RemoteServer, system_now
from tests.site import Client, drain, make_artist, running_site, served

PATIENCE = 30  # seconds; far more than anything here takes


@dataclass
class World:
    """`minutes` is how far the servers' clocks, here and elsewhere, have gone ahead."""

    config: Config
    path: Path
    db: Database
    follower: RemoteServer
    log: Path
    minutes: int = 0
    processes: list[Forked] = field(default_factory=list)

    def arm(self, point: str) -> None:
        """From now on, a server dies at this point; at none without a name."""
        self.switch.with_suffix(".new").write_text(point)
        self.switch.with_suffix(".new").rename(self.switch)

    async def start(self, point: str = "") -> Forked:
        """A server process that answers already."""
        self.arm(point)
        with self.log.open("ab") as log:
            process = begun(
                "tests.crash.serve_and_die:main", str(self.switch), str(self.minutes), str(self.path), error=log
            )
        self.processes.append(process)
        async with asyncio.timeout(PATIENCE):
            while b"is ready" not in (line := await process.line()):
                assert line, f"the server did not start:\n{self.log.read_text()}"
        return process

    async def death_of(self, process: Forked) -> int:
        async with asyncio.timeout(PATIENCE):
            return await process.ended()

    @property
    def switch(self) -> Path:
        return self.path.with_name("dies-at")

    @property
    def living(self) -> Forked | None:
        """The server that runs, if one does."""
        return next((process for process in self.processes if process.returncode is None), None)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Client]:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            yield Client(None, self.config.origin, session)  # type: ignore[arg-type]

    async def rows(self, sql: str) -> list[Row]:
        async with self.db.reading() as tx:
            return list(await tx.all(sql))

    async def settled(self) -> None:
        """Waits until a work is published and nothing about it is left to do."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_settled():
                await asyncio.sleep(0.05)

    async def _is_settled(self) -> bool:
        states = [row["state"] for row in await self.rows("select state from artworks")]
        assert not {"held", "refused", "failed"} & set(states), self.log.read_text()
        left = await self.rows(
            """select id from jobs where kind = 'publish' and state <> 'finished'
            union all select id from deliveries where state = 'waiting'"""
        )
        return set(states) == {"published"} and not left

    async def stop(self) -> None:
        for process in self.processes:
            await asyncio.to_thread(process.close)


@asynccontextmanager
async def world(db: Database, url: str, folder: Path) -> AsyncIterator[World]:
    """Jane has an account, and Bob, who lives elsewhere, follows her. No server runs yet."""
    made: list[World] = []

    def now() -> int:
        return system_now() + sum(one.minutes for one in made) * MINUTE

    async with RemoteServer("bob", clock=now) as bob:
        more = {"database": {"url": url}, "admission": {"model": "none"}, "media": {"workers": 1}}
        async with running_site(db, folder, SystemClock(), config=more) as site, served(site):
            _, jane = await make_artist(site, "jane")
            assert await bob.deliver(jane.inbox, bob.follow(jane.uri)) == 202
            await drain(site)
            await bob.heard("Accept")
            config = site.config
        port = int(config.instance.host.partition(":")[2])
        text = {
            "instance": {"host": config.instance.host, "development": True}, "server": {"port": port},
            "secrets": {"key": config.secrets.key}, "storage": {"folder": config.storage.folder}, **more,
        }  # fmt: skip
        path = folder / "config.toml"
        path.write_text(example(text))
        made.append(World(config, path, db, bob, folder / "server.log"))
        try:
            yield made[0]
        finally:
            await made[0].stop()
