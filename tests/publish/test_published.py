"""What the public gets of a work, what it never gets, and what stays with the artist."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.policy_changes import Changed, begin
from fediart.actions.publish import submit
from fediart.clock import HandClock
from fediart.errors import Problems
from fediart.media.metadata import read_metadata
from fediart.rights.read_image import read_image
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import artwork_of, files_of, jane, pictures_of, publish_one, submission
from tests.site import change_settings, drain

# What is in the files does not hang on where the rows are; edits, reviews and crashes beside this run on both.
pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


async def test_the_original_is_kept_byte_for_byte(site: Site, tmp_path: Path, artist: Actor) -> None:
    data = works.camera_jpeg()
    work_id = await publish_one(site, tmp_path, artist, data)
    (picture,) = await pictures_of(site, work_id)
    kept = await site.storage.local(picture.original)
    assert kept.read_bytes() == data
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert kept.stat().st_mode & 0o077 == 0


async def test_nothing_private_is_in_any_public_file(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.camera_jpeg())
    files = await files_of(site, work_id)
    assert {one.role for one in files} == {"web", "federated"}
    assert {one.media_type for one in files} == {"image/webp", "image/jpeg"}
    for one in files:
        data = (await site.storage.local(one.key)).read_bytes()
        assert b"SECRET" not in data
        assert len(data) == one.bytes


async def test_every_file_carries_the_policy(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(), works.human_jpeg(), ai_policy="no-training")
    files = await files_of(site, work_id)
    assert len(files) >= 8
    for one in files:
        (xmp,) = read_metadata(await site.storage.local(one.key)).xmp
        assert b"train-ai=n" in xmp
        assert f"/@jane/{work_id}".encode() in xmp
        assert b"/policies/no-training" in xmp
        assert one.policy == "no-training"


async def test_a_picture_within_the_limits_is_federated_pixel_for_pixel(
    site: Site, tmp_path: Path, artist: Actor
) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png())
    (federated,) = [one for one in await files_of(site, work_id) if one.role == "federated"]
    assert federated.media_type == "image/png"
    assert (federated.width, federated.height) == (240, 200)
    (picture,) = await pictures_of(site, work_id)
    assert (picture.width, picture.height) == (240, 200)
    assert picture.blurhash and picture.colour.startswith("#")


async def test_names_cannot_be_guessed(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    names = [one.name for one in await files_of(site, work_id)]
    assert len(set(names)) == len(names)
    assert all(len(name) >= 24 and "." not in name for name in names)


async def test_the_post_has_the_artworks_number_and_words(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, warning="Blood", series="Low tide")
    async with site.db.reading() as tx:
        post = await tx.one("select * from posts where id = :id", id=work_id)
        tags = await tx.all("select tag from post_tags where post_id = :id order by tag", id=work_id)
    assert post is not None
    assert post["uri"] == f"{artist.uri}/posts/{work_id}"
    assert post["url"] == f"{site.config.origin}/@jane/{work_id}"
    assert (post["kind"], post["title"], post["warning"], post["sensitive"]) == ("artwork", works.TITLE, "Blood", 1)
    assert [row["tag"] for row in tags] == ["birds", "dawn", "ink"]
    assert (await artwork_of(site, work_id)).series_position == 1
    second = await publish_one(site, tmp_path, artist, works.human_png(seed=2), series="low tide")
    assert (await artwork_of(site, second)).series_position == 2
    assert (await artwork_of(site, second)).series_id == (await artwork_of(site, work_id)).series_id


async def test_everything_wrong_is_said_at_once(site: Site, tmp_path: Path, artist: Actor) -> None:
    wrong = submission(
        tmp_path, title=" ", licence="mine", visibility="friends", language="Klingon!", ai_policy="maybe",
        source_type="magic", description="d" * 10_001, tags=tuple(f"tag{number}" for number in range(31)),
    )  # fmt: skip
    with pytest.raises(Problems) as refused:
        await submit(site, artist, wrong)
    assert {problem.field for problem in refused.value.found} == {
        "files", "title", "licence", "visibility", "language", "ai_policy", "source_type", "description", "tags",
    }  # fmt: skip


async def test_a_new_default_policy_is_written_into_every_file(site: Site, tmp_path: Path, artist: Actor) -> None:
    follows = await publish_one(site, tmp_path, artist, works.human_png())
    own = await publish_one(site, tmp_path, artist, works.human_png(seed=3), ai_policy="no-ai-no-search")
    before = {one.name: one for one in await files_of(site, follows)}
    untouched = await files_of(site, own)
    await change_settings(site, ai_policy="open")
    async with site.db.writing() as tx:
        await begin(tx, site, Changed("instance", "no-ai", "open"), account_id=None)
    await drain(site)
    for one in await files_of(site, follows):
        assert one.policy == "open"
        assert one.key != before[one.name].key
        found = read_image((await site.storage.local(one.key)).read_bytes())
        assert any("DMI-ALLOWED" in signal.value for signal in found), found
    assert await files_of(site, own) == untouched
