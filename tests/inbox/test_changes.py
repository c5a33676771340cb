"""Edits of posts from elsewhere: what they answer, their files, their languages, and that people see the edit."""

from __future__ import annotations

from typing import Any

from federation.objects import Attachment
from fediart.store import remote_media
from fediart.store.remote_media import RemoteMedia
from tests.inbox.conftest import Meeting
from tests.inbox.helpers import post_by


async def changed(meeting: Meeting, note: dict[str, Any], **fields: Any) -> Any:
    """The post's row after its author has changed it, a minute later."""
    meeting.site.clock.move(60_000)  # type: ignore[attr-defined]
    path = note["id"].removeprefix(meeting.bob.origin)
    made = {"content": note["content"], "in_reply_to": note.get("inReplyTo"), **fields}
    assert (
        await meeting.says(meeting.bob.update(meeting.bob.note(path=path, updated=meeting.site.clock.now(), **made)))
        == 202
    )
    return await meeting.row("posts", "uri = :uri", uri=note["id"])


async def files(meeting: Meeting, post_id: int) -> list[RemoteMedia]:
    async with meeting.site.db.reading() as tx:
        return list((await remote_media.of_posts(tx, [post_id])).get(post_id, []))


async def test_an_edit_moves_a_post_with_its_replies_to_another_thread(meeting: Meeting) -> None:
    await meeting.follow_bob()
    one, two = meeting.bob.note("<p>One</p>"), meeting.bob.note("<p>Two</p>")
    reply = meeting.bob.note("<p>Reply</p>", in_reply_to=one["id"])
    below = meeting.bob.note("<p>Below</p>", in_reply_to=reply["id"])
    for note in (one, two, reply, below):
        await meeting.says(meeting.bob.create(note))
    first = await meeting.row("posts", "uri = :uri", uri=one["id"])
    second = await meeting.row("posts", "uri = :uri", uri=two["id"])
    row = await changed(meeting, reply, in_reply_to=two["id"])
    assert (row["reply_to_id"], row["thread_id"]) == (second["id"], second["id"])
    assert (await meeting.row("posts", "uri = :uri", uri=below["id"]))["thread_id"] == second["id"]
    assert (await meeting.row("posts", "id = :id", id=first["id"]))["reply_count"] == 0
    assert (await meeting.row("posts", "id = :id", id=second["id"]))["reply_count"] == 1
    alone = await changed(meeting, reply, in_reply_to=None)
    assert (alone["reply_to_id"], alone["thread_id"], alone["kind"]) == (None, alone["id"], "note")
    assert (await meeting.row("posts", "id = :id", id=second["id"]))["reply_count"] == 0


async def test_an_edit_makes_no_circle_and_gets_below_no_post_of_ours(meeting: Meeting) -> None:
    """Only a Create, which its author may refuse, is a reply to a post here."""
    await meeting.follow_bob()
    mine = await post_by(meeting.site, meeting.jane)
    top = meeting.bob.note("<p>Top</p>")
    reply = meeting.bob.note("<p>Reply</p>", in_reply_to=top["id"])
    for note in (top, reply):
        await meeting.says(meeting.bob.create(note))
    assert (await changed(meeting, top, in_reply_to=reply["id"]))["reply_to_id"] is None
    assert (await changed(meeting, top, in_reply_to=mine.uri))["reply_to_id"] is None
    assert (await meeting.row("posts", "id = :id", id=mine.id))["reply_count"] == 0
    assert await meeting.count("notifications", "kind = 'reply'") == 0


async def test_an_edit_fetches_again_what_could_not_be_had(meeting: Meeting) -> None:
    await meeting.follow_bob()
    url = f"{meeting.bob.origin}/late.png"
    picture = Attachment(url, media_type="image/png", alt="Late")
    note = meeting.bob.note("<p>Look</p>", attachments=(picture,))
    await meeting.says(meeting.bob.create(note))
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    assert [one.state for one in await files(meeting, row["id"])] == ["failed"]
    meeting.bob.serve("/late.png", png(), kind="image/png")
    await changed(meeting, note, attachments=(picture,))
    (kept,) = await files(meeting, row["id"])
    assert (kept.state, kept.width, kept.alt) == ("kept", 64, "Late")


async def test_an_edited_post_says_so_and_loses_what_it_no_longer_has(meeting: Meeting) -> None:
    await meeting.follow_bob()
    note = meeting.bob.note("<p>Hello</p>") | {
        "type": "Article", "name": "Old title", "contentMap": {"en": "<p>Hello</p>", "de": "<p>Hallo</p>"},
    }  # fmt: skip
    await meeting.says(meeting.bob.create(note))
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    page = (await meeting.web.get(f"/posts/{row['id']}")).text
    assert "Old title" in page and "Deutsch" in page and ">edited<" not in page
    await changed(meeting, note, content="<p>Plain</p>")
    page = (await meeting.web.get(f"/posts/{row['id']}")).text
    assert "Old title" not in page and "Deutsch" not in page and ">edited<" in page
    assert await meeting.count("post_details") == 0


def png() -> bytes:
    """64 by 64 pixels."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 64), "#336699").save(out, "PNG")
    return out.getvalue()
