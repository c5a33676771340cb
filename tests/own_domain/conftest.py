"""An instance that serves artists' own domains, with a name server that says what a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.jobs.own_domains import schedule
from fediart.site import Site
from fediart.store import own_domains
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.own_domains import OwnDomain
from tests.own_domain.names import Names, name_server
from tests.site import Answer, Client, drain, log_in, make_artist, running_site, served

DOMAIN = "jane.art"
PATH = "/settings/portfolio/domain"


@dataclass
class Place:
    """`own` is Jane's browser, `out` a visitor's."""

    site: Site
    clock: HandClock
    names: Names
    jane: Actor
    own: Client
    out: Client

    async def at(self, path: str, host: str = DOMAIN, *, method: str = "GET", **headers: str) -> Answer:
        """As a browser asks that was led here by the DNS."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.out.request(method, path, headers={"Host": host, **named})

    async def rows(self, domain: str = DOMAIN) -> list[OwnDomain]:
        async with self.site.db.reading() as tx:
            return await own_domains.claims(tx, domain)

    async def ask(self, domain: str = DOMAIN, *, by: Client | None = None) -> Answer:
        return await (by or self.own).post_form(PATH, {"domain": domain})

    async def check(self, domain: str = DOMAIN, *, by: Client | None = None) -> Answer:
        return await (by or self.own).post_form(f"{PATH}/check", {"domain": domain}, page=PATH)

    async def publish_record(self, artist: Actor, domain: str = DOMAIN) -> None:
        """What the owner of the domain writes into the DNS."""
        one = next(one for one in await self.rows(domain) if one.actor_id == artist.id)
        self.names.records[f"_fediart.{domain}"] = ["v=spf1 -all", f"fediart={one.secret}"]

    async def show(self) -> None:
        """Jane's portfolio is at `DOMAIN` from now on."""
        await self.ask()
        await self.publish_record(self.jane)
        assert (await self.check()).status == 303

    async def wait(self, time: int) -> None:
        """`time` passes (ms), and the hourly look comes."""
        self.clock.move(time)
        async with self.site.db.writing() as tx:
            await schedule(tx, self.site)
        await drain(self.site)

    async def member(self, name: str) -> tuple[Actor, Client]:
        browser = self.own.fresh()
        _, actor = await make_artist(self.site, name)
        await log_in(browser, name)
        return actor, browser


@pytest.fixture
async def place(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Place]:
    async with name_server() as names:
        config = {"federation": {"nameservers": [names.address]}}
        async with running_site(db, tmp_path, clock, config=config, own_domains=True) as site, served(site) as client:
            _, jane = await make_artist(site, "jane", role="admin")
            await log_in(client, "jane")
            yield Place(site, clock, names, jane, client, client.fresh())
