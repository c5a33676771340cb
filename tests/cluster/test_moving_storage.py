"""Files move into a bucket and back while the server runs: every picture is there at every moment."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import readiness, storage_move
from fediart.actions.storage_move import Moving
from fediart.actions.storing import FRESH
from fediart.app import open_site
from fediart.cli import storage
from fediart.cli.doctor_storage import storage_findings
from fediart.clock import HandClock
from fediart.config import example, load
from fediart.errors import Problem
from fediart.jobs import tidy
from fediart.media.chosen_storage import FOLDER, S3, Choice, ChosenStorage
from fediart.media.storage import FolderStorage
from fediart.site import Site
from fediart.store import storage_choice
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.api.house import App, token_for
from tests.api.writing import form, picture
from tests.publish import works
from tests.publish.works import files_of, jane, pictures_of, publish_one
from tests.s3 import ObjectServer
from tests.site import Client, log_in, make_artist, running_site, served


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
        slow = ChosenStorage(places(site).places, _in_folder)  # of a process that has not heard of it yet
        for key in everything:
            assert (await slow.local(key)).is_file()
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


async def _in_folder() -> Choice:
    return Choice(FOLDER)


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


async def test_the_commands(
    tmp_path: Path, s3: ObjectServer, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values: dict[str, dict[str, Any]] = {
        "instance": {"host": "localhost:1", "development": True},
        "secrets": {"key": "for tests only, of no worth at all"},
        "storage": s3.bucket("commands"),
    }
    (tmp_path / "config.toml").write_text(example(values))
    shutil.copyfile(migrated, tmp_path / "fediart.db")
    config = load(tmp_path / "config.toml")
    folder = FolderStorage(config.files)
    folder.create()
    temp = folder.incoming() / "file"
    temp.write_bytes(b"a picture")
    kept = await folder.keep(temp, "originals", "png")
    words = argparse.Namespace(config=tmp_path / "config.toml", to=S3, delete_old=True, without_damaged=False, wait=0.0)
    assert await storage.move(words) == 0
    said = capsys.readouterr().out
    assert "1 files copied" in said and "Storage is s3 now." in said and "1 files deleted from folder." in said
    assert not folder.path(kept.key).exists()
    assert await storage.move(words) == 0, "again: nothing but what is left at the old place"
    assert await storage.status(argparse.Namespace(config=words.config, json=True)) == 0
    assert '{"at": "s3", "leaving": "", "files": 1, "bytes": 9}' in capsys.readouterr().out
    async with open_site(config) as site:
        assert [one[:2] for one in await storage_findings(site)] == [("storage", "ok")]
        assert {one.name: one.state for one in await readiness.look(site)}["bucket"] == "ok"
        await storage_move.begin(site, FOLDER)
        assert [one[:2] for one in await storage_findings(site)] == [("storage", "ok"), ("storage", "warning")]
    gone = replace(config, storage=replace(config.storage, bucket="nowhere"))
    async with open_site(gone) as site:
        assert (await storage_findings(site))[0][1] == "error"
    deaf = replace(config, storage=replace(config.storage, endpoint="http://127.0.0.1:1"))
    async with open_site(deaf) as site:
        assert {one.name: one.state for one in await readiness.look(site)}["bucket"] == "warning"


@pytest.mark.one_engine
async def test_a_store_that_is_away_is_no_defect(
    db: Database, tmp_path: Path, clock: HandClock, s3: ObjectServer
) -> None:
    """Whoever uploads is told when to come again, and nothing of where files are."""
    bucket = s3.bucket("there") | {"bucket": "nowhere"}
    async with running_site(db, tmp_path, clock, config={"storage": bucket}) as site, served(site) as client:
        async with site.db.writing() as tx:
            await storage_choice.save(tx, S3, "", now=clock.now())
        clock.move(FRESH)
        account, _ = await make_artist(site, "jane")
        app = App(client, await token_for(site, account))
        told = await app.post("/api/v1/media", data=form(picture()))
        assert (told.status, told.headers["Retry-After"]) == (503, "60")
        assert "nowhere" not in told.text and "127.0.0.1" not in told.text
        await log_in(client, "jane")
        work = {"title": "Sea", "visibility": "public", "licence": "cc-by-4.0", "alt-1": "Sea"}
        page = await client.post_form("/new", work | {"files": [("a.png", picture(), "image/png")]})
        assert (page.status, page.headers["Retry-After"]) == (503, "60")
        assert "Try again in a minute" in page.text and "nowhere" not in page.text
        assert not list((site.config.files / "incoming").rglob("*")), "nothing of it stays"
