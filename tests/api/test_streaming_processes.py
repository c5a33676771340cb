"""Streams across processes: what one writes, apps that listen at another hear; a lost database is listened to anew."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from fediart.actions import follow, person_deeds, tokens
from fediart.actions.strikes import Cause
from fediart.api.streaming import hub as hubs
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import stream_events
from fediart.store.database import Database
from fediart.store.postgres import open_postgres
from fediart.store.sqlite import open_sqlite
from fediart.store.stream_events import Event, event_from
from tests.api.house import token_for
from tests.api.streams import listening
from tests.postgres import Cluster
from tests.seeds import say, stranger
from tests.site import Client, make_artist, running_site, served

# A process of its own that writes into the database of the first: a post, or the end of a token.
WRITER = """
import asyncio, sys
from fediart.store.opening import open_database
from fediart.store import posts

async def main(url, number, author, now):
    db = await open_database(url)
    made = posts.Post(number, f"https://else.example/{number}", author, 0, "note", None, "", number, "<p>far</p>", "",
        "", "", 0, "", "public", "https://else.example/x", now, 0, 0, "{}", 0, 0, 0)
    await db.write([posts.inserting_new(made)])
    await db.close()

asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
"""


@asynccontextmanager
async def beside(db: Database, tmp_path: Path) -> AsyncIterator[tuple[str, Database]]:
    """The address of this database, and a second way to it as another process has one."""
    if db.engine == "sqlite":
        other: Database = await open_sqlite(tmp_path / "test.db")
        url = f"sqlite:{tmp_path / 'test.db'}"
    else:
        async with db.reading() as tx:
            name, port = await tx.value("select current_database()"), await tx.value("select inet_server_port()")
        url = f"postgresql://tests@127.0.0.1:{port}/{name}"
        other = await open_postgres(url, size=2)
    try:
        yield url, other
    finally:
        await other.close()


@pytest.mark.both_engines
async def test_what_another_process_writes_is_heard(site: Site, client: Client, tmp_path: Path) -> None:
    account, jane = await make_artist(site, "jane")
    far = await stranger(site, "far")
    await follow.follow(site, jane, far.id)
    async with site.db.writing() as tx:
        await tx.run("update follows set state = 'accepted'")
    mine = await tokens.make_own(site, account, ["read"], label="phone")
    async with (
        beside(site.db, tmp_path) as (url, other),
        listening(client, "user", mine) as home,
        listening(client, "public", await token_for(site, account)) as public,
    ):
        number = site.ids.new()
        given = [url, str(number), str(far.id), str(site.clock.now())]
        writer = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, *given)
        assert await writer.wait() == 0
        assert (await home.next())[1]["id"] == (await public.next())[1]["id"] == str(number)
        async with other.writing() as tx:  # what `fediart worker`, or another server, does
            await tx.run("delete from access_tokens where label = 'phone'")
        assert await home.ended()
        made = await say(site, far, "<p>more</p>")
        assert (await public.next())[1]["id"] == str(made.id)


async def test_two_servers_share_one_database(postgres: Cluster, tmp_path: Path, clock: HandClock) -> None:
    """Each hears what the other is asked to do."""
    async with postgres.fresh() as dsn:
        first, second = await open_postgres(dsn, size=3), await open_postgres(dsn, size=3)
        (tmp_path / "b").mkdir()
        async with (
            running_site(first, tmp_path, clock) as one,
            running_site(second, tmp_path / "b", clock) as two,
            served(one) as here,
            served(two) as there,
        ):
            account, jane = await make_artist(one, "jane")
            token = await token_for(one, account)
            async with listening(here, "user", token) as left, listening(there, "user", token) as right:
                for site in (one, two):
                    made = await say(site, jane, "<p>words</p>")
                    assert (await left.next())[1]["id"] == (await right.next())[1]["id"] == str(made.id)
                await tokens.revoke_all(two, account)
                assert await left.ended() and await right.ended()
            async with listening(here, "user", await token_for(one, account)) as left:
                await person_deeds.act(two, None, jane.id, "freeze", Cause(reason="For now."))
                assert await left.ended(), "whoever is frozen at one server listens at none"
        await first.close()
        await second.close()


async def test_a_lost_connection_is_made_again(
    postgres: Cluster, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "_PAUSE", 0.0)
    async with postgres.fresh() as dsn:
        db = await open_postgres(dsn, size=3)
        async with running_site(db, tmp_path, clock) as site, served(site) as client:
            account, jane = await make_artist(site, "jane")
            token = await token_for(site, account)
            async with listening(client, "user", token) as home:
                await _cut(dsn)
                async with listening(client, "user", token):  # comes when the database is heard again
                    made = await say(site, jane, "<p>words</p>")
                    assert (await home.next())[1]["id"] == str(made.id)
        await db.close()


async def _cut(dsn: str) -> None:
    """Ends whoever listens, and returns when they are gone."""
    connection = await asyncpg.connect(dsn)
    try:
        ended = await connection.fetch(
            """select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and lower(query) like '%listen%' and pid <> pg_backend_pid()"""
        )
    finally:
        await connection.close()
    assert ended


async def test_where_nobody_listens_nothing_is_told(db: Database, site: Site) -> None:
    """Not a row, and nothing but the look at an empty table."""
    _, jane = await make_artist(site, "jane")
    await say(site, jane, "<p>words</p>")
    async with site.db.writing() as tx:
        assert await tx.value("select count(*) from stream_events") == 0
        await stream_events.listen(tx, "dead", now=1, silent_since=0)
        await stream_events.listen(tx, "living", now=1000, silent_since=500)
    await say(site, jane, "<p>more words</p>")
    async with site.db.writing() as tx:
        assert [row["name"] for row in await tx.all("select name from stream_listeners")] == ["living"]
        assert await tx.value("select count(*) from stream_events") == 1
        for _ in range(2_500):
            await tx.run("insert into stream_events (body) values ('post 1')")
        assert await tx.value("select count(*) from stream_events") <= 2_200


def test_lines_of_the_database_are_read_leniently() -> None:
    assert event_from("post 12") == Event("post", (12,))
    assert event_from("gone 1 2 direct 3,4") == Event("gone", (1, 2), "direct", (3, 4))
    assert event_from("gone 1 2 public ") == Event("gone", (1, 2), "public")
    assert event_from("announcement-reaction 5 👍") == Event("announcement-reaction", (5,), "👍")
    for line in ("", "post", "post x", "post -1"):
        assert event_from(line) is None
