"""Counts are right also when several people act at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import boosts, follows, likes
from fediart.store.actors import Actor
from fediart.store.boosts import Boost
from fediart.store.database import Database
from fediart.store.follows import Follow
from fediart.store.likes import Like
from tests.publish.works import publish_one
from tests.site import make_artist, running_site

FANS = 8


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, config={"admission": {"model": "none"}}) as made:
        yield made


async def fans(site: Site) -> list[Actor]:
    return [(await make_artist(site, f"fan{number}"))[1] for number in range(FANS)]


async def test_all_likes_boosts_and_follows_of_one_moment_are_counted(site: Site, tmp_path: Path) -> None:
    _, jane = await make_artist(site, "jane")
    post_id = await publish_one(site, tmp_path, jane)
    now = site.clock.now()

    async def adores(fan: Actor) -> None:
        async with site.db.writing() as tx:
            await likes.add(tx, Like(site.ids.new(), fan.id, post_id, f"{fan.uri}#like", now))
            await asyncio.sleep(0)
        async with site.db.writing() as tx:
            await boosts.add(tx, Boost(site.ids.new(), fan.id, post_id, f"{fan.uri}#boost", now))
            await asyncio.sleep(0)
        async with site.db.writing() as tx:
            await follows.put(tx, Follow(site.ids.new(), fan.id, jane.id, "accepted", f"{fan.uri}#follow", now))
            await asyncio.sleep(0)

    await asyncio.gather(*(adores(fan) for fan in await fans(site)))
    async with site.db.reading() as tx:
        post = await tx.one("select like_count, boost_count from posts where id = :id", id=post_id)
        followers = await tx.value("select follower_count from actors where id = :id", id=jane.id)
    assert post is not None
    assert (post["like_count"], post["boost_count"], followers) == (FANS, FANS, FANS)


async def test_two_who_follow_each_other_at_once_do_not_wait_for_each_other_for_ever(site: Site) -> None:
    one, other = (await fans(site))[:2]

    async def follow(who: Actor, whom: Actor) -> None:
        async with site.db.writing() as tx:
            await follows.put(tx, Follow(site.ids.new(), who.id, whom.id, "accepted", f"{who.uri}#f", 0))

    async with asyncio.timeout(20):
        for _ in range(10):
            await asyncio.gather(follow(one, other), follow(other, one))
    async with site.db.reading() as tx:
        counts = await tx.all(f"select follower_count, following_count from actors where id in ({one.id}, {other.id})")
    assert [tuple(dict(row).values()) for row in counts] == [(1, 1), (1, 1)]
