"""Advisories 85 to 88: every address says who may use it, and nobody else gets anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fediart.actions.permissions import MAY
from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web.access import ANYONE, APPS, DOCUMENTS, FILES, PEERS, VIEWERS, Route
from fediart.web.routes import ROUTES as ALL
from tests.site import Answer, Client, log_in, make_artist, running_site, served

ROUTES = tuple(route for route in ALL if route.access != APPS)  # those are walked by tests/api/test_deny.py
DEEDS = set().union(*MAY.values())
PARAMETER = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
VALUES = {"id": "7", "number": "1", "version": "2.1", "deed": "approve", "part": "avatar", "host": "other.example"}


def address(route: Route) -> str:
    """An address the route answers: numbers where it wants numbers, the first word where it lists words."""

    def filled(found: re.Match[str]) -> str:
        pattern = found[2] or ""
        if pattern.startswith("\\d"):
            return "7"
        if re.fullmatch(r"[a-z-]+", pattern):
            return pattern
        return pattern.partition("|")[0] if "|" in pattern else VALUES.get(found[1], "jane")

    return PARAMETER.sub(filled, route.path)


def with_access(*words: str) -> Iterator[Route]:
    return (route for route in ROUTES if route.access in words)


async def ask(client: Client, route: Route, token: str, **headers: str) -> Answer:
    if route.method == "POST":
        body = {"csrf": token}
        return await client.post(address(route), data=body, headers={"X-CSRF-Token": token, **headers})
    return await client.request(route.method, address(route), headers=headers)


def test_every_route_says_who_may_use_it() -> None:
    for route in ROUTES:
        assert route.access in {ANYONE, DOCUMENTS, PEERS, FILES, VIEWERS, *DEEDS}, route.path
        assert route.method in {"GET", "POST"}, route.path


def test_every_document_below_an_actor_is_judged_by_who_asks() -> None:
    """What is not named here on purpose must not be given out without asking web/asking.py."""
    open_ = {route.path for route in with_access(ANYONE) if route.path.startswith(("/users/", "/actor"))}
    assert open_ == {"/users/{name}", "/actor"}


def test_no_address_is_there_twice() -> None:
    pairs = [(route.method, route.path) for route in ALL]
    assert len(pairs) == len(set(pairs))


def test_what_everybody_may_use_is_a_list_one_can_read() -> None:
    """A POST that needs no log-in is added here on purpose, or not at all."""
    posts = {route.path for route in with_access(ANYONE, PEERS, FILES) if route.method == "POST"}
    assert posts <= {
        "/welcome", "/sign-up", "/log-in", "/confirm/{token}", "/forgot", "/reset/{token}",
        "/log-in/second", "/log-in/passkey", "/not-me/{token}",  # who they are is shown by what they send
        "/inbox", "/users/{name}/inbox", "/@{handle}/follow-from-elsewhere", "/interact",
        "/share",  # reads nothing and changes nothing
        # Visitors write to an artist, and ask for a commission; what they do with one later is sealed in a mailed word.
        "/@{handle}/contact", r"/@{handle}/commissions/{id:\d{1,19}}/ask", "/commissions/by-mail/{word}/confirm",
        "/commissions/by-mail/{word}/message", "/commissions/by-mail/{word}/step",
        "/commissions/by-mail/{word}/report", "/commissions/by-mail/{word}/moderators",
        "/commissions/by-mail/{word}/put-away",
        "/strikes/{word}/appeal",  # by the word in the mail of who cannot log in any more
    }  # fmt: skip


def test_only_what_everybody_may_see_is_kept_in_memory() -> None:
    for route in ROUTES:
        if route.cached:
            assert route.method == "GET" and route.access in (ANYONE, DOCUMENTS), route.path


async def test_visitors_reach_nothing_that_is_for_members(client: Client) -> None:
    token = await client.csrf("/log-in")
    for route in ROUTES:
        if route.access in (ANYONE, DOCUMENTS, PEERS, FILES):
            continue
        page = await ask(client, route, token, Accept="text/html")
        if route.method == "GET":
            assert page.status == 303, route.path
            assert page.location.startswith("/log-in?next="), route.path
        else:
            assert page.status == 401, route.path
        told = await ask(client, route, token, Accept="application/json")
        assert told.status == 401, route.path
        assert set(told.json) == {"error"}, route.path


async def test_artists_reach_nothing_that_is_for_staff(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    seen = 0
    for route in with_access(*(DEEDS - MAY["artist"])):
        answer = await ask(client, route, token)
        assert answer.status == 403, route.path
        assert "of this instance can do this" in answer.text
        seen += 1
    assert seen > 5


async def test_moderators_reach_nothing_that_is_for_admins(client: Client) -> None:
    await make_artist(client.site, "mona", role="moderator")
    await log_in(client, "mona")
    token = await client.csrf("/settings/profile")
    for route in with_access(*(DEEDS - MAY["moderator"])):
        assert (await ask(client, route, token)).status == 403, route.path


async def test_no_address_breaks_when_members_ask_for_what_is_not_there(client: Client) -> None:
    await make_artist(client.site, "olga", role="owner")
    await log_in(client, "olga")
    token = await client.csrf("/settings/profile")
    for route in ROUTES:
        if route.path != "/log-out":
            answer = await ask(client, route, token)
            assert answer.status < 500, f"{route.method} {route.path}: {answer.status}"


async def test_no_address_breaks_when_visitors_ask_for_what_is_not_there(client: Client) -> None:
    token = await client.csrf("/log-in")
    for route in ROUTES:
        for accept in ("text/html", "application/activity+json"):
            answer = await ask(client, route, token, Accept=accept)
            assert answer.status < 500, f"{route.method} {route.path}: {answer.status}"


async def test_before_the_set_up_every_page_leads_to_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, set_up=False) as site, served(site) as client:
        for route in ROUTES:
            if route.access in (PEERS, FILES) or route.path == "/welcome":
                continue
            answer = await ask(client, route, "")
            assert (answer.status, answer.location) == (303, "/welcome"), route.path
        assert (await client.get("/static/fediart.css")).status == 200
