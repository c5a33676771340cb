"""A new policy of the instance with a thousand works: how long until every file says so and every server knows.

usage: python -m benchmarks.policy_change [WORKS] [--sealed]

A real `fediart serve` on loopback, killed with SIGKILL half-way and started again; three other servers follow. The
works are published by the ordinary way, tiny, of three files each; with --sealed each file gets its seal anew, too.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.deliver import followed, sinks
from benchmarks.pages import _cpu, _fediart, _free_port, _served
from demo.art import draw
from fediart.actions.policy_changes import Changed, begin
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.config import Config, load
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import policy_changes
from fediart.store.policy_changes import FINISHED, PolicyChange
from fediart.store.settings import read_settings, save_settings

WORKS = 1000
SERVERS = 3
SIZE = (96, 72)


@dataclass
class Course:
    """What was seen of a change: `(seconds, files done, told)`, and the processor time of servers that are gone."""

    seen: list[tuple[float, int, int]]
    cpu: float = 0.0


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    with tempfile.TemporaryDirectory() as name, sinks(SERVERS) as (ports, _):
        _fediart("init", name, "--host", f"localhost:{_free_port()}", "--development")
        works = numbers[0] if numbers else WORKS
        asyncio.run(_measure(Path(name) / "config.toml", works, ports, sealed="--sealed" in sys.argv))


async def _measure(path: Path, works: int, ports: list[int], *, sealed: bool) -> None:
    config = load(path)
    began = time.perf_counter()
    async with open_site(_undetected(config)) as site:
        await _settings(site, content_credentials=False)
        await _publish(site, works, ports)
        files = int(await _value(site, "select count(*) from renditions"))
        print(f"{works} works of {files} files are published ({time.perf_counter() - began:.0f} s)", flush=True)
        if works == 0:
            return
        await _settings(site, content_credentials=sealed, ai_policy="open")
        async with site.db.writing() as tx:
            await begin(tx, site, Changed("instance", "no-ai", "open"), account_id=None)
        course, start = Course([]), time.perf_counter()
        with _served(path) as server:
            await _watch(site, course, start, server, until=lambda change: change.files_done >= works // 2)
            killed = await _change(site)
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
        print(f"killed (SIGKILL) after {killed.files_done} works; started again", flush=True)
        with _served(path) as server:
            await _watch(site, course, start, server, until=lambda change: change.state == FINISHED)
        await _tell(site, course, files)


def _undetected(config: Config) -> Config:
    return replace(config, admission=replace(config.admission, model="none"))


async def _settings(site: Site, **changes: object) -> None:
    async with site.db.writing() as tx:
        await save_settings(tx, replace(await read_settings(tx), **changes), now=site.clock.now())  # type: ignore[arg-type]


async def _publish(site: Site, works: int, ports: list[int]) -> None:
    artist = await followed(site, ports, "mara")
    for number in range(works):
        folder = site.storage.incoming()
        path = draw("landscape", SIZE, number, folder / "work.png")
        upload = Upload(path, "work.png", "Hills.")
        work = await submit(site, artist, Submission(Details(title=f"Hills {number}"), (upload,)))
        await publish_now(site, work)
        site.storage.discard(folder)
    async with site.db.writing() as tx:  # what was published is old news
        await tx.run("update deliveries set state = 'delivered', finished = 1 where state = 'waiting'")


async def _value(site: Site, sql: str) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value(sql) or 0)


async def _change(site: Site) -> PolicyChange:
    async with site.db.reading() as tx:
        return (await policy_changes.newest(tx, limit=1))[0].change


async def _watch(site: Site, course: Course, start: float, server: subprocess.Popen[str], *, until) -> None:  # type: ignore[no-untyped-def]
    cpu = 0.0
    while not until(change := await _change(site)):
        course.seen.append((time.perf_counter() - start, change.files_done, change.told_done))
        cpu = _cpu(server.pid)
        await asyncio.sleep(0.25)
    course.seen.append((time.perf_counter() - start, change.files_done, change.told_done))
    course.cpu += cpu


async def _tell(site: Site, course: Course, files: int) -> None:
    change = await _change(site)
    written = next(when for when, done, _ in course.seen if done >= change.files_total)
    stale = await _value(site, "select count(*) from renditions where policy <> 'open'")
    sent = await _value(site, "select count(*) from outgoing where kind = 'Update' and post_id is not null")
    print(f"{written:8.1f} s   until {files} files of {change.files_done} works say it ({stale} do not)")
    told = course.seen[-1][0]
    print(f"{told:8.1f} s   until {change.told_done} works are told of, in {sent} Updates to {SERVERS} servers")
    print(f"{_fastest(course):8.1f}     works a second that one server was told of, at the most (over 10 s)")
    print(f"{course.cpu:8.1f} s   of the server's processor time, {change.files_failed} works failed", flush=True)


def _fastest(course: Course) -> float:
    best = 0.0
    for at, _, told in course.seen:
        before = [done for when, _, done in course.seen if when <= at - 10]
        best = max(best, (told - before[-1]) / 10) if before else best
    return best


if __name__ == "__main__":
    main()
