"""People who move, are suspended or take works back while cases about copies are open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from fediart.actions import staff
from fediart.actions.appeal import answer, appeal
from fediart.actions.attach import attach
from fediart.actions.delete import delete
from fediart.actions.publish import submit
from fediart.actions.review import Choice, decide
from fediart.actions.submission import Upload
from fediart.errors import NotAllowed
from fediart.store import actors, copies, reviews
from fediart.store.actors import Actor
from tests.admission.made import encoded
from tests.copies.conftest import Studio
from tests.publish import works
from tests.publish.works import submission
from tests.site import drain, log_in, make_artist

pytestmark = pytest.mark.one_engine


async def _moved(studio: Studio, old: Actor, new: Actor) -> Actor:
    async with studio.site.db.writing() as tx:
        known = await actors.by_id(tx, old.id)
        assert known is not None
        moved = replace(known, moved_to=new.uri)
        await actors.save(tx, moved)
    return moved


async def _case(studio: Studio, artwork_id: int) -> tuple[str, bool]:
    async with studio.site.db.reading() as tx:
        last = (await reviews.of_artwork(tx, artwork_id))[-1]
    return last.outcome, bool(last.closed)


async def test_who_moved_is_not_held_for_their_own_old_works_and_a_stranger_is(
    studio: Studio, scene: Image.Image
) -> None:
    """The old account has named the new one; that the new one names the old proves nothing."""
    await studio.publish(studio.jane, scene)
    async with studio.site.db.writing() as tx:
        kim = await actors.by_id(tx, studio.kim.id)
        assert kim is not None
        await actors.save(tx, replace(kim, also_known_as=(studio.jane.uri,)))
    assert await studio.state(await studio.publish(studio.kim, scene)) == "held"
    _, new = await make_artist(studio.site, "janenew")
    await _moved(studio, studio.jane, new)
    again = await studio.publish(new, scene)
    assert await studio.state(again) == "published" and await studio.copies(again) == []


async def test_who_moved_still_answers_attaches_and_appeals_and_submits_nothing_new(
    studio: Studio, scene: Image.Image
) -> None:
    await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene)
    mo, _ = await make_artist(studio.site, "mo", role="moderator")
    max_, _ = await make_artist(studio.site, "max", role="moderator")
    kim = await _moved(studio, studio.kim, (await make_artist(studio.site, "kimnew"))[1])
    with pytest.raises(NotAllowed):
        await submit(studio.site, kim, submission(studio.folder, encoded(scene, "PNG")))
    await answer(studio.site, kim, held, "I drew it with her.")
    sketch = studio.folder / "sketch.png"
    sketch.write_bytes(encoded(scene, "PNG"))
    await attach(studio.site, kim, held, [Upload(sketch, "sketch.png")])
    await decide(studio.site, mo, held, Choice.REFUSE, "It is hers.")
    await appeal(studio.site, kim, held, "Ask her.")
    await decide(studio.site, max_, held, Choice.PUBLISH)
    await drain(studio.site)
    assert await studio.state(held) == "published"


async def test_a_suspended_uploader_gets_nothing_out_by_a_permission(studio: Studio, scene: Image.Image) -> None:
    await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene)
    (found,) = await studio.copies(held)
    await staff.suspend(studio.site, None, "kim")
    await log_in(studio.client, "jane")
    await studio.client.post_form(f"/copies/{found.id}/permit", {}, page=f"/copies/{found.id}")
    await drain(studio.site)
    assert await studio.state(held) == "held" and await _case(studio, held) == ("", False)


async def test_works_of_the_suspended_hold_nobody(studio: Studio, scene: Image.Image) -> None:
    """Least of all those from whom they were taken."""
    await studio.publish(studio.jane, scene)
    await staff.suspend(studio.site, None, "jane")
    assert await studio.state(await studio.publish(studio.kim, scene)) == "published"
    assert "copy-found" not in await studio.told(studio.jane)


async def test_a_first_work_that_was_taken_back_can_be_permitted_and_not_credited(
    studio: Studio, scene: Image.Image
) -> None:
    first = await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene)
    (found,) = await studio.copies(held)
    await delete(studio.site, studio.jane, first)
    assert await studio.state(held) == "held" and await _case(studio, held) == ("", False)
    await log_in(studio.client, "jane")
    assert (await studio.client.get(f"/copies/{found.id}")).status == 200
    asked = await studio.client.post_form(f"/copies/{found.id}/credit", {}, page=f"/copies/{found.id}")
    assert asked.status == 422 and "cannot lead to it" in asked.text
    await studio.client.post_form(f"/copies/{found.id}/permit", {}, page=f"/copies/{found.id}")
    await drain(studio.site)
    assert await studio.state(held) == "published"


async def test_who_reported_hears_that_the_copy_was_taken_back(studio: Studio, scene: Image.Image) -> None:
    await studio.publish(studio.jane, scene)
    held = await studio.publish(studio.kim, scene, title="Mine")
    (found,) = await studio.copies(held)
    await log_in(studio.client, "jane")
    await studio.client.post_form(f"/copies/{found.id}/report", {"words": "Mine"}, page=f"/copies/{found.id}")
    await delete(studio.site, studio.kim, held)
    assert await _case(studio, held) == ("gone", True)
    assert ("report-handled" in await studio.told(studio.jane)) and any(
        "taken back" in words for _, words in await works.told(studio.site, studio.jane)
    )
    assert (await studio.client.get(f"/copies/{found.id}/picture")).status == 404
    async with studio.site.db.reading() as tx:
        assert [one.state for one in await copies.of_artist(tx, studio.jane.id)] == ["reported"]
