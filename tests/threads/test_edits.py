"""Edits in both directions: a member's reply changes wherever it was sent, and others' edits are seen here."""

from __future__ import annotations

from federation import write
from fediart.actions import reply
from fediart.clock import HOUR
from tests.inbox.conftest import Meeting
from tests.site import log_in, make_artist
from tests.threads.made import arrived, by_uri


async def test_a_member_edits_a_reply_and_everyone_told_hears_of_it(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note("<p>Hello</p>"))
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Helo #ink")
    await meeting.drain()
    meeting.site.clock.move(HOUR)
    await log_in(meeting.web, "jane")
    page = (await meeting.web.get(f"/posts/{made.id}/edit")).text
    assert "Helo #ink" in page
    answer = await meeting.web.post_form(f"/posts/{made.id}/edit", {"text": "Hello #paper", "warning": "Greetings"})
    assert (answer.status, answer.location) == (303, f"/@jane/{made.id}")
    await meeting.drain()
    (update,) = [one for one in meeting.bob.received if one["type"] == "Update"]
    note = update["object"]
    assert "Hello" in note["content"] and note["summary"] == "Greetings" and note["id"] == made.uri
    assert note["updated"] == write.iso(meeting.site.clock.now()) and note["published"] == write.iso(made.published)
    assert [one["name"] for one in note["tag"] if one["type"] == "Hashtag"] == ["#paper"]
    assert "edited" in (await meeting.web.get(f"/@jane/{made.id}")).text


async def test_what_is_not_changed_is_not_sent_and_what_is_missing_is_said(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note("<p>Hello</p>"))
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Hello")
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/posts/{made.id}/edit", {"text": "Hello", "warning": ""})
    answer = await meeting.web.post_form(f"/posts/{made.id}/edit", {"text": " ", "warning": ""})
    assert answer.status == 422 and "Write something first." in answer.text
    await meeting.drain()
    assert [one for one in meeting.bob.received if one["type"] == "Update"] == []


async def test_nobody_edits_what_is_not_theirs(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note("<p>Hello</p>"))
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Mine")
    await make_artist(meeting.site, "tom")
    await log_in(meeting.web, "tom")
    for post_id in (made.id, post.id, 12345):
        assert (await meeting.web.get(f"/posts/{post_id}/edit")).status == 404
        assert (await meeting.web.post_form(f"/posts/{post_id}/edit", {"text": "Ours"}, page="/home")).status == 404
    kept = await by_uri(meeting.site, made.uri)
    assert kept is not None and kept.source == "Mine"


async def test_somebody_named_by_an_edit_is_told_once(meeting: Meeting) -> None:
    post = await arrived(meeting, meeting.bob.note("<p>Hello</p>"))
    made = await reply.reply(meeting.site, meeting.jane, post.id, "Hello")
    _, tom = await make_artist(meeting.site, "tom")
    for text in ("Hello @tom", "Hello again @tom"):
        await reply.edit_reply(meeting.site, meeting.jane, made.id, text)
    assert await meeting.count("notifications", "kind = 'mention' and actor_id = :id", id=tom.id) == 1
    await meeting.drain()
    assert len([one for one in meeting.bob.received if one["type"] == "Update"]) == 2


async def test_an_edit_elsewhere_is_seen_here_and_marked(meeting: Meeting) -> None:
    note = meeting.bob.note("<p>Helo</p>", path="/n")
    post = await arrived(meeting, note)
    meeting.site.clock.move(HOUR)
    later = write.iso(meeting.site.clock.now())
    await meeting.says(meeting.bob.update(note | {"content": "<p>Hello</p>", "updated": later}))
    page = (await meeting.web.get(f"/posts/{post.id}")).text
    assert "Hello" in page and "edited" in page
    await meeting.says(meeting.bob.update(note | {"content": "<p>Hel</p>"}))
    assert (await by_uri(meeting.site, note["id"])).content == "<p>Hello</p>"  # type: ignore[union-attr]
