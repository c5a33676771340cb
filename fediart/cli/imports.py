"""`fediart import`: brings along what somebody has elsewhere, from archives or a folder; lists it; takes it back."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

from fediart.actions import import_picking, imports
from fediart.actions.permissions import demand
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.errors import Problem
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.rights.licences import LICENCES
from fediart.site import Site
from fediart.store import accounts, actors, import_items
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.artworks import VISIBILITIES
from fediart.store.imports import CHOOSING, FAILED, READING, RUNNING, UNDOING, Import
from fediart.translate.imports.kinds import KINDS

_PAUSE: Final = 0.2  # seconds, while another process does the work


def bring_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(KINDS), metavar="KIND", help=f"one of {', '.join(sorted(KINDS))}")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the download, all its parts, or a folder")
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="the artist's account, without @")
    parser.add_argument("--only", action="append", default=[], metavar="PART", help="such as posts or stories")
    parser.add_argument("--visibility", default="public", choices=VISIBILITIES[:3], help="default: public")
    parser.add_argument("--licence", "--license", default="all-rights-reserved", choices=list(LICENCES), metavar="L")
    parser.add_argument("--series", default="", metavar="S", help="a series of the artist, or a new one")
    parser.add_argument("--timeline-only", action="store_true", help="they hang in the timeline, not in the portfolio")
    parser.add_argument("--alt-from-words", action="store_true", help="the words of a work describe its pictures")
    parser.add_argument("--preview", action="store_true", help="only print what is in it, as CSV, and forget it")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")


def own_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="the artist's account, without @")


def undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="as `fediart import list` shows it")
    own_arguments(parser)


async def bring(arguments: argparse.Namespace) -> int:
    """0 when all has come, 3 when something could not, 1 an error."""
    async with open_site(load(arguments.config)) as site:
        return await bring_files(site, arguments)


async def bring_files(site: Site, arguments: argparse.Namespace) -> int:
    artist, folder = await _artist(site, arguments.name), site.storage.incoming()
    try:
        files = await asyncio.to_thread(_copied, arguments.files, folder)
        number = await imports.begin(site, artist, arguments.kind, files)
    finally:
        site.storage.discard(folder)
    made = await _through(site, artist, number)
    if made.state == FAILED:
        raise Problem(made.words)
    if arguments.preview:
        say(await import_picking.report(site, made, artist))
        await imports.cancel(site, artist, number)
        return 0
    await _choose(site, artist, number, arguments)
    await imports.start(site, artist, number)
    made = await _through(site, artist, number)
    return await _tell(site, made, as_json=arguments.json)


async def _choose(site: Site, artist: Actor, number: int, arguments: argparse.Namespace) -> None:
    options: dict[str, Any] = {
        "visibility": arguments.visibility, "licence": arguments.licence, "series": arguments.series,
        "portfolio": not arguments.timeline_only, "alts": "caption" if arguments.alt_from_words else "",
    }  # fmt: skip
    await imports.choose(site, artist, number, options)
    async with site.db.reading() as tx:
        parts = await import_items.parts(tx, number)
    for kind, part in parts:
        if arguments.only:
            await import_picking.tick_part(site, artist, number, kind, part, chosen=part in arguments.only)


async def _through(site: Site, artist: Actor, number: int) -> Import:
    """Does the work that is due here, or waits for the process that does it, until the import rests."""
    worker = Worker(site, HANDLERS)
    while (made := await imports.own(site, artist, number)).state in (READING, RUNNING, UNDOING):
        if not await worker.round():
            await asyncio.sleep(_PAUSE)
    return made


async def _tell(site: Site, made: Import, *, as_json: bool) -> int:
    async with site.db.reading() as tx:
        counts = await import_items.counts(tx, made.id)
        works = await import_items.outcomes(tx, made.id)
    failed = counts.of(import_items.FAILED)
    if as_json:
        say_json({"id": str(made.id), "state": made.state, "things": dict(counts.states), "works": works})
    else:
        said = ", ".join(f"{many} {state}" for state, many in sorted(Counter(works).items())) or "no works"
        say(f"Import {made.id}: {counts.of(import_items.DONE)} things have come ({said}), {failed} could not.")
    return 3 if failed else 0


async def list_own(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        artist = await _artist(site, arguments.name)
        async with site.db.reading() as tx:
            for one in await rows.of_actor(tx, artist.id):
                counts = await import_items.counts(tx, one.id)
                say(f"{one.id}  {one.kind}  {one.state}  {counts.of(import_items.DONE)} have come")
    return 0


async def undo(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        artist = await _artist(site, arguments.name)
        made = await imports.own(site, artist, arguments.number)
        await (imports.cancel if made.state in (READING, CHOOSING) else imports.undo)(site, artist, made.id)
        made = await _through(site, artist, made.id)
        say(f"Import {made.id}: {made.state}.")
    return 0


async def _artist(site: Site, name: str) -> Actor:
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name.removeprefix("@"))
        artist = await actors.by_id(tx, account.actor_id) if account else None
    if account is None or artist is None:
        raise Problem(f"There is no account {name} here; `fediart account list` shows all.")
    demand(account, "publish")
    return artist


def _copied(files: list[Path], folder: Path) -> list[tuple[Path, str]]:
    """Copies, since an import takes its files over and the artist's own stay where they are. A folder is packed."""
    copies = []
    for number, path in enumerate(files):
        copy = folder / str(number)
        try:
            if path.is_dir():
                _pack(path, copy)
            else:
                shutil.copyfile(path, copy)
        except OSError as error:
            raise Problem(f"{path} cannot be read ({error.strerror}); check its path.") from None
        copies.append((copy, f"{path.name}.zip" if path.is_dir() else path.name))
    return copies


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as pack:
        for one in sorted(folder.rglob("*")):
            if one.is_file() and not one.is_symlink():
                pack.write(one, one.relative_to(folder).as_posix())
