"""Create, Update and Delete of posts: what is kept, for whom, and who may change it."""

from __future__ import annotations

import pytest

from federation.audience import PUBLIC
from federation.objects import Attachment, Hashtag, Mention
from fediart.store import posts, remote_media
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by
from tests.remote import RemoteServer


async def test_a_post_of_someone_followed_is_kept_once(meeting: Meeting) -> None:
    await meeting.follow_bob()
    create = meeting.bob.create(meeting.bob.note("<p>Ink <script>x()</script>study</p>", hashtags=(Hashtag("Ink"),)))
    assert await meeting.says(create) == 202
    assert await meeting.says(create | {"id": meeting.bob.next_id()}) == 202
    assert await meeting.outcome() == "done: known already"
    row = await meeting.row("posts", "local = 0")
    assert row["content"] == "<p>Ink study</p>"
    assert row["visibility"] == "public"
    assert await meeting.count("posts", "local = 0") == 1
    assert await meeting.count("post_tags", "tag = 'ink'") == 1


async def test_a_post_of_no_concern_is_not_kept(meeting: Meeting) -> None:
    assert await meeting.says(meeting.bob.create(meeting.bob.note())) == 202
    assert (await meeting.outcome()).startswith("ignored: nobody here follows")
    assert await meeting.count("posts") == 0


async def test_a_reply_to_our_post_is_kept_counted_and_told(meeting: Meeting) -> None:
    mine = await post_by(meeting.site, meeting.jane)
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>Lovely</p>", in_reply_to=mine.uri)))
    row = await meeting.row("posts", "local = 0")
    assert (row["reply_to_id"], row["thread_id"], row["kind"]) == (mine.id, mine.id, "reply")
    assert (await meeting.row("posts", "id = :id", id=mine.id))["reply_count"] == 1
    assert await meeting.count("notifications", "kind = 'reply' and actor_id = :id", id=meeting.jane.id) == 1


async def test_a_mention_is_kept_and_told_but_not_by_whom_is_blocked(meeting: Meeting) -> None:
    note = meeting.bob.note("<p>@jane look</p>", mentions=(Mention(meeting.jane.uri, "@jane"),))
    await meeting.says(meeting.bob.create(note))
    assert await meeting.count("notifications", "kind = 'mention'") == 1
    from fediart.actions.block import block

    await block(meeting.site, meeting.jane, (await meeting.bob_here()).id)
    note = meeting.bob.note("<p>@jane again</p>", mentions=(Mention(meeting.jane.uri, "@jane"),))
    await meeting.says(meeting.bob.create(note))
    assert await meeting.count("notifications", "kind = 'mention'") == 0


async def test_a_direct_post_is_kept_only_for_whom_it_names(meeting: Meeting) -> None:
    await meeting.follow_bob()
    await meeting.says(meeting.bob.create(meeting.bob.note(to=("https://other.example/users/x",), cc=())))
    assert await meeting.count("posts") == 0
    note = meeting.bob.note(to=(meeting.jane.uri,), cc=(), mentions=(Mention(meeting.jane.uri),))
    await meeting.says(meeting.bob.create(note))
    assert (await meeting.row("posts", "local = 0"))["visibility"] == "direct"


async def test_a_post_answering_an_unknown_one_brings_it_along(meeting: Meeting) -> None:
    await meeting.follow_bob()
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        first = carol.note("<p>First</p>")
        await meeting.says(meeting.bob.create(meeting.bob.note("<p>Second</p>", in_reply_to=first["id"])))
        parent = await meeting.row("posts", "uri = :uri", uri=first["id"])
        child = await meeting.row("posts", "content = '<p>Second</p>'")
        assert (child["reply_to_id"], child["thread_id"]) == (parent["id"], parent["thread_id"])


async def test_an_answer_that_came_first_is_joined_when_its_post_comes(meeting: Meeting) -> None:
    await meeting.follow_bob()
    parent = meeting.bob.note("<p>First</p>")
    meeting.bob.serve(parent["id"].removeprefix(meeting.bob.origin), {"error": "later"}, status=503)
    await meeting.says(meeting.bob.create(meeting.bob.note("<p>Second</p>", in_reply_to=parent["id"])))
    assert (await meeting.row("posts", "content = '<p>Second</p>'"))["reply_to_id"] is None
    await meeting.says(meeting.bob.create(parent))
    first = await meeting.row("posts", "content = '<p>First</p>'")
    second = await meeting.row("posts", "content = '<p>Second</p>'")
    assert (second["reply_to_id"], second["thread_id"]) == (first["id"], first["id"])
    assert first["reply_count"] == 1


async def test_the_future_is_dated_to_now(meeting: Meeting) -> None:
    await meeting.follow_bob()
    now = meeting.site.clock.now()
    await meeting.says(meeting.bob.create(meeting.bob.note(published=now + 10**10)))
    assert (await meeting.row("posts", "local = 0"))["published"] <= meeting.site.clock.now()


@pytest.mark.parametrize("field", ["attributedTo", "id"])
async def test_a_post_in_anothers_name_is_refused_at_the_door(meeting: Meeting, field: str) -> None:
    """Advisories 11 and 19: whoever signs must own both the activity and what is in it."""
    await meeting.follow_bob()
    note = meeting.bob.note() | {field: meeting.jane.uri if field == "attributedTo" else "https://evil.example/1"}
    assert await meeting.says(meeting.bob.create(note)) == 403
    activity = meeting.bob.create(meeting.bob.note()) | {"id": "https://evil.example/activity"}
    assert await meeting.says(activity) == 403
    assert await meeting.count("posts") == 0
    assert await meeting.count("jobs", "kind = 'inbox'") == 1  # the accept of the follow, nothing else


async def test_an_update_changes_words_and_pictures(meeting: Meeting) -> None:
    await meeting.follow_bob()
    files = tuple(Attachment(f"{meeting.bob.origin}/{n}.png", media_type="image/png", alt=str(n)) for n in (1, 2))
    note = meeting.bob.note("<p>One</p>", path="/notes/x", attachments=files)
    await meeting.says(meeting.bob.create(note))
    later = meeting.site.clock.now() + 60_000
    meeting.site.clock.move(120_000)  # type: ignore[attr-defined]
    third = Attachment(f"{meeting.bob.origin}/3.png", media_type="image/png", alt="3")
    changed = meeting.bob.note(
        "<p>Two</p>", path="/notes/x", updated=later, attachments=(third, files[0]), published=later - 60_000
    )
    update = meeting.bob.update(changed)
    assert await meeting.says(update) == 202
    row = await meeting.row("posts", "local = 0")
    assert (row["content"], row["edited"]) == ("<p>Two</p>", later)
    async with meeting.site.db.reading() as tx:
        media = (await remote_media.of_posts(tx, [row["id"]]))[row["id"]]
    assert [one.alt for one in media] == ["3", "1"]
    old = meeting.bob.update(note)
    await meeting.says(old)
    assert (await meeting.row("posts", "local = 0"))["content"] == "<p>Two</p>"


async def test_nobody_changes_or_deletes_the_post_of_another(meeting: Meeting) -> None:
    """Advisories 19, 22 and 26, also within one server: same origin is not same owner."""
    await meeting.follow_bob()
    note = meeting.bob.note("<p>Mine</p>")
    await meeting.says(meeting.bob.create(note))
    async with RemoteServer("eve", clock=meeting.site.clock.now) as eve:
        await meeting.meet(eve)
        inbox = f"{meeting.site.config.origin}/inbox"
        assert await eve.deliver(inbox, eve.update(note | {"content": "<p>Hers</p>"})) == 403
        assert await eve.deliver(inbox, eve.delete(note["id"])) == 403
    mallory = await meeting.neighbour("mallory")
    await meeting.meet(mallory)
    assert await mallory.says(mallory.delete(note["id"])) == 202
    assert (await meeting.outcome()).startswith("refused: only its author")
    row = await meeting.row("posts", "local = 0")
    assert (row["content"], row["deleted"]) == ("<p>Mine</p>", 0)


async def test_a_delete_empties_the_post_and_keeps_its_place(meeting: Meeting) -> None:
    await meeting.follow_bob()
    mine = await post_by(meeting.site, meeting.jane)
    note = meeting.bob.note("<p>Reply</p>", in_reply_to=mine.uri)
    await meeting.says(meeting.bob.create(note))
    assert await meeting.says(meeting.bob.delete(note["id"])) == 202
    row = await meeting.row("posts", "local = 0")
    assert row["deleted"] and row["content"] == ""
    assert (await meeting.row("posts", "id = :id", id=mine.id))["reply_count"] == 0
    assert await meeting.says(meeting.bob.delete(note["id"])) == 202
    await meeting.says(meeting.bob.create(note))
    assert (await meeting.row("posts", "local = 0"))["content"] == ""


async def test_a_delete_does_not_overtake_its_create_nor_come_before_it_in_vain(meeting: Meeting) -> None:
    await meeting.follow_bob()
    inbox = f"{meeting.site.config.origin}/inbox"
    note = meeting.bob.note("<p>Short life</p>")
    assert await meeting.bob.deliver(inbox, meeting.bob.create(note)) == 202
    assert await meeting.bob.deliver(inbox, meeting.bob.delete(note["id"])) == 202
    await meeting.drain()
    assert (await meeting.row("posts", "uri = :uri", uri=note["id"]))["deleted"]
    late = meeting.bob.note("<p>Came late</p>")
    await meeting.says(meeting.bob.delete(late["id"]))
    await meeting.says(meeting.bob.create(late))
    row = await meeting.row("posts", "uri = :uri", uri=late["id"])
    assert row["deleted"] and row["content"] == ""


async def test_a_local_post_cannot_be_deleted_from_elsewhere(meeting: Meeting) -> None:
    await meeting.meet(meeting.bob)
    mine = await post_by(meeting.site, meeting.jane)
    assert await meeting.says(meeting.bob.delete(mine.uri)) == 403
    async with meeting.site.db.reading() as tx:
        post = await posts.by_id(tx, mine.id)
    assert post is not None and not post.deleted


async def test_the_public_is_named_in_three_ways(meeting: Meeting) -> None:
    await meeting.follow_bob()
    for word in ("as:Public", "Public", PUBLIC):
        await meeting.says(meeting.bob.create(meeting.bob.note() | {"to": [word]}))
    assert await meeting.count("posts", "visibility = 'public'") == 3
