"""Who may see a post: every kind of post against every kind of viewer."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store import blocks
from fediart.store.database import Database
from fediart.store.follows import REQUESTED
from fediart.store.visibility import may_see
from tests import seeds
from tests.site import make_artist, running_site

EVERYONE = ("visitor", "stranger", "follower", "asking", "mentioned", "author")
SEEN = {
    "public": set(EVERYONE),
    "unlisted": set(EVERYONE),
    "followers": {"follower", "mentioned", "author"},
    "direct": {"mentioned", "author"},
}


@pytest.mark.parametrize("visibility", SEEN)
async def test_a_post_is_seen_by_those_it_is_for(
    db: Database, tmp_path: Path, clock: HandClock, visibility: str
) -> None:
    async with running_site(db, tmp_path, clock) as site:
        people = {name: (await make_artist(site, name))[1] for name in EVERYONE[1:]}
        await seeds.follow(site, people["follower"], people["author"])
        await seeds.follow(site, people["asking"], people["author"], state=REQUESTED)
        author, mentioned = people["author"], people["mentioned"]
        post = await seeds.say(site, author, "<p>x</p>", mentions=[mentioned], visibility=visibility)
        async with db.reading() as tx:
            for name in EVERYONE:
                viewer = people[name].id if name in people else None
                assert await may_see(tx, post, viewer) == (name in SEEN[visibility]), name


async def test_nobody_sees_what_is_deleted_or_whose_author_is_gone(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site:
        _, author = await make_artist(site, "author")
        _, other = await make_artist(site, "other")
        gone = await seeds.say(site, author, "<p>x</p>", deleted=1)
        kept = await seeds.say(site, author, "<p>y</p>")
        async with db.reading() as tx:
            assert not await may_see(tx, gone, author.id)
            assert await may_see(tx, kept, other.id)
        for change in ({"suspended": 1}, {"deleted": 1}):
            await seeds.change_actor(site, author, **change)
            async with db.reading() as tx:
                assert not await may_see(tx, kept, other.id)
                assert not await may_see(tx, kept, None)


async def test_whom_the_author_blocks_sees_nothing(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        _, author = await make_artist(site, "author")
        _, blocked = await make_artist(site, "blocked")
        post = await seeds.say(site, author, "<p>x</p>")
        async with db.writing() as tx:
            await blocks.block(tx, author.id, blocked.id, now=clock.now())
        async with db.reading() as tx:
            assert not await may_see(tx, post, blocked.id)
            assert await may_see(tx, post, author.id)
