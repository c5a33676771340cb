"""Instances on disk, with a config that commands can be given, and what is in them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fediart.clock import SystemClock
from fediart.config import Config, example, load
from fediart.media.storage import FolderStorage
from fediart.site import Site
from fediart.store import schema
from fediart.store.database import Database
from fediart.store.opening import open_database
from tests.forks import Done, done
from tests.postgres import Cluster
from tests.site import running_site


@dataclass
class Instance:
    """`site` is what would run in `fediart serve`; commands are processes of their own."""

    path: Path
    site: Site

    @property
    def config(self) -> Config:
        return load(self.path)

    async def run(self, *words: str) -> Done:
        return await command(*words, "-c", str(self.path))


async def command(*words: str) -> Done:
    """`fediart WORDS` in a process of its own."""
    return await asyncio.to_thread(done, "fediart.cli:main", *words)


@asynccontextmanager
async def instance(db: Database, url: str, folder: Path) -> AsyncIterator[Instance]:
    """`db` is that at `url`, migrated."""
    folder.mkdir(parents=True, exist_ok=True)
    more: dict[str, dict[str, Any]] = {"database": {"url": url}}
    async with running_site(db, folder, SystemClock(), config=more, name="The pier") as site:
        config = site.config
        text: dict[str, dict[str, Any]] = {
            "instance": {"host": config.instance.host, "development": True},
            "server": {"port": int(config.instance.host.partition(":")[2])},
            "secrets": {"key": config.secrets.key}, "storage": {"folder": config.storage.folder},
            "admission": {"model": "none"}, **more,
        }  # fmt: skip
        path = folder / "config.toml"
        path.write_text(example(text))
        yield Instance(path, site)


@asynccontextmanager
async def empty_place(folder: Path, cluster: Cluster | None) -> AsyncIterator[str]:
    """The address of a database that is not there yet."""
    if cluster is None:
        yield f"sqlite:{folder / 'fresh.db'}"
        return
    async with cluster.bare() as dsn:
        yield dsn


@asynccontextmanager
async def looked_into(url: str) -> AsyncIterator[Database]:
    db = await open_database(url)
    try:
        yield db
    finally:
        await db.close()


async def everything(db: Database) -> dict[str, tuple[int, str]]:
    """Each table with its number of rows and the sum of their digests."""
    found = {}
    async with db.snapshot() as tx:
        for table, columns in (await schema.tables(tx)).items():
            if table not in schema.PASSING:
                tally = await schema.tally(tx, table, sorted(columns))
                found[table] = (tally.rows, tally.said())
    return found


async def files_in(folder: Path) -> dict[str, str]:
    """The keys in a folder of storage, with the checksum of what is there under each."""
    storage = FolderStorage(folder)
    found: dict[str, str] = {}
    for area in ("originals", "public", "attachments"):
        async for one in storage.keys(area):
            found[one.key] = hashlib.sha256((folder / one.key).read_bytes()).hexdigest()
    return found
