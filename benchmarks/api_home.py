"""The home timeline of 20 posts with pictures through the client API: requests per second, and how long they take.

A real `fediart serve` on loopback, whose readers follow 60 artists; the load comes from another process over 16
connections. First one reader on an instance where nothing happens, then the same while ten posts a second arrive, then
readers in turn, so many that nothing is kept for any of them.

usage: python -m benchmarks.api_home [SECONDS]
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.load import BROWSER, _length
from benchmarks.pages import _cpu, _fediart, _free_port, _memory, _served
from federation.keys import KeyPair, generate_rsa
from fediart.actions.actors import local_actor
from fediart.app import open_site
from fediart.clock import MINUTE
from fediart.config import load
from fediart.site import Site
from fediart.store import access_tokens, accounts, actors, artworks, follows, pictures, posts, renditions
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.follows import ACCEPTED, Follow
from fediart.store.pictures import Picture
from fediart.store.posts import Post
from fediart.store.renditions import Rendition

ARTISTS, WORKS_EACH, PICTURES, READERS = 60, 20, 2, 200
CONNECTIONS, SECONDS = 16, 10.0
ARRIVING = 10  # posts a second
GOAL, SLOWEST = 3_200, 30  # requests a second, milliseconds
WIDTHS = (320, 640, 1280, 1920)
PATH = "/api/v1/timelines/home?limit=20"
LOAD = "load"
OFTEN = "requests_in_five_minutes = 300"


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] == LOAD:
        return _load()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        config, port = Path(folder) / "config.toml", _free_port()
        _fediart("init", folder, "--host", f"localhost:{port}", "--development")
        config.write_text(config.read_text().replace(OFTEN, f"{OFTEN}000000"))
        writer, readers = asyncio.run(_seed(config))
        with _served(config) as server:
            body = asyncio.run(_one(port, readers[0]))
            shown = sum(bool(one["media_attachments"]) for one in json.loads(body))
            print(f"{shown} posts with pictures, {len(body) / 1000:.0f} kB; at rest {_memory(server.pid):.0f} MiB")
            quiet = _measure("one reader, quiet", port, readers[:1], seconds, server.pid)
            busy = _measure(f"one reader, {ARRIVING} posts/s arrive", port, readers[:1], seconds, server.pid, writer)
            _measure(f"{READERS} readers in turn, nothing kept", port, readers, seconds, server.pid)
            print(f"after the load {_memory(server.pid):.0f} MiB")
    good = all(rate >= GOAL and slowest < SLOWEST for rate, slowest in (quiet, busy))
    print(f"{'at least' if good else 'NOT at least'} {GOAL} a second, 99 in 100 within {SLOWEST} ms, quiet and busy")
    return 0 if good else 1


def _measure(
    name: str, port: int, tokens: list[str], seconds: float, pid: int, writer: str = ""
) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.api_home", LOAD, str(port), str(seconds), writer or "-", *tokens]
    before, start = _cpu(pid), time.perf_counter()
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    used, took = _cpu(pid) - before, time.perf_counter() - start
    each = used / max(1, found["rate"] * seconds) * 1e6
    failed = f"   {found['failed']} not 200!" if found["failed"] else ""
    times = f"half within {found['p50']:5.1f} ms, 99 in 100 within {found['p99']:6.1f} ms"
    print(
        f"{name:<36}{found['rate']:8.0f}/s   {times}   server CPU {used / took:4.0%}, {each:.0f} µs each{failed}",
        flush=True,
    )
    return found["rate"], found["p99"]


def _load() -> int:
    port, seconds, writer, *tokens = sys.argv[2:]
    work = _all(int(port), float(seconds), "" if writer == "-" else writer, tokens)
    print(json.dumps(asyncio.Runner(loop_factory=uvloop.new_event_loop).run(work)))
    return 0


async def _all(port: int, seconds: float, writer: str, tokens: list[str]) -> dict[str, float]:
    start = time.perf_counter()
    until = start + seconds
    writing = asyncio.create_task(_write(port, writer, until)) if writer else None
    found = await asyncio.gather(*(_reads(port, tokens, first, until) for first in range(CONNECTIONS)))
    took = time.perf_counter() - start
    if writing is not None:
        await writing
    times = sorted(one for some, _ in found for one in some)
    return {
        "rate": len(times) / took,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[len(times) * 99 // 100] * 1000,
        "failed": sum(failed for _, failed in found),
    }


async def _reads(port: int, tokens: list[str], first: int, until: float) -> tuple[list[float], int]:
    """How long each answer took, in seconds, and how many were not what was asked for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    times: list[float] = []
    failed, place = 0, first
    requests = [
        f"GET {PATH} HTTP/1.1\r\nHost: localhost:{port}\r\nUser-Agent: {BROWSER}\r\nAccept: application/json\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
        for token in tokens
    ]
    while (begun := time.perf_counter()) < until:
        writer.write(requests[place % len(requests)])
        place += CONNECTIONS
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        failed += not head.startswith(b"HTTP/1.1 200")
        times.append(time.perf_counter() - begun)
    writer.close()
    return times, failed


async def _write(port: int, token: str, until: float) -> None:
    """Posts of somebody whom all follow, through the API itself."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        number = 0
        while time.perf_counter() < until:
            number += 1
            given = {"status": f"Word {number} from the studio"}
            async with session.post(f"http://localhost:{port}/api/v1/statuses", json=given) as answer:
                assert answer.status == 200, await answer.text()
            await asyncio.sleep(1 / ARRIVING)


async def _one(port: int, token: str) -> bytes:
    headers, url = {"Authorization": f"Bearer {token}"}, f"http://localhost:{port}{PATH}"
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read()


async def _seed(config: Path) -> tuple[str, list[str]]:
    """The token of who writes, and those of the readers."""
    async with open_site(load(config)) as site:
        artists = [await _person(site, f"artist{number}") for number in range(ARTISTS)]
        start = site.clock.now() - ARTISTS * WORKS_EACH * MINUTE
        async with site.db.writing() as tx:
            for number in range(ARTISTS * WORKS_EACH):
                await _hang(tx, site, artists[number % ARTISTS][1], number, start + number * MINUTE)
        readers = [await _person(site, f"reader{number}") for number in range(READERS)]
        async with site.db.writing() as tx:
            for _, reader in readers:
                for _, artist in artists:
                    uri = f"{reader.uri}#{artist.id}"
                    await follows.put(tx, Follow(site.ids.new(), reader.id, artist.id, ACCEPTED, uri, start))
        return await _token(site, artists[0][0]), [await _token(site, account) for account, _ in readers]


async def _person(site: Site, name: str) -> tuple[Account, Actor]:
    now = site.clock.now()
    actor = replace(local_actor(site.config, site.ids.new(), name, _keys(), now=now), discoverable=1)
    account = Account(
        id=site.ids.new(), actor_id=actor.id, email=f"{name}@mail.example", password_hash="-", role="artist",
        locale="en", confirmed=now, approved=now, suspended=0, reason="", created=now, last_seen=now,
    )  # fmt: skip
    async with site.db.writing() as tx:
        await actors.insert(tx, actor)
        await accounts.insert(tx, account)
    return account, actor


@lru_cache(maxsize=1)
def _keys() -> KeyPair:
    """One pair for all of them."""
    return generate_rsa()


async def _token(site: Site, account: Account) -> str:
    token = f"bench-{account.id}"
    async with site.db.writing() as tx:
        await access_tokens.insert(
            tx, site.ids.new(), token, app_id=None, account_id=account.id, scopes=frozenset({"read", "write"}),
            now=site.clock.now(),
        )  # fmt: skip
    return token


async def _hang(tx, site: Site, artist: Actor, number: int, at: int) -> None:  # type: ignore[no-untyped-def]
    """A published work as publishing leaves it, but for its files."""
    made = site.ids.new()
    words = f"Hills after rain, number {number}. " * 6
    work = Artwork(
        id=made, actor_id=artist.id, state="published", title=f"Hills, {number}", description=f"{words} #hills",
        medium="Ink on paper", tools="", tags=("hills", "ink"), series_id=None, series_position=0, licence="cc-by-4.0",
        warning="", mature=0, visibility="public", language="en", ai_policy="", ai_label="", digital_source_type="",
        note="", portfolio=1, created=at, changed=at, published=at,
    )  # fmt: skip
    shown = [
        Picture(
            id=site.ids.new(), artwork_id=made, position=place, original="", sha256="", bytes=0, file_name="",
            media_type="image/jpeg", width=2400, height=1600, alt="Blue hills under a low sky, seen from the road.",
            focal_x=0.1, focal_y=0.2, blurhash="LEHV6nWB2yk8pyo0adR*.7kCMdnj", colour="#8090a0",
        )
        for place in range(PICTURES)
    ]  # fmt: skip
    files = [
        Rendition(
            id=site.ids.new(), picture_id=one.id, artwork_id=made, name=f"{one.id}-{width}-{kind[-4:]}", role="web",
            media_type=kind, width=width, height=width * 2 // 3, bytes=width * 100, key="", policy="no-ai",
        )
        for one in shown
        for width in WIDTHS
        for kind in ("image/jpeg", "image/webp")
    ]  # fmt: skip
    url = f"{site.config.origin}/@{artist.name}/{made}"
    post = Post(
        id=made, uri=f"{artist.uri}/posts/{made}", actor_id=artist.id, local=1, kind="artwork", reply_to_id=None,
        reply_to_uri="", thread_id=made, content=f"<p>{words}</p>", source=words, title=work.title, warning="",
        sensitive=0, language="en", visibility="public", url=url, published=at, edited=0, deleted=0,
        remote_rights="{}", reply_count=0, like_count=3, boost_count=1,
    )  # fmt: skip
    await artworks.insert(tx, work)
    await pictures.insert(tx, shown)
    await renditions.replace(tx, made, files)
    await posts.insert(tx, post)
    await tx.batch(posts.tagging(made, work.tags, published=at))


if __name__ == "__main__":
    sys.exit(main())
