"""How long pages take with a large database: 200,000 posts, 20,000 people, and readers who follow 1,000 each.

usage: python -m benchmarks.scale [--engine sqlite|postgres] [--posts N] [--people N] [--folder FOLDER]

A real `fediart serve`, one client that asks for one page after the other; members see pages made for them, and visitors
a different one each time, so nothing comes from the cache. With --folder the database is kept there, and used again.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import asyncpg

from benchmarks.crowd import COLOURS, MEDIA, Crowd, Size
from benchmarks.pages import _fediart, _free_port, _memory, _served
from fediart.app import open_site
from fediart.clock import SystemClock
from fediart.config import load
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import sessions
from fediart.web.cookies import cookie_name
from tests.postgres import Cluster

TIMES = 150  # each page
WARM = 10  # requests before, which do not count


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked for: paths, and as whom (tokens of sessions; none: visitors)."""

    name: str
    paths: tuple[str, ...]
    tokens: tuple[str, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(TemporaryDirectory()))
        config = _instance(folder, stack, given.engine)
        places = asyncio.run(_prepared(config, Size(posts=given.posts, people=given.people)))
        origin = load(config).origin
        with _served(config) as server:
            print(f"{given.engine}, {given.posts:,} posts, {given.people:,} people")
            print(f"{'':34}{'median':>9}{'p95':>9}{'worst':>9}")
            asyncio.run(_measure(origin, cookie_name(load(config), "session"), places))
            print(f"memory after that: {_memory(server.pid):.0f} MiB")


def _instance(folder: Path, stack: ExitStack, engine: str) -> Path:
    """The config of an instance whose tables are there; an earlier one of this folder is used again."""
    config = folder / "config.toml"
    if config.exists():
        return config
    _fediart("init", str(folder), "--host", f"localhost:{_free_port()}", "--development")
    if engine == "postgres":
        cluster = stack.enter_context(Cluster.started())
        url = asyncio.run(_empty(stack, cluster))
        config.write_text(config.read_text().replace('url = "sqlite:fediart.db"', f'url = "{url}"'))
        _fediart("migrate", "-c", str(config))
    return config


async def _empty(stack: ExitStack, cluster: Cluster) -> str:
    door = await asyncpg.connect(cluster.dsn("postgres"))
    await door.execute("create database scale")
    await door.close()
    return cluster.dsn("scale")


async def _prepared(config: Path, size: Size) -> list[Place]:
    async with open_site(load(config)) as site:
        async with site.db.reading() as tx:
            there = await tx.value("select count(*) from posts")
        if not there:
            await _fill(site, size)
        return await _places(site, size)


async def _fill(site: Site, size: Size) -> None:
    crowd, began, taken = Crowd(site, size, now=SystemClock().now()), time.perf_counter(), 0
    await crowd.fill()
    print(f"rows written after {time.perf_counter() - began:.0f} s", flush=True)
    async for turn in crowd.index():
        taken += turn
    print(f"{taken:,} works, posts and people indexed after {time.perf_counter() - began:.0f} s", flush=True)


async def _places(site: Site, size: Size) -> list[Place]:
    dice = random.Random(7)
    async with site.db.reading() as tx:
        works = await tx.all(
            """select w.id, a.name, w.title, w.published from artworks w join actors a on a.id = w.actor_id
            order by w.id desc limit 20000"""
        )
        tags = await tx.all("select tag, count(*) as many from post_tags group by tag order by many desc limit 400")
        accounts = await tx.all("select id from accounts order by id limit :limit", limit=size.readers)
    tokens = [secret_token() for _ in accounts]
    async with site.db.writing() as tx:
        for token, account in zip(tokens, accounts, strict=True):
            await sessions.insert(tx, token, account["id"], agent="benchmark", now=site.clock.now())
    some = dice.sample(list(works), min(300, len(works)))
    words = [word for work in some for word in work["title"].lower().split()]
    rare, common = (
        tuple(f"/search?q={word}" for word in words),
        tuple(f"/search?q={row['tag'][:2]}" for row in tags[:40]),
    )
    by_tag = tuple(f"/tags/{row['tag']}" for row in tags)
    faces, pages = tuple(f"/@{work['name']}" for work in some), tuple(f"/@{work['name']}/{work['id']}" for work in some)
    explored = tuple(f"/explore?colour={colour}" for colour in COLOURS)
    made_of = tuple(f"/explore?medium={medium.lower().replace(' ', '+')}" for medium in MEDIA)
    alike = tuple(f"/explore/like/{work['id']}" for work in some)
    late = tuple(f"/home?before={work['published']}-{work['id']}" for work in some)
    member = tuple(tokens)
    return [
        Place("home", ("/home",), member), Place("home, further down", late, member),
        Place("gallery", ("/",), member), Place("explore", ("/explore",), member),
        Place("explore, a colour", explored, member), Place("explore, a medium", made_of, member),
        Place("more like this", alike, member), Place("search, words of titles", rare, member),
        Place("search, beginnings of words", common, member), Place("tags", by_tag, member),
        Place("portfolio, member", faces, member), Place("portfolio, visitor", faces),
        Place("artwork, member", pages, member), Place("artwork, visitor", pages),
        Place("notifications", ("/notifications",), member),
    ]  # fmt: skip


async def _measure(origin: str, cookie: str, places: list[Place]) -> None:
    async with aiohttp.ClientSession() as session:
        for place in places:
            took, failed = [], 0
            for turn in range(-WARM, TIMES):
                path = place.paths[turn % len(place.paths)]
                headers = {"Accept": "text/html"}
                if place.tokens:
                    headers["Cookie"] = f"{cookie}={place.tokens[turn % len(place.tokens)]}"
                began = time.perf_counter()
                async with session.get(origin + path, headers=headers, allow_redirects=False) as answer:
                    await answer.read()
                    failed += answer.status != 200
                took += [time.perf_counter() - began] if turn >= 0 else []
            took.sort()
            shown = "".join(f"{took[int(len(took) * part)] * 1000:7.1f} ms"[-9:] for part in (0.5, 0.95, 0.999))
            print(f"{place.name:34}{shown}{f'   {failed} not 200!' if failed else ''}", flush=True)


if __name__ == "__main__":
    main()
