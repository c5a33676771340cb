"""A backup while the instance is used, the machine lost, the instance back in a fresh folder."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from fediart.config import load
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.backup.worlds import Instance, command, empty_place, files_in, instance, looked_into
from tests.forks import begun
from tests.postgres import Cluster
from tests.publish.works import human_png, publish_one
from tests.seeds import say
from tests.site import make_artist

TABLES = ("actors", "accounts", "posts", "artworks", "pictures", "renditions", "verdicts")


@pytest.fixture(params=["sqlite", "postgres"])
async def cluster(request: pytest.FixtureRequest) -> Cluster | None:
    return request.getfixturevalue("postgres") if request.param == "postgres" else None


@pytest.fixture
def another_disk(tmp_path: Path) -> Iterator[Path]:
    """Where files have to be copied; where the system has no such place, they are linked."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


@asynccontextmanager
async def used(cluster: Cluster | None, folder: Path, migrated: Path) -> AsyncIterator[Instance]:
    """An instance of either engine."""
    folder.mkdir()
    if cluster is None:
        shutil.copyfile(migrated, folder / "fediart.db")
        async with (
            looked_into(f"sqlite:{folder / 'fediart.db'}") as db,
            instance(db, "sqlite:fediart.db", folder) as one,
        ):
            yield one
        return
    async with cluster.fresh() as dsn, looked_into(dsn) as db, instance(db, dsn, folder) as one:
        yield one


async def publishing(site: Site, artist: Actor, folder: Path, done: list[int]) -> None:
    for number in itertools.count():
        done.append(await publish_one(site, folder, artist, human_png(64, 48, seed=number), title=f"Work {number}"))


async def talking(site: Site, artist: Actor) -> None:
    for number in itertools.count():
        await say(site, artist, f"<p>Word {number}</p>")
        await asyncio.sleep(0.02)


@asynccontextmanager
async def under_load(site: Site, artist: Actor, folder: Path) -> AsyncIterator[list[int]]:
    """People publish and talk while the block runs; the works that were published, in their order."""
    done: list[int] = []
    tasks = [asyncio.create_task(publishing(site, artist, folder, done)), asyncio.create_task(talking(site, artist))]
    try:
        while not done:
            await asyncio.sleep(0.01)
            assert not any(task.done() for task in tasks)
        yield done
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def test_a_backup_under_load_brings_everything_back_after_the_machine_is_lost(
    cluster: Cluster | None, tmp_path: Path, migrated: Path, another_disk: Path
) -> None:
    place = another_disk / "backups"
    async with used(cluster, tmp_path / "old", migrated) as old:
        _, jane = await make_artist(old.site, "jane")
        async with under_load(old.site, jane, tmp_path) as works:
            before = await _ids(old.site)
            kept = await files_in(old.config.files)
            backed = await old.run("backup", "--to", str(place), "--json")
            assert backed.status == 0, backed.error
            after = len(works)
        said = json.loads(backed.out)
        assert (said["missing"], said["host"]) == ([], old.site.config.instance.host)
        config = old.config
        known = await _words(old.site)
    shutil.rmtree(tmp_path / "old")
    assert after > 0
    async with empty_place(tmp_path, cluster) as url:
        back = await command("restore", str(place), str(tmp_path / "new"), "--database", url)
        assert back.status == 0, back.error + back.out
        fresh = load(tmp_path / "new" / "config.toml")
        assert (fresh.secrets, fresh.instance) == (config.secrets, config.instance)
        async with looked_into(url) as db:
            await _nothing_is_missing(db, before, kept, fresh.files, known)
        if cluster is None:
            await _it_runs(fresh.path, fresh.origin, works[0])


async def _ids(site: Site) -> dict[str, set[int]]:
    async with site.db.reading() as tx:
        return {table: {row["id"] for row in await tx.all(f"select id from {table}")} for table in TABLES}


async def _words(site: Site) -> dict[int, str]:
    async with site.db.reading() as tx:
        return {row["id"]: row["content"] for row in await tx.all("select id, content from posts")}


async def _nothing_is_missing(
    db: Database, before: dict[str, set[int]], kept: dict[str, str], files: Path, known: dict[int, str]
) -> None:
    """All that was there when the backup began, and of what came during it whole works only."""
    async with db.reading() as tx:
        for table, ids in before.items():
            assert ids <= {row["id"] for row in await tx.all(f"select id from {table}")}, table
        assert all(known[row["id"]] == row["content"] for row in await tx.all("select id, content from posts"))
        bare = await tx.value(
            """select count(*) from artworks a where state = 'published' and (
            not exists (select 1 from posts p where p.id = a.id)
            or not exists (select 1 from renditions r where r.artwork_id = a.id))"""
        )
        named = {row["key"] for row in await tx.all("select key from renditions")}
    there = await files_in(files)
    assert bare == 0
    assert named <= there.keys()
    assert kept.items() <= there.items()
    assert all(sha256 in key for key, sha256 in there.items())


async def _it_runs(config: Path, origin: str, work: int) -> None:
    """The instance that was brought back shows a work and its picture."""
    with (config.parent / "log").open("wb") as log:
        server = begun("fediart.cli:main", "serve", "-c", str(config), error=log)
        try:
            while b"is ready" not in (line := await server.line()):
                assert line, (config.parent / "log").read_text()
            async with aiohttp.ClientSession() as session:
                async with session.get(f"{origin}/@jane/{work}") as answer:
                    page = await answer.text()
                    assert answer.status == 200
                picture = page.partition('property="og:image" content="')[2].partition('"')[0]
                async with session.get(picture) as answer:
                    assert answer.status == 200, picture
                    assert answer.content_type.startswith("image/")
        finally:
            await asyncio.to_thread(server.close)


async def test_nothing_that_is_there_is_written_over(tmp_path: Path, migrated: Path) -> None:
    async with used(None, tmp_path / "old", migrated) as old:
        assert (await old.run("backup")).status == 0
        read = await old.run("backups", "--check")
        assert (read.status, "all read back" in read.out) == (0, True)
        again = await command("restore", str(old.config.backups), str(tmp_path / "old"))
        assert (again.status, "nothing is written over" in again.error) == (1, True)
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "fediart.db").write_bytes(b"of somebody else")
        other = await command("restore", str(old.config.backups), str(tmp_path / "new"))
        assert (other.status, "fediart.db exists already" in other.error) == (1, True)
        assert (tmp_path / "new" / "fediart.db").read_bytes() == b"of somebody else"
        assert not (tmp_path / "new" / "config.toml").exists()
