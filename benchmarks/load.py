"""A small load generator in a process of its own: keep-alive connections that ask for one address, again and again.

usage: python -m benchmarks.load HOST PORT PATH SECONDS CONNECTIONS [ACCEPT]
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import uvloop

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


async def _connection(host: str, port: int, request: bytes, until: float) -> tuple[int, int]:
    """Answers counted, and how many were not 200."""
    reader, writer = await asyncio.open_connection(host, port)
    done = failed = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            failed += 1
        length = _length(head)
        if length:
            await reader.readexactly(length)
        done += 1
    writer.close()
    return done, failed


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 : lower.find(b"\r\n", at)]) if at >= 0 else 0


async def _run(host: str, port: int, path: str, seconds: float, connections: int, accept: str) -> dict[str, float]:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: {BROWSER}\r\nAccept: {accept}\r\n"
        "Accept-Encoding: gzip\r\n\r\n"
    ).encode()
    start = time.perf_counter()
    results = await asyncio.gather(*(_connection(host, port, request, start + seconds) for _ in range(connections)))
    took = time.perf_counter() - start
    return {"per_second": sum(done for done, _ in results) / took, "failed": sum(failed for _, failed in results)}


def main() -> None:
    host, port, path, seconds, connections, *accept = sys.argv[1:]
    work = _run(host, int(port), path, float(seconds), int(connections), accept[0] if accept else "text/html")
    print(json.dumps(asyncio.Runner(loop_factory=uvloop.new_event_loop).run(work)))


if __name__ == "__main__":
    main()
