"""Writes the rights packet anew into public files after a policy changed: names and pixels stay, bytes change.

The file gets a new storage key; the old one is swept once no row names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fediart.actions.rights import EMBED_ALL, packet_of, queue_embedding
from fediart.media import studio
from fediart.media.facts import Format
from fediart.media.storage import StoredFile
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import artworks, jobs, renditions
from fediart.store.renditions import EXTENSIONS, Rendition

BATCH: Final = 100
_FORMATS: Final[Mapping[str, Format]] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


async def embed(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `embed` jobs: one published work."""
    artwork_id = int(payload["artwork"])
    async with site.db.reading() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
        if artwork is None or artwork.state != "published":
            return Done("it is not published")
        packet, policy = await packet_of(tx, site, artwork_id)
        files = await renditions.of_artwork(tx, artwork_id)
    folder = site.storage.incoming()
    try:
        made = [(one, await _embedded(site, one, folder, packet)) for one in files]
    finally:
        site.storage.discard(folder)
    async with site.db.writing() as tx:
        for one, file in made:
            await renditions.rewrite(tx, one, key=file.key, bytes_=file.bytes, policy=policy)
    site.pages.changed()
    return Done(f"{len(made)} files say {policy}")


async def _embedded(site: Site, rendition: Rendition, folder: Path, packet: bytes) -> StoredFile:
    extension = EXTENSIONS[rendition.media_type]
    out = folder / f"{rendition.id}.{extension}"
    now = await site.storage.local(rendition.key)
    await studio.embed(site.pool, now, out, _FORMATS[rendition.media_type], packet)
    return await site.storage.keep(out, "public", extension)


async def embed_all(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `embed-all` jobs: queues the works that follow a default, some at a time."""
    actor_id, after = int(payload["actor"]), int(payload["after"])
    async with site.db.writing() as tx:
        found = await artworks.published_ids(tx, actor_id=actor_id, after=after, limit=BATCH)
        for artwork_id in found:
            await queue_embedding(tx, site, artwork_id)
        if len(found) == BATCH:
            rest = {"actor": actor_id, "after": found[-1]}
            await jobs.enqueue(tx, site.ids.new(), EMBED_ALL, rest, now=site.clock.now())
    site.bell.ring()
    return Done(f"{len(found)} works queued")
