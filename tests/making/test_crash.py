"""The server dies at every step of making: nothing is lost or comes twice, nothing half made is seen, no file stays.

A death is an error that no code of ours catches, after which nothing is cleaned up, as with kill -9.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from fediart.actions import batches, critique, drafts
from fediart.actions.describing import describe_pictures
from fediart.actions.new_pictures import revise
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import HOUR, HandClock
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.publishing import publish
from fediart.jobs.scheduled import publish_at_time
from fediart.jobs.tidy import STALE, sweep
from fediart.jobs.worker import Worker
from fediart.site import Site
from fediart.store import jobs
from fediart.store.actors import Actor
from tests.making.seen import names_of, sent, upload
from tests.publish import works
from tests.publish.test_crash import Died, Fuse, mortal
from tests.publish.works import artwork_of, pictures_of, publish_one

pytestmark = pytest.mark.one_engine
STRIDE = 1 if os.environ.get("EVERY_STEP") else 5
"""Every fifth step; all of them with EVERY_STEP=1."""
Life = Callable[[Site], Awaitable[None]]


async def restart(site: Site) -> None:
    """What was on its way when the process died is taken up by the next one."""
    async with site.db.writing() as tx:
        await jobs.free_abandoned(tx, now=site.clock.now(), all_=True)
    await Worker(site, HANDLERS).drain()


async def steps_of(site: Site, life: Life) -> int:
    fuse = Fuse(10**6)
    await life(mortal(site, fuse))
    return 10**6 - fuse.left


async def dies_at(site: Site, death: int, life: Life) -> None:
    with pytest.raises(Died):
        await life(mortal(site, Fuse(death)))


async def no_orphans(site: Site, clock: HandClock) -> None:
    clock.move(10**12)
    for area in ("originals", "public"):
        await sweep(site, area)
    await site.storage.sweep_incoming(site.clock.now() - STALE)
    async with site.db.reading() as tx:
        named = {row["key"] for row in await tx.all("select key from renditions")}
        named |= {row["key"] for row in await tx.all("select original as key from pictures where original <> ''")}
        named |= {row["key"] for row in await tx.all("select original as key from draft_files")}
    files = site.config.files
    assert {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()} == named


async def rows(site: Site, sql: str) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value(sql))


async def test_new_pictures_come_wholly_or_not_at_all(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(160, 140, 1000))
    (first,) = await pictures_of(site, work_id)

    def exchanging(seed: int) -> Life:
        async def life(alive: Site) -> None:
            folder = alive.storage.incoming()
            new = upload(folder, works.human_png(160, 140, seed), f"New {seed}")
            carrier = await revise(alive, artist, work_id, [new, first.id])
            alive.storage.discard(folder)
            await publish(alive, {"artwork": carrier})

        return life

    came, steps = 0, await steps_of(site, exchanging(1))
    assert steps > 8
    for death in range(1, steps + 1, STRIDE):
        clock.move(HOUR)
        await revise(site, artist, work_id, [first.id])
        before, updates = await names_of(site, work_id), len(await sent(site, "Update"))
        await dies_at(site, death, exchanging(1 + death))
        halfway = await names_of(site, work_id)
        assert halfway == before or len(halfway) == 2, f"step {death}: nothing in between is seen"
        await restart(site)
        after, told = await names_of(site, work_id), len(await sent(site, "Update")) - updates
        assert (len(after), told) in ((1, 0), (2, 1)), f"step {death}"
        assert len(await pictures_of(site, work_id)) == len(after)
        came += len(after) == 2
    assert came >= (steps - 6) // STRIDE - 1, "once it is taken over, it comes through"
    assert await rows(site, "select count(*) from revisions where ended = 0") == 0
    await no_orphans(site, clock)


async def test_a_draft_becomes_one_work_or_stays(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> None:
    def sending(seed: int) -> Life:
        async def life(alive: Site) -> None:
            draft = await drafts.begin(alive, artist, {"title": f"Draft {seed}"})
            folder = alive.storage.incoming()
            path = folder / "file"
            path.write_bytes(works.human_png(160, 140, seed))
            await drafts.add_file(alive, artist, draft.id, Upload(path, "a.png", "A heron"))
            alive.storage.discard(folder)
            given = Submission(Details(title=f"Draft {seed}"), publish_at=site.clock.now() + HOUR)
            work = await drafts.send_draft(alive, artist, draft.id, given)
            await publish(alive, {"artwork": work})
            clock.move(2 * HOUR)
            await publish_at_time(alive, {"artwork": work})
            await publish(alive, {"artwork": work})

        return life

    steps = await steps_of(site, sending(1))
    for death in range(1, steps + 1, STRIDE):
        before = await rows(site, "select count(*) from drafts") + await rows(site, "select count(*) from artworks")
        await dies_at(site, death, sending(1 + death))
        await restart(site)
        clock.move(3 * HOUR)
        await restart(site)
        now = await rows(site, "select count(*) from drafts") + await rows(site, "select count(*) from artworks")
        assert now - before in (0, 1), f"step {death}: a draft, or a work"
    published = await rows(site, "select count(*) from artworks where state = 'published'")
    assert published == await rows(site, "select count(*) from artworks") > 1
    assert (
        len({one["object"]["id"] for one in await sent(site, "Create")}) == len(await sent(site, "Create")) == published
    )
    await no_orphans(site, clock)


async def test_many_works_change_once_each(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> None:
    ids = [await publish_one(site, tmp_path, artist, works.human_png(160, 140, seed)) for seed in (1, 2)]
    pictures = [one for work_id in ids for one in await pictures_of(site, work_id)]

    def living(word: str) -> Life:
        async def life(alive: Site) -> None:
            batch = await batches.start(alive, artist, ids, {"add_tags": [word], "mature": True})
            await batches.go_on(alive, batch)
            await batches.undo(alive, artist, batch)
            await batches.go_on(alive, batch)
            await describe_pictures(alive, artist, {one.id: f"Of {word}" for one in pictures})
            await critique.ask(alive, artist, ids[0], ["colour"], "gentle", word)
            await critique.close(alive, artist, ids[0])

        return life

    steps = await steps_of(site, living("whole"))
    for death in range(1, steps + 1, STRIDE):
        clock.move(HOUR)
        before = len(await sent(site, "Update"))
        await dies_at(site, death, living(f"death{death}"))
        await restart(site)
        assert await rows(site, "select count(*) from batch_works where state in ('waiting', 'undoing')") == 0
        assert len(await sent(site, "Update")) - before <= 8, f"step {death}: nobody is told twice"
        async with site.db.reading() as tx:
            newest = await tx.one("select id, undone from batches order by id desc limit 1")
        for work_id in ids:
            work = await artwork_of(site, work_id)
            went = f"death{death}" in work.tags
            assert went == bool(work.mature), f"step {death}: all of a change, or nothing of it"
        if newest is not None and not newest["undone"]:  # for the next death
            await batches.undo(site, artist, newest["id"])
            await restart(site)
