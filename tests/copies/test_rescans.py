"""Rescans look for copies, too: of works that were published before anybody looked, or under a milder policy."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from fediart.actions import forbidden, rescan
from fediart.actions.rescan import Wanted
from fediart.admission.printing import fingerprint
from fediart.store import rescans, reviews
from tests.copies.art import cropped
from tests.copies.conftest import Studio
from tests.site import drain, log_in, make_artist

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def pair(studio: Studio, scene: Image.Image) -> tuple[int, int]:
    """Jane's, and Kim's copy of it, both published before there were fingerprints."""
    first = await studio.publish(studio.jane, scene)
    await _forget_fingerprints(studio)
    second = await studio.publish(studio.kim, cropped(scene, 0.8, 0, 0))
    await _forget_fingerprints(studio)
    assert await studio.state(second) == "published" and await studio.copies(second) == []
    return first, second


async def _forget_fingerprints(studio: Studio) -> None:
    async with studio.site.db.writing() as tx:
        await tx.run("delete from picture_prints")
        await tx.run("delete from prints")


async def _run(studio: Studio, applies: int) -> list[tuple[int, str, str, int, str]]:
    run = await rescan.start(studio.site, None, Wanted(applies=applies), queued=True)
    await drain(studio.site)
    async with studio.site.db.reading() as tx:
        found = await rescans.found_by(tx, run.id)
    return [(one.artwork_id, one.after, one.outcome, one.acted, one.why) for one in found]


async def test_the_later_of_two_goes_before_moderators_and_the_first_artist_is_told(
    studio: Studio, pair: tuple[int, int]
) -> None:
    first, second = pair
    ((found, after, outcome, acted, why),) = await _run(studio, rescans.DRY)
    assert (found, after, outcome, acted) == (second, "hold", "review", 0) and "another artist" in why
    assert await studio.copies(second) == [] and "copy-found" not in await studio.told(studio.jane)
    ((found, _, outcome, acted, _),) = await _run(studio, rescans.TO_REVIEW)
    assert (found, outcome, acted) == (second, "review", 1)
    assert (await studio.state(first), await studio.state(second)) == ("published", "published")
    (copy,) = await studio.copies(second)
    assert (copy.artist_id, copy.certain, copy.state) == (studio.jane.id, 1, "open")
    assert (await studio.told(studio.jane)).count("copy-found") == 1
    async with studio.site.db.reading() as tx:
        assert [one.cause for one in await reviews.queue(tx)] == ["rescan"]
    assert [one[2] for one in await _run(studio, rescans.TO_REVIEW)] == ["open"]
    assert (await studio.told(studio.jane)).count("copy-found") == 1


async def test_what_its_first_artist_permits_is_left_in_peace(studio: Studio, pair: tuple[int, int]) -> None:
    await _run(studio, rescans.TO_REVIEW)
    (copy,) = await studio.copies(pair[1])
    await log_in(studio.client, "jane")
    await studio.client.post_form(f"/copies/{copy.id}/permit", {}, page=f"/copies/{copy.id}")
    assert await _run(studio, rescans.TO_REVIEW) == []


async def test_what_nobody_may_upload_any_more_goes_before_moderators(studio: Studio, scene: Image.Image) -> None:
    moderator, _ = await make_artist(studio.site, "mo", role="moderator")
    first = await studio.publish(studio.jane, scene)
    await forbidden.add(studio.site, moderator, fingerprint(np.asarray(scene)).pdq[0], "Abuse, see case 12")
    ((found, after, outcome, _, why),) = await _run(studio, rescans.TO_REVIEW)
    assert (found, after, outcome) == (first, "refuse", "review") and "Abuse" not in why
    assert await studio.state(first) == "published"
