"""Delivery receipts: the artist sees where a work and its deletion have arrived, long after, and nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.clock import DAY, HandClock
from fediart.jobs.deliver import Deliverer
from fediart.site import Site
from fediart.store import artworks, deliveries, outgoing, receipts
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests.remote import RemoteServer
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


async def published(site: Site, artist: Actor, title: str = "Harbour") -> int:
    now = site.clock.now()
    row = await _row(site, artist, title, now)
    async with site.db.writing() as tx:
        await artworks.insert(tx, row)
    return row.id


async def _row(site: Site, artist: Actor, title: str, now: int) -> Artwork:
    words = ("description", "medium", "tools", "warning", "language", "ai_policy", "ai_label", "digital_source_type")
    defaults = dict.fromkeys((*words, "note"), "")
    return Artwork(
        id=site.ids.new(), actor_id=artist.id, state="published", title=title, tags=(), series_id=None,
        series_position=0, licence="all-rights-reserved", mature=0, visibility="public", portfolio=1, created=now,
        changed=now, published=now, **defaults,
    )  # fmt: skip


async def tells(site: Site, artist: Actor, work: int, kind: str, inboxes: list[str], number: int = 0) -> None:
    activity = write.like(f"{artist.uri}/posts/{work}#{kind}{number}", artist.uri, "https://a.example/1", [PUBLIC])
    async with site.db.writing() as tx:
        await outbox.send(tx, site, actor=artist, activity=activity | {"type": kind}, inboxes=inboxes, post_id=work)


async def deletes(site: Site, work: int) -> None:
    async with site.db.writing() as tx:
        await artworks.bury(tx, work, now=site.clock.now())


async def look(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200, answer.text
    return " ".join(answer.text.split())


async def test_where_it_has_arrived_and_where_not_and_why(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with served(site) as client, RemoteServer("bob", clock=site.clock.now) as bob:
        await log_in(client, "jane")
        work = await published(site, jane)
        assert "It has not gone anywhere" in await look(client, f"/works/{work}/deliveries")
        await tells(site, jane, work, "Create", [bob.inbox, "http://127.0.0.1:1/inbox"])
        await Deliverer(site, chance=lambda: 0.0).drain()
        page = await look(client, f"/works/{work}/deliveries")
        assert "The artwork has arrived at 1 of 2 servers." in page
        assert "Waiting: the server refuses connections, since" in page
        assert f"<td>{bob.host}</td>" in page
        assert "The artwork has arrived at 1 of 2 servers." in await look(client, f"/works/{work}")
        assert bob.name not in page.replace("Bob", ""), "servers are named, people are not"


async def test_a_deletion_is_followed_after_the_work_is_gone(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with served(site) as client, RemoteServer("bob", clock=site.clock.now) as bob:
        await log_in(client, "jane")
        work = await published(site, jane)
        inboxes = [bob.inbox, "http://127.0.0.1:1/inbox"]
        await tells(site, jane, work, "Create", inboxes)
        await tells(site, jane, work, "Delete", inboxes)
        await deletes(site, work)
        await Deliverer(site, chance=lambda: 0.0).drain()
        assert "1 of 2 servers have received the deletion." in await look(client, "/works/deleted")
        page = await look(client, f"/works/{work}/deliveries")
        assert "The deletion has arrived at 1 of 2 servers." in page and "Harbour" not in page


async def test_receipts_outlive_the_deliveries(site: Site, clock: HandClock) -> None:
    _, jane = await make_artist(site, "jane")
    async with RemoteServer("bob", clock=site.clock.now, verify=False) as bob:
        work = await published(site, jane)
        for number in range(2):
            await tells(site, jane, work, "Update", [bob.inbox], number)
        await tells(site, jane, work, "Create", [bob.inbox, f"{bob.origin}/users/other/inbox"])
        await Deliverer(site, chance=lambda: 0.0).drain()
    async with site.db.writing() as tx:
        before = await receipts.of_post(tx, work)
        clock.move(40 * DAY)
        assert await outgoing.forget(tx, before=clock.now() - 30 * DAY) == 3
        assert await deliveries.inboxes_told(tx, work) == []
        after = await receipts.of_post(tx, work)
    assert [(one.kind, one.host, one.state, one.finished) for one in before] == [
        (one.kind, one.host, one.state, one.finished) for one in after
    ]
    assert receipts.count(after)["Create"] == receipts.Count(1, 0, 1), "two inboxes of one server are one server"


async def test_nobody_else_sees_where_a_work_has_arrived(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    await make_artist(site, "eve", role="admin")
    work = await published(site, jane)
    draft = replace(await _row(site, jane, "Draft", site.clock.now()), state="submitted", published=0)
    async with site.db.writing() as tx:
        await artworks.insert(tx, draft)
    async with served(site) as client:
        assert (await client.get(f"/works/{work}/deliveries")).status == 303
        await log_in(client, "eve")
        absent = await client.get("/works/12345/deliveries")
        assert (await client.get(f"/works/{work}/deliveries")).status == absent.status == 404
        jane_client = client.fresh()
        await log_in(jane_client, "jane")
        assert (await jane_client.get(f"/works/{draft.id}/deliveries")).status == 404
