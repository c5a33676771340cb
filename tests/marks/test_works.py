"""What an artist wishes for is in the pixels that others get, before and after publishing, and comes out again."""

from __future__ import annotations

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
from tests.marks.conftest import Home, painting, pixels, signature_png
from tests.publish import works
from tests.site import drain, make_artist

SIGNED = Wish(visible="text", text="© Jane", opacity=100, width=40, place="middle", tone="light", hidden=True)


async def test_marks_are_in_every_file_that_is_large_enough_and_not_in_the_original(home: Home) -> None:
    """Given a signature and an identifier for all works, when one is published, then its files have them."""
    await save_default(home.site, home.jane, SIGNED)
    artwork_id = await home.publish(painting())
    files = await home.files(artwork_id)
    for file in files:
        shown = pixels(await home.bytes_of(file))
        middle = shown[shown.shape[0] // 2 - 10 : shown.shape[0] // 2 + 10]
        assert (middle.min(axis=2) > 240).any() == (max(file.width, file.height) >= 480), file
        path = await home.site.storage.local(file.key)
        if file.width >= 480:
            assert read_hidden(path, identifier_key(home.site.config), Limits()).number == artwork_id
    original = await works.pictures_of(home.site, artwork_id)
    kept = (await home.site.storage.local(original[0].original)).read_bytes()
    assert np.array_equal(pixels(kept), np.asarray(painting(), dtype=int))


@pytest.mark.one_engine
async def test_without_a_wish_the_file_for_other_servers_is_the_artists_own_to_the_last_pixel(home: Home) -> None:
    artwork_id = await home.publish(painting())
    federated = next(file for file in await home.files(artwork_id) if file.role == "federated")
    assert np.array_equal(pixels(await home.bytes_of(federated)), np.asarray(painting(), dtype=int))


async def test_a_published_work_is_made_anew_under_the_same_addresses(home: Home) -> None:
    """When the artist wishes for other marks, pixels change, names and policy stay, and what is unused is swept."""
    artwork_id = await home.publish(painting())
    before = await home.files(artwork_id)
    await save_default(home.site, home.jane, SIGNED)
    await drain(home.site)
    after = await home.files(artwork_id)
    assert sorted((one.id, one.path) for one in before) == sorted((one.id, one.path) for one in after)
    assert {one.key for one in before}.isdisjoint(one.key for one in after)
    async with home.site.db.reading() as tx:
        made = await marks.marked(tx, artwork_id)
    assert made.marks and made.files == len(after) and made.hidden > 0
    await save_default(home.site, home.jane, Wish())
    await drain(home.site)
    again = await home.files(artwork_id)
    assert sorted(one.key for one in again) == sorted(one.key for one in before)  # the very same bytes


@pytest.mark.one_engine
async def test_what_is_made_already_is_not_made_again(home: Home) -> None:
    await save_default(home.site, home.jane, SIGNED)
    artwork_id = await home.publish(painting())
    keys = [one.key for one in await home.files(artwork_id)]
    outcome = await remark(home.site, {"artwork": artwork_id})
    assert "already" in str(outcome) and [one.key for one in await home.files(artwork_id)] == keys


@pytest.mark.one_engine
async def test_one_work_may_differ_from_the_others_and_come_back(home: Home) -> None:
    await save_default(home.site, home.jane, SIGNED)
    artwork_id = await home.publish(painting())
    await save_own(home.site, home.jane, artwork_id, Wish())
    await drain(home.site)
    federated = next(file for file in await home.files(artwork_id) if file.role == "federated")
    assert np.array_equal(pixels(await home.bytes_of(federated)), np.asarray(painting(), dtype=int))
    await save_own(home.site, home.jane, artwork_id, None)
    await drain(home.site)
    federated = next(file for file in await home.files(artwork_id) if file.role == "federated")
    assert not np.array_equal(pixels(await home.bytes_of(federated)), np.asarray(painting(), dtype=int))


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
    artwork_id = await home.publish(painting())
    with pytest.raises(NotFound):
        await save_own(home.site, kim, artwork_id, SIGNED)


@pytest.mark.one_engine
async def test_a_copy_found_elsewhere_leads_back_to_its_work_and_artist(home: Home) -> None:
    """Shown by `fediart rights identify`: half size and JPEG of quality 70 of the published file."""
    await save_default(home.site, home.jane, Wish(hidden=True))
    artwork_id = await home.publish(painting())
    found = home.folder / "found.jpg"
    small = Image.fromarray(pixels(await home.bytes_of((await home.files(artwork_id))[-1])).astype(np.uint8))
    small.resize((320, 240), Image.Resampling.BICUBIC).save(found, quality=70)
    answer = await identify(home.site, found, everything=False)
    assert answer.number == artwork_id and answer.work is not None
    assert (answer.work.artwork.title, answer.work.artist.name) == (works.TITLE, "jane")


@pytest.mark.one_engine
async def test_a_work_that_is_not_public_is_told_to_moderators_alone(home: Home) -> None:
    await save_default(home.site, home.jane, Wish(hidden=True))
    artwork_id = await home.publish(painting(), visibility="followers")
    path = await home.site.storage.local((await home.files(artwork_id))[-1].key)
    member = await identify(home.site, path, everything=False)
    assert (member.number, member.work, member.alike) == (artwork_id, None, ())
    moderator = await identify(home.site, path, everything=True)
    assert moderator.work is not None


@pytest.mark.one_engine
async def test_an_unmarked_picture_has_no_identifier_but_may_look_like_a_work(home: Home) -> None:
    artwork_id = await home.publish(painting())
    (home.folder / "alike.png").write_bytes(await home.bytes_of((await home.files(artwork_id))[0]))
    answer = await identify(home.site, home.folder / "alike.png", everything=False)
    assert (answer.number, answer.work) == (None, None)
    assert [(work.artwork.id, certain) for work, certain in answer.alike] == [(artwork_id, True)]


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
