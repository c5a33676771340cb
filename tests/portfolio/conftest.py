"""A site, a browser, and an artist with works, for the tests of portfolios."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests import seeds
from tests.site import Client, log_in, make_artist, running_site, served


@dataclass
class World:
    """An instance with one artist, `jane`, and her works by title; `own` is her browser, `out` a visitor's."""

    site: Site
    clock: HandClock
    jane: Actor
    own: Client
    out: Client
    works: dict[str, Artwork] = field(default_factory=dict)

    async def hang(self, *titles: str, **changes: object) -> list[int]:
        """One hour after the other; their ids."""
        made = []
        for title in titles:
            self.clock.move(HOUR)
            self.works[title] = await seeds.hang(self.site, self.jane, title, **changes)  # type: ignore[arg-type]
            made.append(self.works[title].id)
        return made

    async def arrange(self, fields: dict[str, object], groups: dict[str, list[int]], deed: str = "save") -> int:
        """Sends the form with these groups of works, in this order; the status of the answer."""
        pairs: list[tuple[str, object]] = [("csrf", await self.own.csrf("/settings/portfolio")), *fields.items()]
        for key, works in groups.items():
            pairs += [("section", key), *(("work", number) for number in works)]
        pairs.append(("deed", deed))
        answer = await self.own.post("/settings/portfolio", data=[(name, str(value)) for name, value in pairs])
        return answer.status


@pytest.fixture
async def world(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await log_in(client, "jane")
        yield World(site, clock, jane, client, client.fresh())
