"""`kill -9` in the midst of an import: it goes on by itself, each work comes once, and no file is left over."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from fediart.actions import import_steps, imports
from fediart.app import assembled
from fediart.clock import HandClock
from fediart.store import actors
from fediart.store.opening import open_database
from tests.crash.world import PATIENCE, world
from tests.imports import instagram
from tests.remote import system_now


async def test_an_import_survives_its_server(tmp_path: Path, migrated: Path) -> None:
    shutil.copyfile(migrated, tmp_path / "killed.db")
    url = f"sqlite:{tmp_path / 'killed.db'}"
    db = await open_database(url)
    try:
        async with world(db, url, tmp_path) as made:
            async with assembled(made.config, made.db, HandClock(system_now())) as site:
                async with site.db.reading() as tx:
                    jane = await actors.by_handle(tx, "jane")
                assert jane is not None
                path = instagram.archive(tmp_path / "a.zip", "json", 4)
                number = await imports.begin(site, jane, "instagram", [(path, "a.zip")])
                await import_steps.go_on(site, number)
                await imports.start(site, jane, number)
            process = await made.start("when the second work of an import was sent in")
            assert await made.death_of(process) == -9
            assert not await made.rows("select 1 from imports where state = 'done'")
            await made.start()
            async with asyncio.timeout(PATIENCE):
                while not await made.rows("select 1 from imports where state = 'done'"):
                    await asyncio.sleep(0.05)
            works = await made.rows("select id, state from artworks order by id")
            items = await made.rows("select id from import_items where state = 'done' order by id")
            assert [row["id"] for row in works] == [row["id"] for row in items]
            assert [row["state"] for row in works] == ["published"] * 4
    finally:
        await db.close()
