"""Likes, reactions and boosts, with their Undo."""

from __future__ import annotations

from federation import write
from federation.audience import PUBLIC
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer


async def test_a_like_counts_once_and_can_be_taken_back(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    like = meeting.bob.like(mine.uri)
    await meeting.says(like)
    await meeting.says(meeting.bob.like(mine.uri))
    assert (await meeting.row("posts", "id = :id", id=mine.id))["like_count"] == 1
    assert await meeting.count("notifications", "kind = 'like'") == 1
    await meeting.says(meeting.bob.undo(like))
    assert (await meeting.row("posts", "id = :id", id=mine.id))["like_count"] == 0
    assert await meeting.count("notifications") == 0
    await meeting.says(meeting.bob.undo(like))
    assert (await meeting.row("posts", "id = :id", id=mine.id))["like_count"] == 0


async def test_what_one_may_not_see_one_cannot_like_or_boost(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane, visibility="followers")
    await meeting.says(meeting.bob.like(mine.uri))
    assert (await meeting.outcome()).startswith("ignored: the sender may not see")
    await meeting.says(meeting.bob.announce(mine.uri))
    assert (await meeting.outcome()).startswith("ignored: the post is not for everyone")
    assert await meeting.count("likes") + await meeting.count("boosts") == 0


async def test_nobody_undoes_the_like_of_another(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    like = meeting.bob.like(mine.uri)
    await meeting.says(like)
    mallory = await meeting.neighbour("mallory")
    await mallory.says(mallory.undo_id(like["id"]))
    assert (await meeting.outcome()).startswith("ignored")
    assert await meeting.count("likes") == 1


async def test_a_boost_of_ours_counts_once_and_can_be_taken_back(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    boost = meeting.bob.announce(mine.uri)
    await meeting.says(boost)
    await meeting.says(meeting.bob.announce(mine.uri))
    assert (await meeting.row("posts", "id = :id", id=mine.id))["boost_count"] == 1
    assert await meeting.count("notifications", "kind = 'boost'") == 1
    await meeting.says(meeting.bob.undo(boost))
    assert (await meeting.row("posts", "id = :id", id=mine.id))["boost_count"] == 0


async def test_a_boost_by_someone_followed_brings_the_post_from_its_own_server(meeting: Meeting) -> None:
    await meeting.follow_bob()
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        note = carol.note("<p>From afar</p>")
        await meeting.says(meeting.bob.announce(note["id"]))
        row = await meeting.row("posts", "uri = :uri", uri=note["id"])
        assert row["content"] == "<p>From afar</p>"
        assert await meeting.count("boosts", "post_id = :id", id=row["id"]) == 1
        signed = [head for _, path, head in carol.requests if path.startswith("/notes/")]
        assert all("Signature" in head for head in signed), "our fetches are signed by the instance"


async def test_what_is_inlined_in_a_boost_is_not_believed(meeting: Meeting) -> None:
    """Advisory 14: the words of somebody else's post come from that server alone."""
    await meeting.follow_bob()
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        note = carol.note("<p>True words</p>")
        boost = meeting.bob.announce(note["id"])
        boost["object"] = note | {"content": "<p>Forged words</p>"}
        await meeting.says(boost)
        assert (await meeting.row("posts", "uri = :uri", uri=note["id"]))["content"] == "<p>True words</p>"


async def test_a_boost_by_a_stranger_is_ignored_and_fetches_nothing(meeting: Meeting) -> None:
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        note = carol.note()
        await meeting.says(meeting.bob.announce(note["id"]))
        assert (await meeting.outcome()).startswith("ignored: nobody here follows")
        assert not carol.requests


async def test_followers_only_posts_of_others_do_not_come_by_boost(meeting: Meeting) -> None:
    await meeting.follow_bob()
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        note = carol.note(to=(f"{carol.actor_id}/followers",), cc=())
        await meeting.says(meeting.bob.announce(note["id"]))
        assert await meeting.count("posts") == 0


async def test_an_activity_of_unknown_type_is_ignored(meeting: Meeting) -> None:
    listen = meeting.bob.like(meeting.jane.uri) | {"type": "Listen"}
    assert await meeting.says(listen) == 202
    assert (await meeting.outcome()).startswith("ignored: Listen")
    for kind in ("Add", "Remove"):
        made = write.announce(
            meeting.bob.next_id(), meeting.bob.actor_id, meeting.bob.actor_id, [PUBLIC], [], "2026-01-01T00:00:00Z"
        )
        target = {"target": f"{meeting.bob.actor_id}/featured"}
        assert await meeting.says(made | {"type": kind} | target) == 202
        assert (await meeting.outcome()).startswith("ignored"), kind
