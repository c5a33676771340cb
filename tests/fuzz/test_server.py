"""A running instance takes whatever other servers say: no 500, no exception in a worker, no memory."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation import nodeinfo
from federation.fetch import FetchError
from tests.fuzz.grammar import activities, anything, collections, documents, notes, people, settled
from tests.fuzz.test_readers import HEADER
from tests.remote import RemoteServer
from tests.security.world import KIND, World, body_of, look
from tests.site import drain

quick = settings(
    deadline=None, derandomize=True, max_examples=10, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
TAKEN = {202, 400, 401, 403, 413}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def eve(world: World) -> AsyncIterator[RemoteServer]:
    """A server whose actor is followed here, so that much of what it says is of interest."""
    async with world.server() as server:
        await world.follow(server)
        yield server


def real(world: World, eve: RemoteServer, value: Any) -> Any:
    return settled(value, eve.origin, world.site.config.origin)


async def is_well(world: World) -> None:
    await drain(world.site)
    assert not world.complaints.heard
    broken = await world.rows("select outcome from jobs where outcome like '%failed:%'")
    assert not broken


@quick
@given(st.lists(activities, min_size=8, max_size=8))
async def test_activities_that_are_nearly_right(world: World, eve: RemoteServer, said: list[dict[str, Any]]) -> None:
    """Signed truly, by someone who matters."""
    eve.publish_actor()
    for one in said:
        activity = real(world, eve, one) | {"id": eve.next_id()}
        assert await eve.deliver(world.inbox, activity) in TAKEN
    await is_well(world)


@quick
@given(
    st.lists(st.one_of(notes, people, collections), min_size=5, max_size=5),
    st.sampled_from(["Create", "Update", "Add"]),
)
async def test_what_is_made_and_changed(world: World, eve: RemoteServer, made: list[Any], kind: str) -> None:
    """The same note and person, again and again another."""
    for number, one in enumerate(made):
        activity = {
            "id": eve.next_id(), "type": kind, "actor": eve.actor_id, "object": real(world, eve, one),
            "target": f"{eve.actor_id}/featured",
        }  # fmt: skip
        if number % 2 and isinstance(activity["object"], dict):
            activity["object"]["id"] = f"{eve.origin}/notes/{eve.activity_count}"
        assert await eve.deliver(world.inbox, activity) in TAKEN
    await is_well(world)
    for row in await world.rows("select id from posts where local = 0 and deleted = 0 order by id desc limit 2"):
        assert (await world.web.get(f"/posts/{row['id']}")).status in (200, 404)


@quick
@given(st.one_of(documents, anything))
async def test_bodies_of_any_shape(world: World, eve: RemoteServer, value: Any) -> None:
    body = json.dumps(real(world, eve, value)).encode()
    for headers in ({}, world.signed(eve.key, body)):
        assert (await world.web.post("/inbox", data=body, headers=KIND | headers)).status in TAKEN
    await is_well(world)


@quick
@given(st.binary(max_size=200))
async def test_bodies_that_are_no_json(world: World, eve: RemoteServer, body: bytes) -> None:
    assert (await world.web.post("/inbox", data=body, headers=KIND | world.signed(eve.key, body))).status in TAKEN


NAMES = ["Signature", "Signature-Input", "Digest", "Content-Digest", "Date", "Collection-Synchronization", "Accept"]


@settings(quick, max_examples=20)
@given(st.dictionaries(st.sampled_from(NAMES), HEADER.map(str.strip), min_size=1))
async def test_headers_of_any_kind(world: World, eve: RemoteServer, headers: dict[str, str]) -> None:
    body = body_of(eve.like(world.note.uri))
    true = world.signed(eve.key, body)
    assert (await world.web.post("/inbox", data=body, headers=true | headers)).status in TAKEN
    for path in ("/users/jane", "/users/jane/outbox", "/users/jane/followers"):
        assert (await world.web.get(path, headers={"Accept": KIND["Content-Type"]} | headers)).status < 500
    await is_well(world)


@settings(quick, max_examples=6)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(["", "acct:", "acct:jane@", "http://", "@"]),
)
async def test_questions_of_any_kind(world: World, text: str, start: str) -> None:
    asked = quote(start + text, safe="")
    for path in (
        f"/.well-known/webfinger?resource={asked}", f"/users/{asked}", f"/users/jane/outbox?page=true&before={asked}",
        f"/users/jane/followers?page={asked}", f"/nodeinfo/{asked}", f"/.well-known/host-meta?{asked}",
        f"/users/jane/posts/{asked}", f"/search?q={asked}", f"/tags/{asked}", f"/@{asked}",
    ):  # fmt: skip
        for kind in ("text/html", KIND["Content-Type"]):
            assert (await world.web.get(path, headers={"Accept": kind})).status < 500, path
    assert not world.complaints.heard


@quick
@given(people, documents)
async def test_actors_of_any_kind(world: World, person: dict[str, Any], more: dict[str, Any]) -> None:
    async with RemoteServer("odd", clock=world.clock.now) as odd:
        named = settled(person | more, odd.origin, world.site.config.origin)
        made = odd.publish_actor()
        kept = {name: made[name] for name in ("id", "inbox", "publicKey", "type")}
        odd.serve(f"/users/{odd.name}", made | named | kept)
        assert await world.says(odd, odd.like(world.note.uri)) in TAKEN
        odd.serve(f"/users/{odd.name}", named)
        await look(world, odd.actor_id)
        await is_well(world)
        row = await world.rows("select name, host from actors where uri = :uri", uri=odd.actor_id)
        for one in row:
            page = await world.web.get(f"/@{quote(one['name'])}@{one['host']}")
            assert page.status in (200, 404)


@quick
@given(st.one_of(documents, anything))
async def test_answers_of_any_kind(world: World, value: Any) -> None:
    """WebFinger, NodeInfo, objects and collections as another server serves them."""
    async with RemoteServer("odd", clock=world.clock.now) as odd:
        told = settled(value, odd.origin, world.site.config.origin)
        odd.serve("/.well-known/webfinger", told)
        for path in ("/.well-known/nodeinfo", "/nodeinfo"):
            odd.serve(path, told, kind="application/json")
        odd.serve("/thing", {**told, "id": f"{odd.origin}/thing"} if isinstance(told, dict) else told)
        await look(world, odd.handle)
        await look(world, f"{odd.origin}/thing")
        with suppress(FetchError):
            await nodeinfo.look_at(world.site.http, odd.origin)
        await is_well(world)


@quick
@given(collections, st.lists(st.one_of(notes, anything), max_size=6))
async def test_collections_of_any_kind(world: World, collection: dict[str, Any], items: list[Any]) -> None:
    """An outbox, pins and replies that are read when somebody is followed."""
    async with RemoteServer("odd", clock=world.clock.now) as odd:
        for name in ("outbox", "featured", "followers", "replies"):
            made = settled(collection | {"id": f"{odd.actor_id}/{name}", "orderedItems": items}, odd.origin, "")
            odd.serve(f"/users/{odd.name}/{name}", made)
        odd.serve(f"/users/{odd.name}", odd.publish_actor(featured=f"{odd.actor_id}/featured"))
        await look(world, odd.note("<p>x</p>", replies=f"{odd.actor_id}/replies")["id"])
        await is_well(world)


async def test_strangers_take_no_memory(world: World) -> None:
    """Five hundred who were never heard of, with keys that cannot be had, leave next to nothing behind."""

    async def knock(start: int) -> None:
        for number in range(start, start + 250):
            actor = f"http://127.0.0.1:1/users/{number}"
            body = json.dumps({"id": f"{actor}/1", "type": "Like", "actor": actor, "object": world.note.uri}).encode()
            headers = KIND | {
                "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Digest": "SHA-256=x",
                "Signature": f'keyId="{actor}#k",headers="(request-target) host date digest",signature="YQ=="',
            }  # fmt: skip
            assert (await world.web.post("/inbox", data=body, headers=headers)).status == 401

    await knock(0)
    gc.collect()
    tracemalloc.start()
    await knock(1000)
    gc.collect()
    left = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert left < 3 * 1024 * 1024


async def test_what_was_found_in_addresses_is_mended(world: World) -> None:
    """A line's end in a name once broke the redirect to its page."""
    for name in ("%0a", "jane%0d%0aSet-Cookie:%20a=b", "%00", "%e2%80%ae"):
        for path in (f"/users/{name}", f"/users/{name}/outbox", f"/users/{name}/featured", f"/users/{name}/posts/1"):
            answer = await world.web.get(path)
            assert answer.status < 500 and "\n" not in answer.headers.get("Location", "")
    assert not world.complaints.heard
