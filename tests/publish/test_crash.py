"""The server dies at every step between upload and publication: nothing is lost, nothing comes twice, no file is left.

A step is each moment before, within and after a transaction, and before and after a file is moved into its place.
A death is an error that no code of ours catches, after which nothing is cleaned up, as with kill -9.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.publish import submit
from fediart.clock import HandClock
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.publishing import publish, publish_now
from fediart.jobs.tidy import STALE, sweep
from fediart.jobs.worker import Worker
from fediart.outcomes import Done
from fediart.site import Site
from fediart.store import artworks, jobs
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import jane, submission


class Died(BaseException):
    """The process is gone."""


class Fuse:
    """Burns down by one at each step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Died

    @property
    def dead(self) -> bool:
        return self.left <= 0


class MortalDatabase:
    def __init__(self, real: Database, fuse: Fuse) -> None:
        self.engine = real.engine
        self.reading = real.reading
        self._real, self._fuse = real, fuse

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        self._fuse.step()
        async with self._real.writing() as tx:
            yield tx
            self._fuse.step()
        self._fuse.step()


class MortalStorage:
    def __init__(self, real: Any, fuse: Fuse) -> None:
        self._real, self._fuse = real, fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def keep(self, *args: Any) -> Any:
        self._fuse.step()
        kept = await self._real.keep(*args)
        self._fuse.step()
        return kept

    def discard(self, folder: Path) -> None:
        if not self._fuse.dead:
            self._real.discard(folder)


def mortal(site: Site, fuse: Fuse) -> Site:
    return replace(site, db=MortalDatabase(site.db, fuse), storage=MortalStorage(site.storage, fuse))


async def live(site: Site, artist: Actor, tmp_path: Path, seed: int) -> None:
    """From the upload to the last step of the job, in one life."""
    files = works.human_png(160, 140, seed), works.human_png(160, 140, seed + 1000)
    folder = site.storage.incoming()
    artwork_id = await submit(site, artist, submission(folder, *files))
    site.storage.discard(folder)
    assert isinstance(await publish(site, {"artwork": artwork_id}), Done)


async def numbers(site: Site) -> tuple[int, int, int, int]:
    """Published artworks, posts, Creates, renditions."""
    asked = (
        "select count(*) from artworks where state = 'published'", "select count(*) from posts",
        "select count(*) from notifications where kind = 'artwork-published'", "select count(*) from renditions",
    )  # fmt: skip
    async with site.db.reading() as tx:
        return tuple([int(await tx.value(one)) for one in asked])  # type: ignore[return-value]


@pytest.mark.one_engine
async def test_death_at_every_step(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with works.studio(db, tmp_path, clock) as site:
        _, artist = await jane(site)
        whole = Fuse(10**6)
        await live(mortal(site, whole), artist, tmp_path, seed=1)
        steps = 10**6 - whole.left
        assert steps > 25
        published, _, _, per_work = await numbers(site)
        for death in range(1, steps + 1):
            clock.move(1000)
            try:
                await live(mortal(site, Fuse(death)), artist, tmp_path, seed=1 + death)
            except Died:
                pass
            else:
                raise AssertionError(f"step {death} of {steps} was not reached")
            before = await _submitted(site)
            await _restart(site)
            published += before - published
            assert await numbers(site) == (published, published, published, published * per_work), death
        assert published > steps - 10
        assert await _judged_twice(site) == 0
        await _no_orphans(site, clock)


async def _judged_twice(site: Site) -> int:
    async with site.db.reading() as tx:
        return int(
            await tx.value(
                """select count(*) from (select picture_id from verdicts where picture_id is not null
                group by picture_id having count(*) > 1) again"""
            )
        )


async def _submitted(site: Site) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value("select count(*) from artworks"))


async def _restart(site: Site) -> None:
    async with site.db.writing() as tx:
        await jobs.free_abandoned(tx, now=site.clock.now(), all_=True)
    await Worker(site, HANDLERS).drain()


async def _no_orphans(site: Site, clock: HandClock) -> None:
    clock.move(10**12)
    await sweep(site, "public")
    await sweep(site, "originals")
    await site.storage.sweep_incoming(site.clock.now() - STALE)
    async with site.db.reading() as tx:
        named = {row["key"] for row in await tx.all("select key from renditions")}
        named |= {row["key"] for row in await tx.all("select original as key from pictures")}
    files = site.config.files
    assert {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()} == named
    assert list((files / "incoming").iterdir()) == []


async def test_two_workers_at_once_publish_once(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with works.studio(db, tmp_path, clock) as site:
        _, artist = await jane(site)
        artwork_id = await submit(site, artist, submission(tmp_path, works.human_png()))
        await asyncio.gather(*(publish(site, {"artwork": artwork_id}) for _ in range(3)))
        published, posts, told, files = await numbers(site)
        assert (published, posts, told) == (1, 1, 1)
        async with site.db.reading() as tx:
            assert files == await tx.value("select count(distinct role || width || media_type) from renditions")


async def test_the_command_line_takes_the_job_or_waits_for_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with works.studio(db, tmp_path, clock) as site:
        _, artist = await jane(site)
        first = await submit(site, artist, submission(tmp_path, works.human_png()))
        assert await publish_now(site, first) == Done("published")
        async with site.db.reading() as tx:
            assert await tx.value("select state from jobs where once_key = :key", key=f"publish:{first}") == "finished"
        assert await publish_now(site, first) == Done("done by another process")
        async with site.db.reading() as tx:
            work = await artworks.by_id(tx, first)
        assert work is not None and work.state == "published"
