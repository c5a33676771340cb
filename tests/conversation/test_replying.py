"""A reply with its warning, audience and language; and who may comment, from the artist's choice to other servers."""

from __future__ import annotations

import pytest

from federation.audience import PUBLIC
from fediart.actions import follow
from fediart.actions.consent import choose
from fediart.store import posts
from fediart.store.consent import Choice, choice_of
from fediart.store.posts import Post
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, neighbour, said_by_bob, uri_of


async def newest(meeting: Meeting) -> Post:
    async with meeting.site.db.reading() as tx:
        found = await posts.by_id(tx, int(await tx.value("select max(id) from posts")))
    assert found is not None
    return found


@pytest.mark.one_engine
async def test_a_reply_has_the_warning_audience_and_language_one_chose(meeting: Meeting) -> None:
    note = await said_by_bob_to_jane(meeting)
    post = (await meeting.row("posts", "uri = :uri", uri=note["id"]))["id"]
    jane = await browser_of(meeting, "jane")
    form = (await jane.get(f"/posts/{post}")).text
    assert 'name="visibility"' in form and 'value="gu"' in form
    said = {"text": "Kem cho", "warning": "greeting", "visibility": "unlisted", "language": "gu"}
    assert (await jane.post_form(f"/posts/{post}/reply", said, page=f"/posts/{post}")).status == 303
    made = await newest(meeting)
    assert (made.warning, made.visibility, made.language) == ("greeting", "unlisted", "gu")
    await meeting.drain()
    told = meeting.bob.received[-1]["object"]
    assert told["summary"] == "greeting" and told["contentMap"].keys() == {"gu"} and told["sensitive"] is True
    bad = await jane.post_form(f"/posts/{post}/reply", {"text": "x", "language": "<b>"}, page=f"/posts/{post}")
    assert bad.status == 422 and (await newest(meeting)).id == made.id
    for sent, kept in (("direct", "direct"), ("public", "public"), ("nonsense", "public")):
        await jane.post_form(f"/posts/{post}/reply", {"text": "x", "visibility": sent}, page=f"/posts/{post}")
        assert (await newest(meeting)).visibility == kept


async def said_by_bob_to_jane(meeting: Meeting) -> dict[str, str]:
    await meeting.follow_bob()
    return await said_by_bob(meeting, "<p>Hi</p>")


@pytest.mark.one_engine
async def test_who_may_comment_is_chosen_kept_said_and_heeded(meeting: Meeting) -> None:
    """From the default over the work's own form to the document, people here, and people elsewhere."""
    await choose(meeting.site, meeting.jane, Choice(reply="followers", quote="nobody"))
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    jane = await browser_of(meeting, "jane")
    assert (await jane.get("/settings/interactions")).text.count("selected") >= 4
    form = (await jane.get(f"/works/{work.id}/edit")).text
    assert 'name="may_reply"' in form and 'name="may_quote"' in form
    fields = {"title": "Dawn", "visibility": "public", "licence": "all-rights-reserved", "may_like": "everyone"}
    fields |= {"may_reply": "following", "may_boost": "everyone", "may_quote": "nobody"}
    assert (await jane.post_form(f"/works/{work.id}/edit", fields)).status == 303
    post = await meeting.row("posts", "id = :id", id=work.id)
    assert choice_of(post["consent"]).reply == "following"
    as_document = {"Accept": "application/activity+json"}
    document = (await meeting.web.fresh().get(f"/users/jane/posts/{work.id}", headers=as_document)).json
    policy = document["interactionPolicy"]
    assert f"{meeting.jane.uri}/following" in policy["canReply"]["automaticApproval"]
    assert PUBLIC not in str(policy["canReply"])
    assert policy["canQuote"]["automaticApproval"] in ([], [meeting.jane.uri])
    await neighbour(meeting, "olga")
    olga = await browser_of(meeting, "olga")
    page = (await olga.get(f"/@jane/{work.id}")).text
    assert f'action="/posts/{work.id}/reply"' not in page
    assert (await olga.post_form(f"/posts/{work.id}/reply", {"text": "x"}, page="/lists")).status == 403
    await said_by_bob(meeting, "<p>Unasked</p>", in_reply_to=uri_of(meeting, work.id))
    assert await meeting.count("posts", "local = 0") == 0 and meeting.bob.received[-1]["type"] == "Reject"
    await follow.follow(meeting.site, meeting.jane, (await meeting.bob_here()).id)
    await meeting.drain()
    (asked,) = [one for one in meeting.bob.received if one["type"] == "Follow"]
    await meeting.says(meeting.bob.accept(asked))
    await said_by_bob(meeting, "<p>Asked</p>", in_reply_to=uri_of(meeting, work.id))
    assert await meeting.count("posts", "local = 0") == 1


@pytest.mark.one_engine
async def test_an_edited_message_brings_nobody_else_in(meeting: Meeting) -> None:
    await neighbour(meeting, "olga")
    await neighbour(meeting, "mira")
    jane = await browser_of(meeting, "jane")
    await jane.post_form("/messages/new", {"to": "@olga", "text": "Between us"})
    made = await newest(meeting)
    await jane.post_form(f"/posts/{made.id}/edit", {"text": "Between us, not @mira #secret"})
    async with meeting.site.db.reading() as tx:
        assert len(await posts.mentioned_ids(tx, made.id)) == 1 and not await posts.tags_of(tx, made.id)
