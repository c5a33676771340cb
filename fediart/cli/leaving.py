"""`fediart account delete|keep|deletions|export`: an account on its way out, undone, looked at, and taken along."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from pathlib import Path

from fediart.actions import account_deletion
from fediart.actions.account_deletion import GRACE
from fediart.actions.account_exports import JOB, KEPT
from fediart.app import open_site
from fediart.cli.terminal import say, table
from fediart.clock import DAY, iso
from fediart.config import load
from fediart.errors import NotFound, Problem
from fediart.jobs.account_exports import pack
from fediart.site import Site
from fediart.store import account_exports, accounts, actors, departures
from fediart.store.accounts import Account


def delete_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")
    parser.add_argument("--reason", default="", metavar="TEXT", help="what the person is told by mail")
    parser.add_argument("--now", action="store_true", help=f"at once, and not in {GRACE // DAY} days")


async def delete(arguments: argparse.Namespace) -> int:
    """Hidden at once; what follows is done by the server's worker."""
    async with open_site(load(arguments.config)) as site:
        account = await _named(site, arguments.name)
        grace = 0 if arguments.now else GRACE
        one = await account_deletion.begin(site, account.id, by=None, reason=arguments.reason, grace=grace)
    say(f"@{arguments.name} is hidden, and deleted from {iso(one.due)} on.")
    if not arguments.now:
        say(f"Until then: fediart account keep {arguments.name}")
    return 0


def keep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")


async def keep(arguments: argparse.Namespace) -> int:
    """While there is time."""
    async with open_site(load(arguments.config)) as site:
        account = await _named(site, arguments.name)
        await account_deletion.keep(site, account.id, by=None)
    say(f"@{arguments.name} stays.")
    return 0


async def list_deletions(arguments: argparse.Namespace) -> int:
    """The newest first, with how many servers have heard of it."""
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        lines = []
        for one in await departures.newest(tx, limit=200):
            counts = departures.count(await departures.arrivals(tx, one))
            actor = await actors.by_id(tx, one.actor_id)
            name = actor.handle if actor and one.state != departures.OVER else str(one.account_id)
            heard = f"{counts.confirmed} of {counts.all}"
            lines.append((name, one.state, iso(one.asked), iso(one.due), heard, ", ".join(counts.unreachable)))
    table(lines, ("ACCOUNT", "STATE", "ASKED", "DUE", "CONFIRMED", "UNREACHABLE"))
    return 0


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")
    parser.add_argument("file", type=Path, metavar="FILE", help="the ZIP to write; it must not be there yet")


async def export(arguments: argparse.Namespace) -> int:
    """The same archive that the member gets under Settings, Leaving."""
    if arguments.file.exists():
        raise Problem(f"{arguments.file} is there already: name another file.")
    async with open_site(load(arguments.config)) as site:
        account = await _named(site, arguments.name)
        number, now = site.ids.new(), site.clock.now()
        async with site.db.writing() as tx:
            await account_exports.begin(tx, number, account.actor_id, now=now, expires=now + KEPT)
        await pack(site, {"export": str(number)})
        async with site.db.reading() as tx:
            made = await account_exports.by_id(tx, number)
        if made is None or not made.stored:
            raise Problem(f"It could not be packed: {made.words if made else JOB}")
        await asyncio.to_thread(shutil.copyfile, await site.storage.local(made.stored), arguments.file)
        async with site.db.writing() as tx:
            await account_exports.let_go(tx, number)
    say(f"{arguments.file}: {made.bytes} bytes. It holds private things: keep it as such.")
    return 0


async def _named(site: Site, name: str) -> Account:
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name.removeprefix("@"))
    if account is None:
        raise NotFound(f"There is no account named {name} here.")
    return account
