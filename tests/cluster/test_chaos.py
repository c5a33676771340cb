"""Three web and two worker processes on one PostgreSQL and one S3 server, of which one is killed again and again while
artists upload, other servers write, followers are told and apps listen: nothing is lost, and nothing is there twice.

CHAOS_SECONDS says for how long; `make chaos` takes two minutes.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fediart.actions.storage_move import begin, move
from fediart.clock import SystemClock
from fediart.media.chosen_storage import S3, ChosenStorage
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.postgres import open_postgres
from tests.api.house import token_for
from tests.api.streams import Stream
from tests.api.writing import form, picture
from tests.cluster.machines import Machine, Machines, machines
from tests.postgres import Cluster
from tests.remote import RemoteServer
from tests.s3 import ObjectServer
from tests.site import drain, make_artist, running_site, served

SECONDS = float(os.environ.get("CHAOS_SECONDS", "4"))
EACH = 1.0 if SECONDS < 30 else 4.0  # seconds between two deaths
SETTLED = 60  # seconds in which all that was begun ends
_AWAY = (aiohttp.ClientError, ConnectionError, TimeoutError)


@dataclass
class Town:
    """`accepted` are titles of works that the server has said yes to; `told` the ids of what others wrote."""

    site: Site
    bob: RemoteServer
    jane: Actor
    token: str
    origin: str
    over: asyncio.Event = field(default_factory=asyncio.Event)
    accepted: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    listening: int = 0

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def rows(self, sql: str) -> list[Any]:
        async with self.site.db.reading() as tx:
            return list(await tx.all(sql))


@asynccontextmanager
async def town(postgres: Cluster, s3: ObjectServer, folder: Path) -> AsyncIterator[tuple[Town, Machines]]:
    async with postgres.fresh() as dsn, RemoteServer("bob") as bob:
        db = await open_postgres(dsn, size=3)
        more: dict[str, Any] = {
            "database": {"url": dsn},
            "admission": {"model": "none"},
            "storage": s3.bucket("chaos"),
            "federation": {"deliveries_at_once": 8},
            "api": {"requests_in_five_minutes": 100_000},
        }
        async with running_site(db, folder, SystemClock(), config=more) as site:
            async with served(site):
                account, jane = await make_artist(site, "jane")
                assert await bob.deliver(jane.inbox, bob.follow(jane.uri)) == 202
                await drain(site)
                await bob.heard("Accept")
            await begin(site, S3)
            await move(site, S3, lambda _: None, wait=_at_once)
            host = site.config.instance.host
            config = {
                **more,
                "instance": {"host": host, "development": True},
                "secrets": {"key": site.config.secrets.key},
            }
            made = Town(site, bob, jane, await token_for(site, account), f"http://{host}")
        async with machines(folder, config, webs=3, workers=2, c2pa=folder / "c2pa") as all_:
            yield made, all_
        await db.close()


async def _at_once(_: float) -> None:
    pass


async def uploads(town: Town, whose: str) -> None:
    """An app that does not give up: it asks again, with the same key, until it is told yes."""
    number = 0
    while not town.over.is_set():
        number += 1
        title, shade = f"Work {whose}{number}", number % 250
        media = await insist(town, "POST", "/api/v2/media", lambda shade=shade: {"data": form(picture(shade))})  # type: ignore[misc]
        await insist(town, "GET", f"/api/v1/media/{media['id']}", dict, ready=(200,))
        said = {"json": {"status": title, "media_ids": [media["id"]]}, "headers": {"Idempotency-Key": title}}
        await insist(town, "POST", "/api/v1/statuses", lambda said=said: dict(said), ready=(200,))  # type: ignore[misc]
        town.accepted.append(title)


async def insist(
    town: Town, method: str, path: str, what: Callable[[], dict[str, Any]], *, ready: tuple[int, ...] = (200, 202)
) -> Any:
    """What is answered in the end; `what` makes the request anew each time."""
    seen: Counter[str] = Counter()
    ends = time.monotonic() + SETTLED
    while time.monotonic() < ends:
        try:
            given = what()
            headers = town.auth | given.pop("headers", {})
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
                session.request(method, town.origin + path, headers=headers, **given) as answer,
            ):
                if answer.status in ready:
                    return await answer.json()
                seen[f"{answer.status} {(await answer.text())[:100]}"] += 1
                assert answer.status in (202, 206, 429, 500, 502, 503), seen
        except _AWAY as away:
            seen[repr(away)] += 1
        await asyncio.sleep(0.05)
    raise AssertionError(f"{method} {path} got no answer: {seen}")


async def inbound(town: Town) -> None:
    """Another server, which tries again until it hears 202."""
    while not town.over.is_set():
        note = town.bob.note(f"<p>Note {len(town.told)}</p>", to=(town.jane.uri,))
        activity = town.bob.create(note)
        async with asyncio.timeout(SETTLED):
            while True:
                try:
                    if await town.bob.deliver(town.jane.inbox, activity) == 202:
                        break
                except _AWAY:
                    pass
                await asyncio.sleep(0.05)
        town.told.append(note["id"])
        await asyncio.sleep(0.1)


async def listens(town: Town) -> None:
    """An app that connects again when its stream breaks off."""
    while True:
        try:
            async with aiohttp.ClientSession() as session:
                address = f"{town.origin}/api/v1/streaming/user"
                async with session.get(address, headers=town.auth) as response:
                    town.listening += 1
                    stream = Stream(response)
                    while True:
                        event, payload = await stream.next()
                        if event == "update":
                            town.heard[payload["id"]] += 1
        except _AWAY:
            await asyncio.sleep(0.05)


async def deaths(town: Town, all_: Machines, chance: random.Random) -> int:
    loop = asyncio.get_running_loop()
    ends, killed = loop.time() + SECONDS, 0
    while loop.time() < ends:
        await asyncio.sleep(EACH / 2)
        await all_.kill_one(chance)
        killed += 1
    return killed


async def settled(town: Town) -> None:
    """All works are up, all are told of them, and everything that came was handled."""
    left = """select id from jobs where kind in ('publish', 'inbox') and state <> 'finished'
        union all select id from deliveries where state = 'waiting'
        union all select id from artworks where state not in ('published', 'refused', 'held', 'failed')"""
    async with asyncio.timeout(SETTLED):
        while await town.rows(left):
            await asyncio.sleep(0.1)


async def still_live(town: Town, one: Machine) -> None:
    """At each of the servers a stream hears what another one is asked."""
    auth = town.auth
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{one.port}/api/v1/streaming/user", headers=auth) as response,
    ):
        assert await response.content.readline() == b":)\n"
        made = await insist(town, "POST", "/api/v1/statuses", lambda: {"json": {"status": "last words"}})
        stream = Stream(response)
        while True:
            event, payload = await stream.next()
            if event == "update" and payload["id"] == made["id"]:
                return


@pytest.mark.timeout(SECONDS * 3 + 240)
async def test_one_after_the_other_is_killed(postgres: Cluster, s3: ObjectServer, tmp_path: Path) -> None:
    async with town(postgres, s3, tmp_path) as (made, all_):
        listener = asyncio.create_task(listens(made))
        work = [asyncio.create_task(one) for one in (uploads(made, "a"), uploads(made, "b"), inbound(made))]
        killed = await deaths(made, all_, random.Random(int(os.environ.get("CHAOS_SEED", "7"))))
        made.over.set()
        await asyncio.gather(*work)
        await settled(made)
        for one in all_.webs:
            await still_live(made, one)
        await settled(made)  # what was said last is on its way, too
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        logs = "\n".join(one.log for one in all_.all)
        await nothing_lost_nothing_doubled(made, logs)
        print(f"{killed} killed; {len(made.accepted)} works, {len(made.told)} notes, {len(made.heard)} heard")
        assert killed >= 2 and made.accepted and made.told and made.heard
        shutil.rmtree(tmp_path / "machine-0")


async def nothing_lost_nothing_doubled(town: Town, logs: str) -> None:
    works = await town.rows("select a.id, a.state, p.content from artworks a join posts p on p.id = a.id")
    states = await town.rows("select state from artworks")
    assert {row["state"] for row in states} == {"published"}, logs[-5000:]
    counted = Counter(
        title for row in works for title in town.accepted if f"{title}<" in row["content"] or row["content"] == title
    )
    assert counted == Counter(town.accepted), "each work that was accepted is up, once"
    notes = Counter(row["uri"] for row in await town.rows("select uri from posts where local = 0"))
    assert notes == Counter(town.told), "each note that was accepted is here, once"
    news = await town.rows("select post_id, count(*) as many from notifications group by post_id having count(*) > 1")
    assert not news, "nobody is told twice"
    sent = await town.rows("select state, count(*) as many from deliveries group by state")
    assert {row["state"] for row in sent} == {"delivered"}
    told = {one["object"]["id"] for one in town.bob.received if one["type"] == "Create"}
    uris = {row["uri"] for row in await town.rows("select uri from posts where local = 1")}
    assert told == uris, "the follower elsewhere has heard of every one, and of nothing else"
    storage = town.site.storage
    assert isinstance(storage, ChosenStorage)
    there = {one.key for area in ("originals", "public") async for one in storage.places[S3].keys(area)}
    named = {
        row["key"]
        for row in await town.rows("select original as key from pictures union all select key from renditions")
    }
    assert named <= there, "every file that a row names is in the bucket"
