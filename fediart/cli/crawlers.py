"""`fediart rights update-crawlers` and `crawlers`: the list of AI crawlers that this instance goes by."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from fediart.cli.terminal import say, say_json, table
from fediart.config import load
from fediart.errors import Problem
from fediart.rights.crawlers import CATEGORIES, Crawlers, in_force, put, read_crawlers, swap


def update_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a list in the form of fediart's crawlers.toml"
    )
    what.add_argument("--undo", action="store_true", help="take the last update (or undo) back")
    parser.add_argument("--dry-run", action="store_true", help="only say what it would change")
    parser.add_argument("--older", action="store_true", help="take a list that is older than the one in force")


async def update(arguments: argparse.Namespace) -> int:
    """Checks a list, says what it changes, and puts it into the instance's folder."""
    folder = load(arguments.config).folder
    if arguments.undo:
        return await _undo(folder, dry_run=arguments.dry_run)
    before = await asyncio.to_thread(_known, folder)
    coming = await asyncio.to_thread(_read, arguments.file)
    if coming.updated < before.updated and not arguments.older:
        raise Problem(
            f"{arguments.file} is of {coming.updated}, and the list in force of {before.updated}. "
            "Name a newer one, or add --older."
        )
    _tell(before, coming)
    if arguments.dry_run:
        say("Nothing was changed. Without --dry-run, the list is put in force.")
        return 0
    await asyncio.to_thread(put, folder, arguments.file)
    say(f"The list of {coming.updated} is in {folder}. A running server takes it within a minute.")
    say("To take it back: fediart rights update-crawlers --undo")
    _warn(await asyncio.to_thread(_known, folder), coming)
    return 0


async def _undo(folder: Path, *, dry_run: bool) -> int:
    """Also takes back a list that somebody has damaged by hand: then there is nothing to compare with."""
    if dry_run:
        raise Problem("--undo has no --dry-run: it can be taken back by --undo itself.")
    try:
        before = await asyncio.to_thread(in_force, folder)
    except (ValueError, OSError):
        before = None
    if not await asyncio.to_thread(swap, folder):
        raise Problem("There is nothing to take back: the list that comes with fediart is in force.")
    after = await asyncio.to_thread(_known, folder)
    if before is not None:
        _tell(before, after)
    say(f"The list of {after.updated} is in force again. Once more --undo takes this back.")
    return 0


def _warn(holds: Crawlers, put_in: Crawlers) -> None:
    if holds.updated > put_in.updated:
        say(f"But the list that comes with this version is of {holds.updated}: it is newer, so it holds.")


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object: updated and a list per category")


async def list_all(arguments: argparse.Namespace) -> int:
    """The list in force."""
    found = await asyncio.to_thread(_known, load(arguments.config).folder)
    if arguments.json:
        say_json({"updated": str(found.updated), **{one: list(found.of(one)) for one in CATEGORIES}})
        return 0
    table([(name, category) for category in CATEGORIES for name in found.of(category)], ("NAME", "CATEGORY"))
    say(f"{sum(len(found.of(one)) for one in CATEGORIES)} names, updated {found.updated}.")
    return 0


def _known(folder: Path) -> Crawlers:
    try:
        return in_force(folder)
    except (ValueError, OSError) as error:
        raise Problem(f"{error}. Mend or delete it, or take it back with --undo.") from error


def _read(file: Path) -> Crawlers:
    try:
        return read_crawlers(file)
    except ValueError as error:
        raise Problem(f"{error}.") from error
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}.") from error


def _tell(before: Crawlers, after: Crawlers) -> None:
    changes = list(_differences(before, after))
    for line in changes:
        say(line)
    if not changes:
        say("It names the same crawlers in the same categories.")


def _differences(before: Crawlers, after: Crawlers) -> Iterator[str]:
    was, becomes = _places(before), _places(after)
    for name in sorted(was.keys() | becomes.keys()):
        old, new = was.get(name), becomes.get(name)
        if old is None and new is not None:
            yield f"+ {new[0]} ({new[1]})"
        elif new is None and old is not None:
            yield f"- {old[0]} ({old[1]})"
        elif old is not None and new is not None and old[1] != new[1]:
            yield f"~ {new[0]} ({old[1]} -> {new[1]})"


def _places(crawlers: Crawlers) -> dict[str, tuple[str, str]]:
    return {name.lower(): (name, category) for category in CATEGORIES for name in crawlers.of(category)}
