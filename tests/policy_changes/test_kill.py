"""`kill -9` while works are brought up to date after a new policy: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from fediart.actions.policy_changes import Changed, begin
from fediart.app import assembled
from fediart.clock import HandClock
from fediart.media.storage import FolderStorage
from fediart.resources import resource
from fediart.store import actors
from fediart.store.artworks import Artwork
from fediart.store.migrate import migrate
from fediart.store.opening import open_database
from fediart.store.policy_changes import PolicyChange
from tests.crash.test_kill import sweep
from tests.crash.world import PATIENCE, World, world
from tests.policy_changes.gallery import changes, hung, said_in_files
from tests.remote import system_now
from tests.site import change_settings

WORKS = 12


async def test_a_server_killed_twice_brings_every_work_up_to_date_once(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'killed.db'}"
    db = await open_database(url)
    try:
        await migrate(db, resource("migrations"), now=0)
        async with world(db, url, tmp_path) as made:
            works = await changed_policy(made)
            process = await made.start("when the files of a seventh work say a new policy")
            assert await made.death_of(process) == -9
            change = await the_change(made)
            assert (change.state, change.files_total, change.files_done) == ("files", WORKS, 6)
            written = await made.rows("select artwork_id from renditions where policy = 'open'")
            assert len(written) == 6 * 5, "all files of a work, or none"

            process = await made.start("when others are told of a third work's policy")
            assert await made.death_of(process) == -9
            change = await the_change(made)
            assert (change.state, change.files_done, change.told_done) == ("telling", WORKS, 2)

            await made.start()
            await finished(made)
            await everything_once(made, works)
    finally:
        await db.close()


async def changed_policy(made: World) -> list[Artwork]:
    """A dozen works, and a new policy of the instance, all of whose consequences are still to come."""
    async with assembled(made.config, made.db, HandClock(system_now())) as site:
        async with site.db.reading() as tx:
            jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        works = [await hung(site, jane, f"Work {number}") for number in range(WORKS)]
        await change_settings(site, ai_policy="open", content_credentials=False)
        async with site.db.writing() as tx:
            await begin(tx, site, Changed("instance", "no-ai", "open"), account_id=None)
    return works


async def the_change(made: World) -> PolicyChange:
    (change,) = await changes(made.db)
    return change


async def finished(made: World) -> None:
    left = """select id from policy_changes where ended = 0 union all
        select id from deliveries where state = 'waiting'"""
    async with asyncio.timeout(PATIENCE):
        while await made.rows(left):
            await asyncio.sleep(0.05)


async def everything_once(made: World, works: list[Artwork]) -> None:
    change = await the_change(made)
    assert (change.state, change.files_done, change.files_failed) == ("finished", WORKS, 0)
    assert (change.told_done, change.told_total) == (WORKS, WORKS)
    heard = {one["id"]: one["object"] for one in await made.follower.heard("Update", WORKS)}
    notes = Counter(one["id"] for one in heard.values() if one["type"] == "Note")
    assert len(notes) == WORKS and set(notes.values()) == {1}, "perhaps delivered twice, but then under one id"
    assert {one["contentUsage"] for one in heard.values()} == {"train-ai=y, search=y"}
    async with assembled(made.config, made.db, HandClock(system_now())) as site:
        for work in works:
            assert await said_in_files(site, work) == {"DMI-ALLOWED"}
    await made.stop()
    await sweep(made)
    named = {row["key"] for row in await made.rows("select key from renditions")}
    assert {one.key async for one in FolderStorage(made.config.files).keys("public")} == named
    assert list((made.config.files / "incoming").iterdir()) == []
