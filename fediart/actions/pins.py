"""Pinning works to the top of the portfolio, and other posts to that of the profile. Followers' servers hear of it."""

from __future__ import annotations

from collections.abc import Sequence

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, pins, portfolios, posts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post

MOST = 5
_OPEN = ("public", "unlisted")


class TooMany(Problem):
    """So many are pinned already."""


async def pin(site: Site, artist: Actor, artwork_id: int) -> None:
    """Nothing happens where it is pinned already. Raises NotFound where it is not theirs, Problem, TooMany."""
    async with site.db.writing() as tx:
        post = await _own(tx, site, artist, artwork_id)
        if post.visibility not in _OPEN:
            raise Problem(_("Only works that everyone may see can be pinned."))
        pinned = await pins.of_actor(tx, artist.id)
        if artwork_id not in pinned and len(pinned) >= MOST:
            raise TooMany(_("%(most)s works are pinned already. Unpin one of them first.", most=MOST))
        if await pins.put(tx, artist.id, artwork_id, position=len(pinned)):
            await _told(tx, site, artist, artwork_id, pinned=True)
            if post.kind == "artwork":
                await portfolios.pinned_meanwhile(tx, artist.id, artwork_id, True, now=site.clock.now())
    site.delivery_bell.ring()
    site.pages.changed()


async def unpin(site: Site, artist: Actor, artwork_id: int) -> None:
    """Nothing happens where it is not pinned. Raises NotFound where it is not theirs."""
    async with site.db.writing() as tx:
        post = await _own(tx, site, artist, artwork_id)
        if await pins.drop(tx, artist.id, artwork_id):
            await _told(tx, site, artist, artwork_id, pinned=False)
            if post.kind == "artwork":
                await portfolios.pinned_meanwhile(tx, artist.id, artwork_id, False, now=site.clock.now())
    site.delivery_bell.ring()
    site.pages.changed()


async def _own(tx: Writing, site: Site, artist: Actor, post_id: int) -> Post:
    """A post of theirs; nobody changes a work meanwhile. Raises NotFound."""
    post = await posts.by_id(tx, post_id)
    if post is None or post.deleted or post.actor_id != artist.id or not post.local:
        raise NotFound(_("There is no such artwork."))
    if post.kind == "artwork" and await artworks.lock(tx, post_id, artist.id, now=site.clock.now()) is None:
        raise NotFound(_("There is no such artwork."))
    return post


async def pin_exactly(tx: Writing, site: Site, artist: Actor, artwork_ids: Sequence[int]) -> None:
    """These works are pinned, in this order, and no others; what else is pinned stays. Followers' servers hear of it.

    For works that everyone may see, at most MOST. Ring `site.delivery_bell` after the commit.
    """
    before = await pins.works_of(tx, artist.id)
    others = [number for number in await pins.of_actor(tx, artist.id) if number not in before]
    await pins.put_exactly(tx, artist.id, [*artwork_ids, *others])
    for number in before:
        if number not in artwork_ids:
            await _told(tx, site, artist, number, pinned=False)
    for number in artwork_ids:
        if number not in before:
            await _told(tx, site, artist, number, pinned=True)


async def _told(tx: Writing, site: Site, artist: Actor, artwork_id: int, *, pinned: bool) -> None:
    say, made = write.add if pinned else write.remove, f"{artist.uri}#pins/{site.ids.new()}"
    uri = f"{artist.uri}/posts/{artwork_id}"
    activity = say(made, artist.uri, uri, artist.featured_uri, [PUBLIC, artist.followers_uri])
    await outbox.send(tx, site, actor=artist, activity=activity, post_id=artwork_id)
