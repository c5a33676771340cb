"""Accounts that move: others' to anywhere, and ours to elsewhere and back; who follows them goes along."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation import write
from fediart.actions import block, follow, moving
from fediart.clock import DAY, HOUR
from fediart.store import actors
from fediart.store.actors import Actor
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer
from tests.site import PASSWORD, drain, log_in, make_artist


@pytest.fixture
async def newhome(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    """Where bob moves to: another server, whose actor names bob."""
    async with RemoteServer("robert", clock=meeting.site.clock.now) as server:
        server.publish_actor(alsoKnownAs=[meeting.bob.actor_id])
        yield server


def move(server: RemoteServer, target: str) -> dict[str, Any]:
    return write.move(server.next_id(), server.actor_id, target, [f"{server.actor_id}/followers"])


async def accept_follow(meeting: Meeting, server: RemoteServer) -> None:
    """The server says yes to the last Follow it got."""
    asked = [one for one in server.received if one["type"] == "Follow"][-1]
    await server.deliver(f"{meeting.site.config.origin}/inbox", server.accept(asked))
    await meeting.drain()


async def following(meeting: Meeting, actor: Actor) -> set[str]:
    async with meeting.site.db.reading() as tx:
        rows = await tx.all(
            "select uri from actors where id in (select followee_id from follows where follower_id = :id)", id=actor.id
        )
    return {row["uri"] for row in rows}


async def test_followers_here_go_along_to_the_new_account(meeting: Meeting, newhome: RemoteServer) -> None:
    await meeting.follow_bob()
    said = move(meeting.bob, newhome.actor_id)
    assert await meeting.says(said) == 202
    assert await meeting.outcome() == "done"
    assert await following(meeting, meeting.jane) == {newhome.actor_id}
    (asked,) = [one for one in newhome.received if one["type"] == "Follow"]
    assert asked["actor"] == meeting.jane.uri and asked["object"] == newhome.actor_id
    undone = [one for one in meeting.bob.received if one["type"] == "Undo"]
    assert [one["object"]["object"] for one in undone] == [meeting.bob.actor_id]
    assert (await meeting.bob_here()).moved_to == newhome.actor_id
    await log_in(meeting.web, "jane")
    page = (await meeting.web.get("/notifications")).text
    assert "Bob</a> has moved to" in page and f"/{newhome.handle}" in page
    old = (await meeting.web.get(f"/{meeting.bob.handle}")).text
    assert "Bob has moved to" in old and f'href="/{newhome.handle}"' in old
    await meeting.says(said)
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert await meeting.outcome() == "refused: the sender has moved within the last seven days"
    assert await meeting.count("notifications", "kind = 'move'") == 1
    assert len([one for one in newhome.received if one["type"] == "Follow"]) == 1


async def test_the_new_account_must_agree(meeting: Meeting, newhome: RemoteServer) -> None:
    """Else anyone could sell their followers to a stranger, or push them onto one."""
    await meeting.follow_bob()
    newhome.publish_actor(alsoKnownAs=[f"{meeting.bob.origin}/users/eve"])
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert await meeting.outcome() == "refused: the new account does not name the old one in its alsoKnownAs"
    await meeting.says(move(meeting.bob, meeting.bob.actor_id))
    assert await meeting.outcome() == "refused: the move leads nowhere"
    await meeting.says(move(meeting.bob, f"{newhome.origin}/users/nobody"))
    assert (await meeting.outcome()).startswith("refused: the new account cannot be had")
    newhome.publish_actor(alsoKnownAs=[meeting.bob.actor_id], movedTo=f"{newhome.origin}/users/next")
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert await meeting.outcome() == "refused: the new account has itself moved"
    assert await following(meeting, meeting.jane) == {meeting.bob.actor_id}
    assert (await meeting.bob_here()).moved_to == ""


async def test_what_the_new_account_said_before_does_not_count(meeting: Meeting, newhome: RemoteServer) -> None:
    """It is asked anew, however fresh our row of it is; and again where its server is down."""
    await meeting.follow_bob()
    await meeting.meet(newhome)
    newhome.publish_actor(alsoKnownAs=[])
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert (await meeting.outcome()).startswith("refused: the new account does not name")
    newhome.serve("/users/robert", {"error": "broken"}, status=503)
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert (await meeting.outcome()).startswith("later: the new account cannot be asked")
    newhome.publish_actor(alsoKnownAs=[meeting.bob.actor_id])
    meeting.site.clock.move(2 * HOUR)
    await meeting.drain()
    assert await following(meeting, meeting.jane) == {newhome.actor_id}


async def test_nobody_moves_somebody_else(meeting: Meeting, newhome: RemoteServer) -> None:
    """A Move whose object is not its actor does not pass the gate."""
    await meeting.follow_bob()
    eve = await meeting.neighbour("eve")
    said = write.move(f"{eve.actor_id}/activities/3", eve.actor_id, newhome.actor_id, [])
    assert await eve.says(said | {"object": meeting.bob.actor_id}) == 403
    assert await meeting.count("moves") == 0


async def test_after_the_cool_down_one_may_move_again(meeting: Meeting, newhome: RemoteServer) -> None:
    await meeting.follow_bob()
    await meeting.says(move(meeting.bob, newhome.actor_id))
    meeting.site.clock.move(8 * DAY)
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert await meeting.outcome() == "done"


async def test_blocks_are_carried_over_and_respected(meeting: Meeting, newhome: RemoteServer) -> None:
    """Who blocked the old account does not meet the new one; who blocked the new one does not follow it."""
    await meeting.follow_bob()
    _, ann = await make_artist(meeting.site, "ann")
    bob, robert = await meeting.bob_here(), await meeting.meet(newhome)
    await block.block(meeting.site, ann, bob.id)
    async with meeting.site.db.writing() as tx:
        await tx.run(
            "insert into blocks (actor_id, target_id, created) values (:a, :b, 1)", a=meeting.jane.id, b=robert.id
        )
    await meeting.says(move(meeting.bob, newhome.actor_id))
    assert await meeting.count("blocks", "actor_id = :ann and target_id = :it", ann=ann.id, it=robert.id) == 1
    assert await following(meeting, meeting.jane) == set()
    assert [one for one in newhome.received if one["type"] == "Follow"] == []


async def test_moving_in_brings_the_followers_of_both_servers(meeting: Meeting) -> None:
    """Bob moves to jane, who has named him; ann, a follower here, follows jane now."""
    _, ann = await make_artist(meeting.site, "ann")
    bob = await meeting.meet(meeting.bob)
    await follow.follow(meeting.site, ann, bob.id)
    await drain(meeting.site)
    await accept_follow(meeting, meeting.bob)
    await meeting.says(move(meeting.bob, meeting.jane.uri))
    assert (await meeting.outcome()).startswith("refused: the new account does not name")
    await log_in(meeting.web, "jane")
    answer = await meeting.web.post_form(
        "/settings/moving/alias", {"alias": meeting.bob.handle}, page="/settings/moving"
    )
    assert answer.status == 303
    document = (await meeting.web.get("/users/jane", headers={"Accept": "application/activity+json"})).json
    assert document["alsoKnownAs"] == [meeting.bob.actor_id]
    await meeting.says(move(meeting.bob, meeting.jane.uri))
    assert await meeting.outcome() == "done"
    assert await following(meeting, ann) == {meeting.jane.uri}
    assert (await meeting.jane_now()).follower_count == 1
    page = await meeting.web.get("/settings/moving")
    assert meeting.bob.handle in page.text
    await meeting.web.post_form("/settings/moving/unalias", {"uri": meeting.bob.actor_id}, page="/settings/moving")
    assert (await meeting.jane_now()).also_known_as == ()


async def test_a_locked_account_here_is_asked(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    bob = await meeting.meet(meeting.bob)
    await follow.follow(meeting.site, ann, bob.id)
    await drain(meeting.site)
    await accept_follow(meeting, meeting.bob)
    await moving.add_alias(meeting.site, meeting.jane, meeting.bob.handle)
    async with meeting.site.db.writing() as tx:
        await tx.run("update actors set approves_follows = 1 where id = :id", id=meeting.jane.id)
    await meeting.says(move(meeting.bob, meeting.jane.uri))
    assert await meeting.count("follows", "follower_id = :id and state = 'requested'", id=ann.id) == 1
    assert await meeting.count("notifications", "kind = 'follow-request'") == 1


async def test_moving_away_and_cancelling(meeting: Meeting, newhome: RemoteServer) -> None:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    _, ann = await make_artist(meeting.site, "ann")
    await follow.follow(meeting.site, ann, meeting.jane.id)
    web, here = meeting.web, "/settings/moving"
    await log_in(web, "jane")
    wanted = {"target": newhome.handle, "password": PASSWORD}
    refused = await web.post_form("/settings/moving/move", wanted, page=here)
    assert refused.status == 422
    words = html.unescape(refused.text)
    assert "does not name this account yet" in words and f"add @jane@{meeting.site.config.instance.host}" in words
    newhome.publish_actor(alsoKnownAs=[meeting.jane.uri])
    wrong = await web.post_form("/settings/moving/move", wanted | {"password": "wrong"}, page=here)
    assert wrong.status == 422 and "This is not your password." in wrong.text
    done = await web.post_form("/settings/moving/move", wanted, page=here)
    assert done.status == 303
    await drain(meeting.site)
    (told,) = [one for one in meeting.bob.received if one["type"] == "Move"]
    assert (told["actor"], told["object"], told["target"]) == (meeting.jane.uri, meeting.jane.uri, newhome.actor_id)
    document = (await web.get("/users/jane", headers={"Accept": "application/activity+json"})).json
    assert document["movedTo"] == newhome.actor_id
    updates = [one for one in meeting.bob.received if one["type"] == "Update"]
    assert updates[-1]["object"]["movedTo"] == newhome.actor_id
    assert await following(meeting, ann) == {newhome.actor_id}
    assert "has moved to" in (await web.get("/@jane")).text
    assert (await web.get("/new")).status == 403
    await web.post_form("/settings/moving/cancel", {}, page=here)
    assert (await meeting.jane_now()).moved_to == ""
    assert (await web.get("/new")).status == 200
    page = await web.get(here)
    assert "You have moved lately" in page.text
    again = await web.post_form("/settings/moving/move", wanted, page=here)
    assert again.status == 422 and "at most once in 30 days" in again.text
    meeting.site.clock.move(31 * DAY)
    await log_in(web, "jane")
    assert (await web.post_form("/settings/moving/move", wanted, page=here)).status == 303


async def test_aliases_are_checked_and_bounded(meeting: Meeting) -> None:
    await log_in(meeting.web, "jane")
    for text, words in (("nobody@127.0.0.1:1", "Nobody was found"), ("@jane", "account you are in"), ("", "handle")):
        answer = await meeting.web.post_form("/settings/moving/alias", {"alias": text}, page="/settings/moving")
        assert answer.status == 422 and words in answer.text, text
    assert (await meeting.jane_now()).also_known_as == ()


async def test_many_followers_go_in_batches_and_a_batch_may_run_twice(meeting: Meeting, monkeypatch: Any) -> None:
    monkeypatch.setattr("fediart.jobs.moving.BATCH", 2)
    async with RemoteServer("robert", clock=meeting.site.clock.now) as newhome:
        newhome.publish_actor(alsoKnownAs=[meeting.jane.uri])
        people = [(await make_artist(meeting.site, f"ann{number}"))[1] for number in range(5)]
        for one in people:
            await follow.follow(meeting.site, one, meeting.jane.id)
        account = await _account_of(meeting, meeting.jane)
        await moving.move_away(meeting.site, account, meeting.jane, newhome.handle, PASSWORD, address="127.0.0.1")
        await drain(meeting.site)
        for one in people:
            assert await following(meeting, one) == {newhome.actor_id}
        assert await meeting.count("jobs", "kind = 'move-followers'") == 3
        async with meeting.site.db.writing() as tx:
            await tx.run("update jobs set state = 'waiting' where kind = 'move-followers'")
        await drain(meeting.site)
        assert await meeting.count("notifications", "kind = 'move'") == 5
        assert len([one for one in newhome.received if one["type"] == "Follow"]) == 5


async def _account_of(meeting: Meeting, actor: Actor) -> Any:
    from fediart.store import accounts

    async with meeting.site.db.reading() as tx:
        assert await actors.by_id(tx, actor.id)
        return await accounts.by_name(tx, actor.name)
