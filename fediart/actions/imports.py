"""Bringing along what one has elsewhere: an archive is read, looked over, brought in thing by thing, and taken back.

What happens to a single thing is in `import_deeds`; this is the whole of an import, which may be broken off anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fediart.actions.import_choices import ORIGIN, OVERWRITE, checked_choices
from fediart.actions.import_files import files_of
from fediart.actions.import_here import as_here
from fediart.actions.import_origin import found_out
from fediart.actions.import_overwriting import add_ends
from fediart.actions.moved import demand_not_moved
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import _, written
from fediart.media.errors import WorkFailed
from fediart.site import Site
from fediart.store import actors, import_items, imports, jobs
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.import_items import FOUND, SKIPPED, Item
from fediart.store.imports import (
    CANCELLED,
    CHOOSING,
    DONE,
    FAILED,
    OPEN,
    READING,
    RUNNING,
    STOPPED,
    UNDOING,
    Import,
    ImportFile,
)
from fediart.translate.imports.found import ArchiveError, Found, FoundItem
from fediart.translate.imports.kinds import KINDS
from fediart.translate.imports.repacking import MAGIC

JOB: Final = "import"
REPACK: Final = "fediart.translate.imports.repacking:repack"
READ: Final = "fediart.translate.imports.reading:read"
KEPT: Final = 14 * DAY
OWN: Final = "fediart"
A_DAY: Final = 10  # imports of one member begun within a day
AGAIN: Final = written("You have brought this along before.")


async def begin(
    site: Site, artist: Actor, kind: str, files: Sequence[tuple[Path, str]], options: Mapping[str, Any] | None = None
) -> int:
    """Takes over archives, given as `(path, what it was called)`, and queues their reading. Returns the import's id.

    Raises Problem: one import at a time.
    """
    demand_not_moved(artist)
    if kind not in KINDS:
        raise Problem(_("Choose where it comes from."), field="kind")
    if not files:
        raise Problem(_("Choose the file that you have downloaded."), field="archive")
    async with site.db.reading() as tx:
        await _demand_room(tx, site, artist)
    kept = []
    for path, name in files:
        stored = await site.storage.keep(path, "attachments", "bin")
        kept.append(ImportFile(stored.key, name, stored.bytes))
    now, number = site.clock.now(), site.ids.new()
    made = Import(number, artist.id, kind, READING, dict(options or {}), "", now, now, now + KEPT)
    async with site.db.writing() as tx:
        await _demand_room(tx, site, artist)
        await imports.begin(tx, made, kept)
        await wake(tx, site, number)
    site.bell.ring()
    return number


async def _demand_room(tx: Any, site: Site, artist: Actor) -> None:
    recent = await imports.of_actor(tx, artist.id, limit=A_DAY)
    if any(one.state in OPEN for one in recent):
        raise Problem(_("Finish or cancel the import that is open first."), field="archive")
    if len(recent) == A_DAY and recent[-1].created > site.clock.now() - DAY:
        raise Problem(_("That are many imports for one day. Go on tomorrow."), field="archive")


async def wake(tx: Writing, site: Site, import_id: int, *, after: int = 0) -> None:
    """Queues the next stretch of an import, `after` so many ms. Ring `site.bell` after the commit."""
    now = site.clock.now()
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"import": import_id}, now=now, due=now + after, order_key=f"{JOB}:{import_id}"
    )


async def own(site: Site, artist: Actor, import_id: int) -> Import:
    """Raises NotFound for somebody else's, too."""
    async with site.db.reading() as tx:
        found = await imports.owned(tx, import_id, artist.id)
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


async def read(site: Site, made: Import) -> str:
    """Finds what is in the archives of an import in the state `reading`. Returns what was done, in words."""
    try:
        await _repack(site, made.id)
        found: Found = await site.pool.call(READ, made.kind, await files_of(site, made.id))
    except (ArchiveError, WorkFailed, FileNotFoundError) as error:
        words = str(error)
        if not isinstance(error, ArchiveError):
            words = _("The archive could not be read: %(reason)s.", reason=str(error))
        await _end(site, made, FAILED, words=words)
        return words
    options = dict(made.options)
    if made.kind == OWN:
        options[ORIGIN] = {"state": await found_out(site, made, found.maker), "maker": found.maker}
    async with site.db.writing() as tx:
        artist = await actors.by_id(tx, made.actor_id)
        items = await as_here(tx, artist, found.items) if artist is not None else found.items
        await imports.choose(tx, made.id, options, now=site.clock.now())
        known = await import_items.known(tx, made.actor_id, [one.source for one in found.items if one.source])
        if not await imports.move(
            tx, made.id, to=CHOOSING, among=[READING], now=site.clock.now(), words="\n".join(found.words)
        ):
            return "it was cancelled meanwhile"
        await import_items.insert(tx, list(_items(site, made, items, known)))
    return f"{len(items)} things found"


async def _repack(site: Site, import_id: int) -> None:
    """Archives of which single files cannot be reached are kept as ZIP instead. Safe to repeat."""
    async with site.db.reading() as tx:
        files = await imports.files_of(tx, import_id)
    most, changed = 4 * site.config.imports.max_file_mb * 1_000_000, list(files)
    for number, one in enumerate(files):
        path = await site.storage.local(one.stored)
        if not await asyncio.to_thread(_is_packed, path):
            continue
        folder = site.storage.incoming()
        try:
            await site.pool.call(REPACK, path, folder / "packed", most)
            kept = await site.storage.keep(folder / "packed", "attachments", "bin")
        finally:
            site.storage.discard(folder)
        changed[number] = ImportFile(kept.key, one.name, kept.bytes)
    if changed != files:
        async with site.db.writing() as tx:
            await imports.keep_files(tx, import_id, changed)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == MAGIC


def _items(site: Site, made: Import, found: Iterable[FoundItem], known: set[str]) -> Iterable[Item]:
    for position, one in enumerate(found):
        again = bool(one.source) and one.source in known
        words = (*one.words, AGAIN) if again else one.words
        yield Item(
            id=site.ids.new(),
            import_id=made.id,
            actor_id=made.actor_id,
            position=position,
            kind=one.kind,
            part=one.part,
            state=FOUND if one.possible else SKIPPED,
            chosen=int(one.possible and one.chosen and not again),
            source=one.source,
            happened=one.happened,
            body=one.body,
            words="\n".join(words),
            outcome="",
        )


async def choose(site: Site, artist: Actor, import_id: int, options: Mapping[str, Any]) -> None:
    """What holds for all of it. Raises NotFound, Problems."""
    made = await own(site, artist, import_id)
    async with site.db.writing() as tx:
        kept = await checked_choices(tx, artist, {**made.options, **options})
        kept |= {ORIGIN: made.options[ORIGIN]} if ORIGIN in made.options else {}
        await imports.choose(tx, import_id, kept, now=site.clock.now())


async def start(site: Site, artist: Actor, import_id: int) -> None:
    """Brings in what was chosen, or goes on with what was stopped. Raises NotFound, Problem."""
    demand_not_moved(artist)
    made = await own(site, artist, import_id)
    now = site.clock.now()
    async with site.db.writing() as tx:
        if made.state == CHOOSING and not (await import_items.counts(tx, import_id)).chosen:
            raise Problem(_("Choose something that is to come."), field="items")
        if not await imports.move(tx, import_id, to=RUNNING, among=[CHOOSING, STOPPED], now=now):
            raise Problem(_("This import cannot be started now."))
        if made.state == CHOOSING:
            await import_items.release(tx, import_id)
            if made.options.get("mode") == OVERWRITE:
                await add_ends(tx, site, artist, made)
        await wake(tx, site, import_id)
    site.bell.ring()


async def stop(site: Site, artist: Actor, import_id: int) -> None:
    """What has not come yet waits until one goes on. Raises NotFound."""
    await own(site, artist, import_id)
    async with site.db.writing() as tx:
        await imports.move(tx, import_id, to=STOPPED, among=[RUNNING], now=site.clock.now())


async def cancel(site: Site, artist: Actor, import_id: int) -> None:
    """Before it has begun: nothing of it stays but that it was. Raises NotFound, Problem."""
    made = await own(site, artist, import_id)
    async with site.db.writing() as tx:
        if not await imports.move(tx, import_id, to=CANCELLED, among=[READING, CHOOSING], now=site.clock.now()):
            raise Problem(_("This import has begun already; undo it instead."))
        await imports.keep_files(tx, made.id, ())
        await import_items.forget(tx, made.id)


async def undo(site: Site, artist: Actor, import_id: int) -> None:
    """Takes back all that came. Doing it twice is no error. Raises NotFound, Problem."""
    await own(site, artist, import_id)
    async with site.db.writing() as tx:
        if await imports.move(tx, import_id, to=UNDOING, among=[RUNNING, STOPPED, DONE], now=site.clock.now()):
            await imports.keep_files(tx, import_id, ())
            await import_items.undo_all(tx, import_id)
            await wake(tx, site, import_id)
    site.bell.ring()


async def _end(site: Site, made: Import, state: str, *, words: str | None = None) -> None:
    """Its archives are let go; the hourly sweep removes the files."""
    async with site.db.writing() as tx:
        if await imports.move(tx, made.id, to=state, among=OPEN, now=site.clock.now(), words=words):
            await imports.keep_files(tx, made.id, ())


async def expire(site: Site) -> int:
    """Imports that nobody went on with are ended, so that their archives go; how many."""
    async with site.db.reading() as tx:
        late = await imports.expired(tx, now=site.clock.now())
    for one in late:
        begun = one.state in (STOPPED, RUNNING)
        await _end(site, one, DONE if begun else FAILED, words=_("Nobody went on with it for two weeks."))
    return len(late)
