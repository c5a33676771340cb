"""What waits for its time is not let up by what held when it was sent in: the filter's word of that moment counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions.delete import delete
from fediart.actions.edit import edit
from fediart.actions.publish import submit
from fediart.actions.scheduling import moment_of, reschedule, wall_time
from fediart.clock import DAY, HOUR, HandClock
from fediart.errors import NotFound, Problem
from fediart.jobs.scheduled import publish_at_time
from fediart.site import Site
from fediart.store.actors import Actor
from tests.making.seen import sent, state_of
from tests.publish import works
from tests.publish.test_edit_and_delete import as_it_is
from tests.publish.works import submission
from tests.site import drain, make_artist

pytestmark = pytest.mark.one_engine


async def waiting(site: Site, tmp_path: Path, artist: Actor, seed: int = 5) -> int:
    given = replace(submission(tmp_path, works.human_png(seed=seed)), publish_at=site.clock.now() + DAY, zone="UTC")
    work_id = await submit(site, artist, given)
    await drain(site)
    assert await state_of(site, work_id) == "scheduled"
    return work_id


async def test_what_is_declared_anew_is_judged_anew(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id = await waiting(site, tmp_path, artist)
    details, images = await as_it_is(site, work_id)
    await edit(site, artist, work_id, replace(details, source_type="trainedAlgorithmicMedia"), images)
    clock.move(2 * DAY)
    await drain(site)
    assert await state_of(site, work_id) in ("held", "refused") and not await sent(site, "Create")


async def test_nothing_goes_up_for_who_is_suspended_or_took_it_back(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    work_id, taken_back = await waiting(site, tmp_path, artist), await waiting(site, tmp_path, artist, 6)
    await delete(site, artist, taken_back)
    async with site.db.writing() as tx:
        await tx.run("update actors set suspended = 1 where id = :id", id=artist.id)
    clock.move(2 * DAY)
    await drain(site)
    assert (await state_of(site, work_id), await state_of(site, taken_back)) == ("held", "deleted")
    assert not await sent(site, "Create")


async def test_another_time_and_whose_it_is(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> None:
    _, eve = await make_artist(site, "eve")
    work_id = await waiting(site, tmp_path, artist)
    with pytest.raises(NotFound):
        await reschedule(site, eve, work_id, 0, "")
    await reschedule(site, artist, work_id, clock.now() + 3 * DAY, "UTC")
    clock.move(2 * DAY)
    await drain(site)
    await publish_at_time(site, {"artwork": work_id})
    assert await state_of(site, work_id) == "scheduled", "the alarm of the first time rings in vain"
    await reschedule(site, artist, work_id, 0, "")
    await drain(site)
    assert await state_of(site, work_id) == "published"
    with pytest.raises(Problem):
        await reschedule(site, artist, work_id, 0, "")
    await publish_at_time(site, {"artwork": work_id})
    await drain(site)
    assert len(await sent(site, "Create")) == 1


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "+07:00", "UTC+7", "", "America/St_Johns"])
def test_a_wall_s_time_is_the_same_moment_read_back(zone: str) -> None:
    now = 1_790_000_000_000
    moment = moment_of("2026-12-24T18:30", zone, now=now)
    assert wall_time(moment, zone) == "2026-12-24T18:30"
    assert moment % HOUR in (0, 30 * 60_000)
