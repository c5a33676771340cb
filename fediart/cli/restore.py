"""`fediart restore`: an instance made of a backup, in a fresh folder."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from fediart.actions import backup_manifest
from fediart.actions.backup_manifest import in_words
from fediart.actions.restoring import Restored, restore
from fediart.cli.backup import storage_of
from fediart.cli.terminal import say
from fediart.clock import SystemClock


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "backup", type=Path, metavar="BACKUP", help="a backup's folder, or where backups lie: the newest"
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder to make the instance in")
    parser.add_argument("--database", default="", metavar="URL", help="another address than the config's database.url")
    parser.add_argument("--files", default="", metavar="DIR", help="another folder than the config's storage.folder")


async def run(given: argparse.Namespace) -> int:
    """0 where nothing is missing, 3 where files are that rows name."""
    backup = backup_manifest.find(given.backup)
    say(f"Restoring {backup.name}: {backup.about.host} as it was on {in_words(backup.about.taken)}.")
    now = SystemClock().now()
    made = await restore(backup, given.dir, storage_of, now=now, database=given.database, files=given.files)
    _show(made)
    return 3 if made.missing else 0


def _show(made: Restored) -> None:
    say(f"  {made.rows} rows and {made.files} files are back and checked; {made.there} files were there already.")
    if made.applied:
        say(f"  The database was brought to this version: {', '.join(made.applied)}.")
    for path, was in made.outside.items():
        say(f"  {path} was at {was}: put it there, or name its new place in {made.config.path}.")
    if made.missing:
        shown = "".join(f"\n    {key}" for key in made.missing[:10])
        say(f"  {len(made.missing)} files are named by rows and missing:{shown}")
        say("  If you have them elsewhere, put them into storage under these names: works lack them until then.")
    if os.getuid() == 0:
        say(f"  You are root: give it to the user that runs fediart, such as chown -R fediart: {made.config.folder}")
    say("What came after the backup is not in it. The old instance must not run any more.")
    say(f"Now look it over: fediart doctor -c {made.config.path}")
    say(f"And start it:     fediart serve -c {made.config.path}")
