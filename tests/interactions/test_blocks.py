"""A block of somebody elsewhere is told to their server, last of all, and taken back; or is not, where one chose so."""

from __future__ import annotations

from fediart.actions import block, moving
from fediart.store import domain_rules, moves
from fediart.store.domain_rules import SUSPEND, DomainRule
from tests.interactions.conftest import Meeting, heard
from tests.site import log_in


async def both_follow(meeting: Meeting) -> int:
    await meeting.follow_bob()
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    return (await meeting.bob_here()).id


async def test_the_block_comes_after_what_ends_the_follows(meeting: Meeting) -> None:
    bob_id = await both_follow(meeting)
    await block.block(meeting.site, meeting.jane, bob_id)
    await meeting.drain()
    assert {one["type"] for one in meeting.bob.received[-3:-1]} == {"Undo", "Reject"}
    told = meeting.bob.received[-1]
    assert told["type"] == "Block" and told["actor"] == meeting.jane.uri and told["object"] == meeting.bob.actor_id
    assert told["to"] == [meeting.bob.actor_id] and told["id"].startswith(f"{meeting.jane.uri}#blocks/")
    assert "proof" in told


async def test_blocking_twice_is_told_once_and_the_end_is_told(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    for _ in range(2):
        await block.block(meeting.site, meeting.jane, bob.id)
    await meeting.drain()
    (told,) = heard(meeting, "Block")
    for _ in range(2):
        await block.unblock(meeting.site, meeting.jane, bob.id)
    await meeting.drain()
    (undone,) = heard(meeting, "Undo")
    assert undone["object"]["type"] == "Block" and undone["object"]["id"] == told["id"]
    assert undone["object"]["object"] == meeting.bob.actor_id
    await block.block(meeting.site, meeting.jane, bob.id)
    await meeting.drain()
    assert len({one["id"] for one in heard(meeting, "Block")}) == 2


async def test_a_server_that_is_down_is_told_later(meeting: Meeting) -> None:
    bob_id = await both_follow(meeting)
    meeting.bob.answer_next(503, times=3)
    await block.block(meeting.site, meeting.jane, bob_id)
    await meeting.drain()
    assert not heard(meeting, "Block")
    assert await meeting.count("deliveries", "state = 'waiting'") == 3
    for _ in range(8):
        meeting.site.clock.move(300_000)
        await meeting.drain()
    assert [len(heard(meeting, kind)) for kind in ("Undo", "Reject", "Block")] == [1, 1, 1]
    assert await meeting.count("deliveries", "state = 'waiting'") == 0


async def test_who_wants_no_one_told_sends_no_block_and_no_end_of_it(meeting: Meeting) -> None:
    bob_id = await both_follow(meeting)
    await log_in(meeting.web, "jane")
    page = await meeting.web.get("/settings/blocks")
    assert 'name="tells" type="checkbox" value="1" checked' in page.text
    assert (await meeting.web.post_form("/settings/blocks", {})).status == 303
    assert 'value="1" checked' not in (await meeting.web.get("/settings/blocks")).text
    await block.block(meeting.site, meeting.jane, bob_id)
    await block.unblock(meeting.site, meeting.jane, bob_id)
    await meeting.drain()
    assert not heard(meeting, "Block")
    assert [one["object"]["type"] for one in heard(meeting, "Undo")] == ["Follow"]
    assert (await meeting.web.post_form("/settings/blocks", {"tells": "1"})).status == 303
    await block.block(meeting.site, meeting.jane, bob_id)
    await meeting.drain()
    assert len(heard(meeting, "Block")) == 1


async def test_a_server_we_do_not_talk_to_hears_nothing(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        await domain_rules.put_rule(tx, DomainRule(meeting.bob.host, SUSPEND))
    meeting.site.rules.changed()
    await block.block(meeting.site, meeting.jane, bob.id)
    await meeting.drain()
    assert not heard(meeting, "Block")
    assert (await meeting.row("blocks", "target_id = :id", id=bob.id))["uri"] == ""


async def test_the_server_of_a_new_account_hears_of_a_block_of_the_old_one(meeting: Meeting) -> None:
    old = await meeting.meet(await meeting.neighbour("old"))
    await block.block(meeting.site, meeting.jane, old.id)
    new = await meeting.meet(meeting.bob)
    meeting.site.clock.move(1000)
    made = moves.Move(meeting.site.ids.new(), old.id, new.id, f"{old.uri}#move", meeting.site.clock.now())
    async with meeting.site.db.writing() as tx:
        await moves.insert(tx, made)
        await moving.begin(tx, meeting.site, made)
    await meeting.drain()
    assert [one["object"] for one in heard(meeting, "Block")] == [old.uri, new.uri]
