"""Backups by themselves: at night, as many as are to be kept, a failure told; and what the files of each are worth."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import backup_manifest
from fediart.actions.backing_up import back_up
from fediart.actions.backup_checking import check
from fediart.actions.backup_manifest import BY_HAND, INCLUDED, REFERENCED, SCHEDULED
from fediart.actions.regular_backups import NOTICE
from fediart.actions.restoring import restore
from fediart.actions.storing import open_storage
from fediart.cli.doctor_backup import backup_findings
from fediart.clock import DAY, HOUR, HandClock, SystemClock
from fediart.config import Config
from fediart.errors import Problem
from fediart.jobs import backups as jobs
from fediart.jobs.tidy import tidy
from fediart.media.storage import Storage
from fediart.outcomes import Done, Later
from fediart.site import Site
from fediart.store import backups
from fediart.store.database import Database
from tests.backup.worlds import files_in, instance, looked_into
from tests.publish.works import human_png, publish_one
from tests.site import drain, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    """Keeps two backups, and makes them as an instance in public does."""
    config: dict[str, dict[str, Any]] = {"instance": {"development": False}, "backup": {"keep": 2}}
    async with running_site(db, tmp_path, clock, config=config) as made:
        yield made


async def nights(site: Site, clock: HandClock, many: int) -> None:
    for _ in range(many):
        await tidy(site, {})
        clock.move(DAY)
        await drain(site)


async def test_one_is_made_every_night_and_the_newest_are_kept(site: Site, clock: HandClock) -> None:
    await nights(site, clock, 3)
    found = backup_manifest.every(site.config.backups)
    assert [one.about.kind for one in found] == [SCHEDULED, SCHEDULED]
    assert {one.about.taken // HOUR % 24 for one in found} <= {clock.now() // HOUR % 24}
    async with site.db.reading() as tx:
        runs = await backups.newest(tx)
    assert [run.problem for run in runs] == ["", "", ""]
    said = {(part, state) for part, state, *_ in await backup_findings(site)}
    assert ("backup", "error") not in said


async def test_a_failure_is_told_to_the_admins_until_one_succeeds(site: Site, clock: HandClock) -> None:
    _, ada = await make_artist(site, "ada", role="admin")
    site.config.backups.write_text("in the way")
    assert isinstance(await jobs.make(site, {}), Later)
    assert await _told(site, ada.id) == [NOTICE]
    assert any(state == "error" for _, state, *_ in await backup_findings(site))
    async with served(site) as browser:
        await log_in(browser, "ada")
        page = await browser.get("/admin/backups")
        assert "No backup was made" in page.text
        site.config.backups.unlink()
        assert (await browser.post_form("/admin/backups/now", page="/admin/backups")).status == 303
        await drain(site)
        assert "by itself" in (await browser.get("/admin/backups")).text
    assert await _told(site, ada.id) == []


async def _told(site: Site, actor_id: int) -> list[str]:
    async with site.db.reading() as tx:
        rows = await tx.all("select kind from notifications where actor_id = :id", id=actor_id)
    return [row["kind"] for row in rows]


async def test_only_admins_see_the_page_and_make_one(site: Site) -> None:
    await make_artist(site, "mo", role="moderator")
    async with served(site) as browser:
        assert (await browser.get("/admin/backups")).status in (303, 401, 403)
        await log_in(browser, "mo")
        assert (await browser.get("/admin/backups")).status in (403, 404)
        assert (await browser.post_form("/admin/backups/now", page="/settings/profile")).status in (403, 404)
        assert (await browser.post("/admin/backups/now")).status == 403
    assert backup_manifest.every(site.config.backups) == []


async def test_nothing_is_made_in_the_test_mode(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as quiet:
        await tidy(quiet, {})
        async with quiet.db.reading() as tx:
            assert await tx.value("select count(*) from jobs where kind = :kind", kind=jobs.BACKUP) == 0
        assert await jobs.make(quiet, {}) == Done("the config wants none")


async def made(site: Site, clock: HandClock, *, media: str = INCLUDED, keep: int = 0) -> backup_manifest.Backup:
    clock.move(HOUR)
    place = site.config.backups
    return (
        await back_up(
            site.config, site.db, site.storage, now=clock.now(), kind=BY_HAND, place=place, media=media, keep=keep
        )
    ).backup


async def test_files_are_kept_once_and_go_with_the_last_backup_that_has_them(
    site: Site, clock: HandClock, tmp_path: Path
) -> None:
    _, jane = await make_artist(site, "jane")
    await publish_one(site, tmp_path, jane, human_png(64, 48))
    first = await made(site, clock)
    stored = await files_in(site.config.files)
    assert {path.name for path in first.pool.glob("*/*/*/*")} == {key.rpartition("/")[2] for key in stored}
    for key in stored:
        await site.storage.delete(key)
    second = await made(site, clock, media=REFERENCED)
    assert set(second.about.missing) <= stored.keys()
    assert second.about.missing
    third = await made(site, clock)
    assert third.about.missing == ()  # what rows name lies in the pool still
    await made(site, clock, keep=1)
    assert not first.folder.exists()
    left = {path.name for path in first.pool.glob("*/*/*/*")}
    assert left == {key.rpartition("/")[2] for key in second.about.missing}


async def test_damage_is_found_and_nothing_is_made_of_it(site: Site, clock: HandClock, tmp_path: Path) -> None:
    _, jane = await make_artist(site, "jane")
    await publish_one(site, tmp_path, jane, human_png(64, 48))
    one = await made(site, clock)
    assert (await check(one)).wrong == ()
    original = next(one.pool.glob("originals/*/*/*"))
    whole = original.read_bytes()
    original.unlink()
    original.write_bytes(whole[:-1] + b"!")
    assert (await check(one)).wrong == (f"{original} is damaged",)
    packed = one.folder / "database.db.gz"
    with gzip.open(packed, "ab") as more:
        more.write(b"!")
    assert f"{packed} is damaged" in (await check(one)).wrong


async def test_a_backup_names_no_place_outside_itself(site: Site, clock: HandClock) -> None:
    one = await made(site, clock)
    path = one.folder / backup_manifest.MANIFEST
    raw = json.loads(path.read_text())
    raw["parts"]["instance/../../../evil"] = {"bytes": 1, "digest": ""}
    path.write_text(json.dumps(raw))
    with pytest.raises(Problem, match="is damaged"):
        backup_manifest.read(one.folder)


async def test_what_was_broken_off_is_no_backup_and_goes_with_the_next(site: Site, clock: HandClock) -> None:
    first = await made(site, clock)
    half = first.folder.with_name(f"{backup_manifest.name_of(BY_HAND, clock.now() + 1000)}{backup_manifest.PARTIAL}")
    half.mkdir()
    (half / "database.db").write_bytes(b"half")
    assert backup_manifest.every(site.config.backups) == [first]
    await made(site, clock)
    assert not half.exists()
    assert replace(first, folder=first.folder) in backup_manifest.every(site.config.backups)


async def test_a_restore_that_was_broken_off_goes_on_with_the_same_command(tmp_path: Path, migrated: Path) -> None:
    tries: list[int] = []

    async def opens(config: Config, db: Database) -> Storage:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        return await open_storage(config, db, SystemClock())

    (tmp_path / "old").mkdir()
    shutil.copyfile(migrated, tmp_path / "old" / "fediart.db")
    url, new = f"sqlite:{tmp_path / 'old' / 'fediart.db'}", tmp_path / "new"
    async with looked_into(url) as db, instance(db, "sqlite:fediart.db", tmp_path / "old") as old:
        await make_artist(old.site, "jane")
        place, config = tmp_path / "backups", old.config
        one = (await back_up(config, db, old.site.storage, now=1, kind=BY_HAND, place=place, media=INCLUDED)).backup
    with pytest.raises(Problem, match="it goes on where it was"):
        await restore(one, new, opens, now=2)
    assert not (new / "config.toml").exists()
    back = await restore(one, new, opens, now=2)
    assert (back.missing, back.config.secrets) == ((), config.secrets)
    assert sorted(path.name for path in new.iterdir() if path.name.startswith(".")) == []
    with pytest.raises(Problem, match="nothing is written over"):
        await restore(one, new, opens, now=3)
