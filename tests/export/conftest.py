"""One artist's real works, judged, published and sealed with their rights, once for all tests of exports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from fediart.catalogues import named
from fediart.clock import HOUR, HandClock
from fediart.ids import secret_token
from fediart.language import speaking
from fediart.rights.crawlers import in_force
from fediart.site import Site
from fediart.store import actors, pictures, portfolios, renditions, series
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.portfolios import About, Portfolio, Section
from fediart.web.own_site.export import Exported, export
from tests import seeds
from tests.publish import works as made
from tests.screens.world import on_copies
from tests.site import Client, log_in, make_artist, running_site, served

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@dataclass
class Studio:
    """`works` are Jane's by title; `own` is her browser, `out` a visitor's."""

    site: Site
    clock: HandClock
    jane: Actor
    own: Client
    out: Client
    folder: Path
    works: dict[str, int] = field(default_factory=dict)

    async def hang(self, title: str, seed: int, *, width: int = 240, **details: object) -> int:
        self.clock.move(HOUR)
        data = made.human_png(width + seed, 200, seed=seed)
        self.works[title] = await made.publish_one(self.site, self.folder, self.jane, data, title=title, **details)
        return self.works[title]

    async def copy(self, title: str, like: str, **changes: object) -> int:
        """A work whose files are those of another: made in no time."""
        self.clock.move(HOUR)
        async with self.site.db.reading() as tx:
            (picture,) = await pictures.of_artwork(tx, self.works[like])
            files = await renditions.of_artwork(tx, self.works[like])
        work = await seeds.hang(self.site, self.jane, title, sizes=(), **changes)
        own = replace(picture, id=self.site.ids.new(), artwork_id=work.id)
        files = [
            replace(one, id=self.site.ids.new(), picture_id=own.id, artwork_id=work.id, name=secret_token(12))
            for one in files
        ]
        async with self.site.db.writing() as tx:
            await pictures.insert(tx, [own])
            await renditions.replace(tx, work.id, files)
        self.works[title] = work.id
        return work.id

    async def export(self, to: Path, base: str = "") -> Exported:
        with speaking(named("en")):
            crawlers = in_force(self.site.config.folder)
            return await export(self.site, self.jane, to, crawlers, base=base)


@pytest.fixture
async def studio(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Studio]:
    (tmp_path / "uploads").mkdir()
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await on_copies(site, "publish")
        await log_in(client, "jane")
        yield Studio(site, clock, jane, client, client.fresh(), tmp_path / "uploads")


async def furnish(studio: Studio) -> None:
    """A portfolio with everything that can be in one, and with what must not come along."""
    bio = f"<p>{EVIL.replace('<', '&lt;')}</p>"
    kept = replace(studio.jane, display_name=f"Jane {EVIL}", bio_html=bio)
    async with studio.site.db.writing() as tx:
        await actors.save(tx, kept)
    studio.jane = kept
    first = await studio.hang("First hill", 1, series="Hills", medium=f"Oil {EVIL}")
    async with studio.site.db.reading() as tx:
        (hills,) = await series.of_actor(tx, studio.jane.id)
    await studio.copy("Second hill", "First hill", series_id=hills.id, series_position=2)
    await studio.copy("Nude", "First hill", mature=1, warning="Nudity")
    await studio.hang("Free to all", 4, ai_policy="open")
    await studio.hang("Never found", 5, ai_policy="no-ai-no-search")
    await studio.copy("For followers", "First hill", visibility="followers")
    about = About(statement=f"I paint. {EVIL}", clients=(EVIL,), exhibitions=("2023 Solo https://gallery.example/a",))
    section = Section("s1", f"Hills {EVIL}", "Some *words*.", first, (first,))
    face = Portfolio(layout="masonry", accent="teal", headline=f"Hills {EVIL}", sections=(section,), about=about)
    async with studio.site.db.writing() as tx:
        await portfolios.put_shown(tx, studio.jane.id, face, earlier=None, now=studio.clock.now())
