"""`fediart admission rescan`: judges again everything that is published, and can be stopped at any time."""

from __future__ import annotations

import argparse
import asyncio
import sys

from fediart.actions import rescan
from fediart.actions.federation_status import span
from fediart.actions.rescan import Wanted, day_of
from fediart.admission.judgement import model_folders
from fediart.admission.manifest import load_manifest
from fediart.app import open_site
from fediart.cli.admission import read_policy
from fediart.cli.terminal import say, say_error, say_json, table
from fediart.config import Config, load
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import rescans
from fediart.store.rescans import Rescan


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dry-run", action="store_true", help="only say what would change")
    what.add_argument("--apply", action="store_true", help="put before moderators what would change; nothing goes down")
    what.add_argument("--cancel", action="store_true", help="end the run that is under way; what was done stays done")
    parser.add_argument("--apply-labels", action="store_true", help="with --apply: set labels unasked")
    parser.add_argument("--model", action="append", metavar="NAME", help="or its folder (default: those in use)")
    parser.add_argument("--policy", default="current", metavar="current|FILE|PRESET", help="default: the one in force")
    parser.add_argument("--since", default="", metavar="DATE", help="only works since then, as 2026-11-22")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="at most so many works")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")


async def run(given: argparse.Namespace) -> int:
    """Goes on with the run that is under way if it is the same, else begins one. Exit status 1 where works failed."""
    if given.apply_labels and not given.apply:
        raise Problem("--apply-labels belongs to --apply.")
    config = load(given.config)
    wanted = None if given.cancel else await _wanted(given, config)
    async with open_site(config) as site:
        if wanted is None:
            return await _cancel(site)
        done = await _to_the_end(site, await _begun(site, wanted))
        return await _report(site, done, as_json=given.json)


async def _wanted(given: argparse.Namespace, config: Config) -> Wanted:
    folders = model_folders(given.model, config.folder) if given.model else None
    for folder in folders or ():
        await asyncio.to_thread(load_manifest, folder)  # says what is wrong with it before anything begins
    applies = rescans.DRY if given.dry_run else rescans.WITH_LABELS if given.apply_labels else rescans.TO_REVIEW
    return Wanted(
        applies=applies,
        policy=None if given.policy == "current" else await read_policy(given.policy),
        folders=folders,
        since=day_of(given.since),
        limit=max(0, given.limit),
    )


async def _begun(site: Site, wanted: Wanted) -> Rescan:
    async with site.db.reading() as tx:
        under_way = await rescans.running(tx)
    if under_way is None:
        return await rescan.start(site, None, wanted, queued=False)
    fresh = await rescan.as_run(site, None, wanted)
    if _same(under_way, fresh):
        say_error(f"going on with the run that stopped at {under_way.done} of {under_way.total} works")
        return under_way
    raise Problem("Another run is under way. Repeat its options to go on with it, or end it with --cancel.")


def _same(one: Rescan, other: Rescan) -> bool:
    def key(run: Rescan) -> tuple[object, ...]:
        return (dict(run.policy), run.policy_version, run.model, run.applies, run.since)

    return key(one) == key(other)


async def _to_the_end(site: Site, run: Rescan) -> Rescan:
    """A few works at a time, so that the line of progress is never old."""
    while run.state == rescans.RUNNING:
        run = await rescan.step(site, run.id, works=5)
        _progress(run)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return run


def _progress(run: Rescan) -> None:
    if not sys.stderr.isatty():
        return
    rate = run.done * 1000 / run.worked if run.worked and run.done else 0.0
    left = f", {rate:.1f} a second, {span(int(run.left / rate * 1000))} left" if rate else ""
    print(f"\rjudging {run.done}/{run.total}{left}\x1b[K", end="", file=sys.stderr, flush=True)


async def _cancel(site: Site) -> int:
    async with site.db.reading() as tx:
        under_way = await rescans.running(tx)
    if under_way is None:
        raise Problem("No run is under way.")
    await rescan.cancel(site, None, under_way.id)
    say(f"Cancelled at {under_way.done} of {under_way.total} works. What was done stays done.")
    return 0


async def _report(site: Site, run: Rescan, *, as_json: bool) -> int:
    async with site.db.reading() as tx:
        counts = await rescans.counts(tx, run.id)
    failed = sum(number for (_, outcome), number in counts.items() if outcome == "failed")
    if as_json:
        found = [{"after": after, "outcome": outcome, "works": number} for (after, outcome), number in counts.items()]
        say_json({"run": run.id, "state": run.state, "works": run.done, "measured": run.measured, "found": found})
    else:
        say(f"{run.done} works judged again, {run.measured} pictures measured anew: {run.state}.")
        rows = [(after or "-", outcome, str(number)) for (after, outcome), number in sorted(counts.items())]
        if rows:
            table(rows, ("WOULD BE", "OUTCOME", "WORKS"))
        say(f"The works are listed at {site.config.origin}/admin/admission/rescans/{run.id}")
    return 1 if failed else 0
