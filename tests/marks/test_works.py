"""What an artist wishes for is in the pixels that others get, before and after publishing, and comes out again."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from fediart.actions.identify import identify
from fediart.actions.marks import identifier_key, remove_signature, save_default, save_own, set_signature
from fediart.actions.publish import submit
from fediart.errors import NotFound, Problems
from fediart.jobs.marks import remark
from fediart.jobs.tidy import sweep
from fediart.media.facts import Limits
from fediart.media.marking import read_hidden
from fediart.store import marks
from fediart.store.marks import Wish
from fediart.store.renditions import Rendition
from tests.marks.conftest import Home, painting, pixels, signature_png
from tests.publish import works
from tests.site import drain, make_artist

SIGNED = Wish(visible="text", text="© Jane", opacity=100, width=40, place="middle", tone="light", hidden=True)


async def federated(home: Home, artwork_id: int) -> bytes:
    return await home.bytes_of(next(file for file in await home.files(artwork_id) if file.role == "federated"))


async def test_marks_are_in_the_files_come_out_again_and_go(home: Home) -> None:
    """Given a signature and an identifier for all works, when one is published, then every file large enough has both,
    a worn copy leads back to work and artist, and with other wishes the files change under the same addresses."""
    await save_default(home.site, home.jane, SIGNED)
    artwork_id = await home.publish(painting())
    marked = await home.files(artwork_id)
    for file in marked:
        await _demand_marks(home, file, artwork_id)
    original = await works.pictures_of(home.site, artwork_id)
    kept = (await home.site.storage.local(original[0].original)).read_bytes()
    assert np.array_equal(pixels(kept), np.asarray(painting(), dtype=int))
    assert await _found_again(home, artwork_id)
    assert "already" in str(await remark(home.site, {"artwork": artwork_id}))

    await save_own(home.site, home.jane, artwork_id, Wish())
    await drain(home.site)
    plain = await home.files(artwork_id)
    assert sorted((one.id, one.path) for one in plain) == sorted((one.id, one.path) for one in marked)
    assert np.array_equal(pixels(await federated(home, artwork_id)), np.asarray(painting(), dtype=int))
    async with home.site.db.reading() as tx:
        assert (await marks.marked(tx, artwork_id)).marks == ""

    await save_own(home.site, home.jane, artwork_id, None)
    await drain(home.site)
    again = await home.files(artwork_id)
    assert [one.width for one in again] == [one.width for one in marked]
    for file in again:
        await _demand_marks(home, file, artwork_id)
    async with home.site.db.reading() as tx:
        made = await marks.marked(tx, artwork_id)
    assert made.marks and made.files == len(again) and made.hidden > 0


async def _demand_marks(home: Home, file: Rendition, artwork_id: int) -> None:
    shown = pixels(await home.bytes_of(file))
    middle = shown[shown.shape[0] // 2 - 10 : shown.shape[0] // 2 + 10]
    large = max(file.width, file.height) >= 480
    assert (middle.min(axis=2) > 240).any() == large, file
    if large:
        path = await home.site.storage.local(file.key)
        assert read_hidden(path, identifier_key(home.site.config), Limits()).number == artwork_id


async def _found_again(home: Home, artwork_id: int) -> bool:
    """Half size and JPEG of quality 70, as the issue asks for."""
    found = home.folder / "found.jpg"
    image = Image.fromarray(pixels(await federated(home, artwork_id)).astype(np.uint8))
    image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC).save(found, quality=70)
    answer = await identify(home.site, found, everything=False)
    assert answer.work is not None and answer.work.artist.name == "jane"
    return answer.number == artwork_id and answer.work.artwork.title == works.TITLE


@pytest.mark.one_engine
async def test_a_job_that_is_broken_off_has_changed_nothing_and_is_done_again(home: Home) -> None:
    """A plain work first: nothing is hidden in it, but it is known by its looks."""
    artwork_id = await home.publish(painting())
    before = [one.key for one in await home.files(artwork_id)]
    (home.folder / "alike.png").write_bytes(await federated(home, artwork_id))
    answer = await identify(home.site, home.folder / "alike.png", everything=False)
    assert (answer.number, answer.work) == (None, None)
    assert [(work.artwork.id, certain) for work, certain in answer.alike] == [(artwork_id, True)]

    await save_default(home.site, home.jane, SIGNED)
    job = asyncio.create_task(remark(home.site, {"artwork": artwork_id}))
    while not [*home.folder.glob("files-*/incoming/*/*")]:
        await asyncio.sleep(0)
    job.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await job
    assert [one.key for one in await home.files(artwork_id)] == before
    await drain(home.site)
    wide = [one for one in await home.files(artwork_id) if one.width >= 480]
    assert wide and set(before).isdisjoint(one.key for one in wide)

    # A work that is not public is told to moderators alone.
    async with home.site.db.writing() as tx:
        await tx.run("update artworks set visibility = 'followers' where id = :id", id=artwork_id)
    path = await home.site.storage.local(wide[0].key)
    member = await identify(home.site, path, everything=False)
    assert (member.number, member.work, member.alike) == (artwork_id, None, ())
    assert (await identify(home.site, path, everything=True)).work is not None


@pytest.mark.one_engine
async def test_a_new_work_may_go_without(home: Home) -> None:
    await save_default(home.site, home.jane, SIGNED)
    given = works.submission(home.folder, works.human_png())
    artwork_id = await submit(home.site, home.jane, replace(given, marks="none"))
    await drain(home.site)
    async with home.site.db.reading() as tx:
        assert (await marks.marked(tx, artwork_id)).marks == ""


@pytest.mark.one_engine
async def test_only_its_artist_chooses_the_marks_of_a_work(home: Home) -> None:
    _, kim = await make_artist(home.site, "kim")
    artwork_id = await submit(home.site, home.jane, works.submission(home.folder, works.human_png()))
    with pytest.raises(NotFound):
        await save_own(home.site, kim, artwork_id, SIGNED)


@pytest.mark.one_engine
async def test_a_signature_in_use_is_not_swept_and_goes_when_it_is_replaced(home: Home) -> None:
    (home.folder / "mine").write_bytes(signature_png())
    await set_signature(home.site, home.jane, home.folder / "mine")
    async with home.site.db.reading() as tx:
        key = await marks.signature_of(tx, home.jane.id)
    os.utime(await home.site.storage.local(key), (1, 1))
    assert await sweep(home.site, "attachments") == 0
    await remove_signature(home.site, home.jane)
    assert await sweep(home.site, "attachments") == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        (Wish(visible="text"), {"text"}),
        (Wish(visible="text", text="x" * 61), {"text"}),
        (Wish(visible="text", text="漢字"), {"text"}),
        (Wish(visible="image"), {"visible"}),
        (
            Wish(visible="all", place="below", tone="red", opacity=0, width=400),
            {"visible", "place", "tone", "opacity", "width"},
        ),
    ],
)
async def test_what_cannot_be_is_named(home: Home, wish: Wish, fields: set[str]) -> None:
    with pytest.raises(Problems) as caught:
        await save_default(home.site, home.jane, wish)
    assert {one.field for one in caught.value.found} == fields
