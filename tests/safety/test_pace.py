"""Forms are counted by account, and by the address that trusted proxies tell: no header and no spelling helps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import MINUTE, HandClock
from fediart.store.database import Database
from fediart.web.form_pace import OF_ACCOUNT, OF_VISITORS
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def public(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    """As in public, behind a proxy on this machine whose word counts."""
    proxies = ["127.0.0.1/32", "::1/128"]
    config: dict[str, dict[str, Any]] = {"instance": {"development": False}, "server": {"trusted_proxies": proxies}}
    async with running_site(db, tmp_path, clock, config=config) as site, served(site) as browser:
        yield browser


async def met(client: Client, path: str, many: int, **headers: str) -> list[int]:
    return [(await client.post(path, headers=headers)).status for _ in range(many)]


async def test_an_account_is_counted_wherever_it_is(public: Client, clock: HandClock) -> None:
    await make_artist(public.site, "jane")
    await log_in(public, "jane")
    spellings = ["/settings/home", "/settings/home?x=1", "/settings/home?format=json", "/settings/profile"]
    statuses = [
        (await met(public, spellings[turn % 4], 1, **{"X-Forwarded-For": f"81.2.69.{turn % 200}"}))[0]
        for turn in range(2 * OF_ACCOUNT + 1)
    ]
    assert statuses.count(429) == 1 and statuses[-1] == 429
    late = await public.post("/settings/home")
    assert late.status == 429 and late.headers["Retry-After"] == "1" and "Too many forms" in late.text
    clock.move(MINUTE)
    assert (await public.post("/settings/home")).status == 403  # it has no token, but is heard again


async def test_a_visitor_is_counted_by_the_address_the_proxy_tells(public: Client) -> None:
    forged = {"X-Forwarded-For": "9.9.9.9, 81.2.69.7"}  # the first part is what the visitor claims
    assert set(await met(public, "/log-in", 2 * OF_VISITORS, **forged)) == {403}
    assert await met(public, "/log-in", 1, **{"X-Forwarded-For": "1.1.1.1, 81.2.69.7"}) == [429]
    assert await met(public, "/forgot", 1, **forged) == [429]
    assert await met(public, "/log-in", 1, **{"X-Forwarded-For": "9.9.9.9"}) == [403]  # another visitor
