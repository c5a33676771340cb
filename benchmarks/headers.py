"""What the AI policy's headers cost: processor time of a portfolio page and of an artwork's with and without them.

A page that comes from memory is the cheapest answer there is, so nothing else loses a larger part. One server keeps
each page twice, once without these headers, and is asked for the two in turn, in many short pieces, so that whatever
else the machine does hits both alike. Requests per second are what one core gives when it does nothing else. Since two
such figures differ by more than the headers from one run to the next, the verdict comes from what can be measured
exactly: the time in which an answer takes the headers along and writes them, as a part of the quickest request.

usage: python -m benchmarks.headers [PIECES]
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.http_writer import _serialize_headers
from multidict import CIMultiDict

from benchmarks.load import _run
from benchmarks.pages import _fediart, _free_port, _seed
from fediart.cli import main as fediart
from fediart.rights.headers import Header
from fediart.web import security

PIECES = 80
SECONDS = 0.25
CONNECTIONS = 16
GOAL = 3.0  # per cent
SERVE = "serve"
WITH, BARE = "headers=1", "headers=0"
OURS = ("Content-Usage", "Content-Signal", "tdm-reservation", "tdm-policy", "X-Robots-Tag", "Link")


def main() -> int:
    if SERVE in sys.argv:
        return _serve(sys.argv[2])
    pieces = int(sys.argv[1]) if len(sys.argv) > 1 else PIECES
    with tempfile.TemporaryDirectory() as folder:
        config, port = Path(folder) / "config.toml", _free_port()
        _fediart("init", folder, "--host", f"localhost:{port}", "--development")
        work = asyncio.run(_seed(config))
        with _served(config) as pid:
            quickest = _compare("portfolio page, anonymous", "/@mara", port, pid, pieces)
            _compare("artwork page, anonymous", f"/@mara/{work}", port, pid, pieces)
            whole = asyncio.run(_headers_at(f"http://localhost:{port}/@mara"))
    took = _writing(whole) - _writing([one for one in whole if one[0] not in OURS])
    cost = took / quickest * 100
    verdict = "under" if cost < GOAL else "NOT under"
    print(
        f"writing the AI policy's headers takes {took * 1e6:.2f} µs of the {quickest * 1e6:.0f} µs of a portfolio page:"
    )
    print(f"{cost:.1f} % of its requests per second, {verdict} {GOAL:.0f} %")
    return 0


async def _headers_at(url: str) -> list[tuple[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return list(answer.headers.items())


def _writing(headers: list[tuple[str, str]]) -> float:
    """Seconds for an answer with these headers, from those that are kept to the bytes: the least of many tries."""
    kept, body = CIMultiDict(headers), b"x" * 4000
    kept.pop("Content-Length", None)

    def write() -> None:
        _serialize_headers("HTTP/1.1 200 OK", web.Response(body=body, headers=kept).headers)

    return min(timeit.repeat(write, number=200, repeat=3000)) / 200


def _serve(config: str) -> int:
    """As `fediart serve`, but an address with `BARE` is answered without these headers."""
    usual = security.rights_headers

    def sometimes(request: web.Request) -> tuple[Header, ...]:
        return () if request.query_string == BARE else usual(request)

    security.rights_headers = sometimes
    return fediart(["serve", "-c", config])


def _compare(name: str, path: str, port: int, pid: int, pieces: int) -> float:
    """Seconds of the quickest request. Whatever disturbs only adds time, so the quicker quarter of each is compared."""
    took: dict[str, list[float]] = {WITH: [], BARE: []}
    for place in range(pieces + 1):
        for query in (WITH, BARE) if place % 2 else (BARE, WITH):
            seconds = _seconds_each(port, f"{path}?{query}", pid)
            if place:  # the first pair warms up
                took[query].append(seconds)
    whole, bare = (statistics.quantiles(took[query])[0] for query in (WITH, BARE))
    loss = (whole - bare) / whole * 100
    print(f"{name:<32}{1 / whole:9.0f}/s with   {1 / bare:9.0f}/s without   {loss:5.1f} %", flush=True)
    return min(took[WITH])


def _seconds_each(port: int, path: str, pid: int) -> float:
    """Processor time of the server for one request."""
    before = _cpu(pid)
    found = asyncio.run(_run("127.0.0.1", port, path, SECONDS, CONNECTIONS, "text/html"))
    if found["failed"]:
        raise SystemExit(f"{path} did not answer with 200")
    return (_cpu(pid) - before) / (found["per_second"] * SECONDS)


def _cpu(pid: int) -> float:
    """Seconds of processor time of all threads, to the nanosecond."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


@contextmanager
def _served(config: Path) -> Iterator[int]:
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.headers", SERVE, str(config)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None and server.stdout.readline()
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    sys.exit(main())
