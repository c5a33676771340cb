"""Files move into a bucket and back while the server runs: every picture is there at every moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import storage_move
from fediart.actions.storage_move import Moving
from fediart.actions.storing import FRESH
from fediart.clock import HandClock
from fediart.errors import Problem
from fediart.jobs import tidy
from fediart.media.chosen_storage import FOLDER, S3, Choice, ChosenStorage
from fediart.media.storage import FolderStorage
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import files_of, jane, pictures_of, publish_one
from tests.s3 import ObjectServer
from tests.site import Client, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock, s3: ObjectServer) -> AsyncIterator[Site]:
    bucket = s3.bucket(f"moving-{tmp_path.name.replace('_', '-')}"[:60])
    async with works.studio(db, tmp_path, clock, config={"storage": bucket}) as made:
        yield made


def quiet(_: Moving) -> None:
    pass


async def in_bucket(site: Site) -> set[str]:
    return {one.key for area in storage_move.AREAS async for one in places(site).places[S3].keys(area)}


async def in_folder(site: Site) -> set[str]:
    return {one.key for area in storage_move.AREAS async for one in FolderStorage(site.config.files).keys(area)}


def places(site: Site) -> ChosenStorage:
    assert isinstance(site.storage, ChosenStorage)
    return site.storage


async def all_shown(site: Site, client: Client, *work_ids: int) -> None:
    for work_id in work_ids:
        for one in await files_of(site, work_id):
            got = await client.get(one.path, headers={"Range": "bytes=0-9"})
            assert (got.status, len(got.body)) == (206, 10), one.path
            assert got.headers["Content-Usage"].startswith("train-ai=n")
            assert "noai" in got.headers["X-Robots-Tag"]


@pytest.mark.one_engine
async def test_there_and_back(site: Site, tmp_path: Path, clock: HandClock) -> None:
    artist: Actor = (await jane(site))[1]
    first = await publish_one(site, tmp_path, artist)
    lost: list[int] = []

    async def meanwhile(seconds: float) -> None:
        """A process that has not heard yet keeps a work at the old place; then it hears."""
        lost.append(await publish_one(site, tmp_path, artist, title="Late"))
        clock.move(int(seconds * 1000))

    async with served(site) as client:
        before = await in_folder(site)
        moved = await storage_move.move(site, S3, quiet, wait=meanwhile)
        everything = await in_folder(site)
        assert before < everything == await in_bucket(site)
        assert moved.copied == len(everything)
        assert await storage_move.chosen(site) == Choice(S3)
        with pytest.raises(Problem, match="still kept"):
            await storage_move.delete_left(site, S3)
        assert await storage_move.delete_left(site, FOLDER) == len(everything)
        assert await in_folder(site) == set()
        await all_shown(site, client, first, *lost)
        third = await publish_one(site, tmp_path, artist, title="After")
        assert await in_folder(site) == set()
        await all_shown(site, client, third)
        clock.move(2 * tidy.GRACE)
        assert [await tidy.sweep(site, area) for area in storage_move.AREAS] == [0, 0, 0]
        everything = await in_bucket(site)
        await storage_move.begin(site, FOLDER)  # and then it is killed
        clock.move(FRESH)
        fourth = await publish_one(site, tmp_path, artist, title="Between")
        await all_shown(site, client, first, third, fourth)
        again = await storage_move.move(site, FOLDER, quiet, wait=_at_once)
        assert again.copied >= len(everything) - 1, "all but the original that the last work shares"
        await storage_move.delete_left(site, S3)
        assert await in_bucket(site) == set() and everything < await in_folder(site)
        clock.move(FRESH)
        await all_shown(site, client, first, *lost, third, fourth)
        with pytest.raises(Problem, match="there already"):
            await storage_move.begin(site, FOLDER)


async def _at_once(_: float) -> None:
    pass


@pytest.mark.one_engine
async def test_what_is_damaged_is_told_and_stays(site: Site, tmp_path: Path, clock: HandClock) -> None:
    artist = (await jane(site))[1]
    work = await publish_one(site, tmp_path, artist)
    (picture,) = await pictures_of(site, work)
    path = FolderStorage(site.config.files).path(picture.original)
    path.write_bytes(b"half of it")
    with pytest.raises(Problem, match=picture.original):
        await storage_move.move(site, S3, quiet, wait=_at_once)
    assert await storage_move.chosen(site) == Choice(S3, FOLDER), "still looked for at both places"
    clock.move(FRESH)
    assert (await site.storage.local(picture.original)).read_bytes() == b"half of it"
    done = await storage_move.move(site, S3, quiet, wait=_at_once, anyway=True)
    assert done.damaged == [picture.original]
    await storage_move.delete_left(site, FOLDER)
    assert path.exists(), "what did not arrive is not deleted"


@pytest.mark.one_engine
async def test_a_bucket_is_not_forgotten_by_mistake(site: Site, tmp_path: Path, clock: HandClock) -> None:
    await storage_move.begin(site, S3)
    (tmp_path / "other").mkdir()
    with pytest.raises(Problem, match="S3 bucket"):
        async with running_site(site.db, tmp_path / "other", clock):
            pass
