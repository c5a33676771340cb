"""What the public files of a work must say of the rights to it, and the job that writes it into them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import actors, artworks, imports, jobs
from fediart.store.database import Reading, Writing
from fediart.store.settings import read_settings
from fediart.translate.outgoing import work_rights

EMBED = "embed"


async def packet_of(tx: Reading, site: Site, artwork_id: int) -> tuple[bytes, str]:
    """The XMP packet the files of a work must carry now, and the preset it says."""
    artwork = await artworks.by_id(tx, artwork_id)
    artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if artwork is None or artist is None:
        raise LookupError(f"artwork {artwork_id} is gone")
    if not artwork.published and (brought := await imports.of_work(tx, artwork_id)):
        artwork = replace(artwork, published=brought.happened)  # the year of its copyright is that of elsewhere
    rights = work_rights(site.config, await read_settings(tx), artist, artwork)
    return packet(rights), rights.policy.preset.value


def digest(packet: bytes) -> str:
    """What is kept of a packet, to see whether a file carries it."""
    return sha256(packet).hexdigest()[:32]


async def queue_embedding(tx: Writing, site: Site, artwork_id: int) -> None:
    """The files of one work get their packet anew. Ring `site.bell` after the commit."""
    await jobs.enqueue(
        tx, site.ids.new(), EMBED, {"artwork": artwork_id},
        now=site.clock.now(), order_key=f"artwork:{artwork_id}",
    )  # fmt: skip
