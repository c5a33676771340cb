"""`fediart admission copies` and `fediart admission forbidden`: the index of fingerprints, and the forbidden list."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fediart.actions import forbidden, forbidden_exchange
from fediart.actions.copies import agrees, bring_up_to_date, folder_of
from fediart.actions.fingerprints import fingerprint_published
from fediart.admission import copies as index
from fediart.app import open_site
from fediart.cli.terminal import say
from fediart.config import load
from fediart.errors import Problem
from fediart.store import picture_hashes


async def rebuild(given: argparse.Namespace) -> int:
    """The index anew from the database. Stopped half-way, the server goes on with what there is."""
    async with open_site(load(given.config)) as site:
        async with site.db.reading() as tx:
            total = await picture_hashes.count(tx)
        await index.clear(site.pool, folder_of(site))
        done = 0
        while fresh := await bring_up_to_date(site, least=1):
            done += fresh
            sys.stderr.write(f"\r{done:,} of {total:,}")
        sys.stderr.write("\r")
        say(f"{done:,} fingerprints are in the index; {total - done:,} of the last minutes are searched without it.")
    return 0


async def status(given: argparse.Namespace) -> int:
    """Exit status 1 where the index is damaged: then `rebuild` it."""
    async with open_site(load(given.config)) as site:
        folder = folder_of(site)
        reached = await index.covered(site.pool, folder)
        async with site.db.reading() as tx:
            total, there = await picture_hashes.count(tx), await picture_hashes.count(tx, up_to=reached)
        size = sum(path.stat().st_size for path in folder.glob("*.prints"))
        say(f"{total:,} fingerprints, {there:,} of them in the index ({size / 1e6:,.1f} MB in {folder}).")
        if await agrees(site) and await index.sound(site.pool, folder):
            return 0
    say("The index does not agree with the database: run `fediart admission copies rebuild`.")
    return 1


async def backfill(given: argparse.Namespace) -> int:
    """Fingerprints of works published before there were any. Can be stopped and begun again at any time."""
    async with open_site(load(given.config)) as site:
        done, failed, last = 0, 0, 0
        while part := await fingerprint_published(site, last):
            last, done, failed = part.last, done + part.done, failed + part.failed
            sys.stderr.write(f"\r{done + failed:,}")
        sys.stderr.write("\r")
        say(f"{done:,} pictures fingerprinted, {failed:,} could not be read.")
    return 0


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="CSV with the columns hash, quality, source, reason; plain hashes; JSON"
    )


async def import_list(given: argparse.Namespace) -> int:
    """Adds what is new. Raises Problem."""
    try:
        if given.file.stat().st_size > forbidden.MOST_BYTES:
            raise Problem(f"{given.file} is too large; split it.")
        text = given.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{given.file} cannot be read: {error}.") from None
    read = forbidden_exchange.read(text)
    async with open_site(load(given.config)) as site:
        added = await forbidden_exchange.take(site, None, read, source=given.file.name)
    say(f"{added:,} of {read.count:,} hashes were new; {read.pictures.wrong:,} lines had none.")
    return 0


async def export_list(given: argparse.Namespace) -> int:
    async with open_site(load(given.config)) as site, site.db.reading() as tx:
        sys.stdout.write(forbidden_exchange.as_csv(*await forbidden_exchange.whole(tx)))
    return 0
