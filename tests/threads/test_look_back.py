"""What somebody said before anybody here followed them: with its own dates, told to nobody, and only their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation import write
from fediart.actions import look_back
from fediart.clock import DAY, HOUR
from fediart.jobs.tidy import tidy
from tests.inbox.conftest import Meeting
from tests.remote import RemoteServer
from tests.site import log_in
from tests.threads.made import asked, bare, by_uri, forged, made_by


@pytest.fixture
async def cleo(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    async with RemoteServer("cleo", clock=meeting.site.clock.now) as server:
        yield server


def older(server: RemoteServer, many: int, **more: Any) -> list[dict[str, Any]]:
    """Posts of the days before, the newest first."""
    now = server.clock()
    return [
        server.note(f"<p>{number} days ago</p>", path=f"/old/{number}", published=now - number * DAY, **more)
        for number in range(1, many + 1)
    ]


async def test_a_first_follow_brings_the_newest_posts_with_their_own_dates(meeting: Meeting) -> None:
    posts = older(meeting.bob, 3)
    meeting.bob.publish_outbox([made_by(meeting.bob, one) for one in posts])
    await meeting.follow_bob()
    rows = [await by_uri(meeting.site, one["id"]) for one in posts]
    assert all(row is not None for row in rows)
    now = meeting.site.clock.now()
    assert [row.published for row in rows if row] == [now - number * DAY for number in (1, 2, 3)]
    assert await meeting.count("notifications", "kind in ('mention', 'reply')") == 0
    await log_in(meeting.web, "jane")
    home = (await meeting.web.get("/home")).text
    assert home.index("1 days ago") < home.index("2 days ago") < home.index("3 days ago")


async def test_a_pinned_post_comes_with_the_first_follow(meeting: Meeting) -> None:
    note = meeting.bob.note("<p>Who I am</p>", path="/pinned")
    url = f"{meeting.bob.actor_id}/featured"
    meeting.bob.publish_actor(featured=url)
    meeting.bob.serve("/users/bob/featured", write.ordered_collection(url, 1, items=[note["id"]]))
    await meeting.follow_bob()
    kept = await by_uri(meeting.site, note["id"])
    assert kept is not None and await meeting.count("pins", "post_id = :id", id=kept.id) == 1


async def test_opening_somebody_for_the_first_time_fetches_and_says_so(meeting: Meeting) -> None:
    meeting.bob.publish_outbox([made_by(meeting.bob, one) for one in older(meeting.bob, 2)])
    bob = await meeting.meet(meeting.bob)
    page = f"/@bob@{meeting.bob.host}"
    assert "being fetched" not in (await meeting.web.get(page)).text
    assert await meeting.count("jobs", "kind = 'older-posts'") == 0  # a visitor causes nothing
    await log_in(meeting.web, "jane")
    for _ in range(2):
        assert "Older posts of Bob are being fetched" in (await meeting.web.get(page)).text
    await meeting.drain()
    text = (await meeting.web.get(page)).text
    assert "being fetched" not in text and "1 days ago" in text and "2 days ago" in text
    assert await meeting.count("jobs", "kind = 'older-posts'") == 1
    assert await meeting.count("posts", "actor_id = :id", id=bob.id) == 2


async def test_an_outbox_of_bare_addresses_is_read_too(meeting: Meeting) -> None:
    one, two = older(meeting.bob, 2)
    create = write.create(f"{two['id']}/activity", meeting.bob.actor_id, two) | {"object": two["id"]}
    meeting.bob.publish_outbox([one["id"], bare(create)])
    assert await look_back.look_back(meeting.site, await meeting.meet(meeting.bob)) == 2


async def test_only_ones_own_words_for_everyone_are_kept(meeting: Meeting, cleo: RemoteServer) -> None:
    (mine,) = older(meeting.bob, 1)
    private = meeting.bob.note("<p>Private</p>", path="/private", to=(f"{meeting.bob.actor_id}/followers",), cc=())
    answer = meeting.bob.note("<p>To somebody</p>", path="/answer", in_reply_to="https://far.example/1")
    theirs = cleo.note("<p>Cleo's</p>", path="/theirs")
    entries = [
        made_by(meeting.bob, mine),
        made_by(meeting.bob, private),
        made_by(meeting.bob, answer),
        bare(meeting.bob.announce(theirs["id"])),
    ]
    meeting.bob.publish_outbox(entries)
    assert await look_back.look_back(meeting.site, await meeting.meet(meeting.bob)) == 1
    assert await meeting.count("posts") == 1
    assert not asked(cleo)


async def test_a_forged_outbox_makes_nobody_say_anything(meeting: Meeting, cleo: RemoteServer) -> None:
    """Advisory 24: an owner is never taken from what is told."""
    eve = f"{meeting.bob.origin}/users/eve"
    same_server = forged(meeting.bob, eve, "/lie/1")
    elsewhere = forged(meeting.bob, cleo.actor_id, "/lie/2")
    ours = forged(meeting.bob, meeting.jane.uri, "/lie/3")
    true = cleo.note("<p>True</p>", path="/true")
    entries = [
        made_by(meeting.bob, same_server),
        made_by(meeting.bob, elsewhere),
        made_by(meeting.bob, ours) | {"actor": meeting.bob.actor_id},
        same_server["id"],
        made_by(cleo, true),
        true["id"],
        write.create(f"{meeting.bob.origin}/x", meeting.bob.actor_id, bare(true) | {"content": "<p>False</p>"}),
    ]
    meeting.bob.publish_outbox(entries)
    assert await look_back.look_back(meeting.site, await meeting.meet(meeting.bob)) == 0
    assert await meeting.count("posts") == 0


async def test_a_long_outbox_costs_a_bounded_number_of_requests_and_posts(meeting: Meeting) -> None:
    posts = [meeting.bob.note(f"<p>{number}</p>", path=f"/old/{number}") for number in range(80)]
    meeting.bob.publish_outbox([made_by(meeting.bob, one) for one in posts])
    bob = await meeting.meet(meeting.bob)
    meeting.bob.requests.clear()
    assert await look_back.look_back(meeting.site, bob) == meeting.site.config.federation.older_posts
    assert len(meeting.bob.requests) <= 3


async def test_an_outbox_that_is_not_there_is_asked_once(meeting: Meeting) -> None:
    meeting.bob.serve("/users/bob/outbox", {"error": "gone"}, status=404)
    await meeting.follow_bob()
    assert await meeting.count("look_backs", "done > 0") == 1
    await log_in(meeting.web, "jane")
    meeting.site.clock.move(HOUR)
    assert "being fetched" not in (await meeting.web.get(f"/@bob@{meeting.bob.host}")).text


async def test_what_holds_nobody_back_any_more_is_swept(meeting: Meeting) -> None:
    """A row for each person who was ever opened would stay for ever; after a week nothing changes without it."""
    await meeting.follow_bob()
    meeting.site.clock.move(look_back.WAIT - HOUR)
    await tidy(meeting.site, {})
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        assert not await look_back.look_back_later(tx, meeting.site, bob), "it still says that nobody need ask again"
    meeting.site.clock.move(HOUR + 1)
    await tidy(meeting.site, {})
    assert await meeting.count("look_backs") == 0
    async with meeting.site.db.writing() as tx:
        assert await look_back.look_back_later(tx, meeting.site, bob)
    assert await meeting.count("look_backs") == 1
