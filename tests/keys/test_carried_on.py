"""What we pass on of others still carries their proof, whole: a third server takes it as the author's word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from federation.audience import PUBLIC
from federation.proofs import ProofError, strictly_read, verify
from federation.signatures import Signer, verify_request
from tests.keys.conftest import World
from tests.remote import RemoteServer
from tests.seeds import hang

# Names and values that come out otherwise where JSON is written anew without care: in the order of the names (by UTF-16
# units the emoji comes before the ligature), in numbers, in accents that can be written in two ways, in escapes.
ODD: dict[str, Any] = {
    "\ufb33": 1,
    "\U0001f600": 2,
    "b": {"z": [0.1, 1.0, -0.0, 1e-7, 1e21, 1e-5, 5e-324, 123456789.125, 2**53 - 1, -(2**53 - 1)], "a": None},
    "é": "NFC \u00e9, NFD e\u0301, \u212b and \u00c5",
    "e\u0301": '</p> \u2028 \u007f " \\ \t\n',
    "a": [[], {}, "", True, False],
}


class ThirdServer(RemoteServer):
    """Carla's. It checks who carries and, where that is not who speaks, the proof in the very text that came."""

    def __init__(self, name: str, *, clock: Any) -> None:
        super().__init__(name, clock=clock)
        self.words: list[tuple[str, Signer, Signer]] = []

    async def _verified(self, request: web.Request, body: bytes) -> None:
        url = f"{self.origin}{request.path_qs}"
        carrier = await verify_request("POST", request.path_qs, url, request.headers, body, self, self.clock())
        found = strictly_read(body)
        author = await verify(found, self, self.clock()) if "proof" in found else carrier
        self.words.append((found["type"], carrier, author))


@pytest.fixture
async def carla(world: World) -> AsyncIterator[ThirdServer]:
    """A follower of jane."""
    async with ThirdServer("carla", clock=world.site.clock.now) as server:
        await world.says(server, server.follow(world.jane.uri))
        server.words.clear()
        server.received.clear()
        yield server


async def reply(world: World) -> dict[str, Any]:
    work = await hang(world.site, world.jane, "Harbour")
    parent = f"{world.jane.uri}/posts/{work.id}"
    return world.bob.note("<p>The blu\u0308e, the blüe!</p>", in_reply_to=parent, to=(PUBLIC,))


async def test_a_reply_its_edit_and_its_end_stay_their_authors_word(world: World, carla: ThirdServer) -> None:
    """Bob did not tell the followers of jane: they get it because it proves itself."""
    note = await reply(world)
    said = [
        world.proven(world.bob.create(note) | ODD),
        world.proven(world.bob.update(note | {"updated": "2036-01-01T00:00:00Z"}) | ODD),
        world.proven(world.bob.delete(note["id"]) | ODD),
    ]
    for activity in said:
        assert await world.says(world.bob, activity) == 202
    assert carla.refused == []
    assert [kind for kind, _, _ in carla.words] == ["Create", "Update", "Delete"]
    assert {carrier.actor_id for _, carrier, _ in carla.words} == {world.jane.uri}
    assert {author.actor_id for _, _, author in carla.words} == {world.bob.actor_id}
    assert carla.received == said


@pytest.mark.parametrize("written", ["in a list", "without its context", "with a signature beside it"])
async def test_proofs_as_others_write_them_stay_right(world: World, carla: ThirdServer, written: str) -> None:
    create = world.bob.create(await reply(world))
    if written == "without its context":
        create.pop("@context")
    activity = world.proven(create)
    if written == "in a list":
        activity |= {"proof": [{"type": "DataIntegrityProof", "cryptosuite": "later"}, activity["proof"]]}
    if written == "with a signature beside it":
        activity |= {"signature": {"type": "RsaSignature2017", "signatureValue": "AAAA"}}
    assert await world.says(world.bob, activity) == 202
    assert [author.actor_id for _, _, author in carla.words] == [world.bob.actor_id]
    assert carla.received == [activity]


async def test_the_third_server_would_have_seen_a_changed_word(world: World, carla: ThirdServer) -> None:
    activity = world.proven(world.bob.create(await reply(world)) | ODD)
    for changed in (ODD | {"b": {**ODD["b"], "a": 0}}, ODD | {"é": "NFC \u00e9, NFD \u00e9, \u212b and \u00c5"}):
        with pytest.raises(ProofError):
            await verify(activity | changed, carla, world.site.clock.now())


async def test_numbers_that_are_none_are_not_passed_on_as_something_that_is_no_json(
    world: World, carla: ThirdServer
) -> None:
    note = await reply(world) | {"cc": [world.jane.followers_uri]}
    for number in (float("inf"), float("nan")):
        assert await world.says(world.bob, world.bob.create(note) | {"odd": number}) == 400
    assert carla.received == []
