"""What the stories are told with: a place or two of their own, real servers on loopback, time moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.store.postgres import open_postgres
from tests.migrated import migrated
from tests.postgres import Cluster
from tests.tour.places import Place, opened


@pytest.fixture
async def place(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Place]:
    """One instance that has been set up, on each of the two databases."""
    async with opened(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def other_db(db: Database, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A second database of the same engine, for a second instance."""
    if db.engine == "sqlite":
        database: Database = await migrated(tmp_path / "other.db")
        yield database
        await database.close()
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    async with cluster.fresh() as dsn:
        database = await open_postgres(dsn, size=4)
        yield database
        await database.close()
