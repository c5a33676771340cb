"""`kill -9` in the midst of what the filter does to works that are up: it is done once, and no half of it stays."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from fediart.actions.rescan import Wanted, start
from fediart.actions.review import Choice, decide, open_review
from fediart.admission.presets import STRICT
from fediart.admission.verdict import Decision, Label, Verdict
from fediart.app import assembled
from fediart.clock import DAY, MINUTE, HandClock
from fediart.jobs import review_limits
from fediart.jobs.checking import of_whole
from fediart.resources import resource
from fediart.site import Site
from fediart.store import actors, pictures, rescans, verdicts
from fediart.store.migrate import migrate
from fediart.store.opening import open_database
from tests.crash.world import PATIENCE, World, world
from tests.remote import system_now
from tests.seeds import hang
from tests.site import make_artist

AHEAD = 400 * DAY // MINUTE


async def test_what_the_filter_does_to_published_works_is_done_once(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'killed.db'}"
    db = await open_database(url)
    try:
        await migrate(db, resource("migrations"), now=0)
        async with world(db, url, tmp_path) as made:
            await the_last_delete(made)
            await a_work_judged_again(made)
    finally:
        await db.close()


async def die_and_recover(made: World, point: str, done: str) -> None:
    """`done` is a query that finds something when all is done."""
    process = await made.start(point)
    assert await made.death_of(process) == -9
    assert not await made.rows(done), "nothing of it is there before all of it is"
    await made.start()
    async with asyncio.timeout(PATIENCE):
        while not await made.rows(done):
            await asyncio.sleep(0.05)


async def the_last_delete(made: World) -> None:
    async with assembled(made.config, made.db, HandClock(system_now())) as site:
        moderator, _ = await make_artist(site, "mo", role="moderator")
        async with site.db.writing() as tx:
            jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        work = await hang(site, jane, "Heron")
        async with site.db.writing() as tx:
            await open_review(tx, site, work, "report", "Somebody doubts it.")
        await decide(site, moderator, work.id, Choice.REFUSE, "Not yours.")
    assert not await made.rows("select id from outgoing where kind = 'Delete'"), "not before the time has ended"
    made.minutes = AHEAD
    ahead = HandClock(system_now() + AHEAD * MINUTE)
    async with assembled(made.config, made.db, ahead) as later, later.db.writing() as tx:
        await review_limits.schedule(tx, later)
    done = "select id from verdicts where decision = 'final'"
    await die_and_recover(made, "when the time for an appeal has ended", done)
    heard = await made.follower.heard("Delete")
    assert len({one["id"] for one in heard}) == 1
    assert len(await made.rows(done)) == 1
    assert [row["state"] for row in await made.rows("select state from artworks")] == ["refused"]
    assert not await made.rows("select id from renditions")
    await made.stop()


async def a_work_judged_again(made: World) -> None:
    async with assembled(made.config, made.db, HandClock(system_now() + AHEAD * MINUTE)) as site:
        work = await said_to_be_generated(site)
        await start(site, None, Wanted(rescans.TO_REVIEW, policy=STRICT), queued=True)
    await die_and_recover(made, "when a work is judged again", "select id from rescans where state = 'finished'")
    assert len(await made.rows(f"select id from reviews where artwork_id = {work}")) == 1
    assert len(await made.rows(f"select id from verdicts where artwork_id = {work} and decision = 'open'")) == 1
    assert len(await made.rows("select artwork_id from rescan_works")) == 1
    assert [row["state"] for row in await made.rows(f"select state from artworks where id = {work}")] == ["published"]


async def said_to_be_generated(site: Site) -> int:
    """A work that was looked at when it came, when its artist could say so."""
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
    assert jane is not None
    work = await hang(site, jane, "Dream", digital_source_type="trainedAlgorithmicMedia")
    async with site.db.writing() as tx:
        (picture,) = await pictures.of_artwork(tx, work.id)
        row = of_whole(site, work.id, 1, Verdict(Decision.PUBLISH, Label.NONE, ()))
        await verdicts.insert(tx, replace(row, picture_id=picture.id, sha256=picture.sha256))
    return work.id
