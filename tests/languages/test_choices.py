"""Who has an account reads in the language of it, mails included; the instance has one for everybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.mails import queue_mail
from fediart.clock import HandClock
from fediart.language import spoken
from fediart.site import Site
from fediart.store import accounts
from fediart.store.database import Database
from tests.site import Client, drain, log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as site:
        yield site


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as client:
        yield client


async def test_a_member_reads_in_the_language_of_the_account(site: Site, client: Client) -> None:
    account, _ = await make_artist(site, "jane")
    await client.get("/language/en-XA")
    await log_in(client, "jane")
    assert '<html lang="en" dir="ltr"' in (await client.get("/settings/account")).text
    saved = await client.post_form("/settings/account/language", {"locale": "ar-XB"}, page="/settings/account")
    assert saved.location == "/settings/account"
    page = await client.get("/settings/account")
    assert '<html lang="ar-XB" dir="rtl"' in page.text
    assert "[Làñĝûàĝè·" in page.text
    async with site.db.writing() as tx:
        assert (await accounts.by_id(tx, account.id)).locale == "ar-XB"  # type: ignore[union-attr]
        await queue_mail(tx, site, "approved", account_id=account.id, to=account.email)
    await drain(site)
    assert site.mail.sent[-1]["subject"].startswith("[Wèlçömè ţö")  # type: ignore[attr-defined]
    assert "Hèllö" in site.mail.sent[-1]["text"]  # type: ignore[attr-defined]


async def test_there_are_no_languages_but_those(site: Site, client: Client) -> None:
    await make_artist(site, "jane")
    await log_in(client, "jane")
    refused = await client.post_form("/settings/account/language", {"locale": "../en"}, page="/settings/account")
    assert refused.status == 422
    assert "Choose one of the languages offered." in refused.text


async def test_nobody_goes_on_in_the_language_of_whoever_came_before(client: Client) -> None:
    """Answers share one loop and connections are kept: each begins in its own language."""
    assert spoken().code == "en"
    assert 'lang="en" dir' in (await client.get("/sign-up")).text
    await client.get("/language/en-XA")
    assert 'lang="en-XA"' in (await client.get("/sign-up")).text
    client.session.cookie_jar.clear()
    assert 'lang="en" dir' in (await client.get("/sign-up")).text
    assert 'lang="en" dir' in (await client.get("/no-such-page")).text
