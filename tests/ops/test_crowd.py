"""Pages for visitors while the server can hardly keep up: what is there is shown, and what is new soon after."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.clock import SECOND, HandClock
from fediart.figures import REQUESTS
from fediart.store.database import Database
from fediart.web.cache import CROWD, FRESH_IN_A_CROWD
from tests.site import change_settings, running_site, served


@pytest.mark.one_engine
async def test_in_a_crowd_pages_are_made_anew_every_few_seconds_only(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock, name="First") as site, served(site) as client:
        assert "First" in (await client.get("/about")).text
        await change_settings(site, name="Second")
        assert "Second" in (await client.get("/about")).text, "else a change is seen at once"
        site.figures.late = CROWD
        await change_settings(site, name="Third")
        assert "Second" in (await client.get("/about")).text
        clock.move(FRESH_IN_A_CROWD)
        assert "Third" in (await client.get("/about")).text
        await change_settings(site, name="Fourth")
        site.figures.late = 0.0
        assert "Fourth" in (await client.get("/about")).text
        clock.move(6 * SECOND)
        assert "Fourth" in (await client.get("/about")).text
        assert sum(one.many for (name, _), one in site.figures.spreads.items() if name == REQUESTS) == 6
