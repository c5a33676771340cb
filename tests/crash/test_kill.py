"""`kill -9` at every step from upload to last delivery: after a restart nothing is lost and nothing there twice."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from fediart.app import assembled
from fediart.clock import MINUTE, HandClock
from fediart.jobs.tidy import STALE, tidy
from fediart.media.storage import Area, FolderStorage
from fediart.resources import resource
from fediart.store.migrate import migrate
from fediart.store.opening import open_database
from tests.crash.serve_and_die import POINTS
from tests.crash.world import World, world
from tests.postgres import Cluster
from tests.publish.works import human_jpeg
from tests.remote import system_now
from tests.side.made import png
from tests.site import Client, log_in

LEASE = 11  # minutes after which what a dead process had taken is free for others
SHARED_POINT = "before the publishing transaction is committed"  # the one that PostgreSQL is asked about
# Where the artist was never told that the work had come in.
UNSAID = ("after an attachment is kept", "after the original is kept")
AREAS: tuple[Area, ...] = ("originals", "public", "attachments")


@dataclass(frozen=True, slots=True)
class Studio:
    """One instance that dies again and again, and the browser of an artist who stays logged in all the while."""

    world: World
    browser: Client


@pytest.fixture(scope="module")
async def studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Studio]:
    folder = tmp_path_factory.mktemp("killed")
    url = f"sqlite:{folder / 'killed.db'}"
    db = await open_database(url)
    try:
        await migrate(db, resource("migrations"), now=0)
        async with world(db, url, folder) as made, made.browser() as browser:
            await made.start()
            await log_in(browser, "jane")
            yield Studio(made, browser)
    finally:
        await db.close()


@pytest.mark.parametrize("point", [point for point in POINTS if point != SHARED_POINT])
async def test_a_server_killed_on_sqlite_goes_on_where_it_was(point: str, studio: Studio) -> None:
    await die_and_recover(studio, point)


async def test_a_server_killed_on_postgresql_goes_on_where_it_was(tmp_path: Path, postgres: Cluster) -> None:
    """Other processes may share the database, so what the dead one had taken is free only once its lease is over."""
    async with postgres.fresh() as url:
        db = await open_database(url)
        try:
            async with world(db, url, tmp_path) as made, made.browser() as browser:
                await made.start()
                await log_in(browser, "jane")
                await die_and_recover(Studio(made, browser), SHARED_POINT, wait=LEASE)
        finally:
            await db.close()


async def die_and_recover(studio: Studio, point: str, *, wait: int = 0) -> None:
    made, browser = studio.world, studio.browser
    process = made.living or await made.start()
    before = await artworks(made)
    made.arm(point)
    said = await upload(browser, point)
    assert await made.death_of(process) == -9, f"the server lived past {point}: {said}"

    made.minutes += wait
    await made.start()
    if point in UNSAID:
        assert await artworks(made) == before
        assert await upload(browser, point), "the artist tries again, still logged in"
    await made.settled()
    [artwork] = await artworks(made) - before
    await everything_is_there_once(studio, artwork, point)
    await no_file_is_left_over(made)


async def artworks(made: World) -> set[int]:
    return {row["id"] for row in await made.rows("select id from artworks")}


async def upload(browser: Client, title: str) -> str:
    """The page the artist is sent to, or nothing if the server died over it. The picture is another for each title."""
    side = 300 + zlib.crc32(title.encode()) % 200
    picture, sketch = ("heron.jpg", human_jpeg(480, side), "image/jpeg"), ("sketch.png", png(), "image/png")
    said = {"title": title, "files": picture, "alt-1": "A heron", "visibility": "public", "evidence": sketch}
    try:
        answer = await browser.post_form("/new", said)
    except aiohttp.ClientError:
        return ""
    assert answer.status == 303, answer.text
    return answer.location


async def everything_is_there_once(studio: Studio, artwork: int, title: str) -> None:
    made, browser = studio.world, studio.browser
    of_it = f"where artwork_id = {artwork}"
    [row] = await made.rows(f"select state from artworks where id = {artwork}")
    [post] = await made.rows(f"select id, uri from posts where id = {artwork}")
    assert row["state"] == "published"
    [picture] = await made.rows(f"select id from pictures {of_it}")
    assert len(await made.rows(f"select id from attachments {of_it}")) == 1
    assert len(await made.rows(f"select picture_id from picture_prints where picture_id = {picture['id']}")) == 1
    files = await made.rows(f"select picture_id, role, media_type, width from renditions {of_it}")
    assert max(Counter(map(tuple, map(dict.values, map(dict, files)))).values()) == 1
    assert Counter(row["role"] for row in files) == {"federated": 1, "web": 5}
    judged = Counter(row["picture_id"] for row in await made.rows(f"select picture_id from verdicts {of_it}"))
    assert set(judged.values()) == {1} and len(judged) == 2, "one verdict on the picture, one on the whole"
    told = await made.rows(f"select kind from notifications where kind like 'artwork%' and artwork_id = {artwork}")
    assert [row["kind"] for row in told] == ["artwork-published"]
    [sent] = await made.rows(f"select id, uri from outgoing where kind = 'Create' and post_id = {artwork}")
    [delivery] = await made.rows(f"select state from deliveries where outgoing_id = {sent['id']}")
    assert delivery["state"] == "delivered"
    heard = [one for one in await made.follower.heard("Create") if one["object"]["id"] == post["uri"]]
    assert {one["id"] for one in heard} == {sent["uri"]}, "perhaps twice, but then under one id"
    assert made.follower.refused == []
    [attached] = heard[0]["object"]["attachment"]
    async with browser.session.get(attached["url"]) as answer:
        assert (answer.status, answer.content_type) == (200, attached["mediaType"])
    page = await browser.get(f"/@jane/{artwork}")
    assert page.status == 200 and title in page.text


async def no_file_is_left_over(made: World) -> None:
    """Not after the sweep, that is: what a dead process was at stays until nobody can need it any more."""
    await sweep(made)
    storage = FolderStorage(made.config.files)
    rows = await made.rows(
        """select original as key from pictures union select key from renditions
        union select stored as key from attachments union select preview as key from attachments where preview <> ''"""
    )
    named = {row["key"] for row in rows}
    there = {one.key for area in AREAS async for one in storage.keys(area)}
    assert there == named
    assert list((made.config.files / "incoming").iterdir()) == []


async def sweep(made: World) -> None:
    """What the hourly job does, a day later by its clock, in a process of its own."""
    clock = HandClock(system_now() + made.minutes * MINUTE + 2 * STALE)
    async with assembled(made.config, made.db, clock) as site:
        await tidy(site, {})
