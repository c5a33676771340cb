"""A database of the first version with data, brought to the newest and back; and moved to PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from fediart.actions import backup_manifest
from fediart.app import open_site
from fediart.config import example, load
from fediart.resources import resource
from fediart.store.migrate import applied, migrations
from tests.backup.worlds import command, empty_place, everything, looked_into
from tests.postgres import Cluster

FIRST = "0001_first"
HOST = "localhost:8777"


@pytest.fixture(params=["sqlite", "postgres"])
async def cluster(request: pytest.FixtureRequest) -> Cluster | None:
    return request.getfixturevalue("postgres") if request.param == "postgres" else None


@asynccontextmanager
async def first_version(folder: Path, cluster: Cluster | None) -> AsyncIterator[Path]:
    """The config of an instance whose database was written by the first version."""
    script = (Path(__file__).parent / "first.sql").read_text(encoding="utf-8")
    tables = (resource("migrations") / f"{FIRST}.sql").read_text(encoding="utf-8")
    made = "create table migrations (name text primary key, applied bigint not null);"
    async with empty_place(folder, cluster) as url:
        if cluster is None:
            with sqlite3.connect(url.removeprefix("sqlite:")) as raw:
                raw.executescript(f"{made}\n{tables}\n{script}")
            raw.close()
        else:
            connection = await asyncpg.connect(url)
            await connection.execute(f"{made}\n{tables}\n{script}")
            await connection.close()
        text: dict[str, dict[str, Any]] = {
            "instance": {"host": HOST, "development": True}, "database": {"url": url}, "admission": {"model": "none"},
            "secrets": {"key": "for tests only, of no worth at all"},
        }  # fmt: skip
        path = folder / "config.toml"
        path.write_text(example(text))
        yield path


async def test_the_first_versions_database_comes_to_the_newest_and_back(
    cluster: Cluster | None, tmp_path: Path
) -> None:
    async with first_version(tmp_path, cluster) as path:
        url = load(path).database_url
        async with looked_into(url) as db:
            before = await everything(db)
        up = await command("upgrade", "-c", str(path))
        assert (up.status, up.error) == (0, "")
        assert "The way back: fediart downgrade" in up.out
        async with open_site(load(path)) as site, site.db.reading() as tx:
            titles = await tx.all("select title from posts where local = 1 and kind = 'artwork' order by title")
            assert [row["title"] for row in titles] == ["Followers only", "Heron at low tide"]
            assert await tx.value("select like_count from posts where title = 'Heron at low tide'") == 1
            assert await applied(site.db) == [name for name, _ in migrations(resource("migrations"), db.engine)]
        async with looked_into(url):
            busy = await command("downgrade", "--yes", "-c", str(path))
            assert (busy.status, "Stop `serve` and `worker`" in busy.error) == (1, True)
        asked = await command("downgrade", "-c", str(path))
        assert "Nothing was done" in asked.out
        back = await command("downgrade", "--yes", "-c", str(path))
        assert (back.status, back.error) == (0, "")
        async with looked_into(url) as db:
            assert await applied(db) == [FIRST]
            assert {name: one for name, one in (await everything(db)).items() if name != "migrations"} == {
                name: one for name, one in before.items() if name != "migrations"
            }
        kinds = [one.about.kind for one in backup_manifest.every(load(path).backups)]
        assert kinds == [backup_manifest.BEFORE_UPGRADE, backup_manifest.BEFORE_DOWNGRADE]


async def test_an_older_program_leaves_a_newer_database_alone(tmp_path: Path) -> None:
    async with first_version(tmp_path, None) as path:
        async with looked_into(load(path).database_url) as db, db.writing() as tx:
            await tx.run("insert into migrations (name, applied) values ('9999_later', 1)")
        for words in (["upgrade"], ["worker"]):
            told = await command(*words, "-c", str(path))
            assert (told.status, "A newer fediart has brought this database to 9999_later" in told.error) == (1, True)
        async with looked_into(load(path).database_url) as db:
            assert await applied(db) == [FIRST, "9999_later"]


async def test_without_room_for_a_backup_nothing_is_upgraded(tmp_path: Path) -> None:
    async with first_version(tmp_path, None) as path:
        (tmp_path / "backups").write_text("in the way")
        told = await command("migrate", "-c", str(path))
        assert told.status == 1
        assert "backup.before_upgrades = false" in told.error
        async with looked_into(load(path).database_url) as db:
            assert await applied(db) == [FIRST]


async def test_a_grown_instance_moves_to_postgres_with_every_row(tmp_path: Path, postgres: Cluster) -> None:
    async with first_version(tmp_path, None) as path, postgres.bare() as dsn:
        assert (await command("migrate", "-c", str(path))).status == 0
        old = load(path).database_url
        async with looked_into(old) as db:
            busy = await command("migrate", "--to-postgres", dsn, "-c", str(path))
            assert (busy.status, "fediart is running. Stop" in busy.error) == (1, True)
            async with db.writing() as tx:
                await tx.run("update posts set source = 'a' || char(0) || 'b' where kind = 'reply'")
        moved = await command("migrate", "--to-postgres", dsn, "-c", str(path))
        assert (moved.status, moved.error) == (0, "")
        assert "1 rows held a NUL" in moved.out
        assert load(path).database_url == dsn
        async with looked_into(old) as left, looked_into(dsn) as right:
            async with left.writing() as tx:
                await tx.run("update posts set source = 'ab' where kind = 'reply'")
            there, here = await everything(left), await everything(right)
            assert {name: there[name] for name in there if name != "migrations"} == {
                name: here[name] for name in here if name != "migrations"
            }
            assert sum(rows for rows, _ in here.values()) > 40
        again = await command("migrate", "--to-postgres", dsn, "-c", str(path))
        assert (again.status, "on PostgreSQL already" in again.error) == (1, True)
