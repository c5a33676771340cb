"""Nothing that is not for somebody reaches them: by no list, context, id, boost, quote, favourite or kept answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import blocks, bookmarks, boosts, likes, lists, posts, quotes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.boosts import Boost
from fediart.store.database import Database
from fediart.store.likes import Like
from fediart.store.lists import PeopleList
from fediart.store.posts import Post
from fediart.store.quotes import ALLOWED, Quote
from tests.api.house import App, app_of
from tests.seeds import change_actor, follow, hang, say, stranger
from tests.site import make_artist, running_site, served

SECRET = "hushed"  # not for eve
NOBODYS = "hushed by all"  # not for visitors, either


@dataclass
class World:
    """What is hidden from `eve`, who follows everybody; and everything's ids."""

    hidden: list[Post | Artwork]
    authors: list[Actor]
    open_ones: list[Post | Artwork]
    list_id: int


async def _world(site: Site, eve: Actor) -> World:
    _, ann = await make_artist(site, "ann")  # eve's follow waits for her leave
    _, bob = await make_artist(site, "bob")  # blocks eve
    _, cat = await make_artist(site, "cat")  # is suspended
    _, dan = await make_artist(site, "dan")  # whom eve follows, and who boosts and quotes
    far = await stranger(site, "far", display_name="Far")
    await follow(site, eve, ann, state="requested")
    for one in (bob, cat, dan, far):
        await follow(site, eve, one)
    said: dict[str, Any] = {"description": f"{NOBODYS} #sea", "tags": ("sea",)}
    by_bob: dict[str, Any] = {"description": f"{SECRET} from eve #sea", "tags": ("sea",)}
    hidden: list[Post | Artwork] = [
        await hang(site, ann, f"{NOBODYS} followers", visibility="followers", **said),
        await hang(site, bob, f"{SECRET} from eve", **by_bob),
        await hang(site, cat, f"{NOBODYS} suspended", **said),
        *[
            await hang(site, dan, f"{NOBODYS} {state}", state=state, **said)
            for state in ("held", "checking", "previewed", "scheduled", "refused", "failed", "withdrawn")
        ],
        await say(site, dan, f"<p>{NOBODYS} message</p>", visibility="direct", mentions=[ann]),
        await say(site, far, f"<p>{NOBODYS} elsewhere</p>", visibility="followers", actor_id=ann.id),
        await say(site, cat, f"<p>{NOBODYS} words</p>"),
    ]
    gone = await hang(site, dan, f"{NOBODYS} deleted", **said)
    async with site.db.writing() as tx:
        await posts.bury(tx, gone.id, now=site.clock.now())
    hidden.append(gone)
    top = await hang(site, dan, "In the open", tags=("sea",))
    answers = [
        await say(site, bob, f"<p>{SECRET} from eve</p>", to=top),
        await say(site, ann, "<p>x</p>", to=hidden[0]),
    ]
    hidden.append(answers[0])
    quoting = [await say(site, dan, "<p>Look at this</p>") for _ in range(4)]
    list_id = site.ids.new()
    async with site.db.writing() as tx:
        for place, kept in enumerate(hidden):
            if isinstance(kept, Artwork) and kept.state != "published":
                continue  # it has no post yet
            made = Boost(site.ids.new(), dan.id, kept.id, f"{dan.uri}#boost-{place}", site.clock.now())
            await boosts.add(tx, made)
            await likes.add(tx, Like(site.ids.new(), eve.id, kept.id, f"{eve.uri}#like-{place}", site.clock.now()))
            await bookmarks.add(tx, site.ids.new(), eve.id, kept.id, now=site.clock.now())
        for quote, target in zip(quoting, (hidden[0], hidden[1], hidden[2], gone), strict=True):
            uri = f"{dan.uri}/posts/{target.id}"
            await quotes.put(tx, Quote(quote.id, uri, target.id, ALLOWED, "", "", site.clock.now()))
        await blocks.block(tx, bob.id, eve.id, now=site.clock.now())
        await lists.put(tx, eve.id, PeopleList(list_id, "All", 0), now=site.clock.now())
        for one in (ann, bob, cat, dan, far):
            await lists.add_person(tx, eve.id, PeopleList(list_id, "All", 0), one.id, now=site.clock.now())
    await change_actor(site, cat, suspended=site.clock.now())
    return World(hidden, [ann, bob, cat, dan, far], [top, *quoting], list_id)


def _addresses(world: World) -> Iterator[str]:
    every = [*world.hidden, *world.open_ones]
    yield "/api/v1/statuses?" + "&".join(f"id[]={one.id}" for one in every)
    for one in every:
        yield f"/api/v1/statuses/{one.id}"
        yield f"/api/v1/statuses/{one.id}/context"
    for author in world.authors:
        yield f"/api/v1/accounts/{author.id}/statuses"
        for more in ("exclude_reblogs=true&exclude_replies=1", "pinned=true", "tagged=sea"):
            yield f"/api/v1/accounts/{author.id}/statuses?{more}"
    for more in ("", "?local=true&only_media=1", "?min_id=1"):
        yield f"/api/v1/timelines/public{more}"
        yield f"/api/v1/timelines/tag/sea{more}"


_OWN = ("/api/v1/timelines/home", "/api/v1/timelines/direct", "/api/v1/favourites", "/api/v1/bookmarks")


async def test_what_is_hidden_is_nowhere(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        world = await _world(site, eve)
        member = await app_of(client, account)
        for app, secret in ((App(client), NOBODYS), (member, SECRET)):
            for path in _addresses(world):
                answer = await app.get(path)
                assert answer.status in (200, 404), (path, answer.text)
                assert secret not in answer.text, (path, answer.text)
        for path in (*_OWN, f"/api/v1/timelines/list/{world.list_id}"):
            answer = await member.get(path)
            assert answer.status == 200 and SECRET not in answer.text, path
        absent = await member.get("/api/v1/statuses/17")
        for one in world.hidden:
            forbidden = await member.get(f"/api/v1/statuses/{one.id}")
            assert (forbidden.status, forbidden.body) == (404, absent.body)
        said = (await member.get("/api/v1/timelines/home")).json
        assert {one["content"] for one in said if not one["reblog"]} >= {"<p>Look at this</p>"}
        states = [one["quote"]["state"] for one in said if one["quote"]]
        assert sorted(states) == ["deleted", "unauthorized", "unauthorized", "unauthorized"]
        assert all(one["quote"]["quoted_status"] is None for one in said if one["quote"])


async def test_others_lists_and_bookmarks_are_nobodys(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        mine, jane = await make_artist(site, "jane")
        theirs, _ = await make_artist(site, "eve")
        work = await hang(site, jane, "Kept")
        number = site.ids.new()
        async with site.db.writing() as tx:
            await lists.put(tx, jane.id, PeopleList(number, "Mine", 0), now=site.clock.now())
            await bookmarks.add(tx, site.ids.new(), jane.id, work.id, now=site.clock.now())
        owner, other = await app_of(client, mine), await app_of(client, theirs)
        assert (await owner.get(f"/api/v1/timelines/list/{number}")).status == 200
        assert (await other.get(f"/api/v1/timelines/list/{number}")).status == 404
        assert [one["id"] for one in (await owner.get("/api/v1/bookmarks")).json] == [str(work.id)]
        assert (await other.get("/api/v1/bookmarks")).json == []
        for path in (*_OWN, f"/api/v1/timelines/list/{number}"):
            assert (await App(client).get(path)).status == 401


@pytest.mark.both_engines
async def test_a_kept_home_is_never_stale(db: Database, tmp_path: Path, clock: HandClock) -> None:
    """The clock stands still: only what was written may make the answer new."""
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        _, ann = await make_artist(site, "ann")
        _, bob = await make_artist(site, "bob")
        for one in (ann, bob):
            await follow(site, eve, one)
        app, own = await app_of(client, account), await app_of(client, (await make_artist(site, "zoe"))[0])
        work, _ = await hang(site, ann, "First"), await hang(site, bob, "Second")

        async def home() -> list[str]:
            return [one["fediart"]["title"] for one in (await app.get("/api/v1/timelines/home")).json]

        assert await home() == await home() == ["Second", "First"]
        assert (await own.get("/api/v1/timelines/home")).json == []
        async with site.db.writing() as tx:
            await blocks.block(tx, bob.id, eve.id, now=site.clock.now())
        assert await home() == ["First"]
        async with site.db.writing() as tx:
            await blocks.unblock(tx, bob.id, eve.id)
        assert await home() == ["Second", "First"]
        await app.post(f"/api/v1/statuses/{work.id}/favourite")
        flags = [one["favourited"] for one in (await app.get("/api/v1/timelines/home")).json]
        assert flags == [False, True]
        await db.write([("insert into mutes (actor_id, target_id, created) values (:me, :them, 1)",
                         {"me": eve.id, "them": bob.id})])  # fmt: skip
        assert await home() == ["First"]
        async with site.db.writing() as tx:
            await posts.bury(tx, work.id, now=site.clock.now())
        assert await home() == []
        await say(site, ann, "<p>Third</p>")
        answer = (await app.get("/api/v1/timelines/home")).json
        assert [one["content"] for one in answer] == ["<p>Third</p>"]
        await change_actor(site, ann, suspended=site.clock.now())
        assert await home() == []


@pytest.mark.both_engines
async def test_what_only_jobs_write_keeps_the_answer(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        before = site.db.changes.number
        await db.write([("delete from jobs where id = -1", {})])
        async with site.db.writing() as tx:
            await tx.run("update hosts set failures = 0 where host = 'nowhere.example'")
        assert site.db.changes.number == before
        async with site.db.writing() as tx:
            await tx.run("update posts set edited = 0 where id = -1")
        assert site.db.changes.number == before + 1
