"""What people of other servers pin to the top of their page: Add, Remove, and their featured collection."""

from __future__ import annotations

from typing import Any

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.fetch import Budget
from fediart.actions.featured import MOST, fetch_featured
from fediart.store import pins
from tests.inbox.conftest import Meeting
from tests.site import drain, log_in


def featured_of(meeting: Meeting) -> str:
    return f"{meeting.bob.actor_id}/featured"


def add(meeting: Meeting, what: Any, target: str = "") -> dict[str, Any]:
    bob = meeting.bob
    return write.add(bob.next_id(), bob.actor_id, what, target or featured_of(meeting), [PUBLIC])


def remove(meeting: Meeting, what: str) -> dict[str, Any]:
    return write.remove(meeting.bob.next_id(), meeting.bob.actor_id, what, featured_of(meeting), [PUBLIC])


def serve_featured(meeting: Meeting, items: list[Any]) -> None:
    url = featured_of(meeting)
    meeting.bob.serve("/users/bob/featured", write.ordered_collection(url, len(items)) | {"orderedItems": items})


async def pinned_uris(meeting: Meeting) -> list[str]:
    bob = await meeting.bob_here()
    async with meeting.site.db.reading() as tx:
        numbers = await pins.of_actor(tx, bob.id)
        return [str(await tx.value("select uri from posts where id = :id", id=number)) for number in numbers]


@pytest.fixture
def pinning(meeting: Meeting) -> Meeting:
    """Bob's actor names his featured collection."""
    meeting.bob.publish_actor(featured=featured_of(meeting))
    return meeting


async def test_a_pinned_post_is_fetched_and_stands_at_the_top_of_the_page(pinning: Meeting) -> None:
    await pinning.follow_bob()
    note = pinning.bob.note("<p>My best picture</p>")
    said = add(pinning, note["id"])
    assert await pinning.says(said) == 202
    assert await pinning.says(said) == 202
    assert await pinned_uris(pinning) == [note["id"]]
    page = (await pinning.web.get(f"/{pinning.bob.handle}")).text
    assert page.count("My best picture") == 1
    assert page.index("Pinned") < page.index("My best picture")


async def test_unpinned_it_is_at_its_own_place_again(pinning: Meeting) -> None:
    await pinning.follow_bob()
    note = pinning.bob.note("<p>My best picture</p>")
    await pinning.says(add(pinning, note["id"]))
    await pinning.says(remove(pinning, note["id"]))
    assert await pinned_uris(pinning) == []
    page = (await pinning.web.get(f"/{pinning.bob.handle}")).text
    assert "Pinned" not in page and "My best picture" in page
    await pinning.says(remove(pinning, note["id"]))
    assert await pinning.outcome() == "ignored: it is not pinned here"


async def test_nobody_pins_the_posts_of_others(pinning: Meeting) -> None:
    """Advisories 19 and 24: a post of a neighbour, or of ours, is not the sender's to pin."""
    await pinning.follow_bob()
    eve = await pinning.neighbour("eve")
    foreign = pinning.bob.note("<p>Of eve</p>", attributed_to=eve.actor_id)
    await pinning.says(add(pinning, foreign["id"]))
    assert (await pinning.outcome()).startswith("ignored: the post is not there, is somebody else's")
    await pinning.says(add(pinning, foreign["id"]))
    assert await pinning.outcome() == "refused: only one's own posts can be pinned"
    assert await pinned_uris(pinning) == []


async def test_nobody_pins_to_the_page_of_others(pinning: Meeting) -> None:
    """A neighbour on the same server may not write into bob's collection."""
    await pinning.follow_bob()
    eve = await pinning.neighbour("eve")
    note = pinning.bob.note("<p>Of bob</p>")
    said = write.add(f"{eve.actor_id}/activities/9", eve.actor_id, note["id"], featured_of(pinning), [PUBLIC])
    assert await eve.says(said) == 202
    assert (await pinning.outcome()).startswith("ignored: only what is pinned")
    assert await pinned_uris(pinning) == []


async def test_other_collections_strangers_and_posts_for_a_few_are_ignored(pinning: Meeting) -> None:
    note = pinning.bob.note("<p>Hello</p>")
    await pinning.meet(pinning.bob)
    await pinning.says(add(pinning, note["id"]))
    assert await pinning.outcome() == "ignored: nobody here follows the sender"
    await pinning.follow_bob()
    await pinning.says(add(pinning, note["id"], f"{pinning.bob.actor_id}/albums/1"))
    assert (await pinning.outcome()).startswith("ignored: only what is pinned")
    private = pinning.bob.note("<p>For few</p>", to=(f"{pinning.bob.actor_id}/followers",), cc=())
    await pinning.says(add(pinning, private["id"]))
    assert (await pinning.outcome()).startswith("ignored: the post is not there")
    await pinning.says(add(pinning, {"type": "Hashtag", "name": "#art"}))
    assert await pinning.outcome() == "ignored: only posts can be pinned here"
    assert await pinned_uris(pinning) == []


async def test_the_whole_collection_is_read_in_its_order_and_nothing_else(pinning: Meeting) -> None:
    bob = pinning.bob
    first, second = bob.note("<p>One</p>"), bob.note("<p>Two</p>")
    eve = await pinning.neighbour("eve")
    foreign = bob.note("<p>Of eve</p>", attributed_to=eve.actor_id)
    abroad = "http://other.example/notes/1"
    serve_featured(pinning, [second, first["id"], foreign["id"], abroad, {**first, "id": abroad}, 7, second])
    actor = await pinning.meet(bob)
    assert await fetch_featured(pinning.site, actor, Budget(20)) == 2
    assert await pinned_uris(pinning) == [second["id"], first["id"]]
    serve_featured(pinning, [first["id"]])
    assert await fetch_featured(pinning.site, actor, Budget(20)) == 1
    assert await pinned_uris(pinning) == [first["id"]]


async def test_a_collection_on_pages_a_small_budget_and_a_server_that_is_down(pinning: Meeting) -> None:
    bob, url = pinning.bob, featured_of(pinning)
    notes = [bob.note(f"<p>{number}</p>")["id"] for number in range(MOST + 5)]
    bob.serve("/users/bob/featured", write.ordered_collection(url, len(notes), f"{url}/1"))
    bob.serve("/users/bob/featured/1", write.ordered_collection_page(f"{url}/1", url, notes))
    actor = await pinning.meet(bob)
    assert await fetch_featured(pinning.site, actor, Budget(5)) == 3
    assert await fetch_featured(pinning.site, actor, Budget(60)) == MOST
    bob.serve("/users/bob/featured", {"error": "broken"}, status=503)
    assert await fetch_featured(pinning.site, actor, Budget(5)) == 0
    assert len(await pinned_uris(pinning)) == MOST


async def test_a_member_who_opens_the_page_causes_one_look_a_day(pinning: Meeting) -> None:
    note = pinning.bob.note("<p>My best picture</p>")
    serve_featured(pinning, [note["id"]])
    await pinning.meet(pinning.bob)
    await pinning.web.get(f"/{pinning.bob.handle}")
    await drain(pinning.site)
    assert await pinned_uris(pinning) == [], "visitors cause no fetches"
    await log_in(pinning.web, "jane")
    for _ in range(3):
        await pinning.web.get(f"/{pinning.bob.handle}")
        await drain(pinning.site)
    assert await pinned_uris(pinning) == [note["id"]]
    asked = [path for _, path, _ in pinning.bob.requests if path == "/users/bob/featured"]
    assert len(asked) == 1
