"""Members react with an emoji, to posts of others here and elsewhere, and take it back."""

from __future__ import annotations

import pytest

from fediart.actions import react
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.store import consent, posts
from fediart.store.consent import Choice
from fediart.store.posts import Post
from fediart.translate.emoji import one_sign
from tests.inbox.helpers import post_by
from tests.interactions.conftest import Meeting, choosy, heard, kinds
from tests.site import log_in, make_artist


async def by_bob(meeting: Meeting, **fields: object) -> Post:
    await meeting.follow_bob()
    note = meeting.bob.note("<p>A tree</p>", **fields)
    await meeting.says(meeting.bob.create(note))
    async with meeting.site.db.reading() as tx:
        found = await posts.by_uri(tx, note["id"])
    assert found is not None
    return found


async def test_the_author_elsewhere_gets_the_reaction_and_its_end(meeting: Meeting) -> None:
    post = await by_bob(meeting)
    for _ in range(2):
        await react.react(meeting.site, meeting.jane, post.id, " 🎨 ")
    await meeting.drain()
    (told,) = heard(meeting, "EmojiReact")
    assert (told["actor"], told["object"], told["content"]) == (meeting.jane.uri, post.uri, "🎨")
    assert told["to"] == [meeting.bob.actor_id] and "proof" in told
    assert any("EmojiReact" in one for one in told["@context"] if isinstance(one, dict))
    for _ in range(2):
        await react.unreact(meeting.site, meeting.jane, post.id, "🎨")
    await meeting.drain()
    (undone,) = heard(meeting, "Undo")
    assert undone["object"]["id"] == told["id"] and undone["object"]["content"] == "🎨"
    assert any("EmojiReact" in one for one in undone["@context"] if isinstance(one, dict))
    assert await meeting.count("reactions") == 0


async def test_it_is_pressed_for_who_reacted_and_pressed_again_it_is_gone(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    post = await post_by(meeting.site, ann)
    path = f"/@ann/{post.id}"
    visitor = meeting.web.fresh()
    await log_in(meeting.web, "jane")
    assert "React with an emoji" in (await meeting.web.get(path)).text
    sent = await meeting.web.post_form(f"/posts/{post.id}/react", {"emoji": "👏", "back": path}, page=path)
    assert (sent.status, sent.location) == (303, path)
    page = (await meeting.web.get(path)).text
    assert 'aria-pressed="true"><span class="reaction-sign">👏</span> <span class="reaction-count">1</span>' in page
    seen = (await visitor.get(path)).text
    assert '<span class="reaction"><span class="reaction-sign">👏</span>' in seen and "/react" not in seen
    async with meeting.site.db.reading() as tx:
        row = await tx.one("select kind, text from notifications where actor_id = :id", id=ann.id)
    assert row is not None and (row["kind"], row["text"]) == ("reaction", "👏")
    await meeting.web.post_form(f"/posts/{post.id}/unreact", {"emoji": "👏"}, page=path)
    assert await meeting.count("reactions") + await meeting.count("notifications") == 0
    assert (await meeting.web.post_form(f"/posts/{post.id}/react", {"emoji": "buy"}, page=path)).status == 422
    assert (await visitor.post_form(f"/posts/{post.id}/react", {"emoji": "👏"}, page="/log-in")).status == 401


async def test_the_policy_of_likes_holds_for_reactions(meeting: Meeting) -> None:
    """And what the author has forbidden since can still be taken back."""
    _, ann = await make_artist(meeting.site, "ann")
    post = await choosy(meeting, like="nobody")
    with pytest.raises(NotAllowed, match="does not let you like"):
        await react.react(meeting.site, ann, post.id, "🎨")
    await log_in(meeting.web, "ann")
    assert "/react" not in (await meeting.web.get(f"/@jane/{post.id}")).text
    open_ = await choosy(meeting)
    await react.react(meeting.site, ann, open_.id, "🎨")
    said = consent.kept(consent.consent_of(Choice(like="nobody")))
    async with meeting.site.db.writing() as tx:
        await tx.run("update posts set consent = :said where id = :id", said=said, id=open_.id)
    assert f"/posts/{open_.id}/unreact" in (await meeting.web.get(f"/@jane/{open_.id}")).text
    await react.unreact(meeting.site, ann, open_.id, "🎨")
    assert await meeting.count("reactions") == 0


async def test_what_one_may_not_see_one_cannot_react_to(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    secret = await post_by(meeting.site, meeting.jane, visibility="followers")
    with pytest.raises(NotFound):
        await react.react(meeting.site, ann, secret.id, "🎨")
    assert await kinds(meeting) == []


async def test_ten_of_one_person_are_the_most(meeting: Meeting) -> None:
    _, ann = await make_artist(meeting.site, "ann")
    post = await post_by(meeting.site, ann)
    for emoji in "🎨🔥👏✨😍😊😮😢🙏🌳":
        await react.react(meeting.site, meeting.jane, post.id, emoji)
    with pytest.raises(Problem, match="Take one of them back"):
        await react.react(meeting.site, meeting.jane, post.id, "🌲")
    assert await meeting.count("reactions") == 10 and await meeting.count("notifications") == 1


@pytest.mark.parametrize("text", ["🎨", "❤️", "👍🏽", "👩‍🎨", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇰", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "7️⃣", "©", "☕"])
def test_one_emoji_however_it_is_made(text: str) -> None:
    assert one_sign(f" {text} ") == text


@pytest.mark.parametrize(
    "text", ["", "a", "7", "🎨🎨", "🎨 🎨", "🇩🇰🇩🇰", "🎨a", "\u202e🎨", "\u200d", ":blobcat:", "👩\u200d", "🎨" * 40]
)
def test_what_is_none_or_several(text: str) -> None:
    assert one_sign(text) is None
