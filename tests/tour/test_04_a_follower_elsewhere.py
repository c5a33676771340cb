"""Chapter four. Two instances that never met: people follow, look, answer and part across them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml.html import HtmlElement

from fediart.clock import MINUTE, HandClock
from fediart.store.database import Database
from tests.site import Client
from tests.tour.hands import form_with, has_button, page_of, press, words
from tests.tour.places import Place, opened, publish, says, settle


@dataclass(frozen=True, slots=True)
class World:
    """Jane lives at the river, Omar on the hill."""

    river: Place
    hill: Place
    jane: Client
    omar: Client
    clock: HandClock

    async def settles(self) -> None:
        await settle(self.river, self.hill)


@pytest.fixture
async def world(db: Database, other_db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with (
        opened(db, tmp_path / "river", clock, name="Riverside") as river,
        opened(other_db, tmp_path / "hill", clock, name="Hilltop") as hill,
    ):
        yield World(river, hill, await river.member("jane"), await hill.member("omar"), clock)


async def omar_follows_jane(world: World) -> str:
    """Omar looks up her handle and follows; returns the path of her page on his instance."""
    found = await world.omar.get(f"/search?q=@jane@{world.river.host}", follow=True)
    assert found.path == f"/@jane@{world.river.host}"
    await press(world.omar, found.path, "Follow")
    await world.settles()
    return found.path


async def jane_publishes(world: World, title: str = "Low sun") -> str:
    page = await publish(world.river, world.jane, title, world.river.painting(size=(480, 360)))
    await world.settles()
    return page


async def seen_on_the_hill(world: World, title: str = "Low sun") -> str:
    """The path at which Omar's instance shows what arrived."""
    for article in page_of(await world.omar.get("/home")).xpath("//article"):
        if title in article.text_content():
            return address_of(article)
    raise AssertionError(f"{title} did not arrive")


def address_of(article: HtmlElement) -> str:
    """Where a post stands by itself: behind its date."""
    return str(article.xpath(".//a[@class='byline-time']/@href")[0])


async def test_a_follow_is_accepted_and_both_sides_know(world: World) -> None:
    there = await omar_follows_jane(world)
    assert has_button(await world.omar.get(there), "Following")
    says(await world.jane.get("/@jane"), "1 follower")
    says(await world.jane.get("/notifications"), "omar follows you")
    says(await world.jane.get("/@jane/followers"), f"@omar@{world.hill.host}")


async def test_who_wants_to_be_asked_is_asked(world: World) -> None:
    # Given that Jane approves her followers one by one
    await press(world.jane, "/settings/profile", "Save profile", {"approves_follows": "1"})

    # When Omar asks
    found = await world.omar.get(f"/search?q=@jane@{world.river.host}", follow=True)
    await press(world.omar, found.path, "Ask to follow")
    await world.settles()
    assert has_button(await world.omar.get(found.path), "Asked to follow")
    says(await world.jane.get("/notifications"), "would like to follow you")

    # Then it is she who decides
    await press(world.jane, "/follow-requests", "Let follow")
    await world.settles()
    assert has_button(await world.omar.get(found.path), "Following")


async def test_a_new_work_arrives_with_its_picture(world: World) -> None:
    await omar_follows_jane(world)
    await jane_publishes(world)

    # Then it is on Omar's home page, with the picture from his own instance's cache, described
    home = await world.omar.get("/home")
    [image] = page_of(home).xpath("//article//img[@alt='Low sun, picture 1']")
    file = await world.omar.get(image.get("src"))
    assert (file.status, file.headers["Content-Type"]) == (200, "image/webp")
    assert image.get("src").startswith("/remote-media/")

    # And it is delivered once for everybody there
    assert len(await world.river.rows("select id from deliveries where inbox like '%/inbox'")) == 2  # Accept, Create


async def test_a_like_a_boost_and_an_answer_come_back(world: World) -> None:
    await omar_follows_jane(world)
    page = await jane_publishes(world)
    there = await seen_on_the_hill(world)

    # When Omar likes it, boosts it, and says something
    await press(world.omar, there, "Like")
    await press(world.omar, there, "Boost")
    await press(world.omar, there, "Reply", {"text": "The light! How long did you wait for it?"})
    await world.settles()

    # Then everybody reads his words below the work, and Jane is told of all three
    says(await world.river.visitor.get(page), "How long did you wait for it?", f"@omar@{world.hill.host}")
    says(await world.jane.get("/notifications"), "omar liked Low sun", "omar boosted Low sun", "omar replied")
    note = await world.river.document(page)
    assert (note["likes"]["totalItems"], note["shares"]["totalItems"]) == (1, 1)

    # And when she answers, Omar is told, and the thread is the same on both sides
    [comment] = page_of(await world.jane.get(page)).xpath("//section[@class='comments']//article")
    await press(world.jane, address_of(comment), "Reply", {"text": "Until the gnats had eaten me."})
    await world.settles()
    says(await world.omar.get("/notifications"), "jane replied", "Until the gnats had eaten me.")
    says(await world.omar.get(there), "How long did you wait for it?", "Until the gnats had eaten me.")
    says(await world.river.visitor.get(page), "How long did you wait for it?", "Until the gnats had eaten me.")


async def test_what_is_taken_back_is_gone_on_both_sides(world: World) -> None:
    await omar_follows_jane(world)
    page = await jane_publishes(world)
    there = await seen_on_the_hill(world)
    for deed in ("Like", "Boost"):
        await press(world.omar, there, deed)
    await world.settles()

    for deed in ("Like", "Boost"):  # the same buttons again
        await press(world.omar, there, deed)
    await world.settles()

    note = await world.river.document(page)
    assert (note["likes"]["totalItems"], note["shares"]["totalItems"]) == (0, 0)
    assert await world.river.rows("select id from likes") == await world.river.rows("select id from boosts") == []


async def test_an_edit_arrives_and_so_does_the_end(world: World) -> None:
    await omar_follows_jane(world)
    page = await jane_publishes(world)
    there = await seen_on_the_hill(world)
    work = page.rsplit("/", 1)[1]

    # When Jane finds a better title and better words for who cannot see it
    world.clock.move(MINUTE)
    form = form_with(await world.jane.get(f"/works/{work}/edit"), "Save")
    [alt] = [name for name in form.fields if name.startswith("alt-")]
    await press(world.jane, f"/works/{work}/edit", "Save", {"title": "Last light", alt: "The sun, half gone"})
    await world.settles()

    # Then Omar sees both, marked as edited
    changed = await world.omar.get(there)
    says(changed, "Last light", "edited")
    assert page_of(changed).xpath("//img[@alt='The sun, half gone']")
    assert "Low sun" not in words(changed)

    # And when she takes it down, it goes everywhere
    await press(world.jane, f"/works/{work}/delete", "Delete it")
    await world.settles()
    assert (await world.omar.get(there)).status in (404, 410)
    assert "Last light" not in (await world.omar.get("/home")).text
    assert await world.hill.rows("select id from remote_media where role = 'post' and key <> ''") == []

    # And its address says that there was something
    gone = await world.river.visitor.get(f"/users/jane/posts/{work}", headers={"Accept": "application/activity+json"})
    assert (gone.status, gone.json["type"]) == (410, "Tombstone")
    assert (await world.river.visitor.get(page)).status == 410


async def test_who_stops_following_hears_no_more(world: World) -> None:
    there = await omar_follows_jane(world)
    await jane_publishes(world, "Low sun")
    await press(world.omar, there, "Following")
    await world.settles()
    says(await world.jane.get("/@jane"), "0 followers")

    await jane_publishes(world, "Blue hour")
    home = words(await world.omar.get("/home"))
    assert "Blue hour" not in home
