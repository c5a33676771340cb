"""One Chromium and one furnished instance for all these stories, and a watch over everything that pages ask for."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.store.sqlite import open_sqlite
from tests.chromium import ABSENT, ARGS, PROGRAM, REASON
from tests.gallery_stories.house import PATIENCE, House, opened
from tests.site import running_site, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason=REASON)
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"))
            item.add_marker(pytest.mark.timeout(90, func_only=True))
            if ABSENT:
                item.add_marker(absent)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as tools:
        started = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _house(migrated: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> AsyncIterator[House]:
    folder, clock = tmp_path_factory.mktemp("house"), HandClock()
    shutil.copyfile(migrated, folder / "house.db")
    db = await open_sqlite(folder / "house.db")
    try:
        async with (
            running_site(
                db, folder, clock, name="Riverside", tagline="A small house for drawing", registrations="open"
            ) as site,
            served(site),
            opened(site, clock, browser) as made,
        ):
            yield made
    finally:
        await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(_house: House) -> AsyncIterator[House]:
    """Fails the story if a page said an error, failed to get something, or asked another host for anything."""
    yield _house
    await _house.empty()


@pytest_asyncio.fixture(loop_scope="session")
async def new_house(db: Database, clock: HandClock, tmp_path: Path, browser: Browser) -> AsyncIterator[House]:
    """An instance of this story's own, with nobody and nothing in it, whose time may run on by weeks."""
    expect.set_options(timeout=PATIENCE)
    async with running_site(db, tmp_path, clock, name="Riverside") as site, served(site):
        made = House(site, clock, browser, {}, {})
        try:
            yield made
        finally:
            await made.empty()
