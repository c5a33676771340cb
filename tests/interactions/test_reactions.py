"""Reactions with an emoji: Pleroma's EmojiReact, Misskey's Like with content, and their undoing."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.inbox.helpers import post_by
from tests.interactions.conftest import Meeting, kinds
from tests.site import log_in


def react(meeting: Meeting, uri: str, emoji: str, **more: Any) -> dict[str, Any]:
    return meeting.bob.like(uri) | {"type": "EmojiReact", "content": emoji} | more


def custom(meeting: Meeting, name: str) -> list[dict[str, Any]]:
    drawn = io.BytesIO()
    Image.new("RGBA", (32, 32), (200, 40, 90, 255)).save(drawn, "PNG")
    url = meeting.bob.serve(f"/emoji/{name}.png", drawn.getvalue(), kind="image/png")
    icon = {"type": "Image", "mediaType": "image/png", "url": url}
    return [{"type": "Emoji", "name": f":{name}:", "id": f"{meeting.bob.origin}/emojis/{name}", "icon": icon}]


async def page_of(meeting: Meeting, post_id: int) -> str:
    return (await meeting.web.get(f"/@jane/{post_id}")).text


async def test_several_emojis_of_one_person_are_counted_each_once(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    for emoji in ("🎨", "🎨", "👩‍🎨"):
        await meeting.says(react(meeting, post.uri, emoji))
    neighbour = await meeting.neighbour("nina")
    await neighbour.says(react(meeting, post.uri, "🎨") | {
        "actor": neighbour.actor_id, "id": f"{neighbour.actor_id}/activities/9"})  # fmt: skip
    assert await meeting.count("reactions") == 3
    assert (await meeting.row("posts", "id = :id", id=post.id))["like_count"] == 0
    page = await page_of(meeting, post.id)
    first = page.index('<span class="reaction-sign">🎨</span> <span class="reaction-count">2</span>')
    assert first < page.index('<span class="reaction-sign">👩‍🎨</span> <span class="reaction-count">1</span>')
    assert await kinds(meeting) == ["reaction", "reaction"]
    await log_in(meeting.web, "jane")
    told = (await meeting.web.get("/notifications")).text
    assert "reacted to" in told and '<p class="news-words" dir="auto">🎨</p>' in told


async def test_misskey_likes_with_an_emoji_and_without(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    plain = meeting.bob.like(post.uri) | {"content": "❤", "_misskey_reaction": "❤"}
    await meeting.says(plain)
    assert (await meeting.row("posts", "id = :id", id=post.id))["like_count"] == 1
    await meeting.says(meeting.bob.undo(plain))
    chosen = meeting.bob.like(post.uri) | {"content": "🎉", "_misskey_reaction": "🎉"}
    await meeting.says(chosen)
    assert (await meeting.row("posts", "id = :id", id=post.id))["like_count"] == 0
    assert await meeting.count("reactions", "emoji = '🎉'") == 1
    await meeting.says(meeting.bob.undo(chosen))
    assert await meeting.count("reactions") + await meeting.count("notifications") == 0


async def test_a_custom_emoji_is_shown_from_here(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    await meeting.says(react(meeting, post.uri, ":blobcat:", tag=custom(meeting, "blobcat")))
    page = await page_of(meeting, post.id)
    assert 'alt=":blobcat:"' in page and 'src="/emojis/' in page
    assert meeting.bob.origin not in page.partition('class="reactions"')[2].partition("</ul>")[0]


async def test_a_custom_emoji_without_an_image_is_its_name(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    await meeting.says(react(meeting, post.uri, ":gone:"))
    assert '<span class="reaction-sign">:gone:</span>' in await page_of(meeting, post.id)


async def test_what_is_no_emoji_is_no_reaction(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    bad = ("buy coins", "<b>🎨</b>", "🎨" * 40, "\u202e🎨", "7", "", ":" + "a" * 70 + ":", ": :")
    for text in bad:
        await meeting.says(react(meeting, post.uri, text))
        assert (await meeting.outcome()) == "ignored: what it reacts with is no emoji", repr(text)
    assert await meeting.count("reactions") == 0
    await meeting.says(meeting.bob.like(post.uri) | {"content": "buy coins"})
    assert await meeting.count("likes") == 1 and await meeting.count("reactions") == 0


async def test_one_person_reacts_ten_times_at_most(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    for number in range(12):
        await meeting.says(react(meeting, post.uri, chr(0x1F600 + number)))
    assert await meeting.count("reactions") == 10


async def test_undo_by_id_alone_and_by_emoji(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    one, other = react(meeting, post.uri, "🎨"), react(meeting, post.uri, "🎉")
    await meeting.says(one)
    await meeting.says(other)
    await meeting.says(meeting.bob.undo(one) | {"object": one["id"]})
    assert await meeting.count("reactions", "emoji = '🎨'") == 0
    assert await kinds(meeting) == ["reaction"], "the other emoji is still there"
    unknown = react(meeting, post.uri, "🎉")
    await meeting.says(meeting.bob.undo(unknown))
    assert await meeting.count("reactions") == 0
    assert await kinds(meeting) == []


async def test_nobody_undoes_the_reaction_of_another(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    made = react(meeting, post.uri, "🎨")
    await meeting.says(made)
    mallory = await meeting.neighbour("mallory")
    await mallory.says(mallory.undo_id(made["id"]))
    assert (await meeting.outcome()).startswith("ignored")
    assert await meeting.count("reactions") == 1


async def test_everything_is_undone_by_its_id_alone(meeting: Meeting) -> None:
    """Follow, Like, EmojiReact, Announce and Block of the sender's own."""
    post, bob = await post_by(meeting.site, meeting.jane), meeting.bob
    block = {"@context": "https://www.w3.org/ns/activitystreams", "id": bob.next_id(), "type": "Block",
             "actor": bob.actor_id, "object": meeting.jane.uri}  # fmt: skip
    for made, table in (
        (bob.follow(meeting.jane.uri), "follows"),
        (bob.like(post.uri), "likes"),
        (react(meeting, post.uri, "🎨"), "reactions"),
        (bob.announce(post.uri), "boosts"),
        (block, "blocks"),
    ):
        await meeting.says(made)
        assert await meeting.count(table) == 1, table
        await meeting.says(bob.undo(made) | {"object": made["id"]})
        assert await meeting.count(table) == 0, table
    assert await meeting.count("notifications") == 0


async def test_a_deleted_post_takes_its_reactions_along(meeting: Meeting) -> None:
    post = await post_by(meeting.site, meeting.jane)
    await meeting.says(react(meeting, post.uri, "🎨"))
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/posts/{post.id}/delete", page=f"/@jane/{post.id}")
    assert await meeting.count("reactions") == 0
