"""Pictures for visitors have a pace: per address and per network, not for members, and servers are not starved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import MINUTE, HandClock
from fediart.site import Site
from fediart.store.database import Database
from fediart.web.pace import BURST, FOR_SERVERS, Gatekeeper, Pace, network_of
from tests.publish import works
from tests.publish.works import files_of, jane, publish_one
from tests.seeds import stranger
from tests.site import Answer, Client, change_settings, log_in, served

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
KNOWN = "Mastodon/4.5.0 (http.rb/5.2.0; +https://elsewhere.example/)"
UNKNOWN = "Mastodon/4.5.0 (http.rb/5.2.0; +https://nobody.example/)"
HERE = "93.184.216.34"

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    proxied = {"server": {"trusted_proxies": ["127.0.0.1", "::1"]}}
    async with works.studio(db, tmp_path, clock, config=proxied, media_per_minute=20, media_per_network=30) as made:
        yield made


async def _fetch(client: Client, path: str, *, address: str = HERE, agent: str = FIREFOX) -> Answer:
    return await client.get(path, headers={"User-Agent": agent, "X-Forwarded-For": address, "Accept": "image/*"})


async def test_visitors_members_and_servers(site: Site, tmp_path: Path) -> None:
    _, artist = await jane(site)
    path = (await files_of(site, await publish_one(site, tmp_path, artist)))[0].path
    await stranger(site, "bob", "elsewhere.example")
    async with served(site) as client:
        for _ in range(BURST * 20):
            assert (await _fetch(client, path)).status == 200
        refused = await _fetch(client, path)
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) == 3
        assert refused.headers["Content-Usage"] == "train-ai=n, search=y"
        assert refused.headers["tdm-reservation"] == "1"
        assert refused.headers["Cache-Control"] == "no-store"
        assert (await _fetch(client, path, agent="GPTBot/1.2")).status == 429
        assert (await _fetch(client, path, agent=KNOWN)).status == 200, "its own allowance"
        assert (await _fetch(client, path, agent=UNKNOWN)).status == 429, "a name alone is worth nothing"
        assert (await _fetch(client, path, address="127.0.0.1")).status == 200, "a proxy that is not trusted"
        assert (await _fetch(client, path, address="8.8.8.8")).status == 200
        neighbours = [(await _fetch(client, path, address=f"93.184.216.{n}")).status for n in range(100, 125)]
        assert neighbours.count(200) == BURST * 30 - BURST * 20 == 20, "the network has its own bound"
        assert (await _fetch(client, path, address="2001:4860:4860:1::1")).status == 200
        assert (await client.get("/@jane", headers={"X-Forwarded-For": HERE})).status == 200, "pages are not counted"
        await log_in(client, "jane")
        assert (await _fetch(client, path)).status == 200
    await change_settings(site, media_per_minute=0, media_per_network=0)
    async with served(site) as client:
        for _ in range(3):
            assert (await _fetch(client, path)).status == 200


def test_a_bucket_fills_again_and_the_wait_is_true() -> None:
    pace, now = Pace(), 1_000_000
    assert [pace.take("a", 60, now=now) for _ in range(121)] == [0] * 120 + [1000]
    assert pace.take("a", 60, now=now + 999) == 1
    assert pace.take("a", 60, now=now + 1000) == 0
    assert pace.take("a", 60, now=now + 1000) == 1000
    assert pace.take("b", 60, now=now) == 0
    pace.give_back("a", 60)
    assert pace.take("a", 60, now=now + 1000) == 0
    assert [pace.take("a", 60, now=now + 10 * MINUTE) for _ in range(121)].count(0) == 120


def test_memory_has_a_bound() -> None:
    pace = Pace(most=100)
    for number in range(500):
        pace.take(f"a{number}", 60, now=0)
    assert len(pace) == 100


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.184.216.34", "93.184.216.0/24"), ("2001:4860:4860:1::/64", "2001:4860:4860::/48"), ("unknown", ""),
        ("10.1.2.3", ""), ("127.0.0.1", ""), ("fd00::/64", ""), ("::/64", ""), ("", ""),
    ],
)  # fmt: skip
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_what_is_granted_for_a_servers_name_is_bounded_where_it_comes_from(site: Site) -> None:
    await stranger(site, "bob", "elsewhere.example")
    keeper, most = Gatekeeper(site), BURST * FOR_SERVERS * 60
    waits = [await keeper.serve("elsewhere.example", HERE, 60) for _ in range(most + 1)]
    assert waits.count(0) == most and waits[-1] > 0
    assert await keeper.serve("nobody.example", "8.8.8.8", 60) == MINUTE
    assert await keeper.serve("elsewhere.example", "8.8.8.8", 60) == 0, "who borrows a name takes nothing from it"
