"""Instances for the tests of gates: one in development, and one as it runs in public, with mails and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
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
