"""`fediart upgrade` and `fediart downgrade`: to this version's database and back, with a backup before each."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from fediart import __version__
from fediart.actions import certificates
from fediart.actions.upgrading import WayBack, bring_up, go_back, said, way_back
from fediart.cli.backup import opened, storage_of
from fediart.cli.owner import as_owner
from fediart.cli.terminal import say
from fediart.clock import SystemClock
from fediart.config import load


async def upgrade(arguments: argparse.Namespace) -> int:
    """Backs the database up, whatever the config says of that, and brings it to this version's schema."""
    config, now = load(arguments.config), SystemClock().now()
    as_owner(config)
    async with AsyncExitStack() as parts:
        done = await bring_up(config, await opened(config, parts), now=now, always=True)
    await asyncio.to_thread(certificates.ensure, config, now=now)
    if not done.applied:
        say(f"The database is that of fediart {__version__} already. Nothing was done.")
        return 0
    say(f"Applied {', '.join(done.applied)}: the database is that of fediart {__version__}.")
    if done.backup is not None:
        say(f"The way back: fediart downgrade -c {config.path} (to {done.backup.folder})")
    say(f"Now start it: fediart serve -c {config.path}")
    return 0


def downgrade_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "backup",
        type=Path,
        nargs="?",
        metavar="BACKUP",
        help="a backup's folder (default: that before the last upgrade)",
    )
    parser.add_argument("--yes", action="store_true", help="do it; without this, it is only said what would happen")


async def downgrade(arguments: argparse.Namespace) -> int:
    """Puts the database from before the last upgrade in the place of today's, of which a backup is made first."""
    config, now = load(arguments.config), SystemClock().now()
    as_owner(config)
    async with AsyncExitStack() as parts:
        found = await way_back(config, await opened(config, parts), arguments.backup)
    _show(found)
    if not arguments.yes:
        say("Nothing was done. Stop fediart, then give the same command with --yes.")
        return 0
    made, missing = await go_back(config, found.backup, storage_of, now=now)
    say(f"The database of {found.backup.name} is in place. Today's is in {made.backup.folder}.")
    if missing:
        say(f"  {len(missing)} files that it names are gone from storage, such as {missing[0]}.")
    say(f"Now install {_version(found)}: this one would upgrade the database again when it starts.")
    say(f"To take this back: fediart downgrade {made.backup.folder} --yes -c {config.path}")
    return 0


def _show(found: WayBack) -> None:
    say(f"Goes back to {said(found.backup)}.")
    lost = ", ".join(f"{number} {what}" for what, number in found.lost.items() if number)
    if lost:
        say(f"  What came since would no longer be there: {lost}. A backup of today's database is made first.")


def _version(found: WayBack) -> str:
    ran = found.backup.about.ran
    return f"fediart {ran} again" if ran and ran != __version__ else "the version that you had before"
