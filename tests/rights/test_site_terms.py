"""Who differs from the site, out of the rows: everything resolved, once, and nothing lost where there is too much."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.rights.exceptions import ArtistTerms, SiteTerms
from fediart.rights.model import POLICIES, Preset
from fediart.site import Site
from fediart.store import policy_exceptions, series
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.settings import read_settings
from fediart.translate.site_terms import site_terms
from tests import seeds
from tests.site import Client, change_settings, make_artist, running_site, served

OPEN, NO_AI, NO_TRAINING = POLICIES[Preset.OPEN], POLICIES[Preset.NO_AI], POLICIES[Preset.NO_TRAINING]


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


async def terms_of(site: Site) -> SiteTerms:
    async with site.db.reading() as tx:
        return await site_terms(tx, await read_settings(tx))


async def shelf_of(site: Site, artist: Actor, slug: str, preset: str) -> int:
    made = await seeds.new_series(site, artist, slug, slug)
    async with site.db.writing() as tx:
        await series.set_policy(tx, made.id, artist.id, preset)
    return made.id


async def test_only_what_differs_in_the_end_is_an_exception(site: Site) -> None:
    (_, jane), (_, mia), (_, tom) = [await make_artist(site, name) for name in ("jane", "mia", "tom")]
    mia = await seeds.change_actor(site, mia, ai_policy="open", display_name="Mia M.")
    await seeds.change_actor(site, tom, ai_policy="no-ai")  # as the site: nothing to say
    shelf = await shelf_of(site, jane, "herons", "no-training")
    own = await seeds.hang(site, jane, "Own", ai_policy="open")
    inside = await seeds.hang(site, jane, "In it", series_id=shelf)
    apart = await seeds.hang(site, jane, "Not as its series", series_id=shelf, ai_policy="open")
    await seeds.hang(site, jane, "As the artist after all", series_id=shelf, ai_policy="no-ai")
    await seeds.hang(site, mia, "As its artist")
    closed = await seeds.hang(site, mia, "Closed", ai_policy="no-ai")
    await seeds.hang(site, mia, "Says what holds anyway", ai_policy="open")
    await seeds.hang(site, jane, "For friends", ai_policy="open", visibility="followers")
    await seeds.hang(site, jane, "Not hung yet", ai_policy="open", state="held")
    works = ((apart.id, OPEN), (inside.id, NO_TRAINING), (own.id, OPEN))
    assert await terms_of(site) == SiteTerms(
        NO_AI,
        (
            ArtistTerms("mia", OPEN, ((closed.id, NO_AI),), shown_name="Mia M."),
            ArtistTerms("jane", NO_AI, works, (("herons", NO_TRAINING),), shown_name="jane"),
        ),
    )


@pytest.mark.one_engine
async def test_the_floor_holds_in_site_files_too(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    await seeds.hang(site, jane, "Would be open", ai_policy="open")
    assert (await terms_of(site)).artists
    await change_settings(site, ai_policy_floor="no-ai")
    assert await terms_of(site) == SiteTerms(NO_AI)


@pytest.mark.one_engine
async def test_who_is_suspended_has_no_lines(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    await seeds.hang(site, jane, "Open", ai_policy="open")
    await seeds.change_actor(site, jane, suspended=1)
    assert await terms_of(site) == SiteTerms(NO_AI)


async def test_what_is_too_much_to_be_read_is_counted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await change_settings(site, ai_policy="open")
    (_, jane), (_, mia) = [await make_artist(site, name) for name in ("jane", "mia")]
    shelf = await shelf_of(site, mia, "herons", "no-ai")
    for number in range(4):
        await seeds.hang(site, jane, f"Own {number}", ai_policy="no-ai")
        await seeds.hang(site, mia, f"Inside {number}", series_id=shelf)
    monkeypatch.setattr(policy_exceptions, "MOST", 3)
    jane_terms, mia_terms = sorted((await terms_of(site)).artists, key=lambda one: one.name)
    assert (len(jane_terms.works), jane_terms.unnamed) == (3, ((NO_AI, 1),))
    assert (len(mia_terms.works), mia_terms.unnamed) == (3, ((NO_AI, 1),))
    async with served(site) as client:
        assert "Disallow: /@jane/\n" in await robots_of(client), "told together, since not each of her works is known"


async def robots_of(client: Client) -> str:
    return (await client.get("/robots.txt", headers={"Accept": "*/*"})).text


@pytest.mark.one_engine
async def test_a_change_is_in_the_files_at_once(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    async with served(site) as client:
        assert "/@jane" not in await robots_of(client)
        work = await seeds.hang(site, jane, "Open", ai_policy="open")
        assert f"Allow: /@jane/{work.id}\n" in await robots_of(client)
        async with site.db.writing() as tx:
            await tx.run("update artworks set ai_policy = '' where id = :id", id=work.id)
        site.pages.changed()
        assert "/@jane" not in await robots_of(client)
