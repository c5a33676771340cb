"""An instance with an artist whose works have several policies, and a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from fediart.clock import MINUTE, HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.series import Series
from tests import seeds
from tests.site import Client, make_artist
from tests.web.conftest import client, site

__all__ = ["client", "house", "site"]

SLY = 'Reeds & <b>"water"</b>'


@dataclass(frozen=True, slots=True)
class House:
    """`works` from the oldest to the newest; each one minute after the one before."""

    site: Site
    client: Client
    jane: Actor
    rain: Series
    works: tuple[Artwork, ...]

    @property
    def origin(self) -> str:
        return self.site.config.origin

    def page(self, work: Artwork) -> str:
        return f"{self.origin}/@jane/{work.id}"


@pytest.fixture
async def house(site: Site, client: Client, clock: HandClock) -> AsyncIterator[House]:
    """jane's: one with two pictures and odd words, an open one in a series, a covered one, one for followers."""
    _, jane = await make_artist(site, "jane")
    jane = await seeds.change_actor(site, jane, display_name="Jane & Co", bio="Ink.", bio_html="<p>Ink.</p>")
    rain = await seeds.new_series(site, jane, "Rain", "rain")
    several = {"sizes": ((1200, 900), (300, 400)), "tags": ("Ink", "Birds"), "licence": "cc-by-4.0"}
    description = "By the <script>alert(1)</script> river, see https://x.example/?a=1&b=2"
    given = (
        (SLY, {**several, "description": description, "medium": "Ink on paper"}),
        ("Open", {"ai_policy": "open", "series_id": rain.id, "tags": ("ink",)}),
        ("Covered", {"warning": "Blood", "mature": 1, "description": "Much of it", "tags": ("ink",)}),
        ("Followers only", {"visibility": "followers", "tags": ("ink",)}),
    )
    works = []
    for title, changes in given:
        clock.move(MINUTE)
        works.append(await seeds.hang(site, jane, title, **changes))
    yield House(site, client, jane, rain, tuple(works))
