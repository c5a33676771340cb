"""`fediart federation media`: our copies of pictures from elsewhere, from the shell."""

from __future__ import annotations

import argparse

from fediart.actions import copy_cache
from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.config import load
from fediart.jobs.copy_cache import clear, trim
from fediart.site import Site
from fediart.store import remote_copies
from fediart.store.copy_settings import read_copy_settings

MOST = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("host", nargs="?", default="", metavar="HOST", help="one server")
    parser.add_argument("--trim", action="store_true", help="let go of what is over the room admins gave, now")
    parser.add_argument("--clear", action="store_true", help="let go of all copies of HOST, now")
    parser.add_argument("--json", action="store_true", help="one JSON object per server")


async def run(given: argparse.Namespace) -> int:
    """Looks, or trims and then looks."""
    if given.clear and not given.host:
        say("Name the server whose copies are to go: fediart federation media HOST --clear")
        return 2
    async with open_site(load(given.config)) as site:
        host = given.host.lower()
        if given.clear:
            await copy_cache.clear_host(site, None, host)  # for the log; the job finds nothing left
            await clear(site, host)
        if given.trim:
            await trim(site)
        await show(site, host, as_json=given.json)
    return 0


async def show(site: Site, host: str, *, as_json: bool) -> None:
    """Prints what lies here, all of it or one server's."""
    async with site.db.reading() as tx:
        settings, whole = await read_copy_settings(tx), await remote_copies.weigh(tx)
        if host:
            found = [(host, await remote_copies.of_host(tx, host))]
        else:
            found = await remote_copies.heaviest(tx, limit=MOST)
    if as_json:
        for name, one in found:
            say_json({"host": name, "copies": one.copies, "bytes": one.bytes})
        return
    room = "no bound" if settings.budget is None else f"{settings.budget} bytes"
    say(f"{whole.copies} copies, {whole.bytes} bytes; room: {room}; mode: {settings.mode}")
    table([(name, str(one.copies), str(one.bytes)) for name, one in found], ("HOST", "COPIES", "BYTES"))
