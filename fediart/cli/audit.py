"""`fediart rights audit`: looks now, as the nightly audit does, at what the running site says of its works."""

from __future__ import annotations

import argparse
import asyncio
import sys

from fediart.actions import audits as acts
from fediart.app import open_site
from fediart.cli.policy import EXIT
from fediart.cli.terminal import say, say_error, say_json
from fediart.config import load
from fediart.errors import TooOften
from fediart.rights.report import Report, from_json
from fediart.site import Site
from fediart.store import audits
from fediart.store.audits import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object: run, works, site")


async def run(given: argparse.Namespace) -> int:
    """Goes on with the audit that is under way, else begins one; the server must be running. Exit status as that of
    `fediart policy check`, or 1 where the site could not be reached."""
    async with open_site(load(given.config)) as site:
        done = await _to_the_end(site)
        async with site.db.reading() as tx:
            found = {one.artwork_id: from_json(one.report) for one in await audits.troubles(tx, done.id)}
    whole = from_json(done.site) if done.site else None
    if given.json:
        say_json(
            {
                "run": done.id,
                "state": done.state,
                "problem": done.problem,
                "looked_at": done.done,
                "works": {str(number): one.as_json() for number, one in found.items()},
                "site": whole.as_json() if whole else None,
            }
        )
    else:
        _show(done, found, whole)
    return _status(done, [*found.values(), *([whole] if whole else [])])


async def _to_the_end(site: Site) -> Run:
    async with site.db.reading() as tx:
        now = await audits.running(tx)
    if now is None:
        now = await acts.start(site, None, audits.COMMAND, queued=False)
    while now.state == audits.RUNNING:
        try:
            now = await acts.step(site, now.id)
        except TooOften as problem:
            say_error(f"{problem.message} Going on in {problem.retry_after} seconds.")
            await asyncio.sleep(problem.retry_after)
        if sys.stderr.isatty():
            print(f"\rlooking {now.done}/{len(now.works)}\x1b[K", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return now


def _show(done: Run, found: dict[int, Report], whole: Report | None) -> None:
    for one in [*found.values(), *([whole] if whole else [])]:
        if one.troubled:
            say(one.about)
            for place in one.troubled:
                words = [f"{signal.signal} {signal.status}" for signal in place.troubles] or [place.problem]
                say(f"  {place.name}: {', '.join(words)}")
    say(done.problem or f"{done.done} works looked at; something is wrong with {done.troubled}.")


def _status(done: Run, found: list[Report]) -> int:
    if done.problem:
        return 1
    return max((EXIT[one.worst] for one in found), default=0)
