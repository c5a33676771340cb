"""The admin's pages of other servers: all, filtered, searched, page by page, and each by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs import looking
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.site import Site
from fediart.store import host_lists, hosts
from fediart.store.database import Database
from fediart.store.hosts import KEPT_ERRORS, Host, HostError
from tests.remote import RemoteServer
from tests.site import log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


async def some(site: Site) -> None:
    now = site.clock.now()
    well = [Host(f"art{number:03}.example", "rfc9421", last_success=now) for number in range(60)]
    ill = Host("ill.example", "cavage", 3, now + HOUR, 1, now, "the server took too long to answer", now - HOUR)
    async with site.db.writing() as tx:
        await hosts.save(tx, [*well, ill, replace(ill, host="dead_one.example", down_since=now - 9 * DAY)])


async def test_filter_search_and_pages(site: Site) -> None:
    await some(site)
    await make_artist(site, "ada", role="moderator")
    async with served(site) as client:
        await log_in(client, "ada")
        first = (await client.get("/admin/federation")).text
        assert "1 of 62 servers is in trouble" in first and "art000.example" in first and "ill.example" not in first
        assert 'href="/admin/federation?after=art049.example"' in first
        second = (await client.get("/admin/federation?after=art049.example")).text
        assert "art049.example<" not in second and "dead_one.example" in second and "ill.example" in second
        troubled = (await client.get("/admin/federation?only=troubled")).text
        assert "ill.example" in troubled and "art000" not in troubled and "dead_one" not in troubled
        assert "the server took too long to answer" in troubled and "in 1 hour" in troubled
        found = (await client.get("/admin/federation?q=D_O")).text
        assert "dead_one.example" in found and "ill.example" not in found
        assert "No such server" in (await client.get("/admin/federation?q=%25")).text, "what is sought is no pattern"
        assert (await client.get("/admin/federation?only=nonsense&after=%00")).status == 200
        assert (await client.get("/admin/federation/servers/unknown.example")).status == 404


async def test_try_now_is_for_those_who_may_and_for_known_servers(site: Site) -> None:
    await some(site)
    await make_artist(site, "ada", role="moderator")
    await make_artist(site, "jane")
    async with served(site) as client:
        await log_in(client, "ada")
        page = "/admin/federation/servers/dead_one.example"
        answer = await client.post_form("/admin/federation/retry", {"domain": "dead_one.example"}, page=page)
        assert (answer.status, answer.location) == (303, page)
        assert (await client.post_form("/admin/federation/retry", {"domain": "x.example"}, page=page)).status == 404
        async with site.db.reading() as tx:
            state = (await hosts.some(tx, ["dead_one.example"]))["dead_one.example"]
        assert state.retry_at == site.clock.now() and not state.dead(site.clock.now())
        other = client.fresh()
        await log_in(other, "jane")
        assert (await other.get("/admin/federation")).status == 403
        assert (await other.get(page)).status == 403


async def test_only_the_last_errors_are_kept(site: Site) -> None:
    async with site.db.writing() as tx:
        for number in range(1, 30):
            await hosts.keep_errors(tx, [HostError(number, "a.example", "", f"e{number}", number)])
        kept = await hosts.errors_of(tx, "a.example")
    assert [one.error for one in kept] == [f"e{number}" for number in range(29, 29 - KEPT_ERRORS, -1)]


async def test_what_we_know_of_a_server_is_forgotten_in_time(site: Site, clock: HandClock) -> None:
    """Advisory 59: no record of a server lives for ever, however many names somebody invents."""
    await some(site)
    clock.move(91 * DAY)
    async with site.db.writing() as tx:
        await hosts.forget_old(tx, before=clock.now() - 90 * DAY)
        assert (await host_lists.counts(tx, now=clock.now())).all == 0


async def test_software_is_asked_for_once_a_week_and_only_on_the_servers_own_origin(site: Site) -> None:
    async with RemoteServer("bob", clock=site.clock.now) as bob, RemoteServer("eve", clock=site.clock.now) as eve:
        nodeinfo = {"software": {"name": "Mastodon", "version": "4.5.2"}, "version": "2.1"}
        schema = "http://nodeinfo.diaspora.software/ns/schema/2.1"
        for server, links in ((bob, bob), (eve, bob)):
            link = {"rel": schema, "href": f"{links.origin}/nodeinfo/2.1"}
            server.serve("/.well-known/nodeinfo", {"links": [link]}, kind="application/json")
        bob.serve("/nodeinfo/2.1", nodeinfo, kind="application/json")
        async with site.db.writing() as tx:
            await hosts.save(tx, [Host(one.host, last_success=site.clock.now()) for one in (bob, eve)])
        for _ in range(2):
            async with site.db.writing() as tx:
                await looking.schedule(tx, site)
            await Worker(site, HANDLERS).drain()
        async with site.db.reading() as tx:
            known = await hosts.some(tx, [bob.host, eve.host])
        assert (known[bob.host].software, known[bob.host].version) == ("mastodon", "4.5.2")
        assert known[eve.host].software == "", "a link to another server is not followed (advisory 39)"
        assert sum(path == "/nodeinfo/2.1" for _, path, _ in bob.requests) == 1
        assert sum(path == "/.well-known/nodeinfo" for _, path, _ in eve.requests) == 1
