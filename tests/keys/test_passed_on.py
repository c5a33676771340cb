"""What one server passes on from another: with a proof it is its author's word, without one it is only a hint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from federation.keys import generate_ed25519
from federation.proofs import verify
from federation.remote_keys import fetch_key
from fediart.actions import boost
from fediart.store import posts
from tests.keys.conftest import World
from tests.remote import RemoteServer
from tests.seeds import hang
from tests.site import drain


async def reply_to(world: World, server: RemoteServer) -> tuple[str, dict[str, Any]]:
    """A work of jane's and a reply to it, which its server serves."""
    work = await hang(world.site, world.jane, "Harbour")
    parent = f"{world.jane.uri}/posts/{work.id}"
    return parent, server.note("<p>The blue!</p>", in_reply_to=parent)


async def test_with_a_proof_it_is_the_actors_word_whoever_delivers_it(world: World) -> None:
    _, note = await reply_to(world, world.bob)
    activity = world.proven(world.bob.create(note))
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        assert await world.says(carol, activity) == 202
        assert await world.says(carol, activity) == 202
        assert await world.says(world.bob, activity) == 202
    assert await world.count("posts", "uri = :uri", uri=note["id"]) == 1
    assert await world.count("jobs", "kind = 'inbox'") == 1, "the same activity happens once, whoever brings it"
    assert await world.count("actors", "uri = :uri", uri=world.bob.actor_id) == 1
    assert await world.count("actors", "uri like '%carol'") == 0, "who only carries leaves no row"


@pytest.mark.parametrize("carrier", ["bob", "carol"])
async def test_a_wrong_proof_is_refused_whoever_signs_the_request(world: World, carrier: str) -> None:
    """FEP-8b32: the proof comes before the signature. Another's key, a changed word, words said twice."""
    _, note = await reply_to(world, world.bob)
    right = world.proven(world.bob.create(note))
    forged = [
        world.proven(world.bob.create(note), generate_ed25519()),
        right | {"object": note | {"content": "<p>Ugly!</p>"}},
        right | {"@context": [right["@context"][0]]},
        right | {"big": 2**70},
    ]
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        server = {"bob": world.bob, "carol": carol}[carrier]
        for activity in forged:
            assert await world.says(server, activity) == 401
    assert await world.count("posts", "local = 0") == await world.count("jobs", "kind = 'inbox'") == 0


async def test_a_proof_proves_nothing_for_somebody_else(world: World) -> None:
    """Advisories 8 and 25: eve's own proof and signature do not make it bob's word."""
    _, note = await reply_to(world, world.bob)
    async with RemoteServer("eve", clock=world.site.clock.now) as eve:
        her = World(world.site, world.web, world.jane, eve)
        eve.publish_actor(assertionMethod=[her.multikey()])
        assert await world.says(eve, her.proven(world.bob.create(note))) == 401
        lent = her.multikey(id=f"{world.bob.actor_id}#ed25519-key")
        eve.publish_actor(assertionMethod=[lent, her.multikey(controller=world.bob.actor_id)])
        assert await world.says(eve, her.proven(world.bob.create(note))) == 401
    assert await world.count("posts", "local = 0") == 0


async def test_the_proof_is_over_the_very_text_that_is_acted_on(world: World) -> None:
    """Advisories 4 and 12: names that come twice."""
    import aiohttp

    from federation.signatures import Scheme, sign

    _, note = await reply_to(world, world.bob)
    text = json.dumps(world.proven(world.bob.create(note)))
    for body in (text.replace('"type": "Create"', '"type": "Delete", "type": "Create"', 1).encode(),):
        url, kind = f"{world.site.config.origin}/inbox", {"Content-Type": "application/activity+json"}
        head = kind | sign(Scheme.CAVAGE, "POST", url, kind, body, world.bob.key, world.site.clock.now())
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=head) as answer:
            assert answer.status == 401
    await drain(world.site)
    assert await world.count("posts", "local = 0") == 0


async def test_a_proof_that_cannot_be_checked_leaves_the_signature_to_count(world: World) -> None:
    _, note = await reply_to(world, world.bob)
    unknown = world.bob.create(note) | {"proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}}
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        assert await world.says(carol, unknown | {"object": {**note, "inReplyTo": None}}) == 403
    assert await world.says(world.bob, unknown) == 202
    assert await world.count("posts", "local = 0") == 1


async def test_without_a_proof_a_reply_is_fetched_from_its_origin(world: World) -> None:
    """Nothing of what was passed on is believed: the origin says something else, and that is what is kept."""
    _, note = await reply_to(world, world.bob)
    lie = world.bob.create(note | {"content": "<p>Ugly!</p>"})
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        for _ in range(3):
            assert await world.says(carol, lie) == 202
    assert await world.count("posts", "local = 0 and content = '<p>The blue!</p>'") == 1
    asked = [path for _, path, _ in world.bob.requests if path == note["id"].removeprefix(world.bob.origin)]
    assert len(asked) == 1, "looked at once, however often it is passed on"


async def test_changes_and_ends_are_looked_at_where_they_happen(world: World) -> None:
    parent, note = await reply_to(world, world.bob)
    path = note["id"].removeprefix(world.bob.origin)
    assert await world.says(world.bob, world.bob.create(note)) == 202
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        # She says that it is gone; its own server still has it.
        assert await world.says(carol, world.bob.delete(note["id"])) == 202
        assert await world.count("posts", "local = 0 and deleted = 0") == 1
        world.site.clock.move(3_600_000)
        later = world.site.clock.now()
        world.bob.note("<p>The green!</p>", path=path, in_reply_to=parent, updated=later)
        assert await world.says(carol, world.bob.update(note)) == 202
        assert await world.count("posts", "local = 0 and content = '<p>The green!</p>'") == 1
        world.site.clock.move(3_600_000)
        world.bob.serve(path, {"id": note["id"], "type": "Tombstone"}, status=410)
        assert await world.says(carol, world.bob.delete(note["id"])) == 202
    assert await world.count("posts", "local = 0 and deleted > 0") == 1


async def test_a_private_post_is_not_buried_because_its_origin_hides_it(world: World) -> None:
    _, note = await reply_to(world, world.bob)
    private = note | {"to": [world.jane.uri], "cc": [], "tag": [{"type": "Mention", "href": world.jane.uri}]}
    assert await world.says(world.bob, world.bob.create(private)) == 202
    world.bob.serve(note["id"].removeprefix(world.bob.origin), {"error": "no"}, status=404)
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        assert await world.says(carol, world.bob.delete(note["id"])) == 202
    assert await world.count("posts", "local = 0 and deleted = 0") == 1


async def test_what_does_not_concern_us_or_is_elsewhere_is_refused(world: World) -> None:
    _, note = await reply_to(world, world.bob)
    async with RemoteServer("carol", clock=world.site.clock.now) as carol:
        foreign = carol.note("<p>Hers</p>", in_reply_to=f"{world.jane.uri}/posts/1")
        for activity in (
            world.bob.create(note | {"inReplyTo": "https://elsewhere.example/1"}),
            world.bob.delete("https://elsewhere.example/1"),
            world.bob.create(foreign),
            world.bob.follow(world.jane.uri),
            world.bob.like(f"{world.jane.uri}/posts/1"),
            world.bob.delete(world.bob.actor_id),
        ):
            # Of the ends of strangers nothing is heard at all.
            expected = 202 if activity["type"] == "Delete" else 403
            assert await world.says(carol, activity) == expected, activity["type"]
    assert await world.count("jobs", "kind = 'forwarded'") == 0


async def test_what_we_send_carries_a_proof_that_others_can_check(world: World) -> None:
    """One body for all who receive it, proven once; bob's server checks it with the key it fetches from us."""
    await world.says(world.bob, world.bob.follow(world.jane.uri))
    work = await hang(world.site, world.jane, "Harbour")
    async with world.site.db.reading() as tx:
        post = await posts.by_id(tx, work.id)
    assert post is not None
    await boost.boost(world.site, world.jane, post.id)
    await drain(world.site)
    assert {one["type"] for one in world.bob.received} == {"Accept", "Announce"}

    class Finder:
        async def find(self, key_id: str, *, fresh: bool) -> Any:
            return (await fetch_key(world.bob.fetcher, key_id, signer=world.bob.key))[0]

    for activity in world.bob.received:
        assert (await verify(activity, Finder(), world.site.clock.now())).actor_id == world.jane.uri
