"""Who asks, and may they: secure mode, blocks and suspensions on every document, and what caches may keep."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from federation.signatures import Scheme
from fediart.actions import block
from fediart.clock import DAY
from fediart.store import actors, domain_rules, follows
from fediart.store.domain_rules import DomainRule
from fediart.store.follows import ACCEPTED, Follow
from fediart.web.access import DOCUMENTS
from tests.keys.conftest import World
from tests.remote import RemoteServer, key_pair
from tests.seeds import hang, new_series
from tests.site import change_settings, log_in, make_artist
from tests.web.test_security_access import with_access


async def documents(world: World) -> list[str]:
    """Every document of an artist, one of each kind; a new kind of document must be added here."""
    boats = await new_series(world.site, world.jane, "Boats", "boats")
    work = await hang(world.site, world.jane, "Harbour", series_id=boats.id)
    post = f"/users/jane/posts/{work.id}"
    below = ("outbox", "outbox?page=true", "followers", "following", "featured", "series/boats")
    return [f"/users/jane/{name}" for name in below] + [
        post,
        *(f"{post}/{one}" for one in ("replies", "likes", "shares")),
    ]


async def test_in_open_mode_everyone_reads_and_caches_may_keep_it(world: World) -> None:
    for path in [*await documents(world), "/users/jane", "/actor"]:
        status, headers, _ = await world.ask(path)
        assert status == 200, path
        assert "public" in headers["Cache-Control"], path
        assert {"Accept", "Signature", "Signature-Input"} <= set(headers["Vary"].split(", ")), path
        status, headers, _ = await world.ask(path, world.bob.key)
        assert (status, "private" in headers["Cache-Control"]) == (200, path != "/actor"), path


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_in_secure_mode_only_signed_requests_are_answered(world: World, scheme: Scheme) -> None:
    paths = await documents(world)
    for path in paths:  # what was kept for visitors before does not leak (advisory 106)
        assert await world.status(path) == 200
    await change_settings(world.site, authorized_fetch=True)
    for path in paths:
        status, headers, body = await world.ask(path)
        assert (status, set(body)) == (401, {"error"}), path
        assert "signed" in body["error"]
        status, headers, body = await world.ask(path, world.bob.key, scheme)
        assert (status, headers["Cache-Control"]) == (200, "private, no-store"), (path, body)
        assert "Signature-Input" in headers["Vary"]
        assert await world.status(path) == 401, "the answer to the signed request was kept for others"
    assert await world.status("/users/nobody/outbox") == 401, "absent and secured look alike"


async def test_in_secure_mode_keys_and_addresses_stay_open(world: World) -> None:
    """What others need in order to verify us at all, as Mastodon does."""
    await change_settings(world.site, authorized_fetch=True)
    status, _, bare = await world.ask("/users/jane")
    assert status == 200
    assert set(bare) == {
        "@context", "id", "type", "preferredUsername", "inbox", "endpoints", "publicKey", "assertionMethod",
    }  # fmt: skip
    whole = (await world.ask("/users/jane", world.bob.key))[2]
    assert {"summary", "outbox", "followers"} <= set(whole)
    assert (await world.ask("/users/jane"))[2] == bare, "the whole document was kept for others"
    assert (await world.ask("/@jane"))[2] == bare
    instance = (await world.ask("/actor"))[2]
    assert instance["publicKey"]["publicKeyPem"] and instance["assertionMethod"]
    host = world.site.config.instance.host
    for path in (f"/.well-known/webfinger?resource=acct:jane@{host}", "/.well-known/nodeinfo", "/nodeinfo/2.1",
                 "/.well-known/host-meta"):  # fmt: skip
        assert (await world.web.get(path, headers={"Accept": "application/json"})).status == 200, path
    work = await hang(world.site, world.jane, "Pages")
    assert (await world.web.get(f"/@jane/{work.id}")).status == 200, "pages are for people"
    assert await world.status(f"/@jane/{work.id}") == 401, "their documents are not"


async def test_a_wrong_signature_is_no_signature(world: World) -> None:
    """Another's key, too late, for another address, over too little."""
    await change_settings(world.site, authorized_fetch=True)
    path = (await documents(world))[0]
    async with RemoteServer("eve", clock=world.site.clock.now) as eve:
        lying = replace(world.bob.key, pem=eve.pair.private_pem)
        status, _, body = await world.ask(path, lying)
        assert status == 401 and "not made with the key" in body["error"]
    world.site.clock.move(DAY)
    assert await world.status(path, world.bob.key) == 200, "a fresh signature on another day"
    accept = {"Accept": "application/activity+json", "Signature": 'keyId="x",signature="AAAA"'}
    assert (await world.web.get(path, headers=accept)).status == 401
    nobody = replace(world.bob.key, id=f"{world.bob.origin}/users/nobody#main-key")
    assert await world.status(path, nobody) == 401
    assert await world.count("actors", "uri = :uri", uri=world.bob.actor_id) == 0, "asking leaves no row"


async def test_whom_an_artist_blocks_finds_nothing_of_hers(world: World) -> None:
    """Advisories 105 and 112: every document of hers, in both modes, and nothing of others is hidden."""
    paths = await documents(world)
    bob = await world.meet(world.bob)
    await make_artist(world.site, "mona")
    await block.block(world.site, world.jane, bob.id)
    for secure in (False, True):
        await change_settings(world.site, authorized_fetch=secure)
        for path in paths:
            status, _, body = await world.ask(path, world.bob.key)
            assert (status, set(body)) == (404, {"error"}), (path, secure)
        assert await world.status("/users/mona/outbox", world.bob.key) == 200
        # Of her actor he gets the keys alone, or he could not verify the Reject that ends his follow.
        status, headers, bare = await world.ask("/users/jane", world.bob.key)
        assert (status, "summary" in bare, "outbox" in bare) == (200, False, False)
        assert bare["publicKey"]["id"] == f"{world.jane.uri}#main-key" and "private" in headers["Cache-Control"]
        assert ("summary" in (await world.ask("/users/jane"))[2]) is not secure
        # In open mode the claim to be him is enough, and costs no key.
        lying = replace(world.bob.key, pem=key_pair("somebody else").private_pem)
        assert await world.status(paths[0], lying) == (401 if secure else 404)


async def test_suspended_people_and_domains_get_nothing_at_all(world: World) -> None:
    paths = await documents(world)
    bob = await world.meet(world.bob)
    async with world.site.db.writing() as tx:
        await actors.save(tx, replace(bob, suspended=1))
    for path in paths:
        assert await world.status(path, world.bob.key) == 403, path
    async with world.site.db.writing() as tx:
        await actors.save(tx, bob)
        await domain_rules.put_rule(tx, DomainRule("127.0.0.1"))
    world.site.rules.changed()
    world.site.pages.changed()
    for path in paths:
        assert await world.status(path, world.bob.key) == 403, path
    assert await world.status("/actor", world.bob.key) == 200
    assert "summary" not in (await world.ask("/users/jane", world.bob.key))[2]


async def test_a_post_for_followers_is_given_to_them_alone(world: World) -> None:
    """Advisory 105: the same words for what is absent and what is for others; the page's address tells nothing."""
    work = await hang(world.site, world.jane, "For friends", visibility="followers")
    paths = [f"/users/jane/posts/{work.id}{one}" for one in ("", "/replies", "/likes", "/shares")]
    bob = await world.meet(world.bob)
    absent = (await world.ask("/users/jane/posts/1", world.bob.key))[2]
    for path in paths:
        assert (await world.ask(path, world.bob.key))[::2] == (404, absent)
    for post_id in (work.id, 1):
        answer = await world.web.get(f"/users/jane/posts/{post_id}")
        assert (answer.status, answer.location) == (302, f"/@jane/{post_id}")
    async with world.site.db.writing() as tx:
        await follows.put(tx, Follow(1, bob.id, world.jane.id, ACCEPTED, "x", 0))
    for secure in (False, True):
        await change_settings(world.site, authorized_fetch=secure)
        for path in paths:
            status, headers, _ = await world.ask(path, world.bob.key)
            assert (status, headers["Cache-Control"]) == (200, "private, no-store"), path
            assert await world.status(path) == (401 if secure else 404)


async def test_two_servers_in_secure_mode_read_each_other(world: World) -> None:
    """Each must fetch the other's key by a signed request; neither waits for the other, for /actor is always open."""
    await change_settings(world.site, authorized_fetch=True)
    origin, other = world.site.config.origin, f"{world.bob.origin}/actor"

    async def answer(request):  # type: ignore[no-untyped-def]
        """Bob's server checks every request with a key that it fetches, signed by a key that we must fetch."""
        from aiohttp import web

        from federation.remote_keys import fetch_key
        from federation.signatures import verify_request

        class Finder:
            async def find(self, key_id: str, *, fresh: bool):  # type: ignore[no-untyped-def]
                return (await fetch_key(world.bob.fetcher, key_id, signer=world.bob.key))[0]

        url = f"{world.bob.origin}{request.path_qs}"
        now = world.site.clock.now()
        signer = await verify_request("GET", request.path_qs, url, request.headers.items(), b"", Finder(), now)
        asked.append(signer.actor_id)
        return web.json_response(document, content_type="application/activity+json")

    asked: list[str] = []
    document = world.bob.publish_actor()
    world.bob.documents["/users/bob"] = (200, answer, "")
    async with asyncio.timeout(5):
        assert await world.status((await documents(world))[0], world.bob.key) == 200
    assert asked == [f"{origin}/actor"] and other not in asked


async def test_every_document_there_is_asks_who_asks(world: World) -> None:
    """Whatever route is added: unsigned it is 401 in secure mode, and whom the artist blocks gets nothing."""
    work = (await documents(world))[-1].split("/")[-2]
    bob = await world.meet(world.bob)
    await block.block(world.site, world.jane, bob.id)
    given = {"name": "jane", "slug": "boats", "id": work}
    for route in with_access(DOCUMENTS):
        path = re.sub(r"{(\w+)(?::(?:[^{}]|{[^{}]*})*)?}", lambda part: given.get(part[1], work), route.path)
        await change_settings(world.site, authorized_fetch=True)
        assert await world.status(path) == 401, path
        await change_settings(world.site, authorized_fetch=False)
        assert await world.status(path, world.bob.key) == 404, path


async def test_an_admin_turns_it_on(world: World) -> None:
    await make_artist(world.site, "olga", role="owner")
    await log_in(world.web, "olga")
    page = await world.web.get("/admin/settings")
    assert "Secure mode" in page.text
    path = (await documents(world))[0]
    form = {
        "name": "House", "registrations": "open", "ai_policy": "no-ai", "ai_policy_choices": ["no-ai"],
        "authorized_fetch": "1",
    }  # fmt: skip
    assert (await world.web.post_form("/admin/settings", form)).status == 303
    assert await world.status(path) == 401
    del form["authorized_fetch"]
    assert (await world.web.post_form("/admin/settings", form)).status == 303
    assert await world.status(path) == 200
