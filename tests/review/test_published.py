"""What moderators do to works that are up: new labels that federate, taking down, bringing back, the last Delete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fediart.actions.appeal import appeal
from fediart.actions.delete import delete
from fediart.actions.review import Choice, decide, open_review
from fediart.clock import DAY, HandClock
from fediart.jobs.review_limits import look
from fediart.site import Site
from fediart.store import artworks, posts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from tests import seeds
from tests.publish.works import told
from tests.review.conftest import state_of
from tests.site import Client, served

ACTIVITY = {"Accept": "application/activity+json"}


@pytest.fixture
async def work(site: Site, artist: Actor) -> Artwork:
    """Published, with a follower elsewhere who has it, and before the moderators."""
    await seeds.follow(site, await seeds.stranger(site, "bob", "far.example"), artist)
    made = await seeds.hang(site, artist, "Heron")
    async with site.db.writing() as tx:
        await open_review(tx, site, made, "report", "Somebody doubts it.")
    return made


async def sent(site: Site, kind: str) -> list[dict[str, Any]]:
    async with site.db.reading() as tx:
        bodies = [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]
    return [one for one in bodies if one["type"] == kind]


async def seen_by_others(client: Client, work: Artwork) -> tuple[int, int, int]:
    """Page, document and picture."""
    picture = (await rows(client.site, f"select name from renditions where artwork_id = {work.id}"))[0]["name"]
    return (
        (await client.get(f"/@jane/{work.id}")).status,
        (await client.get(f"/users/jane/posts/{work.id}", headers=ACTIVITY)).status,
        (await client.get(f"/media/{work.id}/{picture}.webp")).status,
    )


async def rows(site: Site, sql: str) -> Any:
    async with site.db.reading() as tx:
        return await tx.all(sql)


async def test_a_new_label_is_told_to_everyone_who_has_the_work(
    site: Site, artist: Actor, mo: Account, work: Artwork
) -> None:
    await decide(site, mo, work.id, Choice.LABEL_GENERATED, "The file says so.")
    assert [one["object"]["id"] for one in await sent(site, "Update")] == [f"{artist.uri}/posts/{work.id}"]
    assert ("artwork-labelled", "The file says so.") in await told(site, artist)
    await appeal(site, artist, work.id, "It was a camera.")
    assert await state_of(site, work.id) == "published"
    await decide(site, mo, work.id, Choice.PUBLISH, "So it was.")
    async with site.db.reading() as tx:
        found = await artworks.by_id(tx, work.id)
    assert found is not None and found.ai_label == ""
    assert len(await sent(site, "Update")) == 2 and await sent(site, "Delete") == []


async def test_what_is_taken_down_is_hidden_and_comes_back_whole(
    site: Site, artist: Actor, mo: Account, max_: Account, work: Artwork, clock: HandClock
) -> None:
    async with served(site) as client:
        assert (await seen_by_others(client, work))[:2] == (200, 200)
        async with site.db.reading() as tx:
            before = await posts.by_id(tx, work.id)
        await decide(site, mo, work.id, Choice.REFUSE, "It looks generated.")
        assert await seen_by_others(client, work) == (404, 404, 404)
        assert "Heron" not in (await client.get("/")).text + (await client.get("/@jane")).text
        assert await sent(site, "Delete") == []
        await appeal(site, artist, work.id, "Here are my layers.")
        clock.move(60 * DAY)
        await look(site, {})
        assert await sent(site, "Delete") == [] and await state_of(site, work.id) == "withdrawn"
        await decide(site, max_, work.id, Choice.KEEP, "Thank you.")
        assert (await seen_by_others(client, work))[:2] == (200, 200)
    async with site.db.reading() as tx:
        assert await posts.by_id(tx, work.id) == before
    assert [kind for kind, _ in await told(site, artist)] == ["artwork-withdrawn", "artwork-restored"]


async def test_others_are_told_to_delete_it_when_no_appeal_can_change_it(
    site: Site, artist: Actor, mo: Account, work: Artwork, clock: HandClock
) -> None:
    await decide(site, mo, work.id, Choice.REFUSE, "It looks generated.")
    clock.move(29 * DAY)
    await look(site, {})
    assert await sent(site, "Delete") == []
    clock.move(2 * DAY)
    await look(site, {})
    await look(site, {})
    assert [one["object"] for one in await sent(site, "Delete")] != []
    assert len(await sent(site, "Delete")) == 1 and await state_of(site, work.id) == "refused"
    async with served(site) as client:
        assert (await client.get(f"/users/jane/posts/{work.id}", headers=ACTIVITY)).status == 410


async def test_a_lost_appeal_lets_it_go_and_the_artist_may_at_any_time(
    site: Site, artist: Actor, mo: Account, max_: Account, work: Artwork
) -> None:
    other = await seeds.hang(site, artist, "Egret")
    async with site.db.writing() as tx:
        await open_review(tx, site, other, "report")
    for one in (work, other):
        await decide(site, mo, one.id, Choice.REFUSE, "No.")
    await appeal(site, artist, work.id, "Please.")
    await decide(site, max_, work.id, Choice.REFUSE, "We both see it.")
    assert await state_of(site, work.id) == "refused" and len(await sent(site, "Delete")) == 1
    await delete(site, artist, other.id)
    assert len(await sent(site, "Delete")) == 2 and await state_of(site, other.id) == "deleted"
