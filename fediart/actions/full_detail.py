"""Full detail: artists let people come as near to a picture as its original allows, in all works or in single ones."""

from __future__ import annotations

from typing import Final

from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, jobs, tile_sets
from fediart.store.actors import Actor
from fediart.store.database import Writing

TILE: Final = "tile"
TILE_ALL: Final = "tile-all"


async def choose_for_all(site: Site, artist: Actor, shown: bool) -> None:
    """Holds for every work without a choice of its own; tiles are made, or go, one work after another."""
    async with site.db.writing() as tx:
        if bool(await tile_sets.choice_of(tx, artist.id)) == shown:
            return
        await tile_sets.choose(tx, artist.id, shown or None)
        await jobs.enqueue(tx, site.ids.new(), TILE_ALL, {"actor": artist.id, "after": 0}, now=site.clock.now())
    site.bell.ring()


async def choose_for_work(site: Site, artist: Actor, artwork_id: int, shown: bool | None) -> None:
    """None: as the artist's other works. Raises NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        work = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        if work is None:
            raise NotFound(_("There is no such artwork."))
        if await tile_sets.choice_of(tx, work.id) == shown:
            return
        await tile_sets.choose(tx, work.id, shown)
        await queue_tiles(tx, site, work.id)
    site.bell.ring()
    site.pages.changed()


async def follow_up(tx: Writing, site: Site, artwork_id: int, artist_id: int) -> None:
    """To be called when the files of a work, or what stands in them, are other ones."""
    if await tile_sets.wanted(tx, artwork_id, artist_id) or await tile_sets.of_artwork(tx, artwork_id):
        await queue_tiles(tx, site, artwork_id)


async def queue_tiles(tx: Writing, site: Site, artwork_id: int) -> None:
    """Tiles of one work are made, written anew, or go, as it has to be by then. Ring `site.bell` after the commit."""
    await jobs.enqueue(
        tx, site.ids.new(), TILE, {"artwork": artwork_id}, now=site.clock.now(), order_key=f"artwork:{artwork_id}"
    )
