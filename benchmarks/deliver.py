"""Deliveries to 250 other servers: how many in a second, and what each costs this process.

usage: python -m benchmarks.deliver [HOSTS] [ROUNDS]

The servers are loopback addresses with an HTTP server of their own, all in another process. Signing is included.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvloop

from federation import write
from federation.audience import PUBLIC
from federation.keys import generate_rsa
from federation.objects import Note
from fediart.actions import outbox
from fediart.actions.actors import local_actor
from fediart.app import allow_many_connections, assembled
from fediart.clock import SystemClock
from fediart.config import parse
from fediart.jobs.deliver import Deliverer
from fediart.resources import resource
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor
from fediart.store.migrate import migrate
from fediart.store.opening import open_database


async def deliver(hosts: int, rounds: int, folder: Path) -> None:
    with sinks(hosts) as (ports, _):
        db = await open_database(f"sqlite:{folder / 'bench.db'}")
        try:
            await migrate(db, resource("migrations"), now=0)
            raw = {"instance": {"host": "localhost:1", "development": True}, "secrets": {"key": "k" * 32}}
            async with assembled(parse(raw, folder=folder), db, SystemClock()) as site:
                jane = await followed(site, ports)
                await queue(site, jane, 1)
                await measure(site, hosts, "first meeting (both signatures may be tried)")
                await queue(site, jane, rounds)
                await measure(site, hosts * rounds, "hosts known")
        finally:
            await db.close()


@contextmanager
def sinks(hosts: int) -> Iterator[tuple[list[int], subprocess.Popen[str]]]:
    """The other servers, in a process of their own: their ports, and the process."""
    command = [sys.executable, "-m", "benchmarks.deliver", "--sink", str(hosts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            process.kill()


async def followed(site: Site, ports: list[int], name: str = "jane") -> Actor:
    """One artist with a follower on each host."""
    now = site.clock.now()
    jane = local_actor(site.config, site.ids.new(), name, generate_rsa(), now=now)
    async with site.db.writing() as tx:
        await actors.insert(tx, jane)
        for number, port in enumerate(ports):
            uri = f"http://127.0.0.1:{port}/users/{name}{number}"
            one = replace(
                jane, id=site.ids.new(), uri=uri, name=f"{name}{number}", host=f"127.0.0.1:{port}", url=uri,
                inbox=f"{uri}/inbox", shared_inbox=f"http://127.0.0.1:{port}/inbox", public_key_id=f"{uri}#main-key",
            )  # fmt: skip
            await actors.insert(tx, one)
            made = follows.Follow(site.ids.new(), one.id, jane.id, follows.ACCEPTED, f"{uri}#follow", now)
            await follows.put(tx, made)
    return jane


async def queue(site: Site, jane: Actor, rounds: int) -> None:
    for _ in range(rounds):
        uri = f"{jane.uri}/posts/{site.ids.new()}"
        words = "<p><strong>Harbour at night</strong></p><p>Oil on canvas, 60 x 80 cm, painted in the harbour.</p>"
        note = write.note(Note(uri, jane.uri, content=words * 8, to=(PUBLIC,), cc=(jane.followers_uri,)))
        async with site.db.writing() as tx:
            await outbox.send(tx, site, actor=jane, activity=write.create(f"{uri}#create", jane.uri, note))


@dataclass(frozen=True, slots=True)
class Measured:
    """How many arrived in a second, and seconds of processor for each: the second sways less on a busy machine."""

    rate: float
    processor: float


async def measure(site: Site, expected: int, words: str) -> Measured:
    """Runs a deliverer until so many have arrived; prints and returns how fast."""
    deliverer = asyncio.create_task(Deliverer(site).run())
    cpu, start, done = time.process_time(), time.perf_counter(), 0
    async with site.db.reading() as tx:
        before = int(await tx.value("select count(*) from deliveries where state = 'delivered'"))
    while done < expected and time.perf_counter() - start < 300:
        await asyncio.sleep(0.25)  # counting is work, too
        async with site.db.reading() as tx:
            done = int(await tx.value("select count(*) from deliveries where state = 'delivered'")) - before
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    deliverer.cancel()
    await asyncio.gather(deliverer, return_exceptions=True)
    print(f"deliveries, {words}: {done} of {expected}")
    print(f"  {done / took:8.0f} a second, {cpu / max(done, 1) * 1000:.2f} ms of processor for each", flush=True)
    return Measured(done / took, cpu / max(done, 1))


class _Sink(asyncio.Protocol):
    """The least HTTP server that reads a request to its end and says 202."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            lower = self._buffer[:end].lower()
            at = lower.find(b"content-length:")
            length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._transport.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]


async def sink(hosts: int) -> None:
    allow_many_connections()
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(_Sink, "127.0.0.1", 0) for _ in range(hosts)]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    words = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if words[:1] == ["--sink"]:
            return runner.run(sink(int(words[1])))
        with tempfile.TemporaryDirectory() as name:
            allow_many_connections()
            hosts, rounds = (int(words[0]) if words else 250), (int(words[1]) if len(words) > 1 else 20)
            runner.run(deliver(hosts, rounds, Path(name)))


if __name__ == "__main__":
    main()
