"""When the rights to works change: the packet in every public file is written anew, by jobs."""

from __future__ import annotations

from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import actors, artworks, jobs
from fediart.store.database import Reading, Writing
from fediart.store.settings import read_settings
from fediart.translate.outgoing import work_rights

EMBED = "embed"
EMBED_ALL = "embed-all"


async def packet_of(tx: Reading, site: Site, artwork_id: int) -> tuple[bytes, str]:
    """The XMP packet the files of a work must carry now, and the preset it says."""
    artwork = await artworks.by_id(tx, artwork_id)
    artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if artwork is None or artist is None:
        raise LookupError(f"artwork {artwork_id} is gone")
    rights = work_rights(site.config, await read_settings(tx), artist, artwork)
    return packet(rights), rights.policy.preset.value


async def queue_embedding(tx: Writing, site: Site, artwork_id: int) -> None:
    """The files of one work get their packet anew. Ring `site.bell` after the commit."""
    await jobs.enqueue(
        tx, site.ids.new(), EMBED, {"artwork": artwork_id},
        now=site.clock.now(), order_key=f"artwork:{artwork_id}",
    )  # fmt: skip


async def rights_changed(tx: Writing, site: Site, *, actor_id: int = 0) -> None:
    """An artist's default policy or name changed, or (actor_id 0) the instance's default policy.

    Every file whose packet says something else now is written anew. Ring `site.bell` after the commit.
    """
    await jobs.enqueue(tx, site.ids.new(), EMBED_ALL, {"actor": actor_id, "after": 0}, now=site.clock.now())
