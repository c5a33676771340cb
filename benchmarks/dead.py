"""Deliveries to 1,000 servers that are well, alone and beside 1,000 that are dead: the living must hardly notice.

usage: python -m benchmarks.dead [HOSTS] [ROUNDS]

Dead means twice: their port refuses connections, or they take the connection and never answer. In either case all of
them were well a moment before; a second run is with those that are known to be dead.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.deliver import Measured, followed, measure, queue, sinks
from fediart.app import allow_many_connections, assembled
from fediart.clock import SystemClock
from fediart.config import parse
from fediart.resources import resource
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.migrate import migrate
from fediart.store.opening import open_database

LEAST = 0.8


async def compare(hosts: int, rounds: int, folder: Path, how: str) -> bool:
    """Whether the living get at least LEAST of what they get alone."""
    with sinks(hosts) as (living, _), sinks(hosts) as (dying, process):
        db = await open_database(f"sqlite:{folder / f'{how}.db'}")
        try:
            await migrate(db, resource("migrations"), now=0)
            raw = {"instance": {"host": "localhost:1", "development": True}, "secrets": {"key": "k" * 32}}
            async with assembled(parse(raw, folder=folder), db, SystemClock()) as site:
                return await _in_turn(site, living, dying, process, rounds, how)
        finally:
            await db.close()


async def _in_turn(
    site: Site, living: list[int], dying: list[int], process: subprocess.Popen[str], rounds: int, how: str
) -> bool:
    jane = await followed(site, living, "jane")
    june = await followed(site, [*living, *dying], "june")
    await queue(site, june, 1)
    await measure(site, len(living) + len(dying), "first meeting of all")
    expected = rounds * len(living)
    alone = await _rate(site, jane, rounds, expected, f"{len(living)} hosts alone")
    os.kill(process.pid, signal.SIGSTOP if how == "silent" else signal.SIGKILL)
    beside = f"the same beside {len(dying)} that"
    words = "never answer" if how == "silent" else "refuse"
    now = await _rate(site, june, rounds, expected, f"{beside} {words} all at once")
    later = await _rate(site, june, rounds, expected, f"{beside} are known to {words}")
    os.kill(process.pid, signal.SIGCONT)
    for when, one in (("at first", now), ("then", later)):
        by = alone.processor / one.processor
        print(f"  {when}: {one.rate / alone.rate:.0%} of the rate alone, {by:.0%} by processor")
    await _settled(site.db)
    return min(now.rate, later.rate) >= LEAST * alone.rate


async def _rate(site: Site, artist: Actor, rounds: int, expected: int, words: str) -> Measured:
    await queue(site, artist, rounds)
    return await measure(site, expected, words)


async def _settled(db: Database) -> None:
    async with db.reading() as tx:
        rows = await tx.all("select state, count(*) as many from deliveries group by state")
    print("  " + ", ".join(f"{row['many']} {row['state']}" for row in rows) + "\n", flush=True)


def main() -> int:
    words = sys.argv[1:]
    hosts, rounds = (int(words[0]) if words else 1000), (int(words[1]) if len(words) > 1 else 20)
    allow_many_connections()
    logging.getLogger("fediart").setLevel(logging.ERROR)  # each host that is down is told of once
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, tempfile.TemporaryDirectory() as name:
        kept = [runner.run(compare(hosts, rounds, Path(name), how)) for how in ("refusing", "silent")]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
