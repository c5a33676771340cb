"""Writes the rights packet of now into the public files of a work: names and pixels stay, bytes change.

A file gets a new storage key; the old one is swept once no row names it. What says the right thing already is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from fediart.actions import full_detail
from fediart.actions.rights import digest, packet_of
from fediart.actions.sealing import Made, Plan, mark_of, marks_in, plan_of, seal
from fediart.media import studio
from fediart.media.facts import Format
from fediart.media.storage import StoredFile
from fediart.site import Site
from fediart.store import artworks, pictures, renditions
from fediart.store.database import Writing
from fediart.store.pictures import Picture
from fediart.store.renditions import EXTENSIONS, Rendition

MOST_TRIES: Final = 5
_FORMATS: Final[Mapping[str, Format]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
Also = Callable[[Writing], Awaitable[None]]


class Overtaken(Exception):
    """Somebody else has written the same files, or changed what they must say, each time that it was tried."""


async def embed_work(site: Site, artwork_id: int, also: Also | None = None) -> int:
    """How many files were written; `also` is done in the same transaction, if anything or nothing was to be written.

    Raises Overtaken, and what image work raises. A work that is not published has none. Call `site.pages.changed()`
    after it: files have the policy in their addresses, and the old ones lead to the new.
    """
    for _ in range(MOST_TRIES):
        async with site.db.reading() as tx:
            artwork = await artworks.by_id(tx, artwork_id)
            published = artwork is not None and artwork.state == "published"
            packet, policy = await packet_of(tx, site, artwork_id) if published else (b"", "")
            plan = await plan_of(tx, site, artwork_id) if published else None
            files = await renditions.of_artwork(tx, artwork_id) if published else []
            images = {one.id: one for one in await pictures.of_artwork(tx, artwork_id)} if files else {}
            marked = await marks_in(tx, artwork, files) if artwork and plan else {}
        said = digest(packet + mark_of(plan))
        stale = [one for one in files if (one.said, one.policy) != (said, policy)]
        made = await _made(site, stale, images, packet, plan, marked)
        try:
            async with site.db.writing() as tx:
                if published and await _moved_on(tx, site, artwork_id, packet, plan):
                    continue
                for one, file in made:
                    await _put(tx, one, file, policy, said)
                if artwork is not None and published:
                    await full_detail.follow_up(tx, site, artwork_id, artwork.actor_id)
                if also is not None:
                    await also(tx)
        except Overtaken:
            continue
        return len(made)
    raise Overtaken(f"the files of artwork {artwork_id} change all the time")


async def _moved_on(tx: Writing, site: Site, artwork_id: int, packet: bytes, plan: Plan | None) -> bool:
    try:
        same = (await packet_of(tx, site, artwork_id))[0] == packet
        return not same or await plan_of(tx, site, artwork_id) != plan
    except LookupError:  # deleted a moment ago, with its files
        return True


async def _put(tx: Writing, one: Rendition, file: StoredFile, policy: str, said: str) -> None:
    if not await renditions.rewrite(tx, one, key=file.key, bytes_=file.bytes, policy=policy, said=said):
        raise Overtaken(f"rendition {one.id}")


async def _made(
    site: Site,
    stale: list[Rendition],
    images: Mapping[int, Picture],
    packet: bytes,
    plan: Plan | None,
    marked: Mapping[int, tuple[str, ...]],
) -> list[tuple[Rendition, StoredFile]]:
    """The packet into every file, the seal over all of it, and then into its place."""
    if not stale:
        return []
    folder = site.storage.incoming()
    try:
        made = await asyncio.gather(*(_embedded(site, one, folder, packet) for one in stale))
        for image in {one.picture_id for one in stale}:
            its = [
                replace(file, marks=marked.get(one.id, ()))
                for one, file in zip(stale, made, strict=True)
                if one.picture_id == image
            ]
            await seal(site, plan, images[image], its)
        kept = [await site.storage.keep(file.path, "public", EXTENSIONS[file.media_type]) for file in made]
        return list(zip(stale, kept, strict=True))
    finally:
        site.storage.discard(folder)


async def _embedded(site: Site, rendition: Rendition, folder: Path, packet: bytes) -> Made:
    extension = EXTENSIONS[rendition.media_type]
    out = folder / f"{rendition.id}.{extension}"
    now = await site.storage.local(rendition.key)
    await studio.embed(site.pool, now, out, _FORMATS[rendition.media_type], packet)
    return Made(out, rendition.media_type, rendition.role, rendition.width, rendition.height)
