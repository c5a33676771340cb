"""Who has moved away does nothing new here and takes no followers; what was done can be undone and deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from fediart.actions import boost, follow, like, quote, reply, vote
from fediart.errors import NotAllowed
from fediart.store import actors
from fediart.store.actors import Actor
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.site import make_artist


async def moves_away(meeting: Meeting) -> Actor:
    async with meeting.site.db.writing() as tx:
        await tx.run(
            "update actors set moved_to = :to where id = :id", to="https://new.example/users/j", id=meeting.jane.id
        )
        found = await actors.by_id(tx, meeting.jane.id)
    assert found is not None
    return found


def answers(meeting: Meeting) -> list[str]:
    return [one["type"] for one in meeting.bob.received]


async def test_follows_are_rejected_and_old_ones_stay(meeting: Meeting) -> None:
    asked = meeting.bob.follow(meeting.jane.uri)
    await moves_away(meeting)
    await meeting.says(asked)
    assert await meeting.outcome() == "refused: this actor has moved away"
    assert answers(meeting) == ["Reject"] and await meeting.count("follows") == 0
    assert await meeting.count("notifications") == 0
    async with meeting.site.db.writing() as tx:
        await tx.run("update actors set moved_to = '' where id = :id", id=meeting.jane.id)
    again = meeting.bob.follow(meeting.jane.uri)
    await meeting.says(again)
    await moves_away(meeting)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    assert answers(meeting) == ["Reject", "Accept", "Accept"] and await meeting.count("follows") == 1


async def test_people_here_cannot_follow_who_has_moved(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    jane = await moves_away(meeting)
    with pytest.raises(NotAllowed, match="has moved"):
        await follow.follow(meeting.site, ann, jane.id)
    assert await meeting.count("follows") == 0


async def test_nothing_new_is_done_from_the_old_account(meeting: Meeting) -> None:
    site = meeting.site
    _, ann = await make_artist(site, "ann")
    work = await post_by(site, ann)
    await like.like(site, meeting.jane, work.id)
    await boost.boost(site, meeting.jane, work.id)
    said = await reply.reply(site, meeting.jane, work.id, "Lovely")
    await follow.follow(site, meeting.jane, ann.id)
    bob = await meeting.meet(meeting.bob)
    jane = await moves_away(meeting)
    other = await post_by(site, ann)
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: like.like(site, jane, other.id),
        lambda: boost.boost(site, jane, other.id),
        lambda: reply.reply(site, jane, other.id, "More"),
        lambda: reply.edit_reply(site, jane, said.id, "Else"),
        lambda: quote.quote(site, jane, other.id, "Look"),
        lambda: vote.vote(site, jane, other.id, [0]),
        lambda: follow.follow(site, jane, bob.id),
        lambda: follow.approve(site, jane, 1),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed, match="This account has moved"):
            await attempt()
    await like.unlike(site, jane, work.id)
    await boost.unboost(site, jane, work.id)
    await reply.delete_reply(site, jane, said.id)
    await follow.unfollow(site, jane, ann.id)
    for table in ("likes", "boosts", "follows"):
        assert await meeting.count(table) == 0
    assert (await meeting.row("posts", "id = :id", id=said.id))["deleted"]
