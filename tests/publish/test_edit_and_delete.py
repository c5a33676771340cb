"""Changing and taking away works: what follows to other servers, what cannot be undone, and whose they are."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.delete import delete
from fediart.actions.edit import PictureWords, edit
from fediart.actions.publish import submit
from fediart.actions.submission import Details
from fediart.clock import HOUR, HandClock
from fediart.errors import NotFound, Problems
from fediart.jobs.tidy import sweep
from fediart.media.metadata import read_metadata
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, Follow
from tests.publish import works
from tests.publish.works import artwork_of, files_of, jane, pictures_of, publish_one, submission
from tests.site import drain, make_artist


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    """With one follower far away, so that there is somebody to tell."""
    _, artist = await jane(site)
    uri = "https://far.example/users/bob"
    bob = replace(
        artist, id=site.ids.new(), uri=uri, name="bob", host="far.example", url=uri, inbox=f"{uri}/inbox",
        shared_inbox="https://far.example/inbox", public_key_id=f"{uri}#main-key",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await actors.insert(tx, bob)
        follow = Follow(site.ids.new(), bob.id, artist.id, ACCEPTED, f"{uri}#follow", site.clock.now())
        await follows.put(tx, follow)
    return artist


async def sent(site: Site) -> list[dict[str, Any]]:
    async with site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


async def as_it_is(site: Site, work_id: int) -> tuple[Details, list[PictureWords]]:
    work, images = await artwork_of(site, work_id), await pictures_of(site, work_id)
    details = Details(title=work.title, description=work.description, tags=work.tags, visibility=work.visibility)
    return details, [PictureWords(one.id, one.alt, (one.focal_x, one.focal_y)) for one in images]


async def test_an_edit_reaches_those_who_have_it(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(), works.human_png(seed=2))
    addresses = {one.name for one in await files_of(site, work_id)}
    clock.move(HOUR)
    details, (first, second) = await as_it_is(site, work_id)
    await edit(
        site, artist, work_id, replace(details, title="Two herons", tags=("birds",), series="Low tide"),
        [replace(second, alt="The other", focal=(0.5, 2.0)), first],
    )  # fmt: skip
    create, update, added = await sent(site)
    assert (create["type"], update["type"], added["type"]) == ("Create", "Update", "Add")
    assert added["target"].endswith("/series/low-tide") and added["object"] == create["object"]["id"]
    assert update["object"]["id"] == create["object"]["id"]
    assert update["object"]["updated"] > create["object"]["published"]
    assert "Two herons" in update["object"]["content"]
    assert [one["name"] for one in update["object"]["attachment"]] == ["The other", "Picture 1"]
    assert update["object"]["attachment"][0]["focalPoint"] == [0.5, 1.0]
    urls = [one["url"] for one in create["object"]["attachment"]]
    assert [one["url"] for one in update["object"]["attachment"]] == urls[::-1]
    async with site.db.reading() as tx:
        row = await tx.one("select title, edited from posts where id = :id", id=work_id)
        tags = await tx.all("select tag from post_tags where post_id = :id", id=work_id)
    assert row is not None and (row["title"], row["edited"]) == ("Two herons", clock.now())
    assert {one["tag"] for one in tags} == {"birds", "dawn"}
    assert {one.name for one in await files_of(site, work_id)} == addresses


async def test_another_policy_is_written_into_the_files_and_the_addresses_stay(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.camera_jpeg())
    before = {one.name: one for one in await files_of(site, work_id)}
    details, images = await as_it_is(site, work_id)
    await edit(site, artist, work_id, replace(details, ai_policy="open", licence="cc0-1.0"), images)
    await drain(site)
    after = {one.name: one for one in await files_of(site, work_id)}
    assert set(after) == set(before)
    for name, one in after.items():
        assert one.key != before[name].key
        assert one.policy == "open"
        data = await site.storage.local(one.key)
        (xmp,) = read_metadata(data).xmp
        assert b"CC0 1.0" in xmp and b"DMI-ALLOWED" in xmp
        assert b"SECRET" not in data.read_bytes()
    clock.move(10**13)
    assert await sweep(site, "public") == len(before)
    assert await sweep(site, "originals") == 0
    assert [await site.storage.local(one.key) for one in after.values()]


async def test_what_was_public_cannot_be_closed(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    details, images = await as_it_is(site, work_id)
    for closed in ("followers", "direct"):
        with pytest.raises(Problems) as refused:
            await edit(site, artist, work_id, replace(details, visibility=closed), images)
        assert [problem.field for problem in refused.value.found] == ["visibility"]
    await edit(site, artist, work_id, replace(details, visibility="unlisted"), images)
    assert (await artwork_of(site, work_id)).visibility == "unlisted"


async def test_what_was_for_followers_can_be_opened(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, visibility="followers")
    details, images = await as_it_is(site, work_id)
    await edit(site, artist, work_id, replace(details, visibility="public"), images)
    create, update = await sent(site)
    public = "https://www.w3.org/ns/activitystreams#Public"
    assert public not in create["object"]["to"]
    assert public in update["object"]["to"]


async def test_a_work_cannot_be_declared_into_what_is_refused(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    details, images = await as_it_is(site, work_id)
    with pytest.raises(Exception, match="would not have published"):
        await edit(site, artist, work_id, replace(details, source_type="trainedAlgorithmicMedia"), images)
    assisted = replace(details, source_type="compositeWithTrainedAlgorithmicMedia")
    await edit(site, artist, work_id, assisted, images)
    assert (await artwork_of(site, work_id)).ai_label == "assisted"
    await edit(site, artist, work_id, details, images)
    assert (await artwork_of(site, work_id)).ai_label == "assisted"


async def test_an_edit_before_publication_tells_nobody(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await submit(site, artist, submission(tmp_path, works.human_png()))
    details, images = await as_it_is(site, work_id)
    await edit(site, artist, work_id, replace(details, title="Sooner", visibility="followers"), images)
    assert await sent(site) == []
    await drain(site)
    (create,) = await sent(site)
    assert "Sooner" in create["object"]["content"]


async def test_others_can_neither_edit_nor_delete(site: Site, tmp_path: Path, artist: Actor) -> None:
    _, mallory = await make_artist(site, "mallory", role="owner")
    work_id = await publish_one(site, tmp_path, artist)
    details, images = await as_it_is(site, work_id)
    with pytest.raises(NotFound):
        await edit(site, mallory, work_id, details, images)
    with pytest.raises(NotFound):
        await delete(site, mallory, work_id)
    mine = await publish_one(site, tmp_path, mallory, works.human_png(seed=4))
    with pytest.raises(Exception, match="pictures have changed"):
        await edit(site, mallory, mine, details, images)
    assert (await artwork_of(site, work_id)).state == "published"


async def test_a_deleted_work_leaves_a_tombstone_and_no_file(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    await delete(site, artist, work_id)
    assert [one["type"] for one in await sent(site)] == ["Create", "Delete"]
    work = await artwork_of(site, work_id)
    assert (work.state, work.title, work.tags) == ("deleted", "", ())
    async with site.db.reading() as tx:
        post = await tx.one("select deleted, content, title from posts where id = :id", id=work_id)
        told = await tx.value("select count(*) from notifications where artwork_id = :id", id=work_id)
    assert post is not None and post["deleted"] and not post["content"] and not post["title"]
    assert told == 0
    with pytest.raises(NotFound):
        await delete(site, artist, work_id)
    clock.move(10**13)
    assert await sweep(site, "public") + await sweep(site, "originals") > 0
    assert [path for path in site.config.files.rglob("*") if path.is_file()] == []


async def test_a_held_work_can_be_withdrawn_and_nobody_is_told(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    assert (await artwork_of(site, work_id)).state == "held"
    await delete(site, artist, work_id)
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "deleted"
    assert await sent(site) == []


async def test_a_work_withdrawn_while_it_is_on_its_way_stays_withdrawn(
    site: Site, tmp_path: Path, artist: Actor
) -> None:
    work_id = await submit(site, artist, submission(tmp_path, works.human_png()))
    await delete(site, artist, work_id)
    await drain(site)
    assert (await artwork_of(site, work_id)).state == "deleted"
    assert await files_of(site, work_id) == []
    assert await sent(site) == []
