"""What streams cost: memory of idle connections, how soon all of them are reached, what telling adds to a stored post.

A real `fediart serve` on loopback; every connection is one of a member's own who follows the author, first by
server-sent events and then by WebSocket. Posts are written by this process: the server learns of them by the database.
usage: python -m benchmarks.streaming [CONNECTIONS]
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.pages import _cpu, _fediart, _free_port, _memory, _served
from federation.keys import generate_rsa
from fediart.actions.actors import local_actor
from fediart.app import allow_many_connections, open_site
from fediart.config import load
from fediart.site import Site
from fediart.store import access_tokens, accounts, actors, follows, posts
from fediart.store.accounts import Account
from fediart.store.follows import Follow
from fediart.store.posts import Post

CONNECTIONS = 2_000
HEARD = b"public words"
PING, PONG = b"\x89\x00", b"\x8a\x80\x00\x00\x00\x00"  # empty ones (RFC 6455, section 5.5)


@dataclass(frozen=True, slots=True)
class Way:
    """Where apps ask, and what headers they send beside their token."""

    name: str
    path: str
    more: str


WAYS = (
    Way("server-sent events", "/api/v1/streaming/user", ""),
    Way(
        "WebSocket",
        "/api/v1/streaming?stream=user",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    ),
)


class Reader(asyncio.Protocol):
    """An app that reads and notes when the post came."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.opened: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._tail = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-100_000:]
        now = time.perf_counter()
        if PING in data:
            self.transport.write(PONG)
        if not self.opened.done() and (b":)" in self._tail or b"101 Switching" in self._tail):
            self.opened.set_result(now)
        if not self.heard.done() and HEARD in self._tail:
            self.heard.set_result(now)
            self._tail = b""

    def again(self) -> None:
        self.heard = asyncio.get_running_loop().create_future()
        self._tail = b""


async def _seed(config: Path, many: int) -> tuple[int, list[str]]:
    """Members who all follow the author, each with a token."""
    keys, tokens = generate_rsa(), []
    async with open_site(load(config)) as site, site.db.writing() as tx:
        now = site.clock.now()
        author = await _member(site, tx, keys, "author", now)
        for number in range(many):
            follower = await _member(site, tx, keys, f"m{number}", now)
            made = Follow(site.ids.new(), follower[1], author[1], "accepted", f"x:{number}", now)
            await follows.put(tx, made)
            token = f"token-{number}"
            await access_tokens.insert(
                tx, site.ids.new(), token, app_id=None, account_id=follower[0], scopes=("read",), now=now
            )
            tokens.append(token)
    return author[1], tokens


async def _member(site: Site, tx: Any, keys: Any, name: str, now: int) -> tuple[int, int]:
    actor = local_actor(site.config, site.ids.new(), name, keys, now=now)
    account = Account(site.ids.new(), actor.id, f"{name}@mail.example", "x", "artist", "en", now, now, 0, "", now, now)
    await actors.insert(tx, actor)
    await accounts.insert(tx, account)
    return account.id, actor.id


async def _measure(way: Way, port: int, pid: int, tokens: list[str], author: int, site: Site) -> None:
    before = _memory(pid)
    readers = await _open(way, port, tokens)
    await asyncio.sleep(2)
    after = _memory(pid)
    each = (after - before) * 1024 / len(readers)
    print(
        f"{len(readers):,} idle connections, {way.name}: {after - before:.0f} MiB more ({each:.1f} KiB each)",
        flush=True,
    )
    for _ in range(3):
        await _fan_out(way, pid, readers, author, site)
    for one in readers:
        one.transport.abort()
    await asyncio.sleep(1)


async def _open(way: Way, port: int, tokens: list[str]) -> list[Reader]:
    loop, readers = asyncio.get_running_loop(), []
    for start in range(0, len(tokens), 50):
        opening = []
        for token in tokens[start : start + 50]:
            head = (
                f"GET {way.path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n{way.more}\r\n"
            )
            opening.append(loop.create_connection(partial(Reader, head.encode()), "127.0.0.1", port))
        opened = [protocol for _, protocol in await asyncio.gather(*opening)]
        await asyncio.wait_for(asyncio.gather(*(one.opened for one in opened)), 30)
        readers += opened
    return readers


async def _fan_out(way: Way, pid: int, readers: list[Reader], author: int, site: Site) -> None:
    for one in readers:
        one.again()
    post = _post(site, author)
    cpu, start = _cpu(pid), time.perf_counter()
    await site.db.write([posts.inserting_new(post)])
    heard = await asyncio.wait_for(asyncio.gather(*(one.heard for one in readers)), 60)
    spent = (_cpu(pid) - cpu) * 1000
    first, last = (min(heard) - start) * 1000, (max(heard) - start) * 1000
    print(
        f"a post to {len(readers):,} of them: the first after {first:.0f} ms, the last {last - first:.0f} ms later, "
        f"{spent:.0f} ms of the server's processor",
        flush=True,
    )


def _post(site: Site, author: int) -> Post:
    number, now = site.ids.new(), site.clock.now()
    uri = f"{site.config.origin}/posts/{number}"
    return Post(
        number, uri, author, 1, "note", None, "", number, "<p>public words</p>", "public words", "", "", 0, "en",
        "public", uri, now, 0, 0, "{}", 0, 0, 0,
    )  # fmt: skip


def _price(folder: Path) -> None:
    """What the triggers add to a stored post, where nobody listens and where somebody does."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(sqlite3.connect(folder / "fediart.db")) as kept:
        kept.backup(db)
    columns = [row[1] for row in db.execute("pragma table_info(posts)")]
    sample = dict(zip(columns, db.execute("select * from posts limit 1").fetchone(), strict=True))
    triggers = [
        row[0] for row in db.execute("select sql from sqlite_master where type = 'trigger' and name = 'stream_post'")
    ]
    insert = f"insert into posts ({', '.join(columns)}) values ({', '.join(':' + one for one in columns)})"

    def run(base: int) -> float:
        rows = [sample | {"id": base + n, "uri": f"price-{base + n}", "thread_id": base + n} for n in range(5_000)]
        db.execute("begin immediate")
        start = time.process_time()
        db.executemany(insert, rows)
        took = (time.process_time() - start) / len(rows) * 1e6
        db.execute("rollback")
        return took

    db.execute("delete from stream_listeners")
    quiet = min(run(n * 10_000) for n in range(1, 10))
    db.execute("insert into stream_listeners values ('bench', 0)")
    heard = min(run(n * 10_000) for n in range(1, 10))
    db.execute("delete from stream_listeners")
    db.execute("drop trigger stream_post")
    bare = min(run(n * 10_000) for n in range(1, 10))
    db.execute(triggers[0])
    more = f"{quiet - bare:+.1f} where nobody listens, {heard - bare:+.1f} where somebody does"
    print(f"a post's row, microseconds: {bare:.1f}; {more}")
    db.close()


async def _run(config: Path, port: int, many: int) -> None:
    author, tokens = await _seed(config, many)
    async with open_site(load(config)) as site:
        for way in WAYS:
            with _served(config) as server:
                await _measure(way, port, server.pid, tokens, author, site)


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else CONNECTIONS
    allow_many_connections()
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(KeyboardInterrupt):
        folder, port = Path(name), _free_port()
        _fediart("init", name, "--host", f"localhost:{port}", "--development")
        asyncio.Runner(loop_factory=uvloop.new_event_loop).run(_run(folder / "config.toml", port, many))
        _price(folder)


if __name__ == "__main__":
    main()
