"""Polls of other servers: shown, voted in once and before their end, told anew by their server only."""

from __future__ import annotations

import pytest

from fediart.clock import HOUR
from tests.inbox.conftest import Meeting
from tests.site import log_in
from tests.threads.made import arrived, question


async def votes_of(meeting: Meeting, post_id: int) -> list[int]:
    async with meeting.site.db.reading() as tx:
        rows = await tx.all("select votes from poll_options where post_id = :id order by position", id=post_id)
    return [row["votes"] for row in rows]


async def test_a_poll_is_shown_with_its_counts_and_its_end(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob, (("Hills <b>& more</b>", 3), ("Pears", 1)), voters=4))
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    assert "Hills &amp; more" in page and "Pears" in page
    assert "75 %" in page and "25 %" in page
    assert "4 people have voted." in page and "It ends on" in page
    assert "Members who are logged in can vote" in page


async def test_a_member_votes_and_the_author_alone_is_told(meeting: Meeting) -> None:
    post = await arrived(meeting, asked := question(meeting.bob))
    await log_in(meeting.web, "jane")
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    assert 'type="radio"' in page and "Results so far" in page
    await meeting.web.post_form(f"/posts/{post.id}/vote", {"option": "1"}, page=f"/posts/{post.id}")
    await meeting.drain()
    (create,) = [one for one in meeting.bob.received if one["type"] == "Create"]
    vote = create["object"]
    assert (vote["type"], vote["name"], vote["inReplyTo"]) == ("Note", "Pears", asked["id"])
    assert vote["to"] == create["to"] == [meeting.bob.actor_id] and "content" not in vote and not vote.get("cc")
    assert create["actor"] == vote["attributedTo"] == meeting.jane.uri
    assert await votes_of(meeting, post.id) == [3, 2]
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    assert "your vote" in page and 'type="radio"' not in page and "No replies yet" in page


async def test_nobody_votes_twice_too_often_or_for_what_is_not_there(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob))
    await log_in(meeting.web, "jane")
    path = f"/posts/{post.id}/vote"
    for given, said in (
        ({}, "Choose something first."),
        ({"option": ["0", "1"]}, "only one is possible"),
        ({"option": "7"}, "vote option does not exist"),
        ({"option": "0"}, "You have voted."),
        ({"option": "1"}, "You have already voted on this poll."),
    ):
        answer = await meeting.web.post_form(path, given, page=f"/posts/{post.id}", follow=True)
        assert said in answer.text
    await meeting.drain()
    assert await votes_of(meeting, post.id) == [4, 1]
    assert [one["object"]["name"] for one in meeting.bob.received if one["type"] == "Create"] == ["Hills"]


async def test_several_are_chosen_where_several_may_be(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob, (("A", 0), ("B", 0), ("C", 0)), multiple=True, voters=0))
    await log_in(meeting.web, "jane")
    assert 'type="checkbox"' in (await meeting.web.get(f"/posts/{post.id}")).text
    await meeting.web.post_form(f"/posts/{post.id}/vote", {"option": ["0", "2"]}, page=f"/posts/{post.id}")
    await meeting.drain()
    told = [one["object"]["name"] for one in meeting.bob.received if one["type"] == "Create"]
    assert sorted(told) == ["A", "C"]
    assert "1 person has voted." in (await meeting.web.get(f"/posts/{post.id}")).text


async def test_after_its_end_a_poll_shows_what_came_of_it(meeting: Meeting) -> None:
    now = meeting.site.clock.now()
    post = await arrived(meeting, question(meeting.bob, ends=now + HOUR))
    meeting.site.clock.move(2 * HOUR)
    await log_in(meeting.web, "jane")
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    assert "The poll ended on" in page and 'type="radio"' not in page
    answer = await meeting.web.post_form(
        f"/posts/{post.id}/vote", {"option": "0"}, page=f"/posts/{post.id}", follow=True
    )
    assert "This poll has ended." in answer.text
    assert await votes_of(meeting, post.id) == [3, 1]


async def test_newer_tallies_count_and_older_ones_do_not(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob, path="/q"))
    now = meeting.site.clock.now()
    fresh = question(meeting.bob, (("Hills", 9), ("Pears", 5)), path="/q", voters=14)
    await meeting.says(meeting.bob.update(fresh))
    assert await votes_of(meeting, post.id) == [9, 5]
    stale = question(meeting.bob, (("Hills", 1), ("Pears", 1)), path="/q")
    await meeting.says(meeting.bob.update(stale) | {"published": "2001-01-01T00:00:00Z"})
    assert await votes_of(meeting, post.id) == [9, 5]
    assert (await meeting.row("polls", "post_id = :id", id=post.id))["counted"] <= now + HOUR


async def test_a_poll_that_asks_something_else_voids_the_votes(meeting: Meeting) -> None:
    post = await arrived(meeting, question(meeting.bob, path="/q"))
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/posts/{post.id}/vote", {"option": "0"}, page=f"/posts/{post.id}")
    await meeting.says(meeting.bob.update(question(meeting.bob, (("Salt", 0), ("Noon", 0)), path="/q")))
    assert await meeting.count("votes") == 0
    assert await votes_of(meeting, post.id) == [0, 0]


async def test_nobody_else_changes_a_poll(meeting: Meeting) -> None:
    post = await arrived(meeting, made := question(meeting.bob))
    eve = await meeting.neighbour("eve")
    lie = made | {"oneOf": [{"type": "Note", "name": "Hills", "replies": {"totalItems": 99}}]}
    await eve.says({"id": f"{eve.actor_id}/1", "type": "Update", "actor": eve.actor_id, "object": lie})
    await eve.says(
        {
            "id": f"{eve.actor_id}/2",
            "type": "Update",
            "actor": eve.actor_id,
            "object": lie | {"attributedTo": eve.actor_id},
        }
    )
    assert await votes_of(meeting, post.id) == [3, 1]


async def test_advisory_54_a_huge_poll_is_refused_and_no_number_runs_over(meeting: Meeting) -> None:
    await meeting.follow_bob()
    huge = question(meeting.bob, [(f"Option {number}", 0) for number in range(501)])
    assert await meeting.says(meeting.bob.create(huge)) == 400
    assert await meeting.count("polls") == 0
    post = await arrived(meeting, question(meeting.bob, (("A" * 5000, 2**63 - 1), ("B", -4)), voters=2**62))
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/posts/{post.id}/vote", {"option": "0"}, page=f"/posts/{post.id}")
    row = await meeting.row("poll_options", "post_id = :id and position = 0", id=post.id)
    assert len(row["name"]) == 300 and row["votes"] == 10**12 + 1
    assert (await meeting.web.get(f"/posts/{post.id}")).status == 200


@pytest.mark.parametrize("parent", ["our post", "their post"])
async def test_a_vote_that_comes_here_is_no_reply(meeting: Meeting, parent: str) -> None:
    post = await arrived(meeting, question(meeting.bob))
    vote = {
        "id": f"{meeting.bob.actor_id}#votes/1", "type": "Note", "name": "Hills", "to": [meeting.jane.uri],
        "attributedTo": meeting.bob.actor_id, "inReplyTo": post.uri,
    }  # fmt: skip
    await meeting.says(meeting.bob.create(vote))
    assert await meeting.outcome() == "ignored: a vote, and there is no such poll here"
    assert await meeting.count("posts", "kind = 'reply'") == 0
