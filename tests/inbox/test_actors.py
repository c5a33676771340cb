"""Actors who change, rotate their keys, are suspended here, or leave."""

from __future__ import annotations

from dataclasses import replace

from fediart.store import actors
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer, key_pair


async def test_an_actor_changes_itself(meeting: Meeting) -> None:
    await meeting.meet(meeting.bob)
    changed = meeting.bob.publish_actor(name="Robert", summary="<p>Now <b onclick=x>bold</b></p>")
    update = meeting.bob.update(changed)
    assert await meeting.says(update) == 202
    assert await meeting.says(update) == 202
    bob = await meeting.bob_here()
    assert (bob.display_name, bob.bio_html) == ("Robert", "<p>Now <b>bold</b></p>")


async def test_an_actor_cannot_aim_us_at_other_servers(meeting: Meeting) -> None:
    await meeting.meet(meeting.bob)
    changed = meeting.bob.publish_actor(inbox="http://victim.example/inbox")
    assert await meeting.says(meeting.bob.update(changed)) == 403
    assert (await meeting.bob_here()).inbox == meeting.bob.inbox


async def test_nobody_changes_another_actor(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    mallory = await meeting.neighbour("mallory")
    await meeting.meet(mallory)
    document = meeting.bob.publish_actor(name="Owned")
    forged = meeting.bob.update(document) | {"actor": mallory.actor_id}
    assert await mallory.says(forged) == 403
    assert (await meeting.bob_here()).display_name == bob.display_name


async def test_a_rotated_key_is_asked_for_once(meeting: Meeting) -> None:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    meeting.site.clock.move(11 * 60_000)  # type: ignore[attr-defined]
    meeting.bob.rename_key(meeting.bob.key.id, key_pair("bob's new key"))
    mine = await post_by(meeting.site, meeting.jane)
    assert await meeting.says(meeting.bob.like(mine.uri)) == 202
    assert await meeting.count("likes") == 1


async def test_a_bad_signature_makes_us_ask_at_most_once(meeting: Meeting) -> None:
    """Advisory 51: failing keys are not fetched again with every request."""
    await meeting.meet(meeting.bob)
    before = len(meeting.bob.requests)
    for _ in range(5):
        assert await meeting.says(meeting.bob.follow(meeting.jane.uri), how="foreign-key") == 401
    assert len(meeting.bob.requests) - before <= 1


async def test_a_key_that_cannot_be_had_is_not_asked_for_again_for_a_while(meeting: Meeting) -> None:
    path = f"/users/{meeting.bob.name}"
    good = meeting.bob.documents[path]
    meeting.bob.serve(path, {"error": "down"}, status=503)
    for _ in range(3):
        assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 401
    assert sum(one[1] == path for one in meeting.bob.requests) == 1
    meeting.bob.documents[path] = good
    meeting.site.clock.move(11 * 60_000)  # type: ignore[attr-defined]
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202


async def test_a_key_must_name_its_owner_and_be_named_by_it(meeting: Meeting) -> None:
    """Advisories 9, 10 and 13: a key document alone proves nothing."""
    async with RemoteServer("eve", clock=meeting.site.clock.now) as eve:
        stolen = {
            "@context": "https://w3id.org/security/v1", "id": f"{eve.origin}/keys/1", "type": "Key",
            "owner": meeting.bob.actor_id, "publicKeyPem": eve.pair.public_pem,
        }  # fmt: skip
        eve.serve("/keys/1", stolen)
        eve.key = replace(eve.key, id=f"{eve.origin}/keys/1")
        forged = meeting.bob.follow(meeting.jane.uri)
        assert await eve.deliver(f"{meeting.site.config.origin}/inbox", forged) == 401
    assert await meeting.count("follows") == 0


async def test_an_account_that_ends_takes_everything_along(meeting: Meeting) -> None:
    await meeting.follow_bob()
    mine = await post_by(meeting.site, meeting.jane)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await meeting.says(meeting.bob.like(mine.uri))
    await meeting.says(meeting.bob.announce(mine.uri))
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>Reply</p>", in_reply_to=mine.uri)))
    assert await meeting.says(meeting.bob.delete(meeting.bob.actor_id)) == 202
    for table in ("follows", "likes", "boosts", "notifications"):
        assert await meeting.count(table) == 0, table
    row = await meeting.row("posts", "id = :id", id=mine.id)
    assert (row["like_count"], row["boost_count"], row["reply_count"]) == (0, 0, 0)
    assert await meeting.count("posts", "local = 0 and deleted = 0") == 0
    jane, bob = await meeting.jane_now(), await meeting.bob_here()
    assert (jane.follower_count, jane.following_count) == (0, 0)
    assert bob.deleted and not bob.display_name


async def test_the_end_of_an_account_we_never_heard_of_costs_nothing(meeting: Meeting) -> None:
    """Servers tell everyone when an account ends; the key is gone then, and must not be asked for by thousands."""
    meeting.bob.serve(f"/users/{meeting.bob.name}", {"error": "gone"}, status=410)
    for _ in range(3):
        assert await meeting.says(meeting.bob.delete(meeting.bob.actor_id)) == 202
    assert not meeting.bob.requests
    assert await meeting.count("jobs", "kind = 'inbox'") == 0


async def test_who_is_suspended_here_is_not_heard(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        await actors.save(tx, replace(bob, suspended=meeting.site.clock.now()))
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202
    assert await meeting.count("follows") == 0
    assert await meeting.count("jobs", "kind = 'inbox'") == 0
    # Advisory 108: what the remote server says of the actor does not lift it.
    await meeting.says(meeting.bob.update(meeting.bob.publish_actor(suspended=False)))
    assert (await meeting.bob_here()).suspended
