"""Opens the database that a URL names: `sqlite:path/to/file.db` or `postgresql://...`."""

from __future__ import annotations

from pathlib import Path

from fediart.store.database import Database
from fediart.store.postgres import open_postgres
from fediart.store.sqlite import open_sqlite


async def open_database(url: str) -> Database:
    if url.startswith(("postgresql://", "postgres://")):
        return await open_postgres(url)
    return await open_sqlite(Path(url.removeprefix("sqlite:")))
