"""Nothing is open by default: every address of the API with no token, a wrong one, too narrow a one, a nobody's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import staff
from fediart.actions.permissions import MAY
from fediart.actions.scopes import SCOPES, holds
from fediart.api.endpoint import ANYBODY, PERSON, Endpoint
from fediart.api.endpoints import ENDPOINTS
from fediart.clock import HandClock
from fediart.store.access_tokens import find
from fediart.store.database import Database
from fediart.web.access import APPS
from fediart.web.routes import ROUTES
from tests.api.house import App, app_of, token_for
from tests.site import Client, make_artist, running_site, served

NOBODYS = "9000000000000000001"
MANY = {"api": {"requests_in_five_minutes": 100_000}}


def address(one: Endpoint, word: str = NOBODYS) -> str:
    """A path that fits the endpoint's pattern."""

    def fill(found: re.Match[str]) -> str:
        pattern = found.group(2) or ""
        if not pattern or re.fullmatch(pattern, word):
            return word
        return next((each for each in pattern.split("|") if re.fullmatch(pattern, each)), "1")

    return re.sub(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}", fill, one.path)


@pytest.fixture
async def client(db: Database, tmp_path: Path) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, HandClock(), config=MANY) as site, served(site) as browser:
        yield browser


async def statuses(app: App, wanted: list[Endpoint]) -> dict[str, int]:
    """What each answers to an empty request."""
    return {f"{one.method} {one.path}": (await app.request(one.method, address(one), json={})).status for one in wanted}


async def test_without_a_token_only_what_is_for_anybody_answers(client: Client) -> None:
    closed = [one for one in ENDPOINTS if one.need != ANYBODY]
    found = await statuses(App(client), closed)
    assert {name: status for name, status in found.items() if status != 401} == {}
    assert len(closed) > 150


async def test_a_token_that_does_not_hold_opens_nothing_not_even_what_is_for_anybody(client: Client) -> None:
    found = await statuses(App(client, "no-such-token"), list(ENDPOINTS))
    assert {name: status for name, status in found.items() if status != 401} == {}


async def test_a_scope_opens_what_it_names_and_nothing_else(client: Client) -> None:
    account, _actor = await make_artist(client.site, "jane", role="owner")
    narrow = [scope for scope in SCOPES if ":" in scope or scope in ("push", "profile")]
    for scope in narrow:
        closed = [one for one in ENDPOINTS if one.scopes and not any(holds([scope], each) for each in one.scopes)]
        app = await app_of(client, account, [scope])
        if scope == "push":
            found = await statuses(app, closed)
        else:  # all endpoints once above; here those next to it
            beside = [
                one for one in closed if any(each.rpartition(":")[2] == scope.rpartition(":")[2] for each in one.scopes)
            ]
            found = await statuses(app, beside)
        assert {name: status for name, status in found.items() if status != 403} == {}, scope


async def test_an_app_that_speaks_for_nobody_is_no_person(client: Client) -> None:
    app = await app_of(client, None)
    found = await statuses(app, [one for one in ENDPOINTS if one.need == PERSON])
    assert {name: status for name, status in found.items() if status != 422} == {}


async def test_deeds_of_staff_are_not_for_artists_whatever_their_token_says(client: Client) -> None:
    account, _actor = await make_artist(client.site, "jane")
    found = await statuses(
        await app_of(client, account), [one for one in ENDPOINTS if one.deed and one.deed not in MAY["artist"]]
    )
    assert {name: status for name, status in found.items() if status != 403} == {}
    assert all(one.deed for one in ENDPOINTS if one.path.startswith("/api/v1/admin") or "/admin/" in one.path)


async def test_who_is_suspended_is_shut_out_at_once(client: Client) -> None:
    site = client.site
    account, _actor = await make_artist(site, "jane")
    app = await app_of(client, account)
    assert (await app.get("/api/v1/accounts/verify_credentials")).status == 200
    await staff.suspend(site, None, "jane")
    found = await statuses(app, list(ENDPOINTS))
    assert {name: status for name, status in found.items() if status not in (401, 403)} == {}


async def test_a_token_is_kept_as_its_hash(client: Client) -> None:
    account, _actor = await make_artist(client.site, "jane")
    token = await token_for(client.site, account)
    async with client.site.db.reading() as tx:
        kept = await find(tx, token, now=client.site.clock.now())
        rows = await tx.all("select * from access_tokens")
    assert kept is not None
    assert not any(token in str(value) for row in rows for value in dict(row).values())


def test_every_address_of_the_api_goes_through_the_door() -> None:
    """What the browser's own pages use is named here; all else under /api asks for tokens."""
    beside = {"/api/docs", "/api/openapi.json", "/api/oembed"}
    loose = [
        one.path for one in ROUTES if one.path.startswith("/api/") and one.access != APPS and one.path not in beside
    ]
    assert loose == []


def test_every_endpoint_that_needs_a_person_names_a_scope() -> None:
    free = {f"{one.method} {one.path}" for one in ENDPOINTS if one.need == PERSON and not one.scopes}
    assert free == {"GET /api/v1/announcements"}  # documented so: every app of a member may say what staff announces
