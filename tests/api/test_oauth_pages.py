"""What members see of apps: the question in plain words, the code, the apps that are in, tokens of their own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from fediart.actions.apps import SHOWN
from fediart.actions.scopes import SCOPES, holds, within
from fediart.actions.tokens import create_token
from fediart.clock import DAY, HandClock
from fediart.errors import Problem
from fediart.jobs import signing_in
from fediart.store import access_tokens, app_grants, apps
from fediart.store.app_grants import Code
from fediart.store.apps import Registration
from fediart.store.database import Database
from fediart.web.scope_words import choices, told
from tests.api.house import App
from tests.api.test_oauth_tokens import allowed, asking, code_of, fetched, registered
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as browser:
        await make_artist(site, "jane")
        await log_in(browser, "jane")
        yield browser


def test_every_scope_has_its_words_and_none_is_said_twice() -> None:
    said = [scope for group in choices() for scope, _words in group.lines]
    assert sorted(said) == sorted(SCOPES)
    [group] = told(["read", "read:statuses", "profile"])
    assert [scope for scope, _words in group.lines] == ["read"]
    assert within(["read:lists", "write:mutes"], ["read", "follow"])
    assert not within(["write:lists"], ["read", "follow"]) and not within(["reads"], ["reads"])
    assert not holds(["read:statuses"], "read") and not holds(["write"], "admin:write")


async def test_the_question_says_in_plain_words_what_the_app_may_do(client: Client) -> None:
    app = await registered(client)
    page = (await client.get("/oauth/authorize?" + urlencode(asking(app, scope="read:lists write:media")))).text
    assert "Allow Feather to use your account?" in page and "@jane" in page
    assert "Your lists" in page and "Upload pictures" in page and "Publish" not in page
    assert "<strong>app.example</strong>" in page
    dangerous = await registered(client, scopes="admin:write", redirect_uris="feather://in")
    page = (await client.get("/oauth/authorize?" + urlencode(
        asking(dangerous, scope="admin:write", redirect_uri="feather://in")))).text  # fmt: skip
    assert "You are none of the staff" in page and "<code>feather:</code>" in page
    spanish = await client.get("/oauth/authorize?" + urlencode(asking(app)) + "&lang=es")
    assert 'lang="es"' in spanish.text
    gone = await client.get("/oauth/authorize?client_id=gone")
    assert gone.status == 400 and "does not know the app" in gone.text


async def test_a_code_can_be_shown_instead_of_sent(client: Client) -> None:
    app = await registered(client, redirect_uris=SHOWN)
    question = asking(app, redirect_uri=SHOWN)
    answer = await allowed(client, question)
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"<code>([\w-]{40,})</code>", answer.text)
    assert found is not None
    assert (await fetched(client, app, code=found[1], redirect_uri=SHOWN)).status == 200
    refused = await client.post_form("/oauth/authorize", {**question, "decision": "deny"}, page="/settings/apps")
    assert refused.status == 200 and "may do nothing in your name" in refused.text
    wrong = await client.get("/oauth/authorize?" + urlencode(question | {"scope": "admin:read"}))
    assert wrong.status == 400 and not wrong.location


async def test_apps_are_listed_and_logged_out_by_their_owner_alone(client: Client, clock: HandClock) -> None:
    """Advisory 89."""
    app = await registered(client)
    mine = App(
        client, (await fetched(client, app, code=code_of(await allowed(client, asking(app))))).json["access_token"]
    )
    clock.move(DAY)
    assert (await mine.get("/oauth/userinfo")).status == 200
    page = (await client.get("/settings/apps")).text
    assert "Feather" in page and "app.example" in page and "Last used on" in page
    await make_artist(client.site, "eve")
    eve = client.fresh()
    await log_in(eve, "eve")
    where = "/settings/apps"
    assert (await eve.post_form("/settings/apps/revoke", {"app": app["id"]}, page=where)).status == 404
    assert (await eve.post_form("/settings/apps/revoke", {"app": "x"}, page=where)).status == 404
    assert (await mine.get("/oauth/userinfo")).status == 200
    assert (await client.post_form("/settings/apps/revoke", {"app": app["id"]}, page=where)).status == 303
    assert (await mine.get("/oauth/userinfo")).status == 401
    assert "No app may act in your name" in (await client.get("/settings/apps")).text


async def test_a_token_of_ones_own_is_shown_once(client: Client) -> None:
    where = "/settings/apps"
    empty = await client.post_form("/settings/apps/tokens", {"label": ""}, page=where)
    assert empty.status == 422 and "what the token is for" in empty.text
    made = await client.post_form(
        "/settings/apps/tokens", {"label": "<b>", "scopes": ["read:statuses", "profile"]}, page=where
    )
    assert made.status == 200 and made.headers["Cache-Control"] == "no-store" and "<b>" not in made.text
    [token] = re.findall(r"<code>([\w-]{40,})</code>", made.text)
    mine = App(client, token)
    assert (await mine.get("/oauth/userinfo")).json["preferred_username"] == "jane"
    assert (await mine.get("/api/v1/apps/verify_credentials")).json["scopes"] == ["profile", "read:statuses"]
    listed = (await client.get("/settings/apps")).text
    assert token not in listed and "&lt;b&gt;" in listed
    [number] = re.findall(r'name="token" value="(\d+)"', listed)
    await make_artist(client.site, "eve")
    eve = client.fresh()
    await log_in(eve, "eve")
    assert (await eve.post_form("/settings/apps/tokens/revoke", {"token": number}, page=where)).status == 404
    assert (await client.post_form("/settings/apps/tokens/revoke", {"token": number}, page=where)).status == 303
    assert (await mine.get("/oauth/userinfo")).status == 401
    again = await create_token(client.site, "jane", ["read"], label="again")
    assert (await client.post_form("/settings/apps/revoke-all", {}, page=where)).status == 303
    assert (await App(client, again).get("/oauth/userinfo")).status == 401


async def test_a_token_of_ones_choice_is_for_test_mode(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        assert await create_token(site, "jane", ["read"], label="x", given="chosen") == "chosen"
        assert (await App(client, "chosen").get("/oauth/userinfo")).status == 200
        with pytest.raises(Problem, match="already"):
            await create_token(site, "jane", ["read"], label="x", given="chosen")
    async with running_site(db, tmp_path, clock, config={"instance": {"development": False}}) as site:
        with pytest.raises(Problem, match="guessed"):
            await create_token(site, "jane", ["read"], label="x", given="chosen")


async def test_what_nobody_needs_is_swept(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        jane, _ = await make_artist(site, "jane")
        said = Registration("App", "", ("feather://in",), ("read",))

        async def left() -> list[int]:
            async with site.db.writing() as tx:
                await signing_in.forget(tx, now=clock.now())
                tables = ("apps", "access_tokens", "oauth_codes")
                return [await tx.value(f"select count(*) from {table}") for table in tables]

        async with site.db.writing() as tx:
            for number in (1, 2, 3):
                await apps.insert(tx, number, f"app{number}", "secret", said, now=clock.now())
            await apps.used(tx, 2, now=clock.now())
            await apps.used(tx, 3, now=clock.now())
            common: dict[str, Any] = {"scopes": ["read"], "now": clock.now()}
            await access_tokens.insert(tx, 11, "own", app_id=2, account_id=None, **common)
            await access_tokens.insert(
                tx, 12, "short", app_id=2, account_id=jane.id, expires=clock.now() + DAY, **common
            )
            await access_tokens.insert(tx, 13, "janes", app_id=3, account_id=jane.id, **common)
            code = Code(20, 2, jane.id, "feather://in", ("read",), "", clock.now() + 1)
            await app_grants.insert_code(tx, "code", code)
        assert await left() == [3, 3, 1]
        clock.move(2 * DAY)
        assert await left() == [3, 2, 0]
        clock.move(30 * DAY)
        assert await left() == [2, 2, 0]
        clock.move(400 * DAY)
        assert await left() == [1, 1, 0]
