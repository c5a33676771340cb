"""The pages as an app: a manifest that browsers take, a page where there is no connection, sharing into a new work."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from fediart.clock import HandClock
from fediart.resources import PACKAGE
from fediart.site import Site
from fediart.store.database import Database
from tests.site import Client, log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, name="Inkwell") as site:
        yield site


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as client:
        yield client


async def test_the_manifest_says_what_is_installed(client: Client) -> None:
    answer = await client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    said = answer.json
    assert (said["name"], said["lang"], said["dir"], said["display"]) == ("Inkwell", "en", "ltr", "standalone")
    assert {one["purpose"] for one in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        got = await client.get(icon["src"])
        assert got.headers["Content-Type"] == icon["type"]
        if icon["type"] == "image/png":
            assert "{}x{}".format(*Image.open(io.BytesIO(got.body)).size) == icon["sizes"]
    assert said["share_target"]["action"] == "/share"
    await client.get("/language/ar-XB")
    assert (await client.get("/manifest.webmanifest")).json["dir"] == "rtl"
    page = await client.get("/about")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text


async def test_the_page_without_a_connection_is_nobodys(site: Site, client: Client) -> None:
    page = await client.get("/offline")
    assert page.status == 200
    assert 'name="csrf"' not in page.text
    assert "no-store" not in page.headers.get("Cache-Control", "")
    assert "noindex" in page.text
    for path in ("/static/fediart.css", "/static/app.js", "/static/icons/touch-180.png"):
        assert (await client.get(path)).status == 200


async def test_the_service_worker_may_fetch_from_this_site_alone(client: Client) -> None:
    """A worker is held to the policy of its own answer: with the one of other files it could not even begin."""
    assert (await client.get("/sw.js")).headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"


def test_the_service_worker_keeps_no_page_but_that_one() -> None:
    """Whatever else it kept would be shown after a policy changed, a work went, or somebody logged out."""
    worker = (PACKAGE / "static" / "sw.js").read_text(encoding="utf-8")
    kept = [line.strip() for line in worker.splitlines() if ".put(" in line or ".add(" in line or "addAll" in line]
    assert len(kept) == 4
    assert sum("/share/" in line for line in kept) == 2
    assert 'credentials: "omit"' in worker


async def test_what_is_shared_opens_the_form(site: Site, client: Client) -> None:
    await make_artist(site, "jane")
    await log_in(client, "jane")
    form = await client.get("/new?shared=1")
    assert "/static/shared.js" in form.text
    sent = await client.post("/share", data={"title": "Hills"}, headers={"Origin": client.origin})
    assert (sent.status, sent.location) == (303, "/new")
    assert "did not come along" in (await client.get("/new")).text


async def test_another_site_cannot_share_into_this_one(client: Client) -> None:
    refused = await client.post("/share", data={"title": "x"}, headers={"Origin": "https://evil.example"})
    assert refused.status == 403
