"""Taking a work away for good: here at once, elsewhere as far as other servers obey.

The post stays as a tombstone and the verdicts as the instance's record; the files are swept. There is no undo.
"""

from __future__ import annotations

from fediart.actions import indexing, outbox, struck_pictures
from fediart.actions.review_steps import end_case
from fediart.actions.telling import reviewers, tell_who_reported
from fediart.actions.withdrawal import bury_hidden
from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import (
    artworks,
    attachments,
    camera,
    chosen_works,
    collections,
    credentials,
    critiques,
    history,
    leaving,
    marks,
    picture_hashes,
    pictures,
    posts,
    process,
    renditions,
    revisions,
    schedules,
    tile_sets,
    visitor_sizes,
    work_words,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Writing


async def delete(site: Site, artist: Actor, artwork_id: int) -> None:
    """Deletes a published work, or withdraws one that is not (yet). NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        await deleted(tx, site, artist, artwork_id)
    site.delivery_bell.ring()
    site.pages.changed()


async def deleted(tx: Writing, site: Site, artist: Actor, artwork_id: int) -> None:
    """As `delete`, in the caller's transaction: ring `site.delivery_bell` and say that pages have changed after it."""
    now = site.clock.now()
    artwork = await artworks.lock(tx, artwork_id, artist.id, now=now)
    if artwork is None:
        raise NotFound(_("There is no such artwork."))
    if artwork.state == "published":
        await outbox.artwork_deleted(tx, site, artwork_id)
        await posts.bury(tx, artwork_id, now=now)
    if artwork.state == "withdrawn":
        await bury_hidden(tx, site, artwork_id)
    if await end_case(tx, site, artwork):
        await tell_who_reported(tx, site, artwork, withdrawn=True)
    if artwork.series_id:
        await collections.touch(tx, artwork.series_id, now=now)
    await let_go(tx, site, artwork)
    await struck_pictures.work_gone(tx, site, artwork.id)
    await _end_revision(tx, site, artwork)


async def let_go(tx: Writing, site: Site, artwork: Artwork) -> None:
    """Nothing of what it said and showed stays, but the verdicts. For a work that no post is of any more."""
    artwork_id, now = artwork.id, site.clock.now()
    await artworks.bury(tx, artwork_id, now=now)
    await renditions.forget(tx, artwork_id)
    await camera.forget(tx, artwork_id)
    await work_words.forget(tx, artwork_id)
    await tile_sets.forget(tx, artwork_id)
    await marks.forget(tx, artwork_id)
    await visitor_sizes.forget(tx, artwork_id)
    await credentials.forget(tx, artwork_id)
    await schedules.forget(tx, artwork_id)
    await history.forget(tx, artwork_id)
    await critiques.forget(tx, artwork_id)
    await leaving.forget_places(tx, artwork_id)
    await picture_hashes.forget(tx, artwork_id)
    await pictures.forget(tx, artwork_id)
    await attachments.forget(tx, artwork_id)
    await process.forget(tx, artwork_id)
    await chosen_works.forget(tx, artwork_id)
    await indexing.wake(tx, site)
    await revisions.end(tx, artwork_id, now=now)
    await _untell(tx, artwork)


async def _end_revision(tx: Writing, site: Site, artwork: Artwork) -> None:
    """New pictures on their way to this work have nowhere to go any more."""
    revision = await revisions.open_of(tx, artwork.id)
    found = await artworks.lock(tx, revision.id, artwork.actor_id, now=site.clock.now()) if revision else None
    if found is not None:
        await end_case(tx, site, found)
        await let_go(tx, site, found)


async def _untell(tx: Writing, artwork: Artwork) -> None:
    """Nobody is led to a work that is gone."""
    people = {artwork.actor_id, *(account.actor_id for account in await reviewers(tx))}
    await tx.many(
        "delete from notifications where actor_id = :actor_id and artwork_id = :artwork_id",
        [{"actor_id": one, "artwork_id": artwork.id} for one in sorted(people)],
    )
