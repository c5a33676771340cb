"""WebFinger, host-meta and NodeInfo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation import nodeinfo
from federation.fetch import Fetcher
from federation.webfinger import lookup, parse_handle
from fediart.clock import HandClock
from fediart.store.database import Database
from tests.seeds import hang
from tests.site import Client, make_artist, running_site, served


@pytest.fixture
async def web(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock, name="Harbour", registrations="open") as site, served(site) as client:
        await make_artist(site, "jane")
        yield client


async def test_an_artist_is_found_by_handle_actor_and_page(web: Client) -> None:
    host = web.site.config.instance.host
    for resource in (f"acct:jane@{host}", f"acct:JANE@{host}", f"{web.origin}/users/jane", f"{web.origin}/@jane"):
        answer = await web.get("/.well-known/webfinger", params={"resource": resource})
        assert answer.status == 200, resource
        assert answer.headers["Content-Type"].startswith("application/jrd+json")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json["subject"] == f"acct:jane@{host}"
        (self_link,) = [link for link in answer.json["links"] if link["rel"] == "self"]
        assert self_link["href"] == f"{web.origin}/users/jane"


@pytest.mark.parametrize("resource", ["acct:nobody@{host}", "acct:jane@other.example", "{origin}/users/jane/x", "x"])
async def test_nobody_else_is(web: Client, resource: str) -> None:
    asked = resource.format(host=web.site.config.instance.host, origin=web.origin)
    assert (await web.get("/.well-known/webfinger", params={"resource": asked})).status == 404


async def test_without_a_resource_it_says_what_to_ask(web: Client) -> None:
    answer = await web.get("/.well-known/webfinger", headers={"Accept": "application/json"})
    assert answer.status == 422 and "resource=acct:" in answer.json["error"]


async def test_another_server_finds_the_artist_and_reads_what_we_are(web: Client) -> None:
    clock = web.site.clock
    async with Fetcher(clock.now, "other/1", allow_loopback=True, allow_http=True) as other:
        handle = parse_handle(f"jane@{web.site.config.instance.host}")
        assert await lookup(other, handle, scheme="http") == f"{web.origin}/users/jane"
        told = await nodeinfo.look_at(other, web.origin)
    assert (told.software, told.open_registrations, told.users) == ("fediart", True, 1)
    assert told.metadata["contentUsage"] == "train-ai=n, search=y"
    assert told.metadata["tdmReservation"] == 1
    assert told.metadata["aiPolicy"] == f"{web.origin}/policies/no-ai"


async def test_the_instance_itself_is_found(web: Client) -> None:
    answer = await web.get("/.well-known/webfinger", params={"resource": f"{web.origin}/actor"})
    assert answer.json["links"][1]["href"] == f"{web.origin}/actor"


async def test_host_meta_in_both_forms(web: Client) -> None:
    xml = await web.get("/.well-known/host-meta")
    assert xml.headers["Content-Type"].startswith("application/xrd+xml") and "{uri}" in xml.text
    assert (await web.get("/.well-known/host-meta.json")).json["links"][0]["rel"] == "lrdd"


async def test_nodeinfo_counts_and_knows_its_versions(web: Client) -> None:
    async with web.site.db.reading() as tx:
        jane = await tx.one("select id from actors where name = 'jane'")
    from fediart.store import actors

    async with web.site.db.reading() as tx:
        artist = await actors.by_id(tx, jane["id"])  # type: ignore[index]
    assert artist is not None
    await hang(web.site, artist, "One")
    for version in ("2.0", "2.1"):
        told = (await web.get(f"/nodeinfo/{version}")).json
        assert told["version"] == version and told["usage"]["localPosts"] == 1
        assert told["metadata"]["nodeName"] == "Harbour"
    assert (await web.get("/nodeinfo/1.0")).status == 404
