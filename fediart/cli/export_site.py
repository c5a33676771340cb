"""`fediart export-site NAME FOLDER`: an artist's portfolio as files that any host serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from fediart.app import open_site
from fediart.catalogues import named
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.errors import Problem
from fediart.language import speaking
from fediart.rights.crawlers import in_force
from fediart.store import accounts, actors
from fediart.web.own_site.export import export
from fediart.web.own_site.ground import base_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the artist's account")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a new one, or one that was exported to before")
    parser.add_argument("--address", default="", metavar="URL",
                        help="where it will stand, such as https://jane.example")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(args: argparse.Namespace) -> int:
    """Raises Problem where there is no such artist, or the folder holds something else."""
    config = load(args.config)
    async with open_site(config) as site:
        async with site.db.reading() as tx:
            account = await accounts.by_name(tx, args.name.removeprefix("@"))
            artist = await actors.by_id(tx, account.actor_id) if account else None
        if account is None or artist is None or artist.suspended or artist.deleted:
            raise Problem(f"There is no artist {args.name} here; `fediart account list` shows all.")
        with speaking(named(account.locale)):
            done = await export(site, artist, args.folder, in_force(config.folder), base=base_of(args.address))
    if args.json:
        say_json({"files": done.files, "written": done.written, "removed": done.removed})
    else:
        said = f"{done.written} written, {done.removed} removed, the others as before"
        say(f"{done.files} files in {args.folder}: {said}.")
    return 0
