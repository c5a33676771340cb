"""Alike pictures of different artists judged in the same moment: one is published, the other held against it."""

from __future__ import annotations

import asyncio

import pytest
from PIL import Image

from fediart.actions.publish import submit
from fediart.jobs.checking import check
from fediart.jobs.publishing import publish
from fediart.jobs.same_moment import is_stale, look
from tests.admission.made import encoded
from tests.copies.art import drawn
from tests.copies.conftest import Studio
from tests.publish import works
from tests.publish.works import submission
from tests.site import drain, log_in, make_artist

SMALL = (240, 180)


async def _submitted(studio: Studio, *images: Image.Image) -> list[int]:
    artists = [studio.jane, studio.kim, (await make_artist(studio.site, "lu"))[1]]
    return [
        await submit(studio.site, artist, submission(studio.folder, encoded(image, "PNG")))
        for artist, image in zip(artists, images, strict=False)
    ]


async def _both_checked(studio: Studio, *images: Image.Image) -> list[int]:
    """Each was looked up while the other was not published, and may be."""
    made = await _submitted(studio, *images)
    found = [await works.artwork_of(studio.site, one) for one in made]
    assert all(await asyncio.gather(*(check(studio.site, one) for one in found)))
    assert {await studio.state(one) for one in made} == {"preparing"}
    return made


async def _publish(studio: Studio, *made: int) -> list[str]:
    await asyncio.gather(*(publish(studio.site, {"artwork": one}) for one in made))
    return sorted([await studio.state(one) for one in made])


@pytest.mark.parametrize("alike", ["same bytes", "mirrored"])
async def test_of_two_that_passed_the_check_side_by_side_one_is_held(studio: Studio, alike: str) -> None:
    scene = drawn(11).resize(SMALL)
    other = scene if alike == "same bytes" else scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    made = await _both_checked(studio, scene, other)
    assert await _publish(studio, *made) == ["held", "published"]
    (held,) = [one for one in made if await studio.state(one) == "held"]
    first = studio.kim if held == made[0] else studio.jane
    (found,) = await studio.copies(held)
    assert (found.artist_id, found.certain, found.turn) == (first.id, 1, 0 if alike == "same bytes" else 1)
    assert await studio.told(first) == ["artwork-published", "copy-found"]
    rows = await works.verdicts_of(studio.site, held)
    assert [row.decision for row in rows if row.picture_id is None] == ["publish", "hold"]
    async with studio.site.db.reading() as tx:
        assert await tx.value("select cause from reviews where artwork_id = :id", id=held) == "copy"
        assert await tx.value("select count(*) from posts where id = :id", id=held) == 0


@pytest.mark.one_engine
async def test_three_in_a_rush_from_upload_to_wall(studio: Studio) -> None:
    scene = drawn(11).resize(SMALL)
    assert await _publish(studio, *await _submitted(studio, scene, scene, scene)) == ["held", "held", "published"]


@pytest.mark.one_engine
async def test_what_comes_between_look_and_publishing_is_seen(studio: Studio) -> None:
    """Of one that was not there at the last look, its fingerprint is."""
    scene = drawn(11).resize(SMALL)
    (first,) = await _both_checked(studio, scene)
    work = await works.artwork_of(studio.site, first)
    seen = await look(studio.site, work)
    async with studio.site.db.writing() as tx:
        assert not await is_stale(tx, seen, work)
    later = await submit(studio.site, studio.kim, submission(studio.folder, encoded(scene.rotate(180), "PNG")))
    await check(studio.site, await works.artwork_of(studio.site, later))
    async with studio.site.db.writing() as tx:
        assert await is_stale(tx, seen, work)


@pytest.mark.one_engine
async def test_ones_own_two_are_both_published(studio: Studio) -> None:
    scene = drawn(11).resize(SMALL)
    made = [await submit(studio.site, studio.jane, submission(studio.folder, encoded(scene, "PNG"))) for _ in range(2)]
    assert await _publish(studio, *made) == ["published", "published"]


@pytest.mark.one_engine
async def test_what_was_permitted_is_not_held_again(studio: Studio) -> None:
    scene = drawn(11).resize(SMALL)
    made = await _both_checked(studio, scene, scene)
    await _publish(studio, *made)
    (held,) = [one for one in made if await studio.state(one) == "held"]
    (found,) = await studio.copies(held)
    name = "kim" if held == made[0] else "jane"
    await log_in(studio.client, name)
    await studio.client.post_form(f"/copies/{found.id}/permit", {}, page=f"/copies/{found.id}")
    await drain(studio.site)
    assert await studio.state(held) == "published"
