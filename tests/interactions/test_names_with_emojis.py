"""Custom emojis in people's names are pictures from here wherever a name stands, and in what notifications quote."""

from __future__ import annotations

from fediart.actions import block
from tests.inbox.helpers import post_by
from tests.interactions.conftest import Meeting
from tests.interactions.test_reactions import custom, react
from tests.site import log_in

PICTURE = '<img class="emoji" src="/emojis/'


async def test_names_in_lists_and_notifications(meeting: Meeting) -> None:
    drawn = custom(meeting, "blobcat")
    meeting.bob.publish_actor(name="Bob :blobcat:", tag=drawn)
    post = await post_by(meeting.site, meeting.jane)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await meeting.says(react(meeting, post.uri, ":blobcat:", tag=drawn))
    await log_in(meeting.web, "jane")
    news = (await meeting.web.get("/notifications")).text
    assert f'">Bob {PICTURE}' in news and f'<p class="news-words" dir="auto">{PICTURE}' in news
    assert "Bob :blobcat:<" not in news and meeting.bob.origin not in news
    assert f'">Bob {PICTURE}' in (await meeting.web.get("/@jane/followers")).text
    async with meeting.site.db.writing() as tx:
        await tx.run("update follows set state = 'requested'")
    assert f'">Bob {PICTURE}' in (await meeting.web.get("/follow-requests")).text
    await block.block(meeting.site, meeting.jane, (await meeting.bob_here()).id)
    assert f'">Bob {PICTURE}' in (await meeting.web.get("/settings/blocks")).text


async def test_a_name_with_signs_of_markup_stays_a_name(meeting: Meeting) -> None:
    meeting.bob.publish_actor(name='3 < 4 & :blobcat: " x', tag=custom(meeting, "blobcat"))
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await log_in(meeting.web, "jane")
    news = (await meeting.web.get("/notifications")).text
    assert f">3 &lt; 4 &amp; {PICTURE}" in news and "&#34; x</a>" in news
