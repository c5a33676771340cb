"""Mails about works before the moderators: who gets which, in what words, and how one chooses."""

from __future__ import annotations

import pytest

from fediart.actions.appeal import appeal, ask
from fediart.actions.case_mails import choose
from fediart.actions.review import Choice, decide
from fediart.actions.telling import tell_artist
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import accounts, mail_choices
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from tests.publish.works import artwork_of
from tests.review.conftest import held
from tests.site import drain, log_in, mails, served

pytestmark = pytest.mark.one_engine


async def sent(site: Site) -> list[dict[str, str]]:
    """What has been sent since the last time."""
    await drain(site)
    new = list(mails(site).sent)
    mails(site).sent.clear()
    return new


async def account_of(site: Site, actor: Actor) -> Account:
    async with site.db.reading() as tx:
        found = await accounts.by_actor(tx, actor.id)
    assert found is not None
    return found


async def test_a_question_and_a_refusal_are_mailed_and_an_appeal_to_who_wants_it(
    site: Site, artist: Actor, mo: Account, max_: Account
) -> None:
    work = await held(site, artist)
    assert await sent(site) == []
    await ask(site, mo, work, "Could you show us a sketch?")
    (asked,) = await sent(site)
    assert asked["to"] == "jane@mail.example" and "question" in asked["subject"]
    for words in ("“Heron”", "Could you show us a sketch?", f"/works/{work}", "/settings/account"):
        assert words in asked["text"], words
    await decide(site, mo, work, Choice.REFUSE, "It looks generated.")
    (refused,) = await sent(site)
    assert "not published" in refused["subject"] and "It looks generated." in refused["text"]
    await choose(site, await account_of(site, artist), mail_choices.KINDS)
    await appeal(site, artist, work, "Here are forty layers.")
    await decide(site, max_, work, Choice.REFUSE, "Sorry, still.")
    (decided,) = await sent(site)
    assert decided["subject"].startswith("Your appeal") and "the work is not shown" in decided["text"]
    assert "Sorry, still." in decided["text"]


async def test_one_chooses_in_the_settings(site: Site, artist: Actor, mo: Account) -> None:
    async with served(site) as client:
        await log_in(client, "jane")
        page = (await client.get("/settings/account")).text
        assert page.count("checked") == 3
        answer = await client.post_form("/settings/account/mails", {"mail-held": "1"}, page="/settings/account")
        assert answer.status == 303
        assert (await client.get("/settings/account")).text.count("checked") == 1
        assert (await client.post("/settings/account/mails", data={"mail-held": "1"})).status in (400, 403)
    with pytest.raises(Problem):
        await choose(site, await account_of(site, artist), ["everything"])
    work = await held(site, artist)
    await decide(site, mo, work, Choice.REFUSE, "It looks generated.")
    assert await sent(site) == []
    async with site.db.writing() as tx:
        await tell_artist(tx, site, await artwork_of(site, work), "artwork-held", words="Its texture.")
    (waits,) = await sent(site)
    assert "waits for a moderator" in waits["subject"] and "Nothing is decided yet" in waits["text"]


async def test_who_cannot_log_in_gets_none(site: Site, artist: Actor, mo: Account) -> None:
    work = await held(site, artist)
    async with site.db.writing() as tx:
        await tx.run("update accounts set suspended = 1 where actor_id = :id", id=artist.id)
    await decide(site, mo, work, Choice.REFUSE, "It looks generated.")
    assert await sent(site) == []
