"""The picture and the header of a profile out of an archive; what was there before is kept for the way back."""

from __future__ import annotations

from typing import Any, Final

from fediart.actions import profile
from fediart.actions.import_files import files_of
from fediart.actions.profile import Part
from fediart.actions.profile_changes import Changes, change
from fediart.actions.submission import limits_of
from fediart.errors import Problem
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.site import Site
from fediart.store import actors, import_items, imports
from fediart.store.actors import Actor
from fediart.store.import_items import DONE, UNDONE, Item
from fediart.store.imports import Import
from fediart.translate.imports.found import ArchiveError

TAKE: Final = "fediart.translate.imports.reading:take"


async def put_face(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """Raises Problem where it cannot be shown."""
    part: Part = "avatar" if item.body.get("setting") == "avatar" else "header"
    body = item.body
    if "before" not in body:  # first what is needed for the way back: whatever breaks it off, it is there
        before, alt = await _now(site, artist, part)
        body = {**body, "before": alt}
        async with site.db.writing() as tx:
            if before:
                await imports.keep_replaced(tx, item.id, artist.id, before)
            await import_items.note(tx, item, body)
    folder = site.storage.incoming()
    try:
        wanted = [(int(item.body["file"]), str(item.body["member"]))]
        most = limits_of(site.config).file_bytes
        [path] = await site.pool.call(TAKE, await files_of(site, made.id), wanted, folder, most)
        key = await profile.prepare_picture(site, artist, part, path)
    except (ArchiveError, FileNotFoundError) as error:
        raise Problem(str(error)) from None
    except WorkFailed:
        raise Problem(_("This picture could not be read. Try another file.")) from None
    finally:
        site.storage.discard(folder)
    await profile.keep_picture(site, artist, part, key)
    await _describe(site, artist, part, str(body.get("alt", "")))
    async with site.db.writing() as tx:
        kept = {"after": key, "alt": body["before"]}
        await import_items.settle(tx, item, to=DONE, body={**body, "made": kept})


async def take_back(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """As it was before, unless it was changed since."""
    part: Part = "avatar" if item.body.get("setting") == "avatar" else "header"
    kept: dict[str, Any] = dict(item.body.get("made") or {})
    async with site.db.reading() as tx:
        before = await imports.replaced(tx, item.id)
    if kept and (await _now(site, artist, part))[0] == kept["after"]:
        await profile.keep_picture(site, artist, part, before)
        await _describe(site, artist, part, str(kept["alt"]))
    async with site.db.writing() as tx:
        await import_items.settle(tx, item, to=UNDONE)


async def _now(site: Site, artist: Actor, part: Part) -> tuple[str, str]:
    async with site.db.reading() as tx:
        now = await actors.by_id(tx, artist.id) or artist
    return (now.avatar, now.avatar_alt) if part == "avatar" else (now.header, now.header_alt)


async def _describe(site: Site, artist: Actor, part: Part, alt: str) -> None:
    alt = alt[: profile.LONGEST["alt"]]
    await change(site, artist, Changes(avatar_alt=alt) if part == "avatar" else Changes(header_alt=alt))
