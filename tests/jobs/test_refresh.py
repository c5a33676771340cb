"""Actors of other servers are looked up anew, and leave when their server says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import follow, resolve
from fediart.clock import DAY, HandClock
from fediart.jobs import refresh
from fediart.outcomes import Done, Later
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.remote import RemoteServer
from tests.site import drain, make_artist, running_site, served

Two = tuple[Site, RemoteServer, Actor]


@pytest.fixture
async def two(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Two]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site),
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        found = await resolve.remote_actor(site, bob.actor_id, resolve.budget_of(site))
        assert found is not None
        await follow.follow(site, jane, found.id)
        await drain(site)
        yield site, bob, found


async def again(site: Site, actor: Actor) -> Actor:
    async with site.db.reading() as tx:
        found = await actors.by_id(tx, actor.id)
    assert found is not None
    return found


async def test_those_who_matter_here_are_refreshed_after_a_week(two: Two) -> None:
    site, bob, known = two
    bob.publish_actor(name="Robert")
    await refresh.refresh_old(site, {})
    await drain(site)
    assert (await again(site, known)).display_name == "Bob"
    site.clock.move(8 * DAY)  # type: ignore[attr-defined]
    await refresh.refresh_old(site, {})
    await drain(site)
    assert (await again(site, known)).display_name == "Robert"


async def test_an_actor_who_is_gone_leaves_here_too(two: Two) -> None:
    site, bob, known = two
    bob.serve("/users/bob", {"type": "Tombstone"}, status=410)
    assert await refresh.refresh_actor(site, {"actor_id": known.id}) == Done("the actor is gone")
    assert (await again(site, known)).deleted
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from follows") == 0


async def test_a_server_that_is_down_is_asked_later(two: Two) -> None:
    site, bob, known = two
    bob.serve("/users/bob", {"error": "x"}, status=503)
    assert isinstance(await refresh.refresh_actor(site, {"actor_id": known.id}), Later)
    assert not (await again(site, known)).deleted


async def test_a_refresh_believes_no_redirect_and_no_other_id(two: Two) -> None:
    """Advisory 23: what is known is refreshed from its own address only."""
    site, bob, known = two
    async with RemoteServer("eve", clock=site.clock.now) as eve:
        stolen = eve.publish_actor(name="Stolen")
        bob.serve("/users/bob", eve.actor_id, status=302)
        await refresh.refresh_actor(site, {"actor_id": known.id})
        bob.serve("/users/bob", stolen)
        await refresh.refresh_actor(site, {"actor_id": known.id})
    assert (await again(site, known)).display_name == "Bob"
    async with site.db.reading() as tx:
        assert await actors.by_uri(tx, eve.actor_id) is None
