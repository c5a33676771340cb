"""Pages say which language they are in, are kept for each, and visitors choose without a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.site import Client, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as site:
        yield site


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as client:
        yield client


async def test_a_visitor_chooses_a_language_by_a_link(client: Client) -> None:
    english = await client.get("/about")
    assert '<html lang="en" dir="ltr">' in english.text
    assert 'href="/language/ar-XB?next=/about"' in english.text
    chosen = await client.get("/language/ar-XB?next=/about")
    assert (chosen.status, chosen.location) == (303, "/about")
    arabic = await client.get("/about")
    assert '<html lang="ar-XB" dir="rtl">' in arabic.text
    assert arabic.headers["Content-Language"] == "ar-XB"
    assert "Accept-Language" in arabic.headers["Vary"], arabic.headers
    assert arabic.headers["ETag"] != english.headers["ETag"]


async def test_the_choice_leads_to_no_other_site_and_to_languages_there_are(client: Client) -> None:
    assert (await client.get("/language/en-XA?next=//evil.example/")).location == "/"
    assert (await client.get("/language/xx")).status == 404
    assert (await client.get("/language/%2e%2e%2fetc")).status == 404
