"""Looking before publishing: nothing is public until the artist has said yes, and nothing is forgotten."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.preview import REMIND_AFTER, WITHDRAW_AFTER, publish_seen, sent_as
from fediart.actions.publish import submit
from fediart.clock import HandClock
from fediart.errors import NotFound, Problem
from fediart.jobs.publishing import publish
from fediart.jobs.tidy import tidy
from fediart.site import Site
from fediart.store import artworks, follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, Follow
from tests.publish import works
from tests.publish.test_crash import Died, Fuse, _no_orphans, _restart, mortal, numbers
from tests.publish.works import artwork_of, files_of, jane, submission, told
from tests.seeds import stranger
from tests.site import Client, drain, log_in, make_artist, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    without = {"admission": {"model": "none"}}
    async with works.studio(db, tmp_path, clock, config=without) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    """Jane, whom somebody elsewhere follows."""
    _, actor = await jane(site)
    friend = await stranger(site, "carol")
    async with site.db.writing() as tx:
        await follows.put(tx, Follow(5, friend.id, actor.id, ACCEPTED, "y", 0))
    return actor


@pytest.fixture
async def client(site: Site, artist: Actor) -> AsyncIterator[Client]:
    async with served(site) as browser:
        await log_in(browser, "jane")
        yield browser


async def looked_at(site: Site, tmp_path: Path, artist: Actor, *files: bytes, **details: Any) -> int:
    """A work that waits for its artist's look."""
    given = submission(tmp_path, *(files or (works.human_png(),)), **details)
    work_id = await submit(site, artist, replace(given, look_first=True))
    await drain(site)
    return work_id


async def sent(site: Site) -> list[dict[str, Any]]:
    async with site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


async def test_what_is_shown_before_is_what_is_sent(site: Site, tmp_path: Path, artist: Actor) -> None:
    """The very same document but for the time, and the names of the files, which are made anew."""
    words = {"description": "By @carol@elsewhere.example, at #dawn.", "warning": "Blood", "medium": "Ink"}
    six = [works.human_png(60, 50, seed) for seed in range(6)]
    work_id = await looked_at(site, tmp_path, artist, *six, **words)
    async with site.db.reading() as tx:
        before, _ = await sent_as(tx, site, artist, await artwork_of(site, work_id))
    assert await sent(site) == []
    await publish_seen(site, artist, work_id)
    await drain(site)
    (create,) = await sent(site)
    after = create["object"]
    changing = ("published", "attachment", "@context")
    assert {k: v for k, v in before.items() if k not in changing} == {
        k: v for k, v in after.items() if k not in changing
    }
    for one, other in zip(before["attachment"], after["attachment"], strict=True):
        assert {k: v for k, v in one.items() if k != "url"} == {k: v for k, v in other.items() if k != "url"}
    assert [one["href"] for one in after["tag"] if one["type"] == "Mention"] == [
        "https://elsewhere.example/users/carol"
    ]


async def test_nobody_else_sees_it_before(site: Site, tmp_path: Path, artist: Actor, client: Client) -> None:
    work_id = await looked_at(site, tmp_path, artist)
    assert (await artwork_of(site, work_id)).state == "previewed"
    assert [kind for kind, _ in await told(site, artist)] == ["artwork-previewed"]
    page = await client.get(f"/works/{work_id}", follow=True)
    assert page.path == f"/works/{work_id}/elsewhere" and "Nothing is published yet" in page.text
    federated = next(one for one in await files_of(site, work_id) if one.role == "federated")
    path = federated.path
    assert path in page.text and (await client.get(path)).status == 200
    visitor = client.fresh()
    assert (await visitor.get(path)).status == 404
    await make_artist(site, "eve")
    await log_in(visitor, "eve")
    assert (await visitor.get(path)).status == 404
    assert (await visitor.get(f"/works/{work_id}/elsewhere")).status == 404
    assert (await visitor.post_form(f"/works/{work_id}/elsewhere", {})).status == 404
    assert (await visitor.get(f"/@jane/{work_id}")).status == 404
    assert works.TITLE not in (await visitor.get("/@jane")).text


async def test_from_the_form_over_the_look_to_the_public(site: Site, client: Client) -> None:
    fields = {"title": "Heron", "visibility": "public", "licence": "cc-by-4.0", "alt-1": "A heron", "look_first": "1"}
    answer = await client.post_form("/new", fields | {"files": [("a.png", works.human_png(), "image/png")]})
    await drain(site)
    look = await client.get(answer.location, follow=True)
    assert "Nothing is published yet" in look.text and "Mastodon" in look.text and "Lemmy shows posts only" in look.text
    yes = await client.post_form(look.path, {})
    assert yes.location == answer.location
    await drain(site)
    work_id = int(answer.location.rpartition("/")[2])
    assert (await artwork_of(site, work_id)).state == "published"
    again = await client.post_form(look.path, {})
    assert again.status == 422 and "not waiting for you" in again.text
    after = await client.get(look.path)
    assert (
        "very message that other servers get" in after.text
        and f"/works/{work_id}/elsewhere" in (await client.get(f"/works/{work_id}/edit")).text
    )


async def test_a_work_that_is_not_ready_says_so(site: Site, tmp_path: Path, artist: Actor, client: Client) -> None:
    work_id = await submit(site, artist, submission(tmp_path, works.human_png()))
    page = await client.get(f"/works/{work_id}/elsewhere")
    assert page.status == 200 and "once the work is prepared" in page.text


async def test_only_its_artist_says_yes_and_only_once(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await looked_at(site, tmp_path, artist)
    _, eve = await make_artist(site, "eve")
    with pytest.raises(NotFound):
        await publish_seen(site, eve, work_id)
    await publish_seen(site, artist, work_id)
    with pytest.raises(Problem):
        await publish_seen(site, artist, work_id)


async def test_what_is_declared_after_the_look_is_judged_anew(site: Site, tmp_path: Path, artist: Actor) -> None:
    """Else one could show the filter a drawing, and publish it as something the instance refuses."""
    work_id = await looked_at(site, tmp_path, artist)
    work = await artwork_of(site, work_id)
    async with site.db.writing() as tx:
        await artworks.save(tx, replace(work, digital_source_type="trainedAlgorithmicMedia"))
    await publish_seen(site, artist, work_id)
    await drain(site)
    assert (await artwork_of(site, work_id)).state in ("held", "refused")
    assert await sent(site) == []


async def test_what_waits_is_recalled_after_a_week_and_withdrawn_after_a_month(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await looked_at(site, tmp_path, artist)
    clock.move(REMIND_AFTER + 1)
    for _ in range(2):
        await tidy(site, {})
    (_, (kind, words)) = await told(site, artist)
    assert kind == "artwork-previewed" and "waits for you" in words
    clock.move(WITHDRAW_AFTER)
    await tidy(site, {})
    assert (await artwork_of(site, work_id)).state == "deleted"
    assert await files_of(site, work_id) == []


async def test_death_between_the_look_and_the_public(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    """At every step from the artist's yes to the last commit: nothing is lost, nothing comes twice, no file is left."""

    async def live(mortal_site: Site, work_id: int) -> None:
        await publish_seen(mortal_site, artist, work_id)
        await publish(mortal_site, {"artwork": work_id})

    first = await looked_at(site, tmp_path, artist, works.human_png(60, 50))
    whole = Fuse(10**6)
    await live(mortal(site, whole), first)
    await _restart(site)
    steps = 10**6 - whole.left
    assert steps > 8
    for death in range(1, steps + 1):
        work_id = await looked_at(site, tmp_path, artist, works.human_png(60, 50, death))
        with pytest.raises(Died):
            await live(mortal(site, Fuse(death)), work_id)
        await _restart(site)
        if (await artwork_of(site, work_id)).state == "previewed":
            await publish_seen(site, artist, work_id)
            await _restart(site)
        published, posts, heard, _ = await numbers(site)
        assert (published, posts, heard) == (death + 1, death + 1, death + 1), death
    await _no_orphans(site, clock)
