"""A new instance belongs to its first visitor: once, whole or not at all, and in public only with the printed code."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.accounts import create_account
from fediart.actions.admission_policy import current_policy
from fediart.actions.settings import set_up_code
from fediart.clock import HandClock
from fediart.errors import Problem
from fediart.store import accounts
from fediart.store.database import Database
from fediart.store.settings import read_settings
from tests.site import PASSWORD, Answer, Client, running_site, served

FORM = {
    "name": "olga",
    "email": "olga@mail.example",
    "password": PASSWORD,
    "instance_name": "Inkwell",
    "instance_tagline": "Drawings",
    "instance_description": "For people who draw.",
    "instance_rules": "Draw.\n\nBe kind.\n",
    "instance_ai_policy": "ask-first",
    "admission": "strict",
    "instance_registrations": "invitation",
}


async def open_house(client: Client, **changes: Any) -> Answer:
    return await client.post_form("/welcome", FORM | changes)


async def test_the_first_visitor_makes_it_theirs(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, set_up=False) as site, served(site) as client:
        assert (await client.get("/")).location == "/welcome"
        page = await client.get("/welcome")
        assert page.status == 200
        assert 'name="code"' not in page.text  # in development nobody needs a code
        answer = await open_house(client)
        assert (answer.status, answer.location) == (303, "/settings/profile")
        assert (await client.get("/admin/settings")).status == 200
        async with db.reading() as tx:
            settings = await read_settings(tx)
            account = await accounts.by_name(tx, "olga")
            policy = await current_policy(tx)
        assert (settings.name, settings.rules) == ("Inkwell", ("Draw.", "Be kind."))
        assert (settings.ai_policy, settings.registrations, settings.set_up) == ("ask-first", "invitation", True)
        assert settings.contact_email == "olga@mail.example"
        assert account is not None and account.role == "owner" and account.active
        assert policy.name == "strict"
        about = await client.fresh().get("/about")
        assert "Inkwell" in about.text and "tdm-policy" in about.headers


async def test_afterwards_there_is_no_such_page(client: Client) -> None:
    assert (await client.get("/welcome")).status == 404
    token = await client.csrf("/log-in")
    assert (await client.post("/welcome", data=FORM | {"csrf": token})).status == 404


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock, set_up=False) as site, served(site) as client:
        answer = await open_house(client, name="o l g a", instance_name="", instance_ai_policy="none", admission="x")
        assert answer.status == 422
        for field in ("name", "instance_name", "instance_ai_policy", "admission"):
            assert f'id="error-{field}"' in answer.text, field
        assert "For people who draw." in answer.text
        async with db.reading() as tx:
            assert not (await read_settings(tx)).set_up
            assert await tx.value("select count(*) from accounts") == 0


async def test_of_two_who_send_it_at_once_one_gets_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, set_up=False) as site, served(site) as client:
        browsers = [client.fresh() for _ in range(4)]
        forms = [open_house(one, name=f"olga{n}", email=f"o{n}@mail.example") for n, one in enumerate(browsers)]
        answers = await asyncio.gather(*forms)
        assert sorted(one.status for one in answers) == [303, 404, 404, 404]
        async with db.reading() as tx:
            assert await tx.value("select count(*) from accounts") == 1


async def test_in_public_the_printed_code_is_asked(db: Database, tmp_path: Path, clock: HandClock) -> None:
    config = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=config, set_up=False) as site, served(site) as client:
        assert 'name="code"' in (await client.get("/welcome")).text
        for wrong in ("", "aaaaa-aaaaa"):
            assert 'id="error-code"' in (await open_house(client, code=wrong)).text
        code = set_up_code(site.config)
        assert f'value="{code}"' in (await client.get(f"/welcome?code={code}")).text  # as `serve` prints it
        assert (await open_house(client, code=code.upper())).status == 303


async def test_the_code_cannot_be_guessed_at_leisure(db: Database, tmp_path: Path, clock: HandClock) -> None:
    config = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=config, set_up=False) as site, served(site) as client:
        statuses = [(await open_house(client, code=f"guess-{n}")).status for n in range(11)]
        assert statuses == [422] * 10 + [429]


async def test_an_account_made_on_the_command_line_ends_the_set_up(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    """Whoever has the shell runs the instance: no stranger finds the set-up open afterwards."""
    async with running_site(db, tmp_path, clock, set_up=False) as site, served(site) as client:
        assert (await client.get("/")).location == "/welcome"
        await create_account(site, "olga", "olga@mail.example", PASSWORD, role="owner")
        assert (await client.get("/welcome")).status == 404
        assert (await client.get("/")).status == 200
        with pytest.raises(Problem):
            await create_account(site, "olga", "other@mail.example", PASSWORD)
