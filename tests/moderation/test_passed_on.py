"""What a relay passes on as it came, signed by itself: looked up where it lives, within bounds, and never believed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation.keys import PrivateKey, generate_ed25519
from federation.multikey import multikey_of
from federation.proofs import with_proof
from fediart.actions import domains, relays
from fediart.clock import MINUTE
from fediart.store.domain_rules import DomainRule, Moderation
from tests.inbox.helpers import post_by
from tests.moderation.conftest import House
from tests.moderation.test_relays import picture, says, subscribed
from tests.remote import RemoteServer

LD_SIGNATURE = {"type": "RsaSignature2017", "creator": "https://x.example/#key", "signatureValue": "AAAA"}


@pytest.fixture
async def relay(house: House) -> AsyncIterator[RemoteServer]:
    """Of Mastodon's kind, and subscribed to."""
    async with RemoteServer("relay", clock=house.site.clock.now) as one:
        one.publish_actor(type="Application")
        await subscribed(house, one, one.inbox)
        yield one


def asked(server: RemoteServer, note: dict[str, Any]) -> int:
    """How often a post was fetched from its server."""
    path = note["id"].removeprefix(server.origin)
    return len([1 for method, one, _ in server.requests if (method, one) == ("GET", path)])


async def theirs(house: House) -> int:
    return await house.meeting.count("posts", "local = 0")


@pytest.mark.parametrize("signature", [None, LD_SIGNATURE])
async def test_a_create_is_looked_up_where_it_lives(house: House, relay: RemoteServer, signature: object) -> None:
    note = picture(house.bob)
    create = house.bob.create(note | {"content": "<p>Buy this coin</p>", "name": "Forged", "attachment": []})
    create |= {"signature": signature} if signature else {}
    for _ in range(3):
        assert await says(house, relay, create) == 202
    kept = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    assert (kept["content"], kept["title"]) == ("<p>From afar</p>", "")
    assert asked(house.bob, note) == 1
    assert await house.meeting.count("jobs", "kind = 'inbox' and order_key = :bob", bob=house.bob.actor_id) == 0
    assert "From afar" in await house.see("/elsewhere")


async def test_with_its_authors_proof_too_it_is_kept_though_nobody_follows_them(
    house: House, relay: RemoteServer
) -> None:
    pair, key_id = generate_ed25519(), f"{house.bob.actor_id}#ed25519-key"
    key = {"id": key_id, "type": "Multikey", "controller": house.bob.actor_id}
    house.bob.publish_actor(assertionMethod=[key | {"publicKeyMultibase": multikey_of(pair.public_pem)}])

    def proven(note: dict[str, Any]) -> dict[str, Any]:
        return with_proof(house.bob.create(note), PrivateKey(key_id, pair.private_pem), house.site.clock.now())

    note = picture(house.bob)
    assert await says(house, relay, proven(note)) == 202
    assert "From afar" in await house.see("/elsewhere")
    assert asked(house.bob, note) == 1
    # What he says to somebody here, they are told, whichever way it comes first.
    to_jane = picture(house.bob, cc=(house.meeting.jane.uri,)) | {
        "tag": [{"type": "Mention", "href": house.meeting.jane.uri, "name": "@jane"}]
    }
    house.bob.serve(to_jane["id"].removeprefix(house.bob.origin), to_jane)
    assert await says(house, relay, proven(to_jane)) == 202
    assert await house.meeting.count("notifications", "kind = 'mention'") == 1
    assert await theirs(house) == 2
    assert await says(house, relay, proven(note) | {"summary": "changed"}) == 401


async def test_a_relay_that_lies_gets_nothing_believed(house: House, relay: RemoteServer) -> None:
    async with RemoteServer("eve", clock=house.site.clock.now) as eve:
        hers = picture(eve)
        # Somebody else's post as bob's, a post that is not there, ours, and another's on its own server.
        own = await post_by(house.site, house.meeting.jane)
        lies = [
            (house.bob.create(hers), 403),
            (house.bob.create(hers | {"attributedTo": house.bob.actor_id}), 403),
            (house.bob.create(picture(house.bob) | {"id": f"{house.bob.origin}/notes/none"}), 202),
            (house.bob.create({"id": own.uri, "type": "Note", "attributedTo": house.bob.actor_id}), 403),
            (house.bob.update(house.bob.publish_actor(name="Robbed")), 202),
        ]
        for lie, expected in lies:
            assert await says(house, relay, lie) == expected, lie
        forged = house.bob.note("<p>Me, said bob</p>", path="/notes/forged") | {"attributedTo": eve.actor_id}
        house.bob.serve("/notes/forged", forged)
        assert await says(house, relay, house.bob.create(forged | {"attributedTo": house.bob.actor_id})) == 202
    assert await theirs(house) == 0
    assert await house.meeting.count("actors", "name = 'eve'") == 0


async def test_ends_and_changes_are_looked_at_and_those_of_what_is_not_here_are_left(
    house: House, relay: RemoteServer
) -> None:
    note = picture(house.bob)
    await says(house, relay, house.bob.create(note))
    assert await says(house, relay, house.bob.delete(note["id"])) == 202
    assert await house.meeting.count("posts", "uri = :uri and deleted = 0", uri=note["id"]) == 1
    house.site.clock.move(10 * MINUTE)
    house.bob.serve(note["id"].removeprefix(house.bob.origin), {"id": note["id"], "type": "Tombstone"}, status=410)
    assert await says(house, relay, house.bob.delete(note["id"])) == 202
    assert await house.meeting.count("posts", "uri = :uri and deleted > 0", uri=note["id"]) == 1
    unknown = picture(house.bob)
    boost = house.bob.announce(unknown["id"])
    for activity in (house.bob.update(unknown), house.bob.delete(unknown["id"]), boost, house.bob.undo(boost)):
        assert await says(house, relay, activity) == 202, activity["type"]
    assert await says(house, relay, house.bob.follow(house.meeting.jane.uri)) == 403
    assert asked(house.bob, unknown) == 0
    assert await house.meeting.count("follows") == await house.meeting.count("boosts") == 0


@pytest.mark.parametrize("who", ["a stranger", "asked", "refused", "left", "its neighbour"])
async def test_only_a_relay_that_has_said_yes_may(house: House, who: str) -> None:
    async with RemoteServer("relay", clock=house.site.clock.now) as relay:
        relay.publish_actor(type="Application")
        if who in ("asked", "refused"):
            await relays.subscribe(house.site, house.owner, relay.inbox)
            await house.meeting.drain()
        if who == "refused":
            no = relay.accept(relay.received[-1]) | {"type": "Reject"}
            assert await says(house, relay, no) == 202
        if who in ("left", "its neighbour"):
            await subscribed(house, relay, relay.inbox)
        if who == "left":
            await relays.leave(house.site, house.owner, (await house.meeting.row("relays", "1 = 1"))["id"])
        if who == "its neighbour":
            relay.name = "mallory"
            relay.rename_key(f"{relay.actor_id}#main-key", relay.pair)
        note = picture(house.bob)
        boost = house.bob.announce(note["id"])
        for activity in (house.bob.create(note), house.bob.update(note), boost, house.bob.undo(boost)):
            assert await says(house, relay, activity) == 403, activity["type"]
    assert asked(house.bob, note) == await theirs(house) == 0


async def test_a_flood_makes_us_ask_no_more_than_the_admin_allows(house: House, relay: RemoteServer) -> None:
    await domains.choose(house.site, house.owner, Moderation(relay_per_minute=3))
    old = [picture(house.bob) for _ in range(3)]
    for note in old:
        assert await says(house, relay, house.bob.create(note)) == 202
    assert await theirs(house) == 3
    house.bob.requests.clear()
    new = [picture(house.bob) for _ in range(4)]
    for note in (*new, *old):
        activity = house.bob.update(note) if note in old else house.bob.create(note)
        assert await says(house, relay, activity) == 202, "a relay is not told: it would give us up"
    assert sum(asked(house.bob, note) for note in (*new, *old)) == 0
    house.site.clock.move(10 * MINUTE)
    for note in (*old, *new):
        activity = house.bob.update(note) if note in old else house.bob.create(note)
        assert await says(house, relay, activity) == 202
    assert sum(asked(house.bob, note) for note in (*new, *old)) == 3


async def test_a_rule_for_the_author_or_for_the_relay_holds(house: House, relay: RemoteServer) -> None:
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host))
    note = picture(house.bob)
    assert await says(house, relay, house.bob.create(note)) == 202
    assert asked(house.bob, note) == await theirs(house) == 0
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    await domains.set_rule(house.site, house.owner, DomainRule(relay.host))
    assert await says(house, relay, house.bob.create(note)) == 202
    assert asked(house.bob, note) == await theirs(house) == 0
