"""Pinning works to the top of the portfolio. Followers' servers hear of it: they show pinned posts, too."""

from __future__ import annotations

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import artworks, pins, posts
from fediart.store.actors import Actor

MOST = 5


async def pin(site: Site, artist: Actor, artwork_id: int) -> None:
    """Nothing happens where it is pinned already. Raises NotFound where it is not theirs, Problem."""
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        post = await posts.by_id(tx, artwork_id)
        if artwork is None or post is None or post.deleted:
            raise NotFound("There is no such artwork.")
        if not artwork.is_public:
            raise Problem("Only works that everyone may see can be pinned.")
        pinned = await pins.of_actor(tx, artist.id)
        if artwork_id not in pinned and len(pinned) >= MOST:
            raise Problem(f"{MOST} works are pinned already. Unpin one of them first.")
        if await pins.put(tx, artist.id, artwork_id, position=len(pinned)):
            made = f"{artist.uri}#pins/{site.ids.new()}"
            activity = write.add(made, artist.uri, post.uri, artist.featured_uri, [PUBLIC, artist.followers_uri])
            await outbox.send(tx, site, actor=artist, activity=activity, post_id=post.id)
    site.delivery_bell.ring()
    site.pages.changed()


async def unpin(site: Site, artist: Actor, artwork_id: int) -> None:
    """Nothing happens where it is not pinned. Raises NotFound where it is not theirs."""
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        post = await posts.by_id(tx, artwork_id)
        if artwork is None or post is None:
            raise NotFound("There is no such artwork.")
        if await pins.drop(tx, artist.id, artwork_id):
            made = f"{artist.uri}#pins/{site.ids.new()}"
            activity = write.remove(made, artist.uri, post.uri, artist.featured_uri, [PUBLIC, artist.followers_uri])
            await outbox.send(tx, site, actor=artist, activity=activity, post_id=post.id)
    site.delivery_bell.ring()
    site.pages.changed()
