"""Requests per second of what visitors and servers ask for, and memory at rest and under load.

A real `fediart serve` on loopback, with one artist and thirty artworks; the load comes from another process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from demo.art import draw
from fediart.actions.accounts import create_account
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.config import load
from fediart.jobs.publishing import publish_now
from fediart.store import actors, artworks

WORKS = 30
SECONDS = 5.0
CONNECTIONS = 32
ACTIVITY = "application/activity+json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        config = Path(folder) / "config.toml"
        _fediart("init", folder, "--host", f"localhost:{port}", "--development")
        artwork_id = asyncio.run(_seed(config))
        with _served(config) as server:
            print(f"memory at rest: {_memory(server.pid):.0f} MiB")
            _table(port, artwork_id, server.pid)
            print(f"memory after the load: {_memory(server.pid):.0f} MiB")
        print()
        for stage, took in asyncio.run(_publishing(config)):
            print(f"{stage:<44}{took:8.0f} ms")


def _table(port: int, artwork_id: int, pid: int) -> None:
    for name, path, accept in (
        ("gallery, anonymous", "/", "text/html"),
        ("portfolio page, anonymous", "/@mara", "text/html"),
        ("artwork page, anonymous", f"/@mara/{artwork_id}", "text/html"),
        ("webfinger", f"/.well-known/webfinger?resource=acct:mara@localhost:{port}", "application/jrd+json"),
        ("actor JSON", "/users/mara", ACTIVITY),
        ("artwork JSON", f"/users/mara/posts/{artwork_id}", ACTIVITY),
        ("outbox, first page", "/users/mara/outbox?page=true", ACTIVITY),
        ("robots.txt", "/robots.txt", "text/plain"),
        ("feed of an artist, Atom", "/@mara/feed.atom", "application/atom+xml"),
        ("oEmbed", f"/oembed?url=http%3A%2F%2Flocalhost:{port}%2F%40mara%2F{artwork_id}", "application/json"),
        ("sitemap, index", "/sitemap.xml", "application/xml"),
        ("instance API", "/api/v2/instance", "application/json"),
    ):
        _measure(name, port, path, accept, pid)


def _measure(name: str, port: int, path: str, accept: str, pid: int) -> None:
    before, start = _cpu(pid), time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.load", "127.0.0.1", str(port), path, str(SECONDS), str(CONNECTIONS)]
    result = json.loads(subprocess.run([*command, accept], check=True, capture_output=True, text=True).stdout)
    busy = (_cpu(pid) - before) / (time.perf_counter() - start)
    failed = f"   {result['failed']:.0f} not 200!" if result["failed"] else ""
    print(f"{name:<32}{result['per_second']:9.0f}/s   server CPU {busy:4.0%}{failed}", flush=True)


async def _seed(config: Path) -> int:
    async with open_site(load(config)) as site:
        account = await create_account(site, "mara", "mara@kiln.example", "paper and ink", role="owner")
        async with site.db.reading() as tx:
            artist = await actors.by_id(tx, account.actor_id)
        assert artist is not None
        newest = 0
        for number in range(WORKS):
            folder = site.storage.incoming()
            path = draw("landscape", (1200, 800 + 20 * number), number, folder / "work.jpg")
            details = Details(title=f"Hills, number {number}", description="Painted after rain.", tags=("hills",))
            newest = await submit(site, artist, Submission(details, (Upload(path, "work.jpg", "Blue hills."),)))
            await publish_now(site, newest)
            site.storage.discard(folder)
        async with site.db.reading() as tx:
            found = await artworks.by_id(tx, newest)
        assert found is not None and found.state == "published", found and found.state
        return newest


async def _publishing(config: Path) -> list[tuple[str, float]]:
    """From the upload's last byte to the artwork's page, for a 12-megapixel JPEG."""
    async with open_site(load(config)) as site:
        async with site.db.reading() as tx:
            artist = await actors.by_handle(tx, "mara")
        assert artist is not None
        folder = site.storage.incoming()
        path = await asyncio.to_thread(draw, "landscape", (4000, 3000), 7, folder / "large.jpg")
        size = path.stat().st_size / 1e6
        start = time.perf_counter()
        work = await submit(site, artist, Submission(Details(title="Large"), (Upload(path, "large.jpg", "Hills."),)))
        submitted = time.perf_counter()
        stages = asyncio.create_task(_watch(site, work))
        await publish_now(site, work)
        done = time.perf_counter()
        seen = await stages
        site.storage.discard(folder)
    marks = [("checked and kept", start, submitted)]
    preparing = seen.get("preparing", done)
    marks += [("judged (evidence and detector)", submitted, preparing), ("renditions and publishing", preparing, done)]
    named = [(f"  {name}", (end - begin) * 1000) for name, begin, end in marks]
    return [(f"12-megapixel JPEG ({size:.1f} MB) to published", (done - start) * 1000), *named]


async def _watch(site, work: int) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """When the work was first seen in each state."""
    seen: dict[str, float] = {}
    while "published" not in seen and len(seen) < 8:
        async with site.db.reading() as tx:
            found = await artworks.by_id(tx, work)
        seen.setdefault(found.state, time.perf_counter())
        if found.state in ("published", "held", "refused", "failed"):
            break
        await asyncio.sleep(0.005)
    return seen


@contextlib.contextmanager
def _served(config: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "fediart", "serve", "-c", str(config)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None and server.stdout.readline()
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _fediart(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "fediart", *words], check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu(pid: int) -> float:
    """Seconds of CPU the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """Resident MiB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
