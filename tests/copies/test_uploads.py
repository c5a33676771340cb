"""A copy at upload: what the policy holds, who is told what, and what the first artist can do about it."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from fediart.actions import brakes
from fediart.actions.delete import delete
from fediart.store import accounts, copies
from tests.copies.art import cropped, drawn, framed
from tests.copies.conftest import Studio
from tests.publish import works
from tests.review.conftest import change_policy
from tests.site import drain, log_in, make_artist

pytestmark = pytest.mark.one_engine


async def use_up(studio: Studio, allowance: brakes.Allowance) -> None:
    async with studio.site.db.writing() as tx:
        jane = await accounts.by_actor(tx, studio.jane.id)
        assert jane is not None
        for _ in range(allowance.most):
            await brakes.take(tx, allowance, str(jane.id), now=studio.site.clock.now())


async def test_a_crop_of_anothers_work_is_held_and_the_first_artist_reports_it(
    studio: Studio, scene: Image.Image
) -> None:
    first = await studio.publish(studio.jane, scene)
    assert await studio.state(first) == "published"
    again = await studio.publish(studio.kim, framed(cropped(scene, 0.75, 1, 0), 0.1, (0, 0, 0)), title="Mine")
    assert await studio.state(again) == "held"
    (found,) = await studio.copies(again)
    assert (found.artist_id, found.other_id, found.certain, found.state) == (studio.jane.id, studio.kim.id, 1, "open")
    left, top, right, bottom = found.theirs
    assert abs(left - 0.25) < 0.05 and abs(bottom - 0.75) < 0.05 and top < 0.05 and right > 0.95
    assert await studio.told(studio.jane) == ["artwork-published", "copy-found"]
    await log_in(studio.client, "jane")
    page = await studio.client.get(f"/copies/{found.id}")
    assert page.status == 200 and "pair-inner" in page.text and "kim" in page.text
    small = await studio.client.get(f"/copies/{found.id}/picture")
    assert small.status == 200 and small.headers["Content-Type"] == "image/webp"
    assert "no-store" in small.headers["Cache-Control"]
    await use_up(studio, brakes.SMALL_PICTURES)
    too_many = await studio.client.get(f"/copies/{found.id}/picture")
    assert too_many.status == 429 and int(too_many.headers["Retry-After"]) > 0
    words = {"words": "=I drew this"}
    sent = await studio.client.post_form(f"/copies/{found.id}/report", words, page=f"/copies/{found.id}")
    assert sent.status == 303
    assert "Reported to the moderators" in (await studio.client.get("/copies")).text
    twice = await studio.client.post_form(f"/copies/{found.id}/report", {}, page="/copies")
    assert twice.status == 422
    assert [row.note for row in await works.verdicts_of(studio.site, again) if row.decision == "open"]


async def test_the_first_artist_permits_it_and_it_is_published(studio: Studio, scene: Image.Image) -> None:
    await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    (found,) = await studio.copies(held)
    assert found.turn == 1
    await log_in(studio.client, "jane")
    fields = {"always": "1"}
    await studio.client.post_form(f"/copies/{found.id}/permit", fields, page=f"/copies/{found.id}")
    await drain(studio.site)
    assert await studio.state(held) == "published"
    assert "copy-permitted" in await studio.told(studio.kim)
    further = await studio.publish(studio.kim, scene.rotate(90, expand=True))
    assert await studio.state(further) == "published"
    assert (await studio.told(studio.jane)).count("copy-found") == 1


async def test_a_credit_is_asked_for_given_and_the_work_published(studio: Studio, scene: Image.Image) -> None:
    first = await studio.publish(studio.jane, scene, title="Heron")
    held = await studio.publish(studio.kim, scene, title="After a heron")
    (found,) = await studio.copies(held)
    await log_in(studio.client, "jane")
    await studio.client.post_form(f"/copies/{found.id}/credit", {}, page=f"/copies/{found.id}")
    assert "copy-credit" in await studio.told(studio.kim)
    kims = studio.client.fresh()
    await log_in(kims, "kim")
    page = await kims.get(f"/works/{held}")
    assert f"/works/{held}/credit" in page.text and "After “Heron” by jane" in page.text
    assert (await kims.post_form(f"/works/{held}/credit", {}, page=f"/works/{held}")).status == 303
    await drain(studio.site)
    work = await works.artwork_of(studio.site, held)
    assert work.state == "published" and f"/@jane/{first}" in work.description


async def test_ones_own_work_is_offered_as_a_version_and_never_held(studio: Studio, scene: Image.Image) -> None:
    first = await studio.publish(studio.jane, scene, title="Heron, 2020", series="Herons")
    second = await studio.publish(studio.jane, cropped(scene, 0.8, 0, 0), title="Heron, 2021")
    assert await studio.state(second) == "published"
    (found,) = await studio.copies(second)
    assert found.own and "copy-found" not in await studio.told(studio.jane)
    await log_in(studio.client, "jane")
    page = (await studio.client.get(f"/works/{second}")).text
    assert "Heron, 2020" in page and f"/copies/{found.id}/link" in page
    assert (await studio.client.get(f"/copies/{found.id}")).status == 404
    await studio.client.post_form(f"/copies/{found.id}/link", {}, page=f"/works/{second}")
    joined = await works.artwork_of(studio.site, second)
    assert joined.series_id == (await works.artwork_of(studio.site, first)).series_id


@pytest.mark.parametrize("visibility", ["followers", "direct"])
async def test_nobody_learns_of_a_work_that_is_not_for_everyone(
    studio: Studio, scene: Image.Image, visibility: str
) -> None:
    """Neither of the first artist's hidden work by uploading guesses, nor of a copy that was shown to few."""
    await studio.publish(studio.jane, scene, visibility=visibility)
    probing = await studio.publish(studio.kim, scene)
    assert await studio.state(probing) == "published" and await studio.copies(probing) == []
    assert "copy-found" not in await studio.told(studio.jane)


async def test_a_copy_for_followers_is_held_but_not_shown_to_the_first_artist(
    studio: Studio, scene: Image.Image
) -> None:
    await studio.publish(studio.jane, scene)
    hidden = await studio.publish(studio.kim, scene, visibility="followers")
    assert await studio.state(hidden) == "held"
    assert "copy-found" not in await studio.told(studio.jane)
    (found,) = await studio.copies(hidden)
    await log_in(studio.client, "jane")
    assert (await studio.client.get(f"/copies/{found.id}/picture")).status == 404
    assert (await studio.client.get(f"/copies/{found.id}")).status == 404
    assert "shown by" not in (await studio.client.get("/copies")).text


async def test_copies_are_for_their_artist_alone(studio: Studio, scene: Image.Image) -> None:
    """Advisory 89: numbers of others lead nowhere, whatever the deed."""
    await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene)
    (found,) = await studio.copies(held)
    await log_in(studio.client, "kim")
    for path in (f"/copies/{found.id}", f"/copies/{found.id}/picture"):
        assert (await studio.client.get(path)).status == 404
    for deed in ("report", "credit", "permit", "leave", "hear", "link"):
        assert (await studio.client.post_form(f"/copies/{found.id}/{deed}", {}, page="/works")).status == 404
    assert (await studio.client.post_form(f"/works/{held}/credit", {}, page="/works")).status == 404
    assert await studio.state(held) == "held"
    bare = await studio.client.post(f"/copies/{found.id}/permit")
    assert bare.status in (400, 403)


async def test_a_flood_of_copies_is_one_alert(studio: Studio, scene: Image.Image) -> None:
    await studio.publish(studio.jane, scene)
    for share in (0.9, 0.8, 0.7):
        await studio.publish(studio.kim, cropped(scene, share, 0.5, 0.5))
    assert (await studio.told(studio.jane)).count("copy-found") == 1
    async with studio.site.db.reading() as tx:
        assert len(await copies.of_artist(tx, studio.jane.id)) == 3


async def test_an_unrelated_picture_by_another_matches_nothing(studio: Studio, scene: Image.Image) -> None:
    await studio.publish(studio.jane, scene)
    other = await studio.publish(studio.kim, drawn(17).resize((400, 300)))
    assert await studio.copies(other) == []
    assert "copy-found" not in await studio.told(studio.jane)


async def test_a_deleted_work_leaves_no_fingerprint(studio: Studio, scene: Image.Image) -> None:
    first = await studio.publish(studio.jane, scene)
    await delete(studio.site, studio.jane, first)
    async with studio.site.db.reading() as tx:
        assert await tx.value("select count(*) from prints") == 0
    assert await studio.state(await studio.publish(studio.kim, scene)) == "published"


async def test_a_flat_picture_is_known_by_its_bytes_alone(studio: Studio) -> None:
    await change_policy(studio.site, detector=False)  # which cannot tell about flat pictures
    flat = Image.new("RGB", (200, 150), (90, 120, 200))
    flat.paste((91, 120, 200), (0, 75, 200, 150))
    await studio.publish(studio.jane, flat)
    assert await studio.state(await studio.publish(studio.kim, flat.resize((220, 150)))) == "published"
    assert await studio.state(await studio.publish((await make_artist(studio.site, "lu"))[1], flat)) == "held"


async def test_one_colour_is_nobodys(studio: Studio) -> None:
    await change_policy(studio.site, detector=False)
    blue = Image.new("RGB", (50, 50), (0, 0, 255))
    await studio.publish(studio.jane, blue)
    assert await studio.state(await studio.publish(studio.kim, blue)) == "published"


async def test_moderators_see_both_at_full_size_side_by_side(studio: Studio, scene: Image.Image) -> None:
    """And nobody else does; nor moderators what is not for everyone."""
    first = await studio.publish(studio.jane, scene, title="Heron")
    again = await studio.publish(studio.kim, cropped(scene, 0.8, 1, 0), title="Mine")
    (found,) = await studio.copies(again)
    path = f"/review/{again}/copies/{found.id}"
    await make_artist(studio.site, "mo", role="moderator")
    mos = studio.client.fresh()
    await log_in(mos, "mo")
    assert f'href="{path}"' in (await mos.get(f"/review/{again}")).text
    page = await mos.get(f"{path}?size=full")
    assert page.status == 200 and "pair-inner" in page.text and "pair-whole" in page.text
    sources = re.findall(r'<img src="([^"]+)"', page.text)
    (own,) = await works.pictures_of(studio.site, again)
    assert sources[0] == f"/works/{again}/pictures/{own.id}" and f"/{first}/" in sources[1]
    sizes = [works.size_of((await mos.get(one)).body) for one in sources]
    assert sizes == [(320, 240), (400, 300)]
    assert (await mos.get(f"/review/{first}/copies/{found.id}")).status == 404
    await log_in(studio.client, "jane")
    assert (await studio.client.get(path)).status == 403
    async with studio.site.db.writing() as tx:
        await tx.run("update artworks set visibility = 'followers' where id = :id", id=first)
    assert (await mos.get(path)).status == 404 and path not in (await mos.get(f"/review/{again}")).text
