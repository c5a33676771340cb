"""Accounts that begin in an app: the form's rules, the mail's link, and a token that waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import staff
from fediart.clock import DAY, HOUR, HandClock
from fediart.store.database import Database
from tests.api.house import App
from tests.api.test_oauth_tokens import app_token, registered
from tests.site import PASSWORD, Client, drain, mails, make_artist, running_site, served

REAL = {"instance": {"development": False}}
NEW = {"username": "mona", "email": "mona@mail.example", "password": PASSWORD, "agreement": True, "locale": "en"}
UNCONFIRMED = "Your login is missing a confirmed e-mail address"


@asynccontextmanager
async def instance(db: Database, tmp_path: Path, clock: HandClock, **more: Any) -> AsyncIterator[tuple[Client, App]]:
    settings = {"registrations": "open"} | more
    async with running_site(db, tmp_path, clock, config=REAL, **settings) as site, served(site) as client:
        yield client, await app_token(client, await registered(client))


async def signed_up(client: Client, app: App, **more: Any) -> App:
    answer = await app.post("/api/v1/accounts", NEW | more)
    assert answer.status == 200, answer.text
    return App(client, answer.json["access_token"])


async def waits(person: App) -> tuple[int, str]:
    answer = await person.get("/oauth/userinfo")
    return answer.status, answer.json.get("error", "")


async def test_in_test_mode_an_account_is_usable_at_once(db: Database, tmp_path: Path, clock: HandClock) -> None:
    """Even where nobody has set the instance up."""
    fresh = {"set_up": False, "registrations": "open"}
    async with running_site(db, tmp_path, clock, **fresh) as site, served(site) as client:
        app = await app_token(client, await registered(client))
        for number in range(7):  # test suites sign up by the dozen
            answer = await app.post(
                "/api/v1/accounts", NEW | {"username": f"mona{number}", "email": f"m{number}@a.example"}
            )
            assert answer.status == 200, answer.text
            assert answer.json["scope"] == "read write follow push"
            told = await App(client, answer.json["access_token"]).get("/oauth/userinfo")
            assert told.json["preferred_username"] == f"mona{number}"
        assert (await client.get("/")).status == 200


async def test_elsewhere_it_must_be_set_up_first(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock, set_up=False) as (_client, app):
        answer = await app.post("/api/v1/accounts", NEW)
        assert (answer.status, answer.json["error"]) == (403, "This instance is not set up yet.")


async def test_an_account_waits_for_its_mail(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock) as (client, app):
        site, mona = client.site, await signed_up(client, app)
        assert await waits(mona) == (403, UNCONFIRMED)
        assert (await mona.get("/api/v1/apps/verify_credentials")).status == 200
        assert (await mona.get("/api/v1/emails/check_confirmation")).json is False
        await drain(site)
        first = mails(site).last_link()
        again = await mona.post("/api/v1/emails/confirmations", {"email": "mona@other.example"})
        assert (again.status, again.json) == (200, {})
        await drain(site)
        assert mails(site).sent[-1]["to"] == "mona@other.example"
        assert (await client.post_form(first)).status == 404
        assert (await client.post_form(mails(site).last_link())).status == 303
        assert await waits(mona) == (200, "")
        assert (await mona.get("/api/v1/emails/check_confirmation")).json is True
        late = await mona.post("/api/v1/emails/confirmations")
        assert (late.status, late.json["error"]) == (
            403, "This method is only available while the e-mail is awaiting confirmation",
        )  # fmt: skip
        foreign = await app.post("/api/v1/emails/confirmations")
        assert foreign.status == 403 and "originally signed-up" in foreign.json["error"]


async def test_an_account_waits_for_its_moderator(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock, registrations="approval") as (client, app):
        site = client.site
        bare = await app.post("/api/v1/accounts", NEW)
        assert (bare.status, bare.json["details"]["reason"][0]["error"]) == (422, "ERR_BLANK")
        mona = await signed_up(client, app, reason="I cut linoleum.")
        await drain(site)
        await client.post_form(mails(site).last_link())
        assert await waits(mona) == (403, "Your login is currently pending approval")
        boss, _ = await make_artist(site, "olga", role="owner")
        await staff.approve(site, boss, "mona")
        assert await waits(mona) == (200, "")


async def test_what_is_wrong_is_said_by_field(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock) as (client, app):
        await make_artist(client.site, "jane")
        wrong = await app.post("/api/v1/accounts", NEW | {"username": "", "email": "no", "password": "x"})
        assert wrong.status == 422 and wrong.json["error"].startswith("Validation failed: ")
        codes = {name: [one["error"] for one in found] for name, found in wrong.json["details"].items()}
        assert codes == {"username": ["ERR_BLANK"], "email": ["ERR_INVALID"], "password": ["ERR_TOO_SHORT"]}
        unread = await app.post("/api/v1/accounts", NEW | {"agreement": False})
        assert unread.json["details"]["agreement"][0]["error"] == "ERR_ACCEPTED"
        taken = await app.post("/api/v1/accounts", NEW | {"username": "jane"})
        assert taken.json["details"]["username"][0]["error"] == "ERR_TAKEN"


async def test_a_closed_instance_stays_closed(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock, registrations="closed") as (_client, app):
        assert (await app.post("/api/v1/accounts", NEW)).status == 403


async def test_nobody_learns_whether_an_address_has_an_account(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock) as (client, app):
        site = client.site
        await make_artist(site, "jane")
        decoy = await app.post("/api/v1/accounts", NEW | {"email": "JANE@mail.example"})
        true = await app.post("/api/v1/accounts", NEW | {"username": "ida", "email": "ida@mail.example"})
        assert decoy.status == true.status == 200 and decoy.json.keys() == true.json.keys()
        for one in (decoy, true):
            person = App(client, one.json["access_token"])
            assert await waits(person) == (403, UNCONFIRMED)
            assert (await person.get("/api/v1/emails/check_confirmation")).json is False
            assert (await person.post("/api/v1/emails/confirmations")).json == {}
        await drain(site)
        assert [one["to"] for one in mails(site).sent if one["to"].startswith("jane")] == ["jane@mail.example"]
        clock.move(4 * DAY)
        assert await waits(App(client, decoy.json["access_token"])) == (401, "The access token is invalid")


async def test_sign_ups_are_few_from_one_address(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with instance(db, tmp_path, clock) as (_client, app):
        found = [
            (await app.post("/api/v1/accounts", NEW | {"username": f"m{n}", "email": f"m{n}@a.example"})).status
            for n in range(6)
        ]
        assert found == [200] * 5 + [429]
        clock.move(HOUR)


@pytest.mark.parametrize("scopes", ["read", "push"])
async def test_signing_up_needs_the_scope(db: Database, tmp_path: Path, clock: HandClock, scopes: str) -> None:
    async with instance(db, tmp_path, clock) as (client, _app):
        app = await registered(client, scopes=scopes)
        given = {"client_id": app["client_id"], "client_secret": app["client_secret"], "scope": scopes}
        answer = await App(client).post("/oauth/token", given | {"grant_type": "client_credentials"})
        refused = await App(client, answer.json["access_token"]).post("/api/v1/accounts", NEW)
        assert (refused.status, refused.json["error"]) == (403, "This action is outside the authorized scopes")
