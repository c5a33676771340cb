"""The gate: every answer has its headers, an error has a page, and nothing slips through for want of a declaration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.site import Client, running_site, served


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as browser:
        yield browser


async def test_an_unknown_address_is_a_page_for_people_and_json_for_programs(client: Client) -> None:
    page = await client.get("/no/such/page")
    assert page.status == 404
    assert "Nothing here" in page.text
    told = await client.get("/no/such/page", headers={"Accept": "application/json"})
    assert told.status == 404
    assert "error" in told.json
