"""The gallery and its neighbours: what hangs where, in which order, and what stays covered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests import seeds
from tests.site import Client, log_in, make_artist, running_site, served

TILE = re.compile(r'<a class="work-title" href="([^"]+)">([^<]*)</a>')


@asynccontextmanager
async def house(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[tuple[Site, Client, Actor, Actor]]:
    running = running_site(db, tmp_path, clock, name="Lichtung", tagline="A small house")
    async with running as site, served(site) as client:
        yield site, client, (await make_artist(site, "jane"))[1], (await make_artist(site, "tomasz"))[1]


def titles(text: str) -> list[str]:
    return [title for _, title in TILE.findall(text)]


async def test_a_new_instance_says_what_will_be_here(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (_, client, *_):
        page = await client.get("/")
        assert page.status == 200
        assert "The walls are still empty" in page.text
        assert 'href="/sign-up"' in page.text


async def test_the_gallery_shows_public_works_the_newest_first(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, tomasz):
        await seeds.hang(site, jane, "First")
        clock.move(HOUR)
        await seeds.hang(site, tomasz, "Second")
        for visibility in ("unlisted", "followers", "direct"):
            await seeds.hang(site, jane, f"Not for the gallery: {visibility}", visibility=visibility)
        await seeds.hang(site, jane, "Held", state="held")
        assert titles((await client.get("/")).text) == ["Second", "First"]


async def test_pictures_keep_their_proportions_and_say_their_size(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        await seeds.hang(site, jane, "Wide", sizes=[(3000, 1000)])
        text = (await client.get("/")).text
        assert '<li class="p110">' in text
        assert 'width="3000" height="1000"' in text
        assert 'alt="Wide, picture 1"' in text
        assert 'type="image/webp"' in text
        assert re.search(r"/media/no-ai/\d+/[\w-]+\.webp 320w", text)
        assert ".png" not in text.partition("<main")[2], "the file for other servers is not for pages"


async def test_a_mature_work_keeps_its_place_without_its_picture(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        await seeds.hang(site, jane, "Night", mature=1, warning="Nudity")
        text = (await client.get("/")).text
        assert titles(text) == ["Night"]
        assert "Nudity" in text
        assert "/media/" not in text


async def test_pages_of_the_gallery_follow_each_other_without_gaps(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        for number in range(45):
            clock.move(HOUR if number % 3 else 0)  # some at the same moment
            await seeds.hang(site, jane, f"Work {number}")
        first = (await client.get("/")).text
        older = re.search(r'rel="next" href="([^"]+)"', first)
        assert older
        second = (await client.get(older[1].replace("&amp;", "&"))).text
        assert titles(first) + titles(second) == [f"Work {number}" for number in reversed(range(45))]
        assert 'rel="next"' not in second


@pytest.mark.parametrize("word", ["x", "1", "-1-2", "1-99999999999999999999", "%27", "1-1' or 1=1"])
async def test_a_strange_place_in_the_address_is_the_beginning(
    db: Database, tmp_path: Path, clock: HandClock, word: str
) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        await seeds.hang(site, jane, "Only")
        page = await client.get("/", params={"before": word})
        assert page.status == 200
        assert titles(page.text) == ["Only"]


async def test_members_can_look_at_those_they_follow_alone(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, tomasz):
        await seeds.hang(site, jane, "By Jane", visibility="followers")
        await seeds.hang(site, tomasz, "By Tomasz")
        _, viewer = await make_artist(site, "ngozi")
        await seeds.follow(site, viewer, jane)
        await log_in(client, "ngozi")
        assert titles((await client.get("/?of=following")).text) == ["By Jane"]
        assert titles((await client.get("/")).text) == ["By Tomasz"]


async def test_titles_are_words_and_never_markup(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
        work = await seeds.hang(site, jane, nasty, tags=(nasty,), medium=nasty, tools=nasty, description=nasty)
        await seeds.change_actor(site, jane, display_name=nasty, bio_html=f"<p>{nasty}</p>")
        for path in ("/", "/@jane", f"/@jane/{work.id}", "/@jane/timeline"):
            text = (await client.get(path)).text
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path


async def test_tags_and_series_gather_works(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, _):
        row = await seeds.new_series(site, jane, "Reservoir", "reservoir")
        await seeds.hang(site, jane, "Two", tags=("Hills",), series_id=row.id, series_position=2)
        await seeds.hang(site, jane, "One", series_id=row.id, series_position=1)
        hidden = {"series_id": row.id, "series_position": 3, "visibility": "direct"}
        await seeds.hang(site, jane, "Secret", tags=("hills",), **hidden)
        assert titles((await client.get("/tags/hills")).text) == ["Two"]
        assert titles((await client.get("/tags/HILLS")).text) == ["Two"]
        assert "No works under this tag" in (await client.get("/tags/none")).text
        assert titles((await client.get("/@jane/series/reservoir")).text) == ["One", "Two"]
        assert (await client.get("/@jane/series/none")).status == 404
        assert (await client.get("/@tomasz/series/reservoir")).status == 404


async def test_search_finds_by_how_names_begin(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with house(db, tmp_path, clock) as (site, client, jane, tomasz):
        await seeds.change_actor(site, jane, display_name="Hilda")
        await seeds.change_actor(site, tomasz, display_name="Hidden", discoverable=0)
        await seeds.hang(site, jane, "Hill at noon", tags=("hills",))
        await seeds.hang(site, jane, "Hill for followers", visibility="followers")
        text = re.sub("</?mark>", "", (await client.get("/search?q=hil")).text)
        assert titles(text) == ["Hill at noon"]
        assert "Hilda" in text
        assert 'href="/tags/hills"' in text
        assert "Hidden" not in (await client.get("/search?q=hid")).text
        assert "Nothing found for “zebra”" in (await client.get("/search?q=zebra")).text
        assert "Only members" in (await client.get("/search?q=@ana@elsewhere.example")).text
