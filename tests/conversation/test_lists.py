"""Lists of people one follows: their own timeline, off home where one wants that, and nobody else's business."""

from __future__ import annotations

import pytest

from fediart.actions import boost, follow, lists, mute
from fediart.clock import MINUTE
from fediart.errors import Problem
from fediart.store import lists as rows
from fediart.store.actors import Actor
from tests import seeds
from tests.conversation.conftest import Meeting, browser_of, neighbour, said_by_bob


async def followed(meeting: Meeting, name: str) -> Actor:
    one = await neighbour(meeting, name)
    await follow.follow(meeting.site, meeting.jane, one.id)
    return one


async def test_a_list_has_the_posts_and_boosts_of_its_people_in_order(meeting: Meeting) -> None:
    olga, mira = await followed(meeting, "olga"), await followed(meeting, "mira")
    await meeting.follow_bob()
    far = await neighbour(meeting, "far")
    first = await seeds.hang(meeting.site, far, "Boosted")
    for artist, title in ((olga, "First"), (mira, "Not listed"), (olga, "Second")):
        meeting.site.clock.move(MINUTE)
        await seeds.hang(meeting.site, artist, title)
    meeting.site.clock.move(MINUTE)
    await boost.boost(meeting.site, olga, first.id)
    meeting.site.clock.move(MINUTE)
    await said_by_bob(meeting, "<p>From afar</p>")
    number = await lists.make(meeting.site, meeting.jane, "Friends")
    for one in (olga, await meeting.bob_here()):
        await lists.choose_for(meeting.site, meeting.jane, one.id, {number})
    async with meeting.site.db.reading() as tx:
        found = await rows.timeline(tx, number, meeting.jane.id, limit=3)
        told = [one.post.title or one.post.content for one in found]
        assert told == ["<p>From afar</p>", "Boosted", "Second"] and found[1].boosted_by is not None
        rest = await rows.timeline(tx, number, meeting.jane.id, before=(found[-1].at, found[-1].cursor))
        assert [one.post.title for one in rest] == ["First"]
    await mute.mute(meeting.site, meeting.jane, olga.id)
    async with meeting.site.db.reading() as tx:
        assert [one.author.name for one in await rows.timeline(tx, number, meeting.jane.id)] == ["bob"]


@pytest.mark.one_engine
async def test_who_is_in_a_list_off_home_is_read_there_alone(meeting: Meeting) -> None:
    olga = await followed(meeting, "olga")
    await seeds.hang(meeting.site, olga, "Dawn")
    jane = await browser_of(meeting, "jane")
    made = await jane.post_form("/lists", {"name": "Loud", "off_home": "1"})
    number = made.location.rpartition("/")[2]
    assert "Dawn" in (await jane.get("/home")).text
    assert "Add to lists" in (await jane.get("/@olga")).text
    await jane.post_form("/@olga/lists", {"list": [number]})
    assert "Dawn" not in (await jane.get("/home")).text
    assert "Dawn" in (await jane.get(f"/lists/{number}")).text
    await jane.post_form(f"/lists/{number}/edit", {"name": "Loud"})
    assert "Dawn" in (await jane.get("/home")).text
    await jane.post_form(f"/lists/{number}/remove", {"person": olga.id}, page=f"/lists/{number}/edit")
    assert "Nobody is in this list yet" in (await jane.get(f"/lists/{number}")).text
    await jane.post_form(f"/lists/{number}/delete", page=f"/lists/{number}/edit")
    assert (await jane.get(f"/lists/{number}")).status == 404


@pytest.mark.one_engine
async def test_only_people_one_follows_are_in_lists(meeting: Meeting) -> None:
    olga, stranger = await followed(meeting, "olga"), await neighbour(meeting, "stranger")
    number = await lists.make(meeting.site, meeting.jane, "Friends")
    with pytest.raises(Problem, match="Follow them first"):
        await lists.choose_for(meeting.site, meeting.jane, stranger.id, {number})
    await lists.choose_for(meeting.site, meeting.jane, olga.id, {number})
    await follow.unfollow(meeting.site, meeting.jane, olga.id)
    assert await meeting.count("list_people") == 0


@pytest.mark.one_engine
async def test_a_list_is_its_owners_alone(meeting: Meeting) -> None:
    await followed(meeting, "olga")
    number = await lists.make(meeting.site, meeting.jane, "<script>x</script> secret")
    jane, olga = await browser_of(meeting, "jane"), await browser_of(meeting, "olga")
    page = (await jane.get("/lists")).text
    assert "&lt;script&gt;x" in page and "<script>x" not in page
    for path in (f"/lists/{number}", f"/lists/{number}/edit"):
        assert (await olga.get(path)).status == 404
        assert (await meeting.web.fresh().get(path)).status == 303
    for deed, form in (("edit", {"name": "x"}), ("delete", {}), ("remove", {"person": "1"})):
        assert (await olga.post_form(f"/lists/{number}/{deed}", form, page="/lists")).status == 404
    assert "secret" not in (await olga.get("/lists")).text + (await olga.get("/@jane/lists")).text
    for name, words in (("", "Give the list a name"), ("x" * 81, "at most 80")):
        answer = await jane.post_form("/lists", {"name": name})
        assert answer.status == 422 and words in answer.text
    assert (await jane.post_form(f"/lists/{number}/edit", {"name": " "})).status == 422
