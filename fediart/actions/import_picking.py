"""Looking over what was found before it comes: what is to come, what single works are to say, what they look like."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fediart.actions.import_choices import details_of, problems_of, untitled
from fediart.actions.import_files import files_of
from fediart.actions.imports import own
from fediart.actions.submission import limits_of
from fediart.clock import iso
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.media.errors import BadImage, WorkFailed
from fediart.site import Site
from fediart.store import artworks, import_items
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.import_items import Item
from fediart.store.imports import CHOOSING, Import
from fediart.store.settings import read_settings
from fediart.translate.imports.found import ArchiveError

SMALL: Final = "fediart.translate.imports.reading:small"
SIDE: Final = 360
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_EACH: Final = 500


async def item(site: Site, artist: Actor, import_id: int, item_id: int) -> tuple[Import, Item]:
    """Raises NotFound for somebody else's, too."""
    made = await own(site, artist, import_id)
    async with site.db.reading() as tx:
        found = await import_items.by_id(tx, item_id, made.id)
    if found is None:
        raise NotFound(_("There is nothing of that number in this import."))
    return made, found


async def tick(site: Site, artist: Actor, import_id: int, shown: Sequence[int], wanted: Collection[int]) -> None:
    """Of the things that were shown, these are to come and the others not. Raises NotFound."""
    made = await own(site, artist, import_id)
    async with site.db.writing() as tx:
        if made.state == CHOOSING:
            await import_items.tick(tx, made.id, [one for one in shown if one in wanted], chosen=True)
            await import_items.tick(tx, made.id, [one for one in shown if one not in wanted], chosen=False)


async def tick_part(site: Site, artist: Actor, import_id: int, kind: str, part: str, *, chosen: bool) -> None:
    """All that was at one place is to come, or nothing of it. Raises NotFound."""
    made = await own(site, artist, import_id)
    async with site.db.writing() as tx:
        if made.state == CHOOSING:
            await import_items.tick_part(tx, made.id, kind, part, chosen=chosen)


async def edit(
    site: Site, artist: Actor, import_id: int, item_id: int, said: Mapping[str, Any], alts: Sequence[str], happened: int
) -> None:
    """What a single work is to say, before it comes. Raises NotFound, Problems."""
    made, found = await item(site, artist, import_id, item_id)
    if made.state != CHOOSING or found.kind != "work":
        raise Problem(_("It has been brought in already: edit the work itself."))
    pictures = [
        {**one, "alt": alts[place]} if place < len(alts) else one
        for place, one in enumerate(found.body.get("pictures", ()))
    ]
    body = {**found.body, **said, "pictures": pictures}
    async with site.db.writing() as tx:
        wrong = problems_of(body, made.options, await read_settings(tx), happened)
        if wrong:
            raise Problems(list(wrong))
        await import_items.edit(tx, found.id, made.id, body, happened=happened)


async def small(site: Site, artist: Actor, import_id: int, item_id: int, place: int) -> bytes:
    """A small WebP of one picture that waits to come, for its member's eyes. Raises NotFound."""
    made, found = await item(site, artist, import_id, item_id)
    pictures = found.body.get("pictures", ())
    if place >= len(pictures) or "member" not in pictures[place]:
        raise NotFound(_("There is no such picture."))
    wanted = int(pictures[place]["file"]), str(pictures[place]["member"])
    folder = site.storage.incoming()
    try:
        files = await files_of(site, made.id)
        path: Path = await site.pool.call(SMALL, files, wanted, folder, SIDE, limits_of(site.config))
        return path.read_bytes()
    except (ArchiveError, BadImage, WorkFailed, FileNotFoundError):
        raise NotFound(_("There is no such picture.")) from None
    finally:
        site.storage.discard(folder)


async def states(tx: Reading, items: Sequence[Item]) -> dict[int, str]:
    """In which state the works are that these things became."""
    found = await artworks.by_ids(tx, [one.id for one in items if one.kind == "work"])
    return {key: work.state for key, work in found.items()}


def title_of(found: Item) -> str:
    """What a thing is called."""
    body = found.body
    if found.kind == "work":
        return str(body.get("title", "")) or untitled(found.happened)
    return str(body.get("title") or body.get("name") or body.get("setting") or body.get("uri") or found.source)


async def needed(tx: Reading, made: Import, found: Item) -> Sequence[str]:
    """What keeps a work from coming as it is."""
    settings = await read_settings(tx)
    return [one.message for one in problems_of(found.body, made.options, settings, found.happened)]


async def described(tx: Reading, made: Import, found: Item) -> Any:
    """All that a work would say if it came now: actions.submission.Details."""
    return details_of(found.body, made.options, await read_settings(tx), found.happened)


async def report(site: Site, made: Import, artist: Actor) -> str:
    """What became of each thing, as CSV; read in pieces, however many they are."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(("kind", "part", "name", "source", "date", "state", "words", "address"))
    last = -1
    while True:
        async with site.db.reading() as tx:
            items = await import_items.page(tx, made.id, after=last, limit=_EACH)
            works = await states(tx, items)
        for one in items:
            there = works.get(one.id, "")
            state = there if one.state in (import_items.DONE, import_items.SENT) and there else one.state
            address = _address(site, artist, one, there)
            date = iso(one.happened) if one.happened else ""
            words = " ".join((one.words.replace("\n", " "), one.outcome)).strip()
            row = (one.kind, one.part, title_of(one), one.source, date, state, words, address)
            table.writerow([_harmless(cell) for cell in row])
        if len(items) < _EACH:
            return out.getvalue()
        last = items[-1].position


def _address(site: Site, artist: Actor, one: Item, state: str) -> str:
    """Where it hangs, or where its artist reads why it does not."""
    if state == "published":
        return f"{site.config.origin}/@{artist.name}/{one.id}"
    return f"{site.config.origin}/works/{one.id}" if state in ("refused", "held") else ""


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
