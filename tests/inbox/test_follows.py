"""Follow, Accept, Reject and their Undo, as another server sends them."""

from __future__ import annotations

import pytest

from tests.inbox.conftest import Meeting
from tests.remote import HOWS


async def test_a_follow_is_accepted_and_told(meeting: Meeting) -> None:
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202
    assert await meeting.outcome() == "done"
    assert (await meeting.jane_now()).follower_count == 1
    (accept,) = [one for one in meeting.bob.received if one["type"] == "Accept"]
    assert accept["object"]["type"] == "Follow"
    assert accept["object"]["actor"] == meeting.bob.actor_id
    assert await meeting.count("notifications", "kind = 'follow'") == 1


async def test_the_same_follow_twice_is_one_follow(meeting: Meeting) -> None:
    follow = meeting.bob.follow(meeting.jane.uri)
    assert await meeting.says(follow) == 202
    assert await meeting.says(follow) == 202
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri)) == 202
    assert await meeting.count("follows") == 1
    assert await meeting.count("notifications") == 1
    assert await meeting.count("jobs", "kind = 'inbox'") == 2


@pytest.mark.parametrize("how", [how for how in HOWS if how != "truly"])
async def test_what_is_not_truly_signed_leaves_no_row(meeting: Meeting, how: str) -> None:
    assert await meeting.says(meeting.bob.follow(meeting.jane.uri), how=how) == 401
    assert await meeting.count("follows") == 0
    assert await meeting.count("jobs", "kind = 'inbox'") == 0
    assert await meeting.count("notifications") == 0
