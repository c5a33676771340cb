"""Attacks on what came later: quotes, proofs and forwarding, followers' synchronization, polls, reports, lists."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.keys import PrivateKey, generate_ed25519
from federation.media_types import ACTIVITY_JSON
from federation.multikey import multikey_of
from federation.proofs import with_proof
from fediart.actions import brakes
from fediart.actions.block import block
from fediart.clock import DAY
from fediart.jobs import worker
from fediart.jobs.handlers import HANDLERS
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs
from tests.remote import RemoteServer
from tests.security.advisories import advisory
from tests.security.world import World, act
from tests.site import drain, log_in

DOCUMENT = {"Accept": ACTIVITY_JSON}


async def kept(world: World, server: RemoteServer, **fields: Any) -> dict[str, Any]:
    """A post of somebody whom Jane follows."""
    note = server.note(**fields)
    assert await world.says(server, server.create(note)) == 202
    return note


async def test_nobody_keeps_a_post_alive_by_naming_it_as_consent(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        await world.follow(eve)
        hers = await kept(world, victim, content="<p>To be taken back</p>")
        other = await kept(world, victim, content="<p>Another</p>")
        await kept(world, eve, content="<p>Q</p>", quote=other["id"], quote_authorization=hers["id"])
        assert await world.says(victim, victim.delete(hers["id"])) == 202
        row = (await world.rows("select * from posts where uri = :uri", uri=hers["id"]))[0]
        assert row["deleted"] and "To be taken back" not in row["content"]


@pytest.mark.parametrize(
    "accept",
    [
        {"Accept": "application/activity+json;q=0"},
        {"Accept": "*/*", "X-CSRF-Token": "x"},
        {"Accept": "application/json;q=0, application/xhtml+xml"},
    ],
)
async def test_a_page_never_takes_the_place_of_a_document(world: World, accept: dict[str, str]) -> None:
    path = f"/@jane/{world.note.id}"
    for first, second in ((accept, DOCUMENT), (DOCUMENT, accept)):
        world.clock.move(60_000)
        kinds = []
        for headers in (first, second):
            answer = await world.web.get(path, headers=headers)
            kinds.append(answer.headers["Content-Type"].partition(";")[0])
        assert kinds[(first, second).index(DOCUMENT)] == ACTIVITY_JSON
        assert kinds[(first, second).index(accept)] == "text/html"


@pytest.mark.parametrize("path", [
    "/users/jane/posts/²", "/users/jane/posts/²/replies", "/users/jane/outbox?page=true&before=²-²",
    "/users/jane/followers?page=1&before=²", "/users/jane/portfolio?page=true&before=²-1", "/@jane?before=²-²",
    "/users/jane/posts/1/context?after=²-1", "/?before=²-1", "/tags/a?before=²-1", "/users/jane/series/x?page=²",
    "/@jane/followers?before=²", "/@jane/timeline?before=²-²", "/search?q=²",
])  # fmt: skip
async def test_odd_digits_are_no_numbers(world: World, path: str) -> None:
    world.complaints.heard.clear()
    for headers in (DOCUMENT, {"Accept": "text/html"}):
        assert (await world.web.get(path, headers=headers)).status in (200, 302, 404), path
    assert not world.complaints.heard


def proof_keys(server: RemoteServer) -> PrivateKey:
    """Gives the server's actor an Ed25519 key, which it publishes."""
    pair, key_id = generate_ed25519(), f"{server.actor_id}#ed25519-key"
    key = {"id": key_id, "type": "Multikey", "controller": server.actor_id}
    server.publish_actor(assertionMethod=[key | {"publicKeyMultibase": multikey_of(pair.public_pem)}])
    return PrivateKey(key_id, pair.private_pem)


@advisory(4, "CVE-2026-46713", "Misskey", "what was proven is acted on as it was proven, once, and nothing beside it")
async def test_cve_2026_46713_what_was_proven_happens_once_and_to_the_letter(world: World) -> None:
    async with world.server("bob") as bob, world.server("eve") as eve:
        key = proof_keys(bob)
        liked = with_proof(bob.like(world.note.uri), key, world.clock.now())
        assert await world.says(bob, liked) == 202
        assert await world.says(bob, bob.undo(liked)) == 202
        for later in (0, DAY, 3 * DAY):  # played again by another: at once, a day later, and when it is forgotten
            world.clock.move(later)
            async with world.unchanged("deliveries", "hosts"):
                assert await world.says(eve, liked) in (202, 403)
        fresh = with_proof(bob.like(world.note.uri), key, world.clock.now())
        async with world.unchanged():
            for changed in (
                fresh | {"object": world.private.uri}, fresh | {"to": [PUBLIC], "audience": "x"},
                fresh | {"proof": fresh["proof"] | {"created": "2036-01-01T00:00:00Z"}},
                fresh | {"proof": [fresh["proof"] | {"proofPurpose": "authentication"}]},
                fresh | {"id": bob.next_id()}, fresh | {"type": "Undo", "object": liked},
            ):  # fmt: skip
                assert await world.says(eve, changed) == 401
            # The proof covers not what is put in later, and that is not read.
            undone = with_proof(act(eve, "Undo", liked, actor=eve.actor_id), key, world.clock.now())
            assert await world.says(eve, undone) == 401
            assert await world.says(eve, with_proof(eve.like(world.note.uri), key, world.clock.now())) == 401


async def followed_by(world: World, server: RemoteServer) -> None:
    assert await world.says(server, server.follow(world.jane.uri)) == 202
    server.received.clear()


def created(server: RemoteServer) -> list[str]:
    return [one["type"] for one in server.received if one["type"] in ("Create", "Update")]


async def test_nobody_reaches_a_crowd_by_our_forwarding(world: World) -> None:
    """Odd addressees, a load, what is called a proof, an Update for few, one of whom the artist has blocked."""
    async with world.server("cleo", verify=False) as cleo, world.server("eve") as eve:
        await followed_by(world, cleo)
        fans, key = f"{world.jane.uri}/followers", proof_keys(eve)

        def answer(**more: Any) -> dict[str, Any]:
            return eve.create(eve.note("<p>Hi</p>", in_reply_to=world.note.uri, **more))

        world.complaints.heard.clear()
        odd = [{"to": [PUBLIC, {"id": fans}]}, {"to": 5, "cc": [{}, [], PUBLIC]}, {"to": {"id": fans}, "cc": True}]
        for more in odd:
            assert await world.says(eve, with_proof(answer() | more, key, world.clock.now())) == 202
            assert await world.says(eve, answer(cc=(fans,)) | more) == 202
        assert not world.complaints.heard
        cleo.received.clear()
        for one in (answer() | {"proof": {"type": "x"}}, answer(cc=(fans,)) | {"padding": "x" * 70_000}):
            assert await world.says(eve, one) == 202
        assert created(cleo) == []
        said = answer(cc=(fans,))
        assert await world.says(eve, said) == 202
        assert created(cleo) == ["Create"]
        narrow = eve.update(said["object"] | {"to": [world.jane.uri], "cc": [], "content": "<p>For you alone</p>"})
        assert await world.says(eve, narrow) == 202
        assert created(cleo) == ["Create"]
        await block(world.site, world.jane, (await world.actor(eve))["id"])
        assert await world.says(eve, eve.update(said["object"] | {"content": "<p>Worse</p>"})) == 202
        assert created(cleo) == ["Create"]


async def test_floods_of_what_is_passed_on_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brakes, "PASSED_ON", replace(brakes.PASSED_ON, most=3))
    monkeypatch.setattr(brakes, "PASSED_ON_TO_US", replace(brakes.PASSED_ON_TO_US, most=3))
    async with world.server("cleo", verify=False) as cleo, world.server("eve") as eve, world.server("bob") as bob:
        await followed_by(world, cleo)
        for _ in range(5):
            note = eve.note("<p>Hi</p>", in_reply_to=world.note.uri, cc=(f"{world.jane.uri}/followers",))
            assert await world.says(eve, eve.create(note)) == 202
        assert created(cleo) == ["Create"] * 3
        bob.requests.clear()
        for number in range(5):
            note = bob.note("<p>Hi</p>", in_reply_to=world.note.uri, path=f"/n/{number}")
            assert await world.says(eve, bob.create(note)) == 202
        assert len([1 for _, path, _ in bob.requests if path.startswith("/n/")]) == 3


async def test_a_member_does_not_aim_us_at_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brakes, "LOOK_UPS", replace(brakes.LOOK_UPS, most=3))
    async with world.server("bob") as bob:
        member = world.web.fresh()
        await log_in(member, "jane")
        for browser, asked in ((world.web, 0), (member, 3)):
            bob.requests.clear()
            for number in range(5):
                page = await browser.get(f"/search?q={bob.origin}/nothing/{number}")
            assert len({path for _, path, _ in bob.requests}) == asked
        assert "minutes" in page.text
        bob.requests.clear()
        typed = {"alias": f"{bob.origin}/users/other"}
        answer = await member.post_form("/settings/moving/alias", typed, page="/settings/moving")
        assert answer.status == 429 and not bob.requests


@advisory(50, "CVE-2023-36461", "Mastodon", "who keeps a worker waiting, and sends much, holds up nobody else")
async def test_cve_2023_36461_who_has_much_waiting_holds_up_themselves(world: World) -> None:
    async with world.server("eve") as eve, world.server("new") as new, world.server("bob") as bob:
        new.serve("/users/new", {"error": "not now"}, status=503)
        assert await world.says(eve, act(eve, "Move", eve.actor_id, target=new.actor_id)) == 202
        assert (await world.outcome()).startswith("later")
        for _ in range(120):
            assert await eve.deliver(world.inbox, eve.like(world.note.uri)) == 202
        assert await world.says(bob, bob.like(world.note.uri)) == 202
        liked = "actor_id = (select id from actors where uri = :who)"
        assert await world.count("likes", liked, who=bob.actor_id) == 1
        assert await world.count("likes", liked, who=eve.actor_id) == 0
        world.clock.move(DAY)  # when the first is due again, those behind it became due before it
        await drain(world.site)
        assert await world.count("jobs", "state = 'waiting' and order_key = :who", who=eve.actor_id) > 100
        new.publish_actor()
        world.clock.move(DAY)
        await drain(world.site)
        assert await world.count("likes", liked, who=eve.actor_id) == 1
        assert await world.count("jobs", "state = 'waiting' and order_key = :who", who=eve.actor_id) == 0


@advisory(50, "CVE-2023-36461", "Mastodon", "servers that let us wait hold no place at work for long")
async def test_cve_2023_36461_slow_servers_hold_up_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    forever, done = asyncio.Event(), asyncio.Event()

    async def slow(site: Site, payload: Mapping[str, Any]) -> Outcome:
        await forever.wait()
        return Done()

    async def quick(site: Site, payload: Mapping[str, Any]) -> Outcome:
        done.set()
        return Done()

    await drain(world.site)
    now = world.clock.now()
    async with world.site.db.writing() as tx:
        for _ in range(worker.LANES + 8):
            await jobs.enqueue(tx, world.site.ids.new(), "slow", {}, now=now)
        await jobs.enqueue(tx, world.site.ids.new(), "quick", {}, now=now)
    working = asyncio.create_task(worker.Worker(world.site, {**HANDLERS, "slow": slow, "quick": quick}).run())
    try:
        async with asyncio.timeout(10):
            await done.wait()
    finally:
        forever.set()
        while await world.count("jobs", "kind in ('slow', 'quick') and state <> 'finished'"):
            await asyncio.sleep(0.02)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
