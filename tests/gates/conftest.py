"""Instances for the tests of gates: one in development, and one as it runs in public, with mails and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def public(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    """A visitor's browser at an instance as it runs in public, which is open. The browser of its owner is `owner`."""
    config: Mapping[str, Mapping[str, Any]] = {"instance": {"development": False}, "mail": {"per_hour": 5}}
    async with running_site(db, tmp_path, clock, config=config, registrations="open") as site, served(site) as browser:
        await make_artist(site, "olga", role="owner")
        yield browser


@pytest.fixture
async def owner(public: Client) -> Client:
    browser = public.fresh()
    await log_in(browser, "olga")
    return browser


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    """A development instance with a moderator, mona, and two artists: jane, who is known, and nora, who is new."""
    async with running_site(db, tmp_path, clock, registrations="open") as running:
        await make_artist(running, "mona", role="moderator")
        await make_artist(running, "jane", created=clock.now() - 400 * DAY)
        await make_artist(running, "nora")
        yield running


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def browser_of(visitor: Client, name: str) -> Client:
    browser = visitor.fresh()
    await log_in(browser, name)
    return browser


@pytest.fixture
async def mona(visitor: Client) -> Client:
    return await browser_of(visitor, "mona")


@pytest.fixture
async def jane(visitor: Client) -> Client:
    return await browser_of(visitor, "jane")


@pytest.fixture
async def nora(visitor: Client) -> Client:
    return await browser_of(visitor, "nora")
