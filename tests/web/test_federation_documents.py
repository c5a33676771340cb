"""Actors, posts and collections as other servers fetch them; who may not see them is told that nothing is there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from federation.signatures import sign_cavage
from federation.vocab import read_actor, read_note
from fediart.actions import outbox, resolve
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors, follows, posts
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, REQUESTED, Follow
from tests.remote import RemoteServer
from tests.seeds import hang, new_series, say, stranger
from tests.site import Client, drain, make_artist, running_site, served

KIND = "application/activity+json"
ACCEPT = f'{KIND}, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class World:
    def __init__(self, site: Site, web: Client, jane: Actor, bob: RemoteServer) -> None:
        self.site, self.web, self.jane, self.bob = site, web, jane, bob

    async def ask(self, path: str, accept: str = ACCEPT) -> Any:
        return await self.web.get(path, headers={"Accept": accept})

    async def signed(self, path: str, server: RemoteServer) -> tuple[int, dict[str, Any]]:
        """A fetch signed by the actor of a server."""
        url = self.site.config.origin + path
        head = {"Accept": ACCEPT}
        head |= sign_cavage("GET", url, head, None, server.key, self.site.clock.now())
        async with aiohttp.ClientSession() as session, session.get(url, headers=head) as answer:
            return answer.status, json.loads(await answer.read())

    async def path_of(self, post_id: int) -> str:
        return f"/users/jane/posts/{post_id}"


@pytest.fixture
async def world(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        yield World(site, client, jane, bob)


async def test_an_actor_for_programs_and_the_page_for_people(world: World) -> None:
    answer = await world.ask("/users/jane")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == f"{KIND}; charset=utf-8"
    assert "Accept" in answer.headers["Vary"] and "Signature" in answer.headers["Vary"]
    assert answer.headers["Content-Usage"]
    assert read_actor(answer.json).id == world.jane.uri
    page = await world.web.get("/users/jane")
    assert (page.status, page.location) == (302, "/@jane")


@pytest.mark.parametrize(
    ("accept", "document"),
    [
        (KIND, True),
        ("application/ld+json", True),
        ("application/json", True),
        (f"{KIND}, text/html;q=0.1", True),
        (f"text/html, {KIND};q=0.9", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("*/*", False),
        ("", False),
    ],
)
async def test_what_is_asked_for_first_is_given(world: World, accept: str, document: bool) -> None:
    answer = await world.ask("/users/jane", accept)
    assert (answer.status == 200) is document
    # Neither answer takes the other's place in the cache.
    assert (await world.web.get("/users/jane")).status == 302
    assert (await world.ask("/users/jane")).status == 200


async def test_nobody_and_the_gone_and_the_suspended(world: World) -> None:
    assert (await world.ask("/users/nobody")).status == 404
    async with world.site.db.writing() as tx:
        await actors.save(tx, replace(world.jane, suspended=1))
    world.site.pages.changed()
    assert (await world.ask("/users/jane")).status == 404
    async with world.site.db.writing() as tx:
        await actors.save(tx, replace(world.jane, deleted=world.site.clock.now()))
    world.site.pages.changed()
    gone = await world.ask("/users/jane")
    assert (gone.status, gone.json["type"]) == (410, "Tombstone")
    assert (await world.ask("/users/jane/outbox")).status == 404


async def test_the_instance_has_an_actor(world: World) -> None:
    read = read_actor((await world.ask("/actor")).json)
    assert (read.type, read.username, read.inbox) == (
        "Application", "localhost", f"{world.site.config.origin}/inbox",
    )  # fmt: skip


async def test_a_public_work_and_its_collections(world: World) -> None:
    work = await hang(world.site, world.jane, "Harbour")
    await say(world.site, world.jane, "<p>One</p>", to=work)
    friend = await stranger(world.site, "carol")
    reply = await say(world.site, friend, "<p>Two</p>", to=work)
    await say(world.site, friend, "<p>Secret</p>", to=work, visibility="direct")
    path = await world.path_of(work.id)
    note = (await world.ask(path)).json
    assert read_note(note).id == world.site.config.origin + path
    assert reply.uri in note["replies"]["first"]["items"] and len(note["replies"]["first"]["items"]) == 2
    first = (await world.ask(f"{path}/replies?page=1")).json
    assert first["type"] == "CollectionPage" and len(first["items"]) == 2
    whole = (await world.ask(f"{path}/replies")).json
    assert whole["first"]["id"] == f"{world.site.config.origin}{path}/replies?page=1"
    for name in ("likes", "shares"):
        found = (await world.ask(f"{path}/{name}")).json
        assert (found["type"], found["totalItems"], "items" in found) == ("Collection", 0, False)
    assert (await world.web.get(path)).location == f"/@jane/{work.id}"


async def test_replies_beyond_the_first_page_are_found(world: World) -> None:
    work = await hang(world.site, world.jane, "Much said")
    uris = [(await say(world.site, world.jane, f"<p>{n}</p>", to=work)).uri for n in range(25)]
    path = await world.path_of(work.id)
    first = (await world.ask(f"{path}/replies?page=1")).json
    second = (await world.ask(first["next"].removeprefix(world.site.config.origin))).json
    assert first["items"] + second["items"] == uris and "next" not in second


async def test_a_post_for_followers_is_for_followers(world: World) -> None:
    """Advisories 84, 86 and 105: unsigned, a stranger, who only asked, and whom it is for."""
    work = await hang(world.site, world.jane, "For friends", visibility="followers")
    path = await world.path_of(work.id)
    absent = await world.ask(f"{path[:-3]}999")
    assert (await world.ask(path)).status == 404
    assert (await world.ask(path)).json == absent.json, "absent and forbidden look alike"
    assert (await world.signed(path, world.bob))[0] == 404
    bob = await resolve.remote_actor(world.site, world.bob.actor_id, resolve.budget_of(world.site))
    assert bob is not None
    made = Follow(1, bob.id, world.jane.id, REQUESTED, "x", 0)
    async with world.site.db.writing() as tx:
        await follows.put(tx, made)
    assert (await world.signed(path, world.bob))[0] == 404
    async with world.site.db.writing() as tx:
        await follows.put(tx, replace(made, state=ACCEPTED))
    status, note = await world.signed(path, world.bob)
    assert (status, note["to"]) == (200, [world.jane.followers_uri])
    assert (await world.signed(f"{path}/likes", world.bob))[0] == 200
    assert (await world.ask(path)).status == 404, "the answer to the follower was not kept for others"


async def test_a_deleted_post_is_gone_unless_it_was_private(world: World) -> None:
    for visibility, status in (("public", 410), ("followers", 404)):
        work = await hang(world.site, world.jane, "Short", visibility=visibility)
        async with world.site.db.writing() as tx:
            await posts.bury(tx, work.id, now=world.site.clock.now())
        world.site.pages.changed()
        assert (await world.ask(await world.path_of(work.id))).status == status


async def test_the_outbox_has_what_everyone_may_see_page_by_page(world: World) -> None:
    for number in range(23):
        await hang(world.site, world.jane, f"Work {number}")
        world.site.clock.move(1_000)  # type: ignore[attr-defined]
    await hang(world.site, world.jane, "Secret", visibility="followers")
    whole = (await world.ask("/users/jane/outbox")).json
    assert whole["totalItems"] == 23
    seen, url = [], whole["first"]
    while url:
        page = (await world.ask(url.removeprefix(world.site.config.origin))).json
        seen += [item["object"]["id"] for item in page["orderedItems"]]
        url = page.get("next")
    assert len(seen) == len(set(seen)) == 23
    assert seen == sorted(seen, key=lambda uri: -int(uri.rpartition("/")[2]))


async def test_followers_featured_and_series(world: World) -> None:
    work = await hang(world.site, world.jane, "Pinned")
    async with world.site.db.writing() as tx:
        await tx.run("insert into pins (actor_id, post_id, position) values (:a, :p, 1)", a=world.jane.id, p=work.id)
        friend_id = (await actors.by_uri(tx, world.jane.uri)).id  # type: ignore[union-attr]
    friend = await stranger(world.site, "carol")
    async with world.site.db.writing() as tx:
        await follows.put(tx, Follow(5, friend.id, friend_id, ACCEPTED, "y", 0))
    world.site.pages.changed()
    assert (await world.ask("/users/jane/followers")).json["totalItems"] == 1
    assert (await world.ask("/users/jane/followers?page=true")).json["orderedItems"] == [friend.uri]
    assert (await world.ask("/users/jane/following")).json["totalItems"] == 0
    featured = (await world.ask("/users/jane/featured")).json
    assert featured["orderedItems"][0]["id"].endswith(str(work.id))
    series = await new_series(world.site, world.jane, "Harbours", "harbours")
    first = await hang(world.site, world.jane, "In it", series_id=series.id, series_position=1)
    found = (await world.ask("/users/jane/series/harbours")).json
    assert found["orderedItems"] == [f"{world.jane.uri}/posts/{first.id}"] and found["name"] == "Harbours"


async def test_an_artwork_that_is_published_changed_and_deleted_is_told_of(world: World) -> None:
    await world.bob.deliver(f"{world.site.config.origin}/inbox", world.bob.follow(world.jane.uri))
    await drain(world.site)
    work = await hang(world.site, world.jane, "Harbour", description="With @bob")
    async with world.site.db.writing() as tx:
        await outbox.artwork_published(tx, world.site, work.id)
        await outbox.artwork_published(tx, world.site, work.id)
    await drain(world.site)
    (create,) = [one for one in world.bob.received if one["type"] == "Create"]
    assert create["tdmReservation"] == 1 and create["object"]["attachment"]
    async with world.site.db.writing() as tx:
        await outbox.artwork_changed(tx, world.site, work.id)
    await drain(world.site)
    (update,) = [one for one in world.bob.received if one["type"] == "Update"]
    assert update["object"]["updated"]
    async with world.site.db.writing() as tx:
        await outbox.artwork_deleted(tx, world.site, work.id)
        await posts.bury(tx, work.id, now=world.site.clock.now())
    await drain(world.site)
    (delete,) = [one for one in world.bob.received if one["type"] == "Delete"]
    assert delete["object"] == {"id": create["object"]["id"], "type": "Tombstone"}
