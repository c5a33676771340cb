"""Notifications: put together, by kind, without what is muted, strangers apart."""

from __future__ import annotations

import pytest

from fediart.actions import like, mute
from fediart.actions.news_words import KNOWN
from fediart.store import notifications
from fediart.store.news_choices import FAMILIES
from fediart.store.notifications import KINDS
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, neighbour, said_by_bob, uri_of


async def liked_by(meeting: Meeting, names: str, *works: int) -> None:
    for work in works:
        for name in names:
            by = await seeds.stranger(meeting.site, f"{name}{work}")
            async with meeting.site.db.writing() as tx:
                await notifications.notify(
                    tx, meeting.site.ids, meeting.jane.id, "like", now=meeting.site.clock.now(), from_id=by.id,
                    post_id=work,
                )  # fmt: skip


def test_every_kind_has_its_sentence_and_its_family() -> None:
    assert set(KINDS) == KNOWN
    told = [kind for kinds in FAMILIES.values() for kind in kinds]
    assert sorted(told) == sorted(KINDS)


@pytest.mark.one_engine
async def test_likes_of_a_work_are_one_line_also_when_others_came_between(meeting: Meeting) -> None:
    one, two = [await seeds.hang(meeting.site, meeting.jane, title) for title in ("Dawn", "Dusk")]
    await liked_by(meeting, "abc", one.id)
    await liked_by(meeting, "d", two.id)
    await liked_by(meeting, "e", one.id)
    jane = await browser_of(meeting, "jane")
    page = (await jane.get("/notifications")).text
    assert "and 2 more liked" in page and page.count("</li>\n") < 40
    assert page.count('class="work-title" href="/@jane/') == 2
    assert page.index("Dawn") < page.index("Dusk"), "the newest like of it is the newest"


@pytest.mark.one_engine
async def test_news_by_kind_and_marked_as_read(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    await liked_by(meeting, "ab", work.id)
    await said_by_bob(meeting, "<p>Calm</p>", in_reply_to=uri_of(meeting, work.id))
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    jane = await browser_of(meeting, "jane")
    words = (await jane.get("/notifications?of=words")).text
    assert "Calm" in words and " liked " not in words and "follows you" not in words
    assert "Calm" not in (await jane.get("/notifications?of=people")).text
    async with meeting.site.db.reading() as tx:
        assert await notifications.unseen(tx, meeting.jane.id) == 2, "only what was shown is read"
    assert (await jane.post_form("/notifications/seen", page="/notifications?of=works")).status == 303
    async with meeting.site.db.reading() as tx:
        assert await notifications.unseen(tx, meeting.jane.id) == 0
    assert (await jane.get("/notifications?of=nonsense&before=x")).status == 200


async def test_what_strangers_say_waits_apart_or_is_not_told(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    await said_by_bob(meeting, "<p>Hello stranger</p>", in_reply_to=uri_of(meeting, work.id))
    await meeting.says(meeting.bob.like(uri_of(meeting, work.id)))
    jane = await browser_of(meeting, "jane")
    form = {"strangers": "apart", "messages": "ask", "push": ["words"]}
    assert (await jane.post_form("/settings/notifications", form)).status == 303
    async with meeting.site.db.reading() as tx:
        assert await notifications.unseen(tx, meeting.jane.id) == 1, "the like, which says nothing"
    page = (await jane.get("/notifications")).text
    assert "Hello stranger" not in page and "From strangers" in page
    assert "Hello stranger" in (await jane.get("/notifications?of=strangers")).text
    await jane.post_form("/settings/notifications", form | {"strangers": "hide"})
    assert "Hello stranger" not in (await jane.get("/notifications?of=strangers")).text
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    assert "Hello stranger" in (await jane.get("/notifications")).text, "a follower is no stranger"


@pytest.mark.one_engine
async def test_nothing_is_told_of_the_muted(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "Dawn")
    await said_by_bob(meeting, "<p>A spider</p>", in_reply_to=uri_of(meeting, work.id))
    await said_by_bob(meeting, "<p>A wolf</p>", in_reply_to=uri_of(meeting, work.id))
    for word, way in (("spider", "hide"), ("wolf", "cover")):
        await mute.mute_words(meeting.site, meeting.jane, [word], places=("news",), way=way, whole=True)
    jane = await browser_of(meeting, "jane")
    page = (await jane.get("/notifications")).text
    assert "A spider" not in page and "You muted “wolf”" in page
    bob = await meeting.bob_here()
    await mute.mute(meeting.site, meeting.jane, bob.id, news=False)
    assert "A wolf" in (await jane.get("/notifications")).text, "muted, but still told of"
    await mute.mute_host(meeting.site, meeting.jane, bob.host)
    assert "A wolf" not in (await jane.get("/notifications")).text
    async with meeting.site.db.reading() as tx:
        assert await notifications.unseen(tx, meeting.jane.id) == 0


@pytest.mark.one_engine
async def test_names_and_words_cannot_bring_markup(meeting: Meeting) -> None:
    work = await seeds.hang(meeting.site, meeting.jane, "<img src=x onerror=alert(1)>")
    by = await seeds.stranger(meeting.site, "evil", display_name='"><script>alert(2)</script>')
    async with meeting.site.db.writing() as tx:
        for kind in KINDS:
            await notifications.notify(
                tx, meeting.site.ids, meeting.jane.id, kind, now=1, from_id=by.id, post_id=work.id,
                artwork_id=work.id, text="<script>alert(3)</script>",
            )  # fmt: skip
    jane = await browser_of(meeting, "jane")
    page = (await jane.get("/notifications")).text
    assert "<script>alert" not in page and "<img src=x" not in page
    bad = {"strangers": "burn", "messages": "ask"}
    assert (await jane.post_form("/settings/notifications", bad)).status == 422


@pytest.mark.one_engine
async def test_finer_rules_keep_likes_apart_too(meeting: Meeting) -> None:
    jane, work = await browser_of(meeting, "jane"), await seeds.hang(meeting.site, meeting.jane, "Dawn")
    olga, settings = await neighbour(meeting, "olga"), "/settings/notifications"
    given = {"strangers": "show", "messages": "ask", "not_following": "filter"}
    assert (await jane.post_form(settings, given)).status == 303
    await like.like(meeting.site, olga, work.id)
    assert "olga" not in (await jane.get("/notifications")).text
    assert "olga" in (await jane.get("/notifications?of=strangers")).text
    assert '<option value="filter" selected>' in (await jane.get(settings)).text
    await jane.post_form(settings, given | {"not_following": "accept"})
    assert "olga" in (await jane.get("/notifications")).text
    assert (await jane.post_form(settings, given | {"not_followers": "burn"})).status == 422
