"""What every test may ask for: both databases, a clock moved by hand, and data that may lie beside the checkout."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import uvloop
from hypothesis import settings

from fediart.clock import HandClock
from fediart.ids import Ids
from fediart.resources import resource
from fediart.store.database import Database
from fediart.store.migrate import migrate
from fediart.store.postgres import open_postgres
from fediart.store.sqlite import open_sqlite
from tests.postgres import Cluster
from tests.site import shared_workers

# Each application compiles some 600 patterns of addresses, which are the same for all: the cache of `re` holds 512, and
# without this every test with a server of its own would pay 60 ms for them.
re._MAXCACHE = 4096  # type: ignore[attr-defined]

# How long one example takes says nothing on a machine that does other things, too.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SHARED = Path(os.environ.get("FEDIART_SHARED", Path(__file__).resolve().parents[2] / "shared"))


# What these ask is how pages and messages read, not what becomes of rows: SQLite alone, unless BOTH_ENGINES is set.
PAGES = (
    "ai_elsewhere", "api", "apps", "conversation", "design", "elsewhere", "feeds", "keys", "languages", "moderation",
    "portfolio", "safety", "translate", "web", "wire",
)  # fmt: skip


def pytest_configure() -> None:
    """Tests run on the loop that `fediart serve` runs on."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"there is no folder {SHARED} with the shared data (set FEDIART_SHARED)")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ids(clock: HandClock) -> Ids:
    return Ids(clock)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A real PostgreSQL server of this run's own, on a loopback port, with one migrated template."""
    with Cluster.started() as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
async def _workers() -> AsyncIterator[None]:
    async with shared_workers():
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all migrations: copying it is far quicker than running them for every test."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"

    async def make() -> None:
        database = await open_sqlite(path)
        await migrate(database, resource("migrations"), now=0)
        await database.close()

    asyncio.run(make())
    return path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test with a database on both engines; one marked `one_engine`, or of PAGES, on SQLite alone.

    `both_engines` marks what hangs on the database in a folder of PAGES.
    """
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    chosen = any("db" in (names.replace(",", " ").split() if isinstance(names, str) else names) for names in named)
    if "db" in metafunc.fixturenames and not chosen:
        alone = metafunc.definition.get_closest_marker("one_engine") is not None
        alone |= Path(metafunc.definition.path).parent.name in PAGES and not os.environ.get("BOTH_ENGINES")
        alone &= metafunc.definition.get_closest_marker("both_engines") is None
        metafunc.parametrize("db", ["sqlite"] if alone else ["sqlite", "postgres"], indirect=True)


@pytest.fixture
async def db(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> AsyncIterator[Database]:
    """An empty, migrated database of the engine asked for."""
    if request.param == "sqlite":
        shutil.copyfile(migrated, tmp_path / "test.db")
        database: Database = await open_sqlite(tmp_path / "test.db")
        try:
            yield database
        finally:
            await database.close()
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    async with cluster.fresh() as dsn:
        database = await open_postgres(dsn, size=4)
        try:
            yield database
        finally:
            await database.close()
