"""A running instance under attack: one for a whole run of this folder, with someone worth attacking."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from federation import write
from federation.audience import PUBLIC
from federation.fetch import Fetcher
from federation.keys import PrivateKey, PublicKey
from federation.media_types import ACTIVITY_JSON
from federation.objects import Actor as ActorDocument
from federation.signatures import Scheme, sign
from fediart.actions import find, follow, resolve
from fediart.clock import HOUR, HandClock
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import follows
from fediart.store.actors import Actor
from fediart.store.posts import Post
from tests.inbox.helpers import post_by
from tests.migrated import migrated
from tests.remote import RemoteServer, key_pair
from tests.site import Answer, Client, drain, make_artist, running_site, served

KIND = {"Content-Type": ACTIVITY_JSON}
# What a request may leave behind although it was refused or had no effect.
# Counts of robots are written every few seconds, whoever came.
# What is to be indexed again is noted whenever a row is written, and taken away soon after.
PASSING = {"to_index", "jobs", "hosts", "host_errors", "migrations", "tries", "crawler_days", "crawler_visits"}


class Complaints(logging.Handler):
    """Errors that were logged: an exception in a worker is one."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.heard.append(record.getMessage() + (f" {record.exc_info[1]!r}" if record.exc_info else ""))


@dataclass
class World:
    """`site` is ours, with the artist `jane`, her public `note`, one for `followers` and a `secret` for nobody else."""

    site: Site
    web: Client
    clock: HandClock
    jane: Actor
    note: Post
    private: Post
    secret: Post
    complaints: Complaints = field(default_factory=Complaints)

    @property
    def inbox(self) -> str:
        return f"{self.site.config.origin}/inbox"

    @asynccontextmanager
    async def server(self, name: str = "eve", **how: Any) -> AsyncIterator[RemoteServer]:
        """A server that was never heard of. Time passes, so that it may be met."""
        self.clock.move(2 * HOUR)
        async with RemoteServer(name, clock=self.clock.now, **how) as made:
            yield made

    async def says(self, server: RemoteServer, activity: dict[str, Any], how: str = "truly", **more: Any) -> int:
        """The status; all that follows is done."""
        status = await server.deliver(self.inbox, activity, how, **more)
        await drain(self.site)
        return status

    async def post(self, body: bytes, headers: dict[str, str] | None = None, path: str = "/inbox") -> Answer:
        """A POST of anybody; all that follows is done."""
        answer = await self.web.post(path, data=io.BytesIO(body), headers=KIND | (headers or {}))
        await drain(self.site)
        return answer

    def signed(
        self, key: PrivateKey, body: bytes, scheme: Scheme = Scheme.CAVAGE, *, kind: str = ACTIVITY_JSON
    ) -> dict[str, str]:
        """The headers of a true signature."""
        headers = {"Content-Type": kind}
        return headers | sign(scheme, "POST", self.inbox, headers, body, key, self.clock.now())

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        async with self.site.db.reading() as tx:
            return [dict(row) for row in await tx.all(sql, **values)]

    async def count(self, table: str, where: str = "1 = 1", **values: Any) -> int:
        return int((await self.rows(f"select count(*) as n from {table} where {where}", **values))[0]["n"])

    async def all_rows(self, but: Iterable[str] = ()) -> dict[str, list[str]]:
        """Everything in the database, but these tables."""
        names = await self.rows("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")
        tables = sorted({row["name"] for row in names} - PASSING - set(but))
        return {
            # Time alone makes deliveries be tried again: what counts is what goes where.
            name: sorted(
                repr(row)
                for row in await self.rows(
                    f"select {'outgoing_id, inbox' if name == 'deliveries' else '*'} from {name}"
                )
            )
            for name in tables
            if "_fts" not in name and "search" not in name
        }

    @asynccontextmanager
    async def unchanged(self, *but: str) -> AsyncIterator[None]:
        """No row comes, goes or changes, in any table but these, and nothing breaks."""
        await drain(self.site)  # what became due by itself
        before, jobs = await self.all_rows(but), await self.count("jobs", "kind = 'inbox'")
        self.complaints.heard.clear()
        yield
        await drain(self.site)
        after = await self.all_rows(but)
        for table, rows in after.items():
            assert rows == before.get(table), f"{table} changed"
        if not but:
            assert await self.count("jobs", "kind = 'inbox'") == jobs, "nothing was queued"
        assert not self.complaints.heard

    async def outcome(self) -> str:
        """How the last activity that was let in was handled."""
        return str(
            (await self.rows("select outcome from jobs where kind = 'inbox' order by id desc limit 1"))[0]["outcome"]
        )

    async def follow(self, server: RemoteServer) -> None:
        """Jane follows the server's actor, who has said yes."""
        found = await resolve.remote_actor(self.site, server.actor_id, resolve.budget_of(self.site))
        assert found is not None
        await follow.follow(self.site, self.jane, found.id)
        await drain(self.site)
        asked = [one for one in server.received if one["type"] == "Follow"][-1]
        assert await self.says(server, server.accept(asked)) == 202
        async with self.site.db.reading() as tx:
            made = await follows.between(tx, self.jane.id, found.id)
        assert made is not None and made.state == follows.ACCEPTED

    async def actor(self, server: RemoteServer | Neighbour) -> dict[str, Any]:
        """The row of a server's actor."""
        return (await self.rows("select * from actors where uri = :uri", uri=server.actor_id))[0]


class Neighbour:
    """Another actor on a server, with a key of their own."""

    def __init__(self, server: RemoteServer, name: str) -> None:
        self.server = server
        self.pair = key_pair(f"{name} beside")
        self.actor_id = f"{server.origin}/users/{name}"
        self.key = PrivateKey(f"{self.actor_id}#main-key", self.pair.private_pem)
        self.keys = (PublicKey(self.key.id, self.actor_id, self.pair.public_pem),)
        document = ActorDocument(self.actor_id, f"{self.actor_id}/inbox", username=name, keys=self.keys)
        self.document = write.actor(document)
        server.serve(f"/users/{name}", self.document)

    async def says(self, world: World, activity: dict[str, Any]) -> int:
        own, self.server.key = self.server.key, self.key
        try:
            return await world.says(self.server, activity)
        finally:
            self.server.key = own

    def act(self, kind: str, what: Any, **more: Any) -> dict[str, Any]:
        return act(self.server, kind, what, actor=self.actor_id, **more)


def act(server: RemoteServer, kind: str, what: Any, **more: Any) -> dict[str, Any]:
    """An activity of any kind, written without care."""
    plain = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": server.next_id(), "type": kind,
        "actor": server.actor_id, "object": what, "to": [PUBLIC],
    }  # fmt: skip
    return {name: value for name, value in (plain | more).items() if value is not None}


@asynccontextmanager
async def open_world(
    folder: Path, connector: Callable[[HandClock], Fetcher] | None = None, **config: Any
) -> AsyncIterator[World]:
    """A site with its server, on SQLite; `config` as for `running_site`, `connector` instead of the usual one."""
    clock = HandClock()
    database = await migrated(folder / "attacked.db")
    try:
        async with AsyncExitStack() as parts:
            site = await parts.enter_async_context(
                running_site(database, folder, clock, registrations="open", **config)
            )
            if connector is not None:
                site = replace(site, http=await parts.enter_async_context(connector(clock)))
            web = await parts.enter_async_context(served(site))
            _, jane = await make_artist(site, "jane")
            posts = [await post_by(site, jane, visibility=one) for one in ("public", "followers", "direct")]
            world = World(site, web, clock, jane, *posts)
            logging.getLogger().addHandler(world.complaints)
            try:
                yield world
            finally:
                logging.getLogger().removeHandler(world.complaints)
    finally:
        await database.close()


async def look(world: World, address: str) -> Any:
    """What a member's search finds there."""
    try:
        return await find.anything(world.site, address, viewer_id=world.jane.id)
    except Problem:
        return None
    finally:
        await drain(world.site)


async def wire(port: int, data: bytes, *, wait: float = 5.0) -> bytes:
    """Bytes straight onto the wire; all that comes back until the server closes or falls silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(65_536), wait)
    finally:
        writer.close()


def body_of(activity: dict[str, Any]) -> bytes:
    return json.dumps(activity).encode()
