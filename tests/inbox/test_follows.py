"""Follow, Accept, Reject, Block and their Undo, as another server sends them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.signatures import Scheme
from fediart.actions import follow
from fediart.store import actors
from tests.inbox.conftest import Meeting
from tests.remote import HOWS, RemoteServer


@pytest.mark.parametrize("scheme", list(Scheme))
async def test_a_follow_is_accepted_and_told(meeting: Meeting, scheme: Scheme) -> None:
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri), scheme=scheme) == 202
    assert await meeting.outcome() == "done"
    assert (await meeting.jane_now()).follower_count == 1
    (accept,) = [one for one in meeting.bob.received if one["type"] == "Accept"]
    assert accept["object"]["type"] == "Follow"
    assert accept["object"]["actor"] == meeting.bob.actor_id
    assert await meeting.count("notifications", "kind = 'follow'") == 1


async def test_the_same_follow_twice_is_one_follow(meeting: Meeting) -> None:
    asked = meeting.bob.follow(meeting.jane.uri)
    assert await meeting.says(asked) == 202
    assert await meeting.says(asked) == 202
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202
    assert await meeting.count("follows") == 1
    assert await meeting.count("notifications") == 1
    assert await meeting.count("jobs", "kind = 'inbox'") == 2


@pytest.mark.parametrize("how", [how for how in HOWS if how != "truly"])
async def test_what_is_not_truly_signed_leaves_no_row(meeting: Meeting, how: str) -> None:
    """Advisories 6 and 7: a missing, late, altered or borrowed signature ends at the door."""
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri), how=how) == 401
    assert await meeting.count("follows") == 0
    assert await meeting.count("jobs", "kind = 'inbox'") == 0
    assert await meeting.count("notifications") == 0


async def test_an_artist_who_approves_is_asked_first(meeting: Meeting) -> None:
    async with meeting.site.db.writing() as tx:
        await actors.save(tx, replace(meeting.jane, approves_follows=1))
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    assert await meeting.outcome() == "done: waits for approval"
    assert (await meeting.jane_now()).follower_count == 0
    assert await meeting.count("notifications", "kind = 'follow-request'") == 1
    assert not meeting.bob.received
    asked = await meeting.row("follows", "1 = 1")
    await follow.approve(meeting.site, await meeting.jane_now(), asked["id"])
    await meeting.drain()
    assert [one["type"] for one in meeting.bob.received] == ["Accept"]
    assert (await meeting.jane_now()).follower_count == 1
    # The answer of one's own requests only: nobody else's id leads anywhere.
    with pytest.raises(Exception, match="not open"):
        await follow.approve(meeting.site, await meeting.jane_now(), asked["id"])


async def test_a_refused_request_is_told(meeting: Meeting) -> None:
    async with meeting.site.db.writing() as tx:
        await actors.save(tx, replace(meeting.jane, approves_follows=1))
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    asked = await meeting.row("follows", "1 = 1")
    await follow.reject(meeting.site, await meeting.jane_now(), asked["id"])
    await meeting.drain()
    assert [one["type"] for one in meeting.bob.received] == ["Reject"]
    assert await meeting.count("follows") == 0


async def test_undo_ends_the_follow_and_is_idempotent(meeting: Meeting) -> None:
    asked = meeting.bob.follow(meeting.jane.uri)
    await meeting.says(asked)
    assert await meeting.says(meeting.bob.undo(asked)) == 202
    assert await meeting.count("follows") == 0
    assert (await meeting.jane_now()).follower_count == 0
    assert await meeting.count("notifications") == 0
    assert await meeting.says(meeting.bob.undo(asked)) == 202
    assert (await meeting.outcome()).startswith("ignored")


async def test_undo_by_a_bare_id_is_understood(meeting: Meeting) -> None:
    asked = meeting.bob.follow(meeting.jane.uri)
    await meeting.says(asked)
    undo = meeting.bob.undo(asked) | {"object": asked["id"]}
    assert await meeting.says(undo) == 202
    assert await meeting.count("follows") == 0


async def test_nobody_undoes_the_follow_of_another(meeting: Meeting) -> None:
    asked = meeting.bob.follow(meeting.jane.uri)
    await meeting.says(asked)
    async with RemoteServer("eve", clock=meeting.site.clock.now) as eve:
        forged = eve.undo(asked)
        assert await eve.deliver(f"{meeting.site.config.origin}/inbox", forged) == 403
        forged = eve.undo(asked | {"actor": eve.actor_id})
        assert await eve.deliver(f"{meeting.site.config.origin}/inbox", forged) == 403
        await meeting.drain()
    assert await meeting.count("follows") == 1


async def test_our_follow_counts_only_after_the_accept_of_the_one_followed(meeting: Meeting) -> None:
    """Advisory 84: neither the asking nor the Accept of somebody else makes a follower."""
    target = await meeting.meet(meeting.bob)
    state = await follow.follow(meeting.site, meeting.jane, target.id)
    await meeting.drain()
    assert state == "requested"
    (asked,) = [one for one in meeting.bob.received if one["type"] == "Follow"]
    async with RemoteServer("eve", clock=meeting.site.clock.now) as eve:
        assert await eve.deliver(f"{meeting.site.config.origin}/inbox", eve.accept(asked)) == 403
        await meeting.drain()
    assert (await meeting.jane_now()).following_count == 0
    assert await meeting.says(meeting.bob.accept(asked)) == 202
    assert (await meeting.jane_now()).following_count == 1
    assert await meeting.says(meeting.bob.accept(asked)) == 202
    assert await meeting.outcome() == "done: accepted already"


async def test_a_reject_ends_our_follow_even_after_the_accept(meeting: Meeting) -> None:
    target = await meeting.meet(meeting.bob)
    await follow.follow(meeting.site, meeting.jane, target.id)
    await meeting.drain()
    (asked,) = [one for one in meeting.bob.received if one["type"] == "Follow"]
    await meeting.says(meeting.bob.accept(asked))
    reject = meeting.bob.accept(asked) | {"type": "Reject"}
    assert await meeting.says(reject) == 202
    assert await meeting.count("follows") == 0
    assert (await meeting.jane_now()).following_count == 0


async def test_unfollowing_tells_the_other_server(meeting: Meeting) -> None:
    target = await meeting.meet(meeting.bob)
    await follow.follow(meeting.site, meeting.jane, target.id)
    await follow.unfollow(meeting.site, meeting.jane, target.id)
    await meeting.drain()
    assert [one["type"] for one in meeting.bob.received] == ["Follow", "Undo"]
    assert meeting.bob.received[1]["object"]["id"] == meeting.bob.received[0]["id"]


async def test_a_block_from_elsewhere_ends_follows_both_ways(meeting: Meeting) -> None:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    block = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": meeting.bob.next_id(), "type": "Block",
        "actor": meeting.bob.actor_id, "object": meeting.jane.uri,
    }  # fmt: skip
    assert await meeting.says(block) == 202
    assert await meeting.count("follows") == 0
    assert await meeting.says(meeting.bob.undo(block)) == 202
    assert await meeting.count("blocks") == 0


async def test_who_is_blocked_here_cannot_follow(meeting: Meeting) -> None:
    from fediart.actions.block import block

    target = await meeting.meet(meeting.bob)
    await block(meeting.site, meeting.jane, target.id)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    assert (await meeting.outcome()).startswith("refused")
    assert sorted(one["type"] for one in meeting.bob.received) == ["Block", "Reject"]
    assert await meeting.count("follows") == 0
    assert await meeting.count("notifications") == 0


async def test_the_instance_itself_cannot_be_followed(meeting: Meeting) -> None:
    await meeting.says(meeting.bob.follow(f"{meeting.site.config.origin}/actor"))
    assert await meeting.count("follows") == 0
