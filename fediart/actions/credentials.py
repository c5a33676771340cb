"""Content Credentials that uploads bring along: read when a work is checked, shown, and kept as its artist wants."""

from __future__ import annotations

from typing import Final, cast

from fediart.actions.rights import queue_embedding
from fediart.admission.judgement import Judgement, trust_anchors
from fediart.admission.told import UNCHECKED, Told
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.media.sealing import Kept
from fediart.site import Site
from fediart.store import artworks, credentials
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.pictures import Picture

_READ: Final = "fediart.admission.told:read_told"
TARGETS: Final = (_READ,)
_MARK: Final = "c2pa-"  # every finding about a C2PA container begins so


async def tell(site: Site, picture: Picture, found: Judgement) -> Told | None:
    """What the Content Credentials of a picture say; None where its file has none."""
    if not any(one.code.startswith(_MARK) for one in found.evidence):
        return None
    anchors = trust_anchors(site.config.admission.trust_anchors, site.config.folder)
    try:
        original = await site.storage.local(picture.original)
        return cast(Told, await site.pool.call(_READ, original, picture.media_type, anchors))
    except WorkFailed:
        return UNCHECKED


async def keep_told(tx: Writing, picture: Picture, told: Told | None, *, now: int) -> None:
    """Writes it beside the picture; `now` in ms."""
    if told is not None:
        await credentials.keep(tx, picture.id, picture.artwork_id, told.as_json(), now=now)


async def choose(site: Site, artist: Actor, artwork_id: int, kept: str) -> None:
    """How much of them the public files keep. A published work's files are written anew. NotFound, Problem."""
    if kept not in set(Kept):
        raise Problem(_("Choose how much of the Content Credentials is kept."), field="credentials")
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        if artwork is None:
            raise NotFound(_("There is no such artwork."))
        if kept == await credentials.choice_of(tx, artwork_id):
            return
        await credentials.choose(tx, artwork_id, kept)
        if artwork.state == "published":
            await queue_embedding(tx, site, artwork_id)
    site.bell.ring()
    site.pages.changed()
