"""Pinning: at the top of the portfolio here, and in the `featured` collection for other servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.pins import MOST, pin, unpin
from fediart.clock import HandClock
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import pins
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests import seeds
from tests.site import log_in, make_artist, running_site, served

ACTIVITY = {"Accept": "application/activity+json"}


async def sent(site: Site) -> list[dict[str, Any]]:
    async with site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


def uri_of(artist: Actor, work: Artwork) -> str:
    return f"{artist.uri}/posts/{work.id}"


async def test_a_pinned_work_hangs_first_and_followers_hear_of_it(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await seeds.follow(site, await seeds.stranger(site, "bob", "far.example"), jane)
        work = await seeds.hang(site, jane, "The best one")
        await log_in(client, "jane")
        page = f"/@jane/{work.id}"
        done = await client.post_form(f"/works/{work.id}/pin", page=page, follow=True)
        assert "top of your portfolio" in done.text
        assert f'action="/works/{work.id}/unpin"' in done.text
        assert "Pinned works" in (await client.fresh().get("/@jane")).text
        featured = (await client.fresh().get("/users/jane/featured", headers=ACTIVITY)).json
        assert uri_of(jane, work) in json.dumps(featured)
        (add,) = await sent(site)
        assert (add["type"], add["object"], add["target"]) == ("Add", uri_of(jane, work), jane.featured_uri)
        await client.post_form(f"/works/{work.id}/unpin", page=page)
        assert [activity["type"] for activity in await sent(site)] == ["Add", "Remove"]
        assert "Pinned works" not in (await client.fresh().get("/@jane")).text


async def test_twice_is_once(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        _, jane = await make_artist(site, "jane")
        await seeds.follow(site, await seeds.stranger(site, "bob", "far.example"), jane)
        work = await seeds.hang(site, jane, "Once")
        for deed in (pin, pin, unpin, unpin):
            await deed(site, jane, work.id)
        assert [activity["type"] for activity in await sent(site)] == ["Add", "Remove"]


async def test_only_ones_own_public_works_and_only_a_few(db: Database, tmp_path: Path, clock: HandClock) -> None:
    """Advisories 24 and 89: what is touched must be the artist's."""
    async with running_site(db, tmp_path, clock) as site:
        _, jane = await make_artist(site, "jane")
        _, mallory = await make_artist(site, "mallory")
        several = [await seeds.hang(site, jane, f"Work {number}") for number in range(MOST + 1)]
        with pytest.raises(NotFound):
            await pin(site, mallory, several[0].id)
        with pytest.raises(Problem, match="everyone may see"):
            await pin(site, jane, (await seeds.hang(site, jane, "Private", visibility="followers")).id)
        for work in several[:MOST]:
            await pin(site, jane, work.id)
        with pytest.raises(Problem, match="Unpin one"):
            await pin(site, jane, several[MOST].id)
        with pytest.raises(NotFound):
            await unpin(site, mallory, several[0].id)
        async with site.db.reading() as tx:
            assert await pins.of_actor(tx, jane.id) == [work.id for work in several[:MOST]]
