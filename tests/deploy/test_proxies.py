"""What the documented proxies do, with the proxies themselves in front: Debian's nginx, and Caddy."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from fediart.app import make_app
from fediart.clock import HandClock
from fediart.figures import REQUESTS
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.web.request import address_of
from tests.deploy.proxies import HOST, VISITOR, Behind, behind, found
from tests.publish.works import files_of, human_png, jane, pictures_of, publish_one
from tests.site import PASSWORD, Client, form_data, running_site

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CRAWLER = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.2; +https://openai.com/gptbot"
LARGE = 100_000_000  # bytes
CONFIG: dict[str, dict[str, Any]] = {
    "instance": {"host": HOST, "development": False},
    "server": {"trusted_proxies": ["127.0.0.1"]},
    "media": {"max_file_mb": 120},
}


@dataclass
class World:
    """An instance as it runs in public, with an artist and a work; `seen` is who asked it, as it believes."""

    site: Site
    artist: Actor
    work: int
    proxy: Behind
    seen: list[str] = field(default_factory=list)

    def made(self) -> int:
        """How many requests have come through to it."""
        return sum(one.many for (name, _), one in self.site.figures.spreads.items() if name == REQUESTS)


@asynccontextmanager
async def _world(name: str, db: Database, folder: Path, clock: HandClock) -> AsyncIterator[World]:
    async with running_site(db, folder, clock, config=CONFIG) as site:
        _, artist = await jane(site)
        work = await publish_one(site, folder, artist)
        app = make_app(site)
        seen: list[str] = []

        async def look(request: web.Request, response: web.StreamResponse) -> None:
            seen.append(address_of(request))

        app.on_response_prepare.append(look)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
            await web.SockSite(runner, listening).start()
            free.close()
            async with behind(name, folder, int(listening.getsockname()[1]), port) as proxy:
                yield World(site, artist, work, proxy, seen)
            await runner.cleanup()


async def _log_in(world: World, browser: Client) -> None:
    said = await browser.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    assert said.status == 303, said.text


def _large_png() -> bytes:
    """A small picture with a hundred megabytes of something beside it."""
    picture, beside = human_png(), b"fiAr" + bytes(LARGE)
    chunk = LARGE.to_bytes(4, "big") + beside + zlib.crc32(beside).to_bytes(4, "big")
    return picture[:-12] + chunk + picture[-12:]


@pytest.mark.one_engine
@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_a_proxy_as_it_is_documented(name: str, db: Database, tmp_path: Path, clock: HandClock) -> None:
    if not found(name):
        pytest.skip(f"{name} is not installed: see tests/install_system.sh")
    async with _world(name, db, tmp_path, clock) as world, world.proxy.session(**{"User-Agent": BROWSER}) as session:
        visitor = world.proxy.browser(session)
        await _pictures_come_in_pieces(world, visitor)
        await _addresses_are_the_visitors(world, visitor)
        if name == "nginx":
            await _pages_are_kept_for_a_moment(world, visitor)
        async with world.proxy.session(**{"User-Agent": BROWSER}) as other:
            member = world.proxy.browser(other)
            await _log_in(world, member)
            await _private_files_stay_private(world, member, visitor)
            await _a_hundred_megabytes_arrive(world, member)


async def _pictures_come_in_pieces(world: World, visitor: Client) -> None:
    path = (await files_of(world.site, world.work))[0].path
    whole = await visitor.get(path)
    piece = await visitor.get(path, headers={"Range": "bytes=10-29"})
    same = await visitor.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert whole.status == 200 and piece.status == 206 and piece.body == whole.body[10:30]
    assert piece.headers["Content-Range"] == f"bytes 10-29/{len(whole.body)}"
    assert same.status == 304 and not same.body
    for one in (whole, piece, await visitor.get("/"), await visitor.get("/@jane"), await visitor.get("/nowhere")):
        assert one.headers["tdm-reservation"] == "1" and "noai" in one.headers["X-Robots-Tag"]
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Strict-Transport-Security"] and len(one.headers.getall("X-Request-Id")) == 1
    assert (await visitor.get("/metrics")).status == 404


async def _addresses_are_the_visitors(world: World, visitor: Client) -> None:
    """Whoever writes an address before ours gains nothing: what the proxy saw is at the end."""
    world.seen.clear()
    await visitor.get("/log-in", headers={"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "not-the-proxys-own"})
    assert world.seen == [VISITOR]


async def _pages_are_kept_for_a_moment(world: World, visitor: Client) -> None:
    before = world.made()
    first = [await visitor.get("/explore") for _ in range(3)]
    assert world.made() == before + 1, "a proxy that may keep a page for a moment does not ask again"
    assert len({one.body for one in first}) == 1 and first[0].status == 200
    assert len({one.headers["X-Request-Id"] for one in first}) == 3
    document = await visitor.get("/@jane", headers={"Accept": "application/activity+json"})
    page = await visitor.get("/@jane")
    assert document.json["preferredUsername"] == "jane" and page.text.startswith("<!doctype html>")
    for _ in range(2):
        before = world.made()
        await visitor.get("/explore", headers={"User-Agent": CRAWLER})
        await visitor.get("/explore", headers={"Cookie": "__Host-session=somebody"})
        await visitor.get("/explore", headers={"Signature": "keyId=..."})
        await visitor.get("/log-in")
        assert world.made() == before + 4, "members, servers and crawlers are answered by fediart itself"


async def _private_files_stay_private(world: World, member: Client, visitor: Client) -> None:
    picture = (await pictures_of(world.site, world.work))[0]
    path = f"/works/{world.work}/pictures/{picture.id}"
    for _ in range(2):
        own = await member.get(path)
        assert own.status == 200 and own.headers["Cache-Control"] == "no-store"
        assert (await visitor.get(path)).status == 303
    page = await member.get("/")
    assert "jane" in page.text and page.headers["Cache-Control"] == "no-store"
    assert (await visitor.get("/")).headers["Cache-Control"] != "no-store"
    for guess in (f"/files/{picture.original}", f"/{picture.original}", f"/static/../{picture.original}"):
        assert (await visitor.get(guess)).status == 404


async def _a_hundred_megabytes_arrive(world: World, member: Client) -> None:
    """Through the proxy and into its place, byte for byte."""
    large = _large_png()
    fields = {
        "csrf": await member.csrf("/new"),
        "title": "Large",
        "alt-1": "A drawing.",
        "licence": "all-rights-reserved",
    }
    data = form_data({**fields, "visibility": "public", "files": ("large.png", large, "image/png")})
    sent = await member.post("/new", data=data)
    assert sent.status == 303, sent.text[:2000]
    [picture] = await pictures_of(world.site, int(sent.location.rpartition("/")[2]))
    kept = await world.site.storage.local(picture.original)
    assert await asyncio.to_thread(_digest, kept) == hashlib.sha256(large).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
