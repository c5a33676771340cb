"""How long pages take with a large database: 200,000 posts, 20,000 people, and readers who follow 1,000 each.

usage: python -m benchmarks.scale [--engine sqlite|postgres] [--posts N] [--people N] [--times N] [--folder FOLDER]
                                  [--database URL] [--at-once N] [PLACE ...]

A real `fediart serve`, one client that asks for one page after the other; members see pages made for them, and visitors
a different one each time, so nothing comes from the cache. With --folder the database is kept there, and used again;
for PostgreSQL name one of your own that is empty, with --database. PLACE is how a line of the table begins.
With --at-once that many clients ask side by side. `server` is processor time of the server for each.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import asyncpg

from benchmarks import circle
from benchmarks.crowd import Crowd, Size
from benchmarks.pages import _cpu, _fediart, _free_port, _memory, _served
from benchmarks.places import Place, places
from fediart.app import open_site
from fediart.clock import SystemClock
from fediart.config import load
from fediart.web.cookies import cookie_name
from tests.postgres import Cluster

WARM = 10  # requests before, which do not count
MOST = 50  # milliseconds in which nineteen of twenty pages have to answer
PARTS = (0.5, 0.95, 0.99)


def main() -> int:
    given = _parser().parse_args()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(TemporaryDirectory()))
        config = _instance(folder, stack, given)
        wanted = asyncio.run(_prepared(config, Size(posts=given.posts, people=given.people)))
        wanted = [one for one in wanted if not given.places or one.name.startswith(tuple(given.places))]
        with _served(config) as server:
            print(f"{given.engine}, {given.posts:,} posts, {given.people:,} people, {given.at_once} at once")
            print(f"{'':34}{'median':>9}{'p95':>9}{'p99':>9}{'server':>9}")
            cookie = cookie_name(load(config), "session")
            asked = _Asking(load(config).origin, cookie, given.times, given.at_once, server.pid)
            slow = asyncio.run(_measure(asked, wanted))
            print(f"memory after that: {_memory(server.pid):.0f} MiB")
    return int(slow)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("places", nargs="*")
    return parser


def _instance(folder: Path, stack: ExitStack, given: argparse.Namespace) -> Path:
    """The config of an instance whose tables are there; an earlier one of this folder is used again."""
    config = folder / "config.toml"
    if not config.exists():
        _fediart("init", str(folder), "--host", f"localhost:{_free_port()}", "--development")
        if given.engine == "postgres":
            url = given.database or asyncio.run(_empty(stack.enter_context(Cluster.started())))
            config.write_text(config.read_text().replace('url = "sqlite:fediart.db"', f'url = "{url}"'))
    _fediart("migrate", "-c", str(config))
    return config


async def _empty(cluster: Cluster) -> str:
    door = await asyncpg.connect(cluster.dsn("postgres"))
    await door.execute("create database scale")
    await door.close()
    return cluster.dsn("scale")


async def _prepared(config: Path, size: Size) -> list[Place]:
    async with open_site(load(config)) as site:
        async with site.db.reading() as tx:
            there = await tx.value("select count(*) from posts")
            whole = await tx.value("select 1 from followed_tags limit 1")
        crowd = Crowd(site, size, now=SystemClock().now())
        if not there:
            await _fill(crowd)
        if not whole:
            world = await circle.world(site, readers=size.readers)
            await circle.fill(crowd.insert, world, site.ids, random.Random(3))
            await crowd.counted()
        return await places(site, readers=size.readers)


async def _fill(crowd: Crowd) -> None:
    began, taken = time.perf_counter(), 0
    await crowd.fill()
    print(f"rows written after {time.perf_counter() - began:.0f} s", flush=True)
    async for turn in crowd.index():
        taken += turn
    print(f"{taken:,} works, posts and people indexed after {time.perf_counter() - began:.0f} s", flush=True)


@dataclass(frozen=True, slots=True)
class _Asking:
    origin: str
    cookie: str
    times: int
    at_once: int
    pid: int


async def _measure(asking: _Asking, wanted: list[Place]) -> bool:
    """Whether any place took too long, or did not answer."""
    slow = False
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=asking.at_once)) as session:
        for place in wanted:
            busy = _cpu(asking.pid)
            took, failed = await _asked(session, asking, place)
            busy = (_cpu(asking.pid) - busy) / (asking.times + WARM)
            shown = [*(took[int(len(took) * part)] * 1000 for part in PARTS), busy * 1000]
            bad = f"   {failed} not 200!" if failed else "   too slow" if shown[1] >= MOST else ""
            print(f"{place.name:34}{''.join(f'{one:6.1f} ms' for one in shown)}{bad}", flush=True)
            slow |= bool(bad)
    return slow


async def _asked(session: aiohttp.ClientSession, asking: _Asking, place: Place) -> tuple[list[float], int]:
    """How long each answer took in seconds, in order, and how many were no pages."""
    turns, took, failed = count(), list[float](), 0

    async def client() -> None:
        nonlocal failed
        while (turn := next(turns)) < asking.times + WARM:
            path, token = place.asked[turn % len(place.asked)]
            headers = {"Accept": place.accept} | ({"Cookie": f"{asking.cookie}={token}"} if token else {})
            began = time.perf_counter()
            async with session.get(asking.origin + path, headers=headers, allow_redirects=False) as answer:
                await answer.read()
                failed += answer.status != 200
            took.extend([time.perf_counter() - began] if turn >= WARM else [])

    async with asyncio.TaskGroup() as clients:
        for _ in range(asking.at_once):
            clients.create_task(client())
    return sorted(took), failed


if __name__ == "__main__":
    sys.exit(main())
