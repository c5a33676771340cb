"""Machines of one instance: processes of their own with folders of their own, behind something that spreads visitors.

They share a database and a bucket, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fediart import cli
from fediart.config import example
from tests.forks import Forked, begun
from tests.postgres import _free_port

PATIENCE = 60  # seconds


def main() -> int:
    """`serve` or `worker` as the program starts them; the words are those of the command line."""
    return cli.main(sys.argv[1:])


@dataclass
class Machine:
    """`port` is 0 for one that works in the background alone."""

    folder: Path
    port: int = 0
    process: Forked | None = None
    deaths: int = 0

    async def start(self) -> None:
        words = ["serve", "--port", str(self.port)] if self.port else ["worker"]
        with (self.folder / "log").open("ab") as log:
            self.process = begun("tests.cluster.machines:main", *words, "-c", str(self.config), error=log)
        async with asyncio.timeout(PATIENCE):
            while True:
                line = await self.process.line()
                assert line, f"it did not start:\n{self.log}"
                if b"is ready" in line or b"Working" in line:
                    return

    async def die(self) -> None:
        """By `kill -9`, wherever it is."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        assert await self.process.ended() == -signal.SIGKILL
        self.process.close()
        self.deaths += 1

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


@dataclass
class Machines:
    """`all` of them; visitors come to `port` and are led to any that answers."""

    port: int
    all: list[Machine] = field(default_factory=list)
    _next: int = 0

    @property
    def webs(self) -> list[Machine]:
        return [one for one in self.all if one.port]

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A visitor's connection, from its beginning to its end at one machine."""
        with contextlib.suppress(OSError):
            there = await self._reach()
            if there is not None:
                await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer), return_exceptions=True)
        writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self.webs:
            self._next += 1
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self.webs[self._next % len(self.webs)].port)
        return None

    async def kill_one(self, chance: random.Random) -> None:
        """One dies and is started again, as a supervisor does."""
        one = chance.choice(self.all)
        await one.die()
        await one.start()


@asynccontextmanager
async def machines(
    folder: Path, config: dict[str, dict[str, Any]], *, webs: int, workers: int, c2pa: Path
) -> AsyncIterator[Machines]:
    port = int(str(config["instance"]["host"]).rpartition(":")[2])
    made = Machines(port)
    for number in range(webs + workers):
        place = folder / f"machine-{number}"
        place.mkdir()
        text = example({**config, "server": {"run_jobs": False}})
        (place / "config.toml").write_text(text)
        if c2pa.is_dir():
            shutil.copytree(c2pa, place / "c2pa")
        made.all.append(Machine(place, _free_port() if number < webs else 0))
    await asyncio.gather(*[one.start() for one in made.all])
    server = await asyncio.start_server(made.lead, "127.0.0.1", port)
    try:
        yield made
    finally:
        server.close()
        for one in made.all:
            if one.process is not None:
                await asyncio.to_thread(one.process.close)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
