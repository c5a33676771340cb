"""`fediart storage`: where files are kept, and moving them between the folder and a bucket while everything runs."""

from __future__ import annotations

import argparse
import asyncio
import sys

from fediart.actions import storage_move
from fediart.actions.storage_move import Moving
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.errors import Problem
from fediart.media.chosen_storage import FOLDER, PLACES, S3
from fediart.media.errors import StorageAway
from fediart.site import Site


async def status(args: argparse.Namespace) -> int:
    """Where files are kept now, and how many there are."""
    async with open_site(load(args.config)) as site:
        choice = await storage_move.chosen(site)
        many = total = 0
        for area in storage_move.AREAS:
            async for one in site.storage.keys(area):
                many, total = many + 1, total + one.bytes
    if args.json:
        say_json({"at": choice.at, "leaving": choice.leaving, "files": many, "bytes": total})
        return 0
    say(f"{many} files, {total >> 20} MiB, kept in {choice.at}.")
    if choice.leaving:
        say(f"They are being moved there from {choice.leaving}: fediart storage move --to {choice.at}")
    return 0


def status_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def move_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, choices=PLACES, help="the folder, or the bucket of the config")
    parser.add_argument("--delete-old", action="store_true", help="delete at the old place what has arrived")
    words = "how long servers and workers get to hear of it; 0 where none runs (default %(default)g)"
    parser.add_argument("--wait", type=float, default=storage_move.HEARD, metavar="SECONDS", help=words)
    parser.add_argument("--without-damaged", action="store_true", help="leave files behind that are damaged already")


async def move(args: argparse.Namespace) -> int:
    """Raises Problem where something is in the way; what was copied stays, and the next time goes on from there."""
    async with open_site(load(args.config)) as site:
        try:
            done = await _move(site, args)
        except StorageAway as away:
            raise Problem(f"{away}. What was copied is there; run this again to go on.") from away
        if done is not None:
            say(f"{done.copied} files copied, {done.bytes >> 20} MiB; {done.there} were there.")
            say(f"Storage is {args.to} now.")
        if args.delete_old:
            left = FOLDER if args.to == S3 else S3
            say(f"{await storage_move.delete_left(site, left)} files deleted from {left}.")
    return 0


async def _move(site: Site, args: argparse.Namespace) -> Moving | None:
    """None where all is there already, and only the old place is to be emptied."""
    now = await storage_move.chosen(site)
    if args.delete_old and now.at == args.to and not now.leaving:
        return None

    async def wait(_: float) -> None:
        await asyncio.sleep(args.wait)

    return await storage_move.move(site, args.to, _tell, wait=wait, anyway=args.without_damaged)


def _tell(moving: Moving) -> None:
    if sys.stderr.isatty():
        words = f"\r{moving.copied} copied, {moving.bytes >> 20} MiB; {moving.there} were there"
        print(words, end="", file=sys.stderr, flush=True)
