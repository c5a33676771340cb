"""Taking a work away for good: here at once, elsewhere as far as other servers obey.

The post stays as a tombstone and the verdicts as the instance's record; the files are swept. There is no undo.
"""

from __future__ import annotations

from fediart.actions import outbox
from fediart.actions.review_steps import end_case
from fediart.actions.telling import reviewers, tell_who_reported
from fediart.actions.withdrawal import bury_hidden
from fediart.errors import NotFound
from fediart.site import Site
from fediart.store import (
    artworks,
    attachments,
    camera,
    collections,
    credentials,
    marks,
    picture_hashes,
    pictures,
    posts,
    process,
    renditions,
    visitor_sizes,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Writing


async def delete(site: Site, artist: Actor, artwork_id: int) -> None:
    """Deletes a published work, or withdraws one that is not (yet). NotFound if it is not theirs."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=now)
        if artwork is None:
            raise NotFound("There is no such artwork.")
        if artwork.state == "published":
            await outbox.artwork_deleted(tx, site, artwork_id)
            await posts.bury(tx, artwork_id, now=now)
        if artwork.state == "withdrawn":
            await bury_hidden(tx, site, artwork_id)
        if await end_case(tx, site, artwork):
            await tell_who_reported(tx, site, artwork, withdrawn=True)
        if artwork.series_id:
            await collections.touch(tx, artwork.series_id, now=now)
        await artworks.bury(tx, artwork_id, now=now)
        await renditions.forget(tx, artwork_id)
        await camera.forget(tx, artwork_id)
        await marks.forget(tx, artwork_id)
        await visitor_sizes.forget(tx, artwork_id)
        await credentials.forget(tx, artwork_id)
        await picture_hashes.forget(tx, artwork_id)
        await pictures.forget(tx, artwork_id)
        await attachments.forget(tx, artwork_id)
        await process.forget(tx, artwork_id)
        await _untell(tx, artwork)
    site.delivery_bell.ring()
    site.pages.changed()


async def _untell(tx: Writing, artwork: Artwork) -> None:
    """Nobody is led to a work that is gone."""
    people = {artwork.actor_id, *(account.actor_id for account in await reviewers(tx))}
    await tx.many(
        "delete from notifications where actor_id = :actor_id and artwork_id = :artwork_id",
        [{"actor_id": one, "artwork_id": artwork.id} for one in sorted(people)],
    )
