"""Who may like, reply, boost: what our posts say, what is refused from elsewhere and here, what others' posts say."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from federation.audience import PUBLIC
from federation.objects import InteractionPolicy, Permission
from fediart.actions import boost, like, reply
from fediart.actions.consent import choose
from fediart.actions.quote import quote
from fediart.clock import HandClock
from fediart.errors import NotAllowed, Problem
from fediart.store import follows, posts
from fediart.store.consent import Choice
from fediart.store.database import Database
from fediart.store.follows import Follow
from fediart.store.posts import Post
from tests.interactions.conftest import Meeting, choosy, heard, kinds
from tests.publish.works import TITLE, jane, publish_one, studio
from tests.site import log_in, make_artist, served

ACCEPT = {"Accept": "application/activity+json"}


async def followed_by_bob(meeting: Meeting) -> None:
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        made = Follow(meeting.site.ids.new(), bob.id, meeting.jane.id, follows.ACCEPTED, "https://x.example/f", 1)
        await follows.put(tx, made)


async def bobs_post(meeting: Meeting, **permissions: Permission) -> Post:
    """A post of bob's with this interactionPolicy, kept here since jane follows him."""
    await meeting.follow_bob()
    note = meeting.bob.note(policy=InteractionPolicy(**permissions))
    await meeting.says(meeting.bob.create(note))
    async with meeting.site.db.reading() as tx:
        found = await posts.by_uri(tx, note["id"])
    assert found is not None
    return found


async def test_a_post_says_who_may_do_what(meeting: Meeting) -> None:
    jane = meeting.jane
    post = await choosy(meeting, like="everyone", reply="followers", boost="following", quote="approval")
    said = (await meeting.web.get(post.uri.removeprefix(meeting.web.origin), headers=ACCEPT)).json["interactionPolicy"]
    assert said["canLike"] == {"automaticApproval": [PUBLIC], "manualApproval": []}
    assert said["canReply"] == {"automaticApproval": [jane.followers_uri, jane.uri], "manualApproval": []}
    assert said["canAnnounce"] == {"automaticApproval": [jane.following_uri, jane.uri], "manualApproval": []}
    assert said["canQuote"] == {"automaticApproval": [jane.uri], "manualApproval": [PUBLIC]}


async def test_what_is_for_followers_is_neither_boosted_nor_quoted(meeting: Meeting) -> None:
    post = await choosy(meeting, visibility="followers", quote="everyone")
    await followed_by_bob(meeting)
    await meeting.says(meeting.bob.announce(post.uri))
    assert await meeting.count("boosts") == 0
    asked = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": meeting.bob.next_id(), "type": "QuoteRequest",
        "actor": meeting.bob.actor_id, "object": post.uri,
        "instrument": meeting.bob.note(quote=post.uri),
    }  # fmt: skip
    await meeting.says(asked)
    assert (await meeting.outcome()).startswith("refused")
    assert len(heard(meeting, "Reject")) == 1


async def test_a_like_that_is_not_wanted_leaves_nothing_and_is_rejected(meeting: Meeting) -> None:
    post = await choosy(meeting, like="followers")
    said = meeting.bob.like(post.uri)
    await meeting.says(said)
    assert (await meeting.outcome()).startswith("refused: the artist does not let")
    await meeting.says(meeting.bob.like(post.uri) | {"type": "EmojiReact", "content": "🎨"})
    assert await meeting.count("likes") + await meeting.count("reactions") == 0
    assert await kinds(meeting) == []
    rejected = heard(meeting, "Reject")
    assert rejected[0]["object"] == {"type": "Like", "id": said["id"]}
    assert rejected[0]["target"] == post.uri
    await followed_by_bob(meeting)
    await meeting.says(meeting.bob.like(post.uri))
    assert await meeting.count("likes") == 1


async def test_a_boost_that_is_not_wanted_is_not_counted(meeting: Meeting) -> None:
    post = await choosy(meeting, boost="nobody")
    await meeting.says(meeting.bob.announce(post.uri))
    assert (await meeting.outcome()).startswith("refused: the artist")
    assert await meeting.count("boosts") == 0
    assert heard(meeting, "Reject")[0]["object"]["type"] == "Announce"


async def test_a_reply_that_is_not_wanted_is_not_kept(meeting: Meeting) -> None:
    post = await choosy(meeting, reply="following")
    note = meeting.bob.note("<p>Buy my coins</p>", in_reply_to=post.uri)
    await meeting.says(meeting.bob.create(note))
    assert (await meeting.outcome()).startswith("refused: the artist")
    assert await meeting.count("posts", "uri = :uri", uri=note["id"]) == 0
    assert (await meeting.row("posts", "id = :id", id=post.id))["reply_count"] == 0
    assert heard(meeting, "Reject")[0]["object"] == {"type": "Note", "id": note["id"]}
    await meeting.follow_bob()
    welcome = meeting.bob.note("<p>Lovely</p>", in_reply_to=post.uri)
    await meeting.says(meeting.bob.create(welcome))
    assert await meeting.count("posts", "uri = :uri", uri=welcome["id"]) == 1


async def test_who_is_named_may_answer(meeting: Meeting) -> None:
    post = await choosy(meeting, reply="followers")
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        await tx.batch(posts.mentioning(post.id, [bob.id]))
    await meeting.says(meeting.bob.create(meeting.bob.note(in_reply_to=post.uri)))
    assert await meeting.count("posts", "reply_to_id = :id", id=post.id) == 1


async def test_members_are_held_to_it_too(meeting: Meeting) -> None:
    post = await choosy(meeting, like="followers", reply="nobody", boost="following", quote="nobody")
    _, tom = await make_artist(meeting.site, "tom")
    for deed in (
        like.like(meeting.site, tom, post.id),
        reply.reply(meeting.site, tom, post.id, "Hello"),
        boost.boost(meeting.site, tom, post.id),
        quote(meeting.site, tom, post.id, "Look"),
    ):
        with pytest.raises(NotAllowed, match="jane does not let you"):
            await deed
    await reply.reply(meeting.site, meeting.jane, post.id, "I may")
    await log_in(meeting.web, "tom")
    page = html.unescape((await meeting.web.get(f"/@jane/{post.id}")).text)
    assert "jane does not let you like, reply to or boost this post." in page
    for absent in ("/like", "/boost", "/reply", "/quote"):
        assert f'"/posts/{post.id}{absent}"' not in page, absent


async def test_what_others_say_is_heeded(meeting: Meeting) -> None:
    """Advisory 31: a policy that is not read is a policy that is bypassed."""
    mine = Permission((meeting.bob.actor_id,))
    post = await bobs_post(meeting, can_like=mine, can_reply=mine, can_announce=mine, can_quote=mine)
    for deed in (
        like.like(meeting.site, meeting.jane, post.id),
        reply.reply(meeting.site, meeting.jane, post.id, "Hello"),
        boost.boost(meeting.site, meeting.jane, post.id),
        quote(meeting.site, meeting.jane, post.id, "Look"),
    ):
        with pytest.raises(NotAllowed, match="Bob does not let you"):
            await deed
    assert not heard(meeting, "Like") and not heard(meeting, "Create")
    await log_in(meeting.web, "jane")
    page = html.unescape((await meeting.web.get(f"/posts/{post.id}")).text)
    assert "Bob does not let you like, reply to or boost this post." in page
    assert f'"/posts/{post.id}/like"' not in page


async def test_followers_and_single_people_are_told_apart(meeting: Meeting) -> None:
    followers = Permission((f"{meeting.bob.actor_id}/followers",))
    post = await bobs_post(
        meeting, can_like=followers, can_reply=Permission((meeting.jane.uri,)), can_quote=Permission()
    )
    await like.like(meeting.site, meeting.jane, post.id)
    await reply.reply(meeting.site, meeting.jane, post.id, "Hello")
    _, tom = await make_artist(meeting.site, "tom")
    with pytest.raises(NotAllowed):
        await like.like(meeting.site, tom, post.id)
    with pytest.raises(NotAllowed):
        await reply.reply(meeting.site, tom, post.id, "Hello")


async def test_who_looks_at_replies_first_is_named_on_the_page(meeting: Meeting) -> None:
    post = await bobs_post(meeting, can_reply=Permission((), ("as:Public",)), can_like=Permission(("Public",)))
    await log_in(meeting.web, "jane")
    assert "Bob looks at every reply first" in (await meeting.web.get(f"/posts/{post.id}")).text
    await reply.reply(meeting.site, meeting.jane, post.id, "Hello")
    await meeting.drain()
    assert heard(meeting, "ReplyRequest")


async def test_where_nothing_is_said_everything_is_allowed_but_quotes(meeting: Meeting) -> None:
    post = await bobs_post(meeting)
    await like.like(meeting.site, meeting.jane, post.id)
    with pytest.raises(NotAllowed):
        await quote(meeting.site, meeting.jane, post.id, "Look")


async def test_an_edit_may_change_the_policy(meeting: Meeting) -> None:
    post = await bobs_post(meeting)
    note = meeting.bob.note(
        path=post.uri.removeprefix(meeting.bob.origin), policy=InteractionPolicy(can_like=Permission())
    )
    await meeting.says(meeting.bob.update(note))
    with pytest.raises(NotAllowed):
        await like.like(meeting.site, meeting.jane, post.id)


async def test_the_default_is_chosen_in_the_settings(meeting: Meeting) -> None:
    await log_in(meeting.web, "jane")
    answer = await meeting.web.post_form(
        "/settings/interactions",
        {"may_like": "everyone", "may_reply": "followers", "may_boost": "everyone", "may_quote": "nobody"},
    )
    assert answer.status == 303
    page = (await meeting.web.get("/settings/interactions")).text
    assert '<option value="followers" selected>' in page and '<option value="nobody" selected>' in page
    made = await reply.reply(meeting.site, meeting.jane, (await choosy(meeting)).id, "Mine")
    said = (await meeting.web.get(f"/users/jane/posts/{made.id}", headers=ACCEPT)).json["interactionPolicy"]
    assert said["canReply"]["automaticApproval"][0] == meeting.jane.followers_uri
    assert said["canQuote"] == {"automaticApproval": [meeting.jane.uri], "manualApproval": []}
    new = (await meeting.web.get("/new")).text
    assert '<option value="followers" selected>' in new


async def test_a_word_that_is_not_offered_is_not_kept(meeting: Meeting) -> None:
    with pytest.raises(Problem):
        await choose(meeting.site, meeting.jane, Choice(like="approval"))
    await log_in(meeting.web, "jane")
    answer = await meeting.web.post_form("/settings/interactions", {"may_reply": "enemies"})
    assert answer.status == 422 and "Choose one of the answers offered" in answer.text


async def test_each_work_has_its_own_choice(db: Database, tmp_path: Path, clock: HandClock) -> None:
    """At first the default; from the edit on what was chosen there, and the Update says so."""
    async with studio(db, tmp_path, clock) as site, served(site) as client:
        _, artist = await jane(site)
        await choose(site, artist, Choice(reply="followers"))
        work = await publish_one(site, tmp_path, artist)
        await log_in(client, "jane")
        edit = (await client.get(f"/works/{work}/edit")).text
        assert '<option value="followers" selected>' in edit
        fields = {"title": TITLE, "visibility": "public", "licence": "all-rights-reserved"}
        chosen = {"may_like": "everyone", "may_reply": "everyone", "may_boost": "nobody", "may_quote": "everyone"}
        answer = await client.post_form(f"/works/{work}/edit", fields | chosen)
        assert answer.status == 303, answer.text
        said = (await client.get(f"/users/jane/posts/{work}", headers=ACCEPT)).json["interactionPolicy"]
        assert said["canReply"]["automaticApproval"] == [PUBLIC]
        assert said["canAnnounce"] == {"automaticApproval": [artist.uri], "manualApproval": []}
        assert said["canQuote"]["automaticApproval"] == [PUBLIC]
        wrong = await client.post_form(f"/works/{work}/edit", fields | chosen | {"may_reply": "approval"})
        assert wrong.status == 422 and "Choose one of the answers offered" in wrong.text
