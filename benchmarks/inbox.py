"""Signed Creates from other servers, stored: how many in a second, and what each costs this process.

usage: python -m benchmarks.inbox [CREATES] [POSTGRES_DSN]

The senders are in a process of their own and sign beforehand. What is measured is everything from the socket to the
row: HTTP, signature, rules, job, handler. The figure is for one process on one database.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import uvloop
from aiohttp import web

from federation import write
from federation.audience import PUBLIC
from federation.keys import PrivateKey, generate_rsa
from federation.media_types import ACTIVITY_JSON
from federation.objects import Hashtag, Note
from federation.signatures import sign_cavage
from fediart.actions.actors import local_actor
from fediart.app import assembled, make_app, start_background
from fediart.clock import SystemClock
from fediart.config import parse
from fediart.resources import resource
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor
from fediart.store.migrate import migrate
from fediart.store.opening import open_database

SENDERS = 50
CONNECTIONS = 32
HOST = "away.example"


async def serve(creates: int, url: str, folder: Path) -> None:
    probe = socket.create_server(("127.0.0.1", 0))
    host = f"localhost:{probe.getsockname()[1]}"
    raw = {"instance": {"host": host, "development": True}, "secrets": {"key": "k" * 32}}
    db = await open_database(url or f"sqlite:{folder / 'bench.db'}")
    try:
        await migrate(db, resource("migrations"), now=0)
        async with assembled(parse(raw, folder=folder), db, SystemClock()) as site:
            people = await _people(site)
            _write_requests(site, people, creates, folder / "requests")
            runner = web.AppRunner(make_app(site), access_log=None)
            await runner.setup()
            await web.SockSite(runner, probe).start()
            async with start_background(site):
                await _measure(site, creates, folder)
            await runner.cleanup()
    finally:
        await db.close()


async def _people(site: Site) -> list[Actor]:
    """Senders whose keys are known, each followed by one local artist."""
    pair, now = generate_rsa(), site.clock.now()
    jane = local_actor(site.config, site.ids.new(), "jane", pair, now=now)
    found = []
    async with site.db.writing() as tx:
        await actors.insert(tx, jane)
        for number in range(SENDERS):
            uri = f"http://{HOST}/users/p{number}"
            one = replace(
                jane, id=site.ids.new(), uri=uri, name=f"p{number}", host=HOST, url=uri, inbox=f"{uri}/inbox",
                followers_uri=f"{uri}/followers", public_key_id=f"{uri}#main-key",
            )  # fmt: skip
            found.append(one)
            await actors.insert(tx, one)
            follow = follows.Follow(site.ids.new(), jane.id, one.id, follows.ACCEPTED, f"{jane.uri}#{number}", now)
            await follows.put(tx, follow)
    return found


def _write_requests(site: Site, people: list[Actor], creates: int, file: Path) -> None:
    url = f"{site.config.origin}/inbox"
    with file.open("wb") as out:
        for number in range(creates):
            one = people[number % len(people)]
            body = json.dumps(_create(one, number, site.clock.now())).encode()
            head = {"Content-Type": ACTIVITY_JSON}
            key = PrivateKey(one.public_key_id, one.private_key)
            head |= sign_cavage("POST", url, head, body, key, site.clock.now())
            lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            whole = f"POST /inbox HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
            out.write(len(whole).to_bytes(4, "big") + whole)


def _create(one: Actor, number: int, now: int) -> dict[str, object]:
    words = "A sketch from this morning, ink and a little gouache, before the light was gone. " * 3
    note = write.note(
        Note(
            id=f"{one.uri}/statuses/{number}", attributed_to=one.uri, published=now, to=(PUBLIC,),
            cc=(one.followers_uri,), language="en", replies=f"{one.uri}/statuses/{number}/replies",
            content=f'<p>{words}<a href="http://{HOST}/tags/ink" class="mention hashtag" rel="tag">#<span>ink</span>'
            f"</a></p><p>{words}</p>",
            hashtags=(Hashtag("ink", f"http://{HOST}/tags/ink"), Hashtag("sketch", f"http://{HOST}/tags/sketch")),
        )
    )  # fmt: skip
    return write.create(f"{one.uri}/statuses/{number}/activity", one.uri, note)


async def _measure(site: Site, creates: int, folder: Path) -> None:
    port = site.config.instance.host.partition(":")[2]
    cpu, start = time.process_time(), time.perf_counter()
    sender = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.inbox", "--send", port, str(folder / "requests")], stdout=subprocess.PIPE
    )
    kept = 0
    while kept < creates and time.perf_counter() - start < 300:
        await asyncio.sleep(0.1)
        async with site.db.reading() as tx:
            kept = int(await tx.value("select count(*) from posts where local = 0"))
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    said = json.loads(sender.communicate()[0])
    print(f"signed Creates stored ({site.db.engine}, {SENDERS} senders, {CONNECTIONS} connections)")
    print(f"  taken in:   {creates / said['seconds']:8.0f} a second, {said['failed']} refused")
    print(f"  stored:     {kept / took:8.0f} a second, {kept} of {creates}")
    print(f"  processor:  {cpu / creates * 1000:8.2f} ms for each, the whole way", flush=True)


async def send(port: int, file: Path) -> None:
    """The other servers: every connection sends what is next as soon as it has its answer."""
    data, requests, at = file.read_bytes(), list[bytes](), 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        requests.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    queue, failed, start = iter(requests), 0, time.perf_counter()

    async def connection() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in queue:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            failed += not head.startswith(b"HTTP/1.1 202")
            if b"ontent-Length: 0" not in head:
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    print(json.dumps({"seconds": time.perf_counter() - start, "failed": failed}))


def main() -> None:
    words = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if words[:1] == ["--send"]:
            return runner.run(send(int(words[1]), Path(words[2])))
        with tempfile.TemporaryDirectory() as name:
            creates = int(words[0]) if words else 4000
            runner.run(serve(creates, words[1] if len(words) > 1 else "", Path(name)))


if __name__ == "__main__":
    main()
