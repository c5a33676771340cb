"""What a moderator does to a work that is up: label it anew, take it away, bring it back, or let it go for good.

What is taken away is hidden here and answers 404 to others; they are told to delete it only when no appeal can change
it any more. A work that is brought back has the same address, likes and answers as before.
"""

from __future__ import annotations

from fediart.actions import outbox
from fediart.actions.policy_changes import catch_up
from fediart.actions.rights import packet_of, queue_embedding
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import artworks, collections, posts, renditions, tile_sets, withdrawals
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.database import Writing


async def relabel(tx: Writing, site: Site, artwork: Artwork, label: str) -> bool:
    """Everyone who was told of the work is told of its label, and its files carry it. False where nothing changes."""
    if artwork.ai_label == label:
        return False
    packet = await packet_of(tx, site, artwork.id)
    await artworks.set_label(tx, artwork.id, label)
    await posts.mark_edited(tx, artwork.id, now=site.clock.now())
    await outbox.artwork_changed(tx, site, artwork.id)
    if await packet_of(tx, site, artwork.id) != packet:
        await queue_embedding(tx, site, artwork.id)
    return True


async def withdraw(tx: Writing, site: Site, artwork: Artwork, by: Account, *, appeal_days: int) -> bool:
    """Hides a published work. False where it is not up any more."""
    now = site.clock.now()
    if not await artworks.move(tx, artwork.id, to="withdrawn", among=["published"], now=now):
        return False
    await withdrawals.hide(tx, artwork.id, account_id=by.id, final=now + appeal_days * DAY, now=now)
    if artwork.series_id:
        await collections.touch(tx, artwork.series_id, now=now)
    return True


async def bring_back(tx: Writing, site: Site, artwork: Artwork, label: str) -> bool:
    """A hidden work is up again, with this label. False where it is not hidden."""
    now = site.clock.now()
    if not await artworks.move(tx, artwork.id, to="published", among=["withdrawn"], now=now):
        return False
    await withdrawals.show_again(tx, artwork.id, now=now)
    await relabel(tx, site, artwork, label)
    await catch_up(tx, site, artwork.id)
    if artwork.series_id:
        await collections.touch(tx, artwork.series_id, now=now)
    return True


async def let_go(tx: Writing, site: Site, artwork: Artwork) -> bool:
    """Nothing can bring it back: other servers are told to delete it. The artist keeps the private originals."""
    now = site.clock.now()
    if not await artworks.move(tx, artwork.id, to="refused", among=["withdrawn"], now=now):
        return False
    await bury_hidden(tx, site, artwork.id)
    await renditions.forget(tx, artwork.id)
    await tile_sets.forget(tx, artwork.id)
    return True


async def bury_hidden(tx: Writing, site: Site, artwork_id: int) -> None:
    """The post of a hidden work becomes a tombstone, and the Delete goes out."""
    now = site.clock.now()
    await withdrawals.show_again(tx, artwork_id, now=now)
    await outbox.artwork_deleted(tx, site, artwork_id)
    await posts.bury(tx, artwork_id, now=now)
