"""Advisory 104: brakes know a client by the address it really has, whatever it writes into its headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from fediart.app import make_app
from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web.access import ANYONE, get
from fediart.web.request import address_of
from tests.site import Client, running_site, served


async def tell(request: web.Request) -> web.StreamResponse:
    return web.Response(text=address_of(request))


@pytest.fixture
async def client(
    db: Database, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """An instance behind a proxy on this machine, with another one in front of it."""
    monkeypatch.setattr("tests.site.make_app", lambda site: make_app(site, (get("/address", tell, ANYONE),)))
    config = {"server": {"trusted_proxies": ["127.0.0.1", "10.0.0.0/8"]}}
    async with running_site(db, tmp_path, clock, config=config) as site, served(site) as browser:
        yield browser


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),  # the first was written by the client itself
        ("10.9.9.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
async def test_only_what_trusted_proxies_wrote_counts(client: Client, forwarded: str, address: str) -> None:
    answer = await client.get("/address", headers={"X-Forwarded-For": forwarded})
    assert answer.text == address


async def test_without_a_proxys_word_it_is_the_peer(client: Client) -> None:
    assert (await client.get("/address")).text == "127.0.0.1"
