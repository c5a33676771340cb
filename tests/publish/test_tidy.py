"""The hourly sweep: what nobody needs goes, what anybody names or has just kept stays, and it comes round again."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.publish import submit
from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import schedule, sweep, tidy
from fediart.site import Site
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import files_of, jane, pictures_of, publish_one, submission
from tests.site import drain


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


async def orphan(site: Site, tmp_path: Path, data: bytes, *, age: int) -> str:
    """A kept file that no row names, last touched `age` milliseconds before the clock's now."""
    temp = tmp_path / "orphan"
    temp.write_bytes(data)
    key = (await site.storage.keep(temp, "public", "png")).key
    moment = (site.clock.now() - age) / 1000
    os.utime(await site.storage.local(key), (moment, moment))
    return key


async def exists(site: Site, key: str) -> bool:
    try:
        await site.storage.local(key)
    except FileNotFoundError:
        return False
    return True


async def test_only_old_files_that_no_row_names_go(site: Site, tmp_path: Path, clock: HandClock) -> None:
    _, artist = await jane(site)
    work_id = await publish_one(site, tmp_path, artist)
    face = await orphan(site, tmp_path, b"face", age=2 * HOUR)
    async with site.db.writing() as tx:
        await tx.run("update actors set avatar = :key where id = :id", key=face, id=artist.id)
    named = [face, *[one.key for one in await files_of(site, work_id)]]
    for key in named:
        moment = (clock.now() - 2 * HOUR) / 1000
        os.utime(await site.storage.local(key), (moment, moment))
    old = await orphan(site, tmp_path, b"old", age=HOUR + 1000)
    young = await orphan(site, tmp_path, b"young", age=HOUR - 1000)
    assert await sweep(site, "public") == 1
    assert not await exists(site, old)
    assert await exists(site, young)
    assert all([await exists(site, key) for key in named])


async def test_a_submission_under_way_loses_nothing(site: Site, tmp_path: Path, clock: HandClock) -> None:
    _, artist = await jane(site)
    work_id = await submit(site, artist, submission(tmp_path, works.human_png()))
    clock.move(10**12)
    assert await sweep(site, "originals") == 0
    (picture,) = await pictures_of(site, work_id)
    assert await exists(site, picture.original)


async def test_broken_uploads_and_finished_work_go(site: Site, tmp_path: Path, clock: HandClock) -> None:
    _, artist = await jane(site)
    await publish_one(site, tmp_path, artist)
    broken = site.storage.incoming()
    (broken / "half").write_bytes(b"half")
    for path in (broken / "half", broken):
        os.utime(path, ((clock.now() - 2 * DAY) / 1000,) * 2)
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from jobs where state = 'finished'") > 0
    clock.move(8 * DAY)
    fresh = site.storage.incoming()
    os.utime(fresh, (clock.now() / 1000,) * 2)
    await tidy(site, {})
    assert not broken.exists()
    assert fresh.exists()
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from jobs where state = 'finished'") == 0


async def test_it_comes_round_every_hour_and_only_once(site: Site, clock: HandClock) -> None:
    for _ in range(3):
        async with site.db.writing() as tx:
            await schedule(tx, site)
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from jobs where kind = 'tidy'") == 1
        due = await tx.value("select min(due) from jobs where state = 'waiting'")
    assert due is not None and due % HOUR == 0
    clock.move(due - clock.now())
    await drain(site)
    async with site.db.reading() as tx:
        rows = await tx.all("select state, due from jobs where kind = 'tidy' order by due")
    assert [(row["state"], row["due"]) for row in rows] == [("finished", due), ("waiting", due + HOUR)]
