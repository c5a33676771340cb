"""A policy is tried on what is here: by what was measured, or by the verdicts of before measurements were kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.review import Choice, decide
from fediart.actions.simulation import simulate
from fediart.admission.policy import LABEL_ONLY, PRESETS
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database
from tests.publish import works
from tests.publish.works import jane, publish_one
from tests.site import drain, make_artist


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


async def test_works_of_before_measurements_are_judged_alike(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    moderator, _ = await make_artist(site, "mo", role="moderator")
    red = await publish_one(site, tmp_path, artist, works.red_png(), title="Rust")
    marked = await publish_one(site, tmp_path, artist, works.a1111_png(), title="Fever")
    await publish_one(site, tmp_path, artist, works.human_png(), title="Heron")
    await decide(site, moderator, red, Choice.PUBLISH)
    await drain(site)
    found = await simulate(site, LABEL_ONLY)
    assert found.before == {"publish": 1, "label-assisted": 0, "label-generated": 0, "hold": 1, "refuse": 1}
    assert {(one.artwork_id, one.before, one.stands) for one in found.changed} == {
        (red, "hold", "publish"), (marked, "refuse", ""),
    }  # fmt: skip
    as_measured = {name: await simulate(site, policy) for name, policy in PRESETS.items()}
    async with site.db.writing() as tx:
        await tx.run("delete from measurements where created > 0")
    for name, policy in PRESETS.items():
        assert await simulate(site, policy) == as_measured[name]
    assert (await simulate(site, LABEL_ONLY, last=1)).works == 1
