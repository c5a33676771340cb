"""Cases for tests: works that wait, and published ones, without the time that judging a picture takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.admission_policy import current_policy, save_policy
from fediart.actions.review import hold
from fediart.admission.policy import policy_to_dict
from fediart.admission.verdict import Decision, Label, Reason, Verdict
from fediart.clock import HandClock
from fediart.jobs.checking import of_whole
from fediart.site import Site
from fediart.store import artworks, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.reviews import Review
from tests import seeds
from tests.site import make_artist, running_site

SCORE = Verdict(
    Decision.HOLD, Label.NONE, (Reason("detector-score", "Its texture resembles generated pictures."),)
)  # fmt: skip
Hold = Callable[..., Awaitable[int]]


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, config={"admission": {"model": "none"}}) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await make_artist(site, "jane"))[1]


@pytest.fixture
async def mo(site: Site) -> Account:
    return (await make_artist(site, "mo", role="moderator"))[0]


@pytest.fixture
async def max_(site: Site) -> Account:
    return (await make_artist(site, "max", role="moderator"))[0]


@pytest.fixture
async def ada(site: Site) -> Account:
    return (await make_artist(site, "ada", role="admin"))[0]


async def held(site: Site, artist: Actor, **changes: Any) -> int:
    """A work that the filter has held for its score."""
    work = await seeds.hang(site, artist, "Heron", state="held", published=0, **changes)
    async with site.db.writing() as tx:
        await verdicts.insert(tx, of_whole(site, work.id, 1, SCORE))
        await hold(tx, site, work, [{"code": one.code, "text": one.text} for one in SCORE.reasons])
    return work.id


async def case_of(site: Site, work_id: int) -> Review:
    """The last case about a work."""
    async with site.db.reading() as tx:
        return (await reviews.of_artwork(tx, work_id))[-1]


async def state_of(site: Site, work_id: int) -> str:
    async with site.db.reading() as tx:
        found = await artworks.by_id(tx, work_id)
    assert found is not None
    return found.state


async def steps_of(site: Site, work_id: int) -> list[str]:
    async with site.db.reading() as tx:
        return [row.decision for row in await verdicts.of_artwork(tx, work_id)]


async def change_policy(site: Site, **changes: Any) -> None:
    """`changes` are fields of the policy."""
    owner, _ = await make_artist(site, f"owner{site.ids.new()}", role="owner")
    async with site.db.reading() as tx:
        policy = await current_policy(tx)
    await save_policy(site, owner, policy_to_dict(replace(policy, **changes)), seen_version=policy.version)
    async with site.db.writing() as tx:
        await tx.run("update accounts set role = 'artist' where id = :id", id=owner.id)
