"""Double-knock: what a server reads is found out by trying, remembered for the server, and found out anew."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from federation.fetch import Denied, Fetcher
from federation.keys import KeyProblem, PrivateKey, PublicKey, generate_ed25519
from federation.knocks import FRESH_MS, MOST_KNOWN, Knocks
from federation.signatures import Scheme, sign, verify_request
from fediart.store import actor_keys
from tests.keys.conftest import World
from tests.remote import RemoteServer
from tests.site import drain


class Guard:
    """Serves a document to GETs signed in one of these schemes, and counts the knocks."""

    def __init__(self, server: RemoteServer, *reads: Scheme, refusal: int = 401) -> None:
        self.server, self.reads, self.refusal = server, set(reads), refusal
        self.knocks: list[Scheme] = []
        server.documents["/secret"] = (200, self.answer, "")

    async def answer(self, request: web.Request) -> web.Response:
        scheme = Scheme.RFC9421 if "Signature-Input" in request.headers else Scheme.CAVAGE
        self.knocks.append(scheme)
        url = f"{self.server.origin}{request.path_qs}"
        await verify_request("GET", request.path_qs, url, request.headers, b"", self.server, self.server.clock())
        if scheme not in self.reads:
            return web.json_response({}, status=self.refusal)
        return web.json_response({"id": url}, content_type="application/activity+json")


@pytest.mark.parametrize("refusal", [401, 403])
async def test_a_signed_get_is_tried_in_both_schemes_and_remembered(world: World, refusal: int) -> None:
    guard = Guard(world.bob, Scheme.RFC9421, refusal=refusal)
    url, key = f"{world.bob.origin}/secret", world.bob.key
    async with Fetcher(world.site.clock.now, "test/1", allow_loopback=True, allow_http=True) as http:
        world.bob._known_keys[key.id] = await own_key(world)
        assert (await http.get_json(url, signer=key)).body["id"] == url
        assert guard.knocks == [Scheme.CAVAGE, Scheme.RFC9421]
        await http.get_json(url, signer=key)
        assert guard.knocks[2:] == [Scheme.RFC9421], "remembered"
        world.site.clock.move(FRESH_MS)
        await http.get_json(url, signer=key)
        assert guard.knocks[3:] == [Scheme.CAVAGE, Scheme.RFC9421], "a day later it is found out anew"
        guard.reads = {Scheme.CAVAGE}
        with pytest.raises(Denied):
            await http.get_json(url, signer=key)
        await http.get_json(url, signer=key)
        assert guard.knocks[5:] == [Scheme.RFC9421, Scheme.CAVAGE], "what is not read any more is forgotten"
        guard.reads, before = set(), len(guard.knocks)
        for _ in range(2):
            with pytest.raises(Denied):
                await http.get_json(url, signer=key)
        assert len(guard.knocks) - before == 3


async def own_key(world: World) -> Any:
    return PublicKey(world.bob.key.id, world.bob.actor_id, world.bob.pair.public_pem)


def test_memory_is_bounded() -> None:
    """Advisory 59."""
    knocks = Knocks(lambda: 1)
    for number in range(MOST_KNOWN + 10):
        knocks.got(f"h{number}", Scheme.RFC9421)
        knocks.refused_ed25519(f"h{number}")
    assert knocks.for_get("h0") == (Scheme.CAVAGE, Scheme.RFC9421) and knocks.may_take_ed25519("h0")
    assert knocks.for_get(f"h{MOST_KNOWN}") == (Scheme.RFC9421,) and not knocks.may_take_ed25519(f"h{MOST_KNOWN}")


async def test_ed25519_signs_where_it_is_published_and_read(world: World) -> None:
    """First RSA, until RFC 9421 was read; then Ed25519, by the Multikey's id. Elsewhere nobody sees it."""
    await told(world, world.bob, 3)
    assert key_ids(world.bob) == ["main-key", "ed25519-key", "ed25519-key"]
    assert world.bob.refused == []
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        await told(world, carol, 3)
        assert key_ids(carol) == ["main-key"] * 3


async def test_where_ed25519_is_refused_rsa_signs_for_a_day(world: World) -> None:
    await told(world, world.bob, 1)
    world.bob._known_keys.clear()
    real, world.bob.find = world.bob.find, RefusesEd25519(world.bob.find)  # type: ignore[method-assign]
    await told(world, world.bob, 3)
    assert key_ids(world.bob)[1:] == ["ed25519-key", "main-key", "main-key", "main-key"]
    assert len(world.bob.received) == 4, "and nothing is lost"
    world.bob.find = real  # type: ignore[method-assign]
    world.site.clock.move(FRESH_MS)
    await told(world, world.bob, 1)
    assert key_ids(world.bob)[-1] == "ed25519-key"


class RefusesEd25519:
    """A key finder of a server that reads RSA alone."""

    def __init__(self, find: Any) -> None:
        self._find = find

    async def __call__(self, key_id: str, *, fresh: bool) -> Any:
        return None if key_id.endswith("ed25519-key") else await self._find(key_id, fresh=fresh)


async def told(world: World, server: RemoteServer, times: int) -> None:
    """The server gets activities from us: the Accepts of its follows."""
    for _ in range(times):
        await server.deliver(f"{world.site.config.origin}/inbox", server.follow(world.jane.uri))
        await drain(world.site)


def key_ids(server: RemoteServer) -> list[str]:
    """The keys with which we signed what we delivered."""
    posts = [head for method, _, head in server.requests if method == "POST"]
    named = (head.get("Signature-Input", "").partition('keyid="')[2] for head in posts)
    return [one.partition('"')[0].rpartition("#")[2] for one in named]


async def test_servers_that_have_gone_are_forgotten(world: World) -> None:
    await world.meet(world.bob)
    async with world.site.db.writing() as tx:
        assert await actor_keys.reading_ed25519(tx, [world.bob.host, "other.example"]) == {world.bob.host}
        assert await actor_keys.forget_hosts(tx, before=world.site.clock.now() + 1) == 1
        assert await actor_keys.reading_ed25519(tx, [world.bob.host]) == set()


def test_an_ed25519_key_does_not_sign_in_draft_cavage() -> None:
    key = PrivateKey("k", generate_ed25519().private_pem)
    with pytest.raises(KeyProblem, match="RFC 9421"):
        sign(Scheme.CAVAGE, "GET", "https://a.example/", {}, None, key, 0)
