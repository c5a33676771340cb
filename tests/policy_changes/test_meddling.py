"""Somebody changes a policy at the very moment when files are written for the one before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from fediart.actions.embedding import MOST_TRIES, Overtaken, embed_work
from fediart.site import Site
from fediart.store.database import Writing
from tests.inbox.conftest import Meeting
from tests.policy_changes.gallery import hung, said_in_files

pytestmark = pytest.mark.one_engine


class Meddled:
    """A storage where something happens each time before the first file of a round is kept."""

    def __init__(self, real: Any, deed: Callable[[], Awaitable[None]]) -> None:
        self._real, self._deed, self._fresh = real, deed, True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def incoming(self) -> Any:
        self._fresh = True
        return self._real.incoming()

    async def keep(self, *args: Any) -> Any:
        if self._fresh:
            self._fresh = False
            await self._deed()
        return await self._real.keep(*args)


async def choose(site: Site, work: int, policy: str) -> None:
    async with site.db.writing() as tx:
        await tx.run("update artworks set ai_policy = :policy where id = :id", policy=policy, id=work)


async def test_files_say_what_was_chosen_last(followed: Meeting) -> None:
    site = followed.site
    work = await hung(site, followed.jane, "Heron")
    choices = ["open"]

    async def change_of_mind() -> None:
        if choices:
            await choose(site, work.id, choices.pop())

    await choose(site, work.id, "no-training")
    kept: list[str] = []

    async def also(tx: Writing) -> None:
        kept.append("once")

    meddled = replace(site, storage=Meddled(site.storage, change_of_mind))
    assert await embed_work(meddled, work.id, also) == 5
    assert await said_in_files(site, work) == {"DMI-ALLOWED"}
    assert kept == ["once"], "what goes with it is done with the round that counts"
    assert await embed_work(site, work.id) == 0, "there is nothing left to write"


async def test_who_changes_their_mind_all_the_time_is_tried_again_later(followed: Meeting) -> None:
    site = followed.site
    work = await hung(site, followed.jane, "Heron")
    rounds = 0

    async def change_of_mind() -> None:
        nonlocal rounds
        rounds += 1
        await choose(site, work.id, ("open", "no-training")[rounds % 2])

    await choose(site, work.id, "open")
    meddled = replace(site, storage=Meddled(site.storage, change_of_mind))
    with pytest.raises(Overtaken):
        await embed_work(meddled, work.id)
    assert rounds == MOST_TRIES
    assert await said_in_files(site, work) == {"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"}, "no half of anything"


async def test_a_work_that_is_deleted_meanwhile_has_no_files_to_write(followed: Meeting) -> None:
    site = followed.site
    work = await hung(site, followed.jane, "Heron")

    async def gone() -> None:
        async with site.db.writing() as tx:
            await tx.run("update artworks set state = 'deleted' where id = :id", id=work.id)
            await tx.run("delete from renditions where artwork_id = :id", id=work.id)

    await choose(site, work.id, "open")
    meddled = replace(site, storage=Meddled(site.storage, gone))
    assert await embed_work(meddled, work.id) == 0
