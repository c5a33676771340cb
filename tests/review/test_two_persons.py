"""The two-person rule: a refusal needs two who choose unseen, a third decides where they disagree, nobody is locked."""

from __future__ import annotations

import pytest

from fediart.actions.review import Choice, decide
from fediart.errors import NotAllowed
from fediart.site import Site
from fediart.store import reviews
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from tests.publish.works import told
from tests.review.conftest import case_of, change_policy, held, state_of, steps_of


async def test_a_refusal_needs_two_and_publishing_one(site: Site, artist: Actor, mo: Account, max_: Account) -> None:
    await change_policy(site, two_persons=True)
    first, second = await held(site, artist), await held(site, artist)
    assert not await decide(site, mo, first, Choice.REFUSE, "It looks generated.")
    assert (await case_of(site, first)).state == reviews.SECOND
    assert await state_of(site, first) == "held"
    with pytest.raises(NotAllowed, match="chosen already"):
        await decide(site, mo, first, Choice.REFUSE, "Really.")
    assert await decide(site, max_, first, Choice.REFUSE, "To me too.")
    assert await state_of(site, first) == "refused"
    assert await steps_of(site, first) == ["hold", "vote", "refuse"]
    assert [words for kind, words in await told(site, artist) if kind == "artwork-refused"] == ["To me too."]
    assert await decide(site, mo, second, Choice.PUBLISH)
    assert await state_of(site, second) == "preparing"


async def test_where_two_disagree_a_third_decides(
    site: Site, artist: Actor, mo: Account, max_: Account, ada: Account
) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    assert not await decide(site, mo, work, Choice.REFUSE, "No.")
    assert not await decide(site, max_, work, Choice.PUBLISH, "Yes.")
    assert (await case_of(site, work)).state == reviews.SPLIT
    for one in (mo, max_):
        with pytest.raises(NotAllowed):
            await decide(site, one, work, Choice.PUBLISH)
    assert await decide(site, ada, work, Choice.LABEL_ASSISTED, "Partly.")
    assert await state_of(site, work) == "preparing"


async def test_two_alone_who_disagree_do_the_milder(site: Site, artist: Actor, mo: Account, max_: Account) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    assert not await decide(site, mo, work, Choice.LABEL_GENERATED, "I think so.")
    assert await decide(site, max_, work, Choice.REFUSE, "I would refuse it.")
    assert await state_of(site, work) == "preparing"
    assert (await case_of(site, work)).outcome == "label-generated"


async def test_one_moderator_is_never_locked_out(site: Site, artist: Actor, mo: Account) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    assert await decide(site, mo, work, Choice.REFUSE, "No.")
    assert await state_of(site, work) == "refused"


async def test_the_voice_of_a_dismissed_moderator_is_void(
    site: Site, artist: Actor, mo: Account, max_: Account, ada: Account
) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    assert not await decide(site, mo, work, Choice.REFUSE, "No.")
    async with site.db.writing() as tx:
        await tx.run("update accounts set suspended = 1 where id = :id", id=mo.id)
    assert not await decide(site, max_, work, Choice.REFUSE, "No.")
    assert (await case_of(site, work)).state == reviews.SECOND and await state_of(site, work) == "held"
    assert await decide(site, ada, work, Choice.REFUSE, "No.")
    assert await state_of(site, work) == "refused"
