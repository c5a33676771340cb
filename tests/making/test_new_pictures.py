"""Pictures of a published work change: new ones go through the filter first, and until then nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.actions.delete import delete
from fediart.actions.edit import edit
from fediart.actions.new_pictures import revise
from fediart.actions.review import Choice, decide
from fediart.actions.submission import Upload
from fediart.clock import HOUR, HandClock
from fediart.errors import NotFound, Problem, Problems
from fediart.jobs.tidy import sweep
from fediart.site import Site
from fediart.store.actors import Actor
from tests.making.seen import alts_of, edits_of, names_of, sent, state_of, upload
from tests.publish import works
from tests.publish.test_edit_and_delete import as_it_is
from tests.publish.works import artwork_of, files_of, pictures_of, publish_one, verdicts_of
from tests.site import change_settings, drain, make_artist


async def test_a_replaced_picture_comes_in_once_it_is_admitted(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(), works.human_png(seed=2))
    first, second = await pictures_of(site, work_id)
    before = await names_of(site, work_id)
    clock.move(HOUR)
    carrier = await revise(site, artist, work_id, [second.id, upload(tmp_path, works.human_png(seed=3), "Anew")])
    assert carrier is not None
    assert [one.id for one in await pictures_of(site, work_id)] == [first.id, second.id]
    assert await names_of(site, work_id) == before and not await sent(site, "Update")

    await drain(site)
    kept, fresh = await pictures_of(site, work_id)
    assert (kept.id, kept.position, fresh.alt, fresh.position) == (second.id, 0, "Anew", 1)
    assert fresh.id != first.id and fresh.width and fresh.blurhash
    after = await names_of(site, work_id)
    assert after[second.id] == before[second.id] and after[fresh.id].isdisjoint(before[first.id])
    (update,) = await sent(site, "Update")
    (create,) = await sent(site, "Create")
    assert update["object"]["id"] == create["object"]["id"]
    assert update["object"]["updated"] > create["object"]["published"]
    old, new = create["object"]["attachment"], update["object"]["attachment"]
    assert new[0]["url"] == old[1]["url"] and new[1]["url"] not in {one["url"] for one in old}
    assert (new[1]["name"], new[1]["summary"]) == ("Anew", "Anew") and new[1]["blurhash"]
    assert await state_of(site, carrier) == "deleted"
    assert any(row.picture_id == fresh.id for row in await verdicts_of(site, work_id))
    assert await edits_of(site, work_id) == [[("pictures", "2", "2")]]
    clock.move(10**12)
    assert await sweep(site, "originals") == 1 and await sweep(site, "public") == len(before[first.id])
    for one in await files_of(site, work_id):
        await site.storage.local(one.key)


async def test_a_generated_picture_does_not_slip_in_behind_an_admitted_one(
    site: Site, tmp_path: Path, artist: Actor
) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    (old,) = await pictures_of(site, work_id)
    before = await names_of(site, work_id)
    attempts: list[list[int | Upload]] = [
        [upload(tmp_path, works.a1111_png())],
        [old.id, upload(tmp_path, works.red_png())],
    ]
    for places in attempts:
        carrier = await revise(site, artist, work_id, places)
        assert carrier is not None
        await drain(site)
        assert await state_of(site, carrier) in ("held", "refused")
        assert await names_of(site, work_id) == before and not await sent(site, "Update")
        assert (await artwork_of(site, work_id)).ai_label == ""
        with pytest.raises(Problem):  # neither by words about it, nor by asking again
            details, images = await as_it_is(site, carrier)
            await edit(site, artist, carrier, details, images)
        with pytest.raises(Problems):
            await revise(site, artist, work_id, [upload(tmp_path, works.human_png(seed=9))])
        await delete(site, artist, carrier)
    assert await state_of(site, work_id) == "published"


@pytest.mark.one_engine
async def test_a_moderator_lets_it_in_with_a_label(site: Site, tmp_path: Path, artist: Actor) -> None:
    moderator, _ = await make_artist(site, "mo", role="moderator")
    work_id = await publish_one(site, tmp_path, artist)
    carrier = await revise(site, artist, work_id, [upload(tmp_path, works.red_png())])
    assert carrier is not None
    await drain(site)
    assert await state_of(site, carrier) == "held"
    await decide(site, moderator, carrier, Choice.LABEL_GENERATED, "The texture says so.")
    assert await alts_of(site, work_id) == ["Picture 1"]
    await drain(site)
    assert await alts_of(site, work_id) == ["A new one"]
    assert (await artwork_of(site, work_id)).ai_label == "generated"
    # Taking the picture back takes no label off.
    again = await revise(site, artist, work_id, [upload(tmp_path, works.human_png(seed=4))])
    await drain(site)
    assert again is not None and await state_of(site, again) == "deleted"
    assert (await artwork_of(site, work_id)).ai_label == "generated"


@pytest.mark.one_engine
async def test_taking_away_and_reordering_hold_at_once(site: Site, tmp_path: Path, artist: Actor) -> None:
    seeds = [works.human_png(seed=number) for number in (1, 2, 3)]
    work_id = await publish_one(site, tmp_path, artist, *seeds)
    first, second, third = await pictures_of(site, work_id)
    assert await revise(site, artist, work_id, [third.id, first.id]) is None
    assert [one.id for one in await pictures_of(site, work_id)] == [third.id, first.id]
    assert second.id not in await names_of(site, work_id)
    (update,) = await sent(site, "Update")
    assert [one["name"] for one in update["object"]["attachment"]] == ["Picture 3", "Picture 1"]
    assert await edits_of(site, work_id) == [[("pictures", "3", "2"), ("order", "", "")]]


@pytest.mark.one_engine
async def test_whose_pictures_and_which(site: Site, tmp_path: Path, artist: Actor) -> None:
    _, other = await make_artist(site, "eve")
    work_id = await publish_one(site, tmp_path, artist)
    theirs = await publish_one(site, tmp_path, other, works.human_png(seed=7))
    (own,), (foreign,) = await pictures_of(site, work_id), await pictures_of(site, theirs)
    with pytest.raises(NotFound):
        await revise(site, other, work_id, [own.id])
    wrongs: list[list[int | Upload]] = [[], [foreign.id], [own.id, foreign.id], [own.id, own.id]]
    for wrong in wrongs:
        with pytest.raises(Problems):
            await revise(site, artist, work_id, wrong)
    await change_settings(site, require_alt=True)
    with pytest.raises(Problems) as refused:
        await revise(site, artist, work_id, [own.id, upload(tmp_path, works.human_png(seed=8), " ")])
    assert [one.field for one in refused.value.found] == ["alt-1"]


@pytest.mark.one_engine
async def test_what_becomes_of_it_when_the_work_goes(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    carrier = await revise(site, artist, work_id, [upload(tmp_path, works.human_png(seed=3))])
    assert carrier is not None
    await delete(site, artist, work_id)
    assert await state_of(site, carrier) == "deleted"
    await drain(site)
    assert await names_of(site, work_id) == {} and not await sent(site, "Update")
    assert await names_of(site, carrier) == {}
